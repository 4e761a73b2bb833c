"""
Keep the target still
=====================

Your network makes its own target, the loss falls to zero, and nothing
was learned.
Prediction and target chase each other, and meet where both are zero.
Detach the target: then only the prediction can move.

Read before: :doc:`/gallery/pitfalls/gradient_stops_at_detach`
"""

# %%
# Look ahead
# ----------
# What comes next is three times as much; the model is not told so.
# It describes a number by ``w`` times it.
# It predicts the next description by ``a`` times this one.

import torch

from detach_examples import COLOURS, new_plot, show_plot

now = torch.tensor([1.0, -1.0])
later = 3 * now
w, a = (torch.tensor(1.0, requires_grad=True) for _ in range(2))
prediction, target = a * (w * now), w * later
print(f"prediction {prediction.tolist()}, target {target.tolist()}")

# %%
# Predict
# -------
# The right ``a`` is 3.
# Will one step let ``w`` grow, or shrink?

def gradients(target):
    loss = ((prediction - target) ** 2).mean()
    pair = torch.autograd.grad(loss, (w, a), retain_graph=True)
    return [gradient.item() for gradient in pair]

print(f"attached: w, a = {gradients(target)}")
print(f"detached: w, a = {gradients(target.detach())}")
assert gradients(target) == [8.0, -4.0]
assert gradients(target.detach()) == [-4.0, -4.0]

# %%
# A step goes against the gradient.
# Attached, ``w`` shrinks: it is the target that gives way.
# Detached, ``w`` grows towards a target that stays.
#
# Train both
# ----------
# A hundred steps; only ``use`` differs.

def train(use):
    w, a = (torch.tensor(1.0, requires_grad=True) for _ in range(2))
    optimizer = torch.optim.SGD([w, a], lr=0.02)
    for _ in range(100):
        loss = ((a * w * now - use(w * later)) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield loss.item(), w.item(), a.item()

print(f"first loss: {next(train(lambda target: target))[0]}")

# %%
# The loss says that both have learned.

wrong = [*zip(*train(lambda target: target), strict=True)]
right = [*zip(*train(lambda target: target.detach()), strict=True)]
print(f"loss: attached {wrong[0][-1]:.2f}, detached {right[0][-1]:.2f}")
assert wrong[0][-1] < 0.001 and right[0][-1] < 0.001
assert max(wrong[0]) == 4 < max(right[0])

# %%
# Attached, it falls from the start: by the loss, the wrong one is better.

def plot(name, red, blue):
    figure, axes = new_plot("step", name)
    axes.plot(red, "--", c=COLOURS["error"].light, label="attached")
    axes.plot(blue, color=COLOURS["tracked"].light, label="detached")
    axes.legend(labelcolor="linecolor")
    return figure

show_plot(plot("loss", wrong[0], right[0]),
          caption="The loss ends at zero either way.",
          alt="Attached, the loss sinks; detached, it rises first.")

# %%
# What was learned
# ----------------
# The descriptions of 1 and -1 lie 2w apart.
# Attached, the model ends up unable to tell them apart.

print(f"apart: {2 * wrong[1][-1]:.2f} and {2 * right[1][-1]:.2f}")
print(f"a: {wrong[2][-1]:.2f} and {right[2][-1]:.2f}")
assert abs(wrong[1][-1]) < 0.001 and wrong[2][-1] < 2
assert abs(right[1][-1] - 3) < 0.001 and abs(right[2][-1] - 3) < 0.001
show_plot(plot("w", wrong[1], right[1]),
          caption="Attached, every description collapses to zero.",
          alt="Detached, w climbs to 3; attached, it sinks to 0.")

# %%
# Takeaway
# --------
# **Where a network makes its own target, detach the target.**
#
# - Do: watch the spread of the outputs, not the loss alone.
#
# See also: :doc:`/gallery/patterns/stop_gradient_in_self_supervision`,
# :doc:`/learn/why`
