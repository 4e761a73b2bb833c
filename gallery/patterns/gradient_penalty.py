"""
Train on a gradient penalty
===========================

WGAN-GP keeps the slope of its critic near 1 with a gradient penalty.
What does ``create_graph=True`` do, and may you detach the gradient?
It keeps the gradient in the graph, so that a loss can train it.
Detached, the penalty is a number that trains nothing, in silence.

Read before: :doc:`/gallery/first_steps/backward_on_detached_raises`
"""

# %%
# A slope by hand
# ---------------
# The critic's score is w · x, so its slope in ``x`` is ``w`` = [3, 4].
# Its length is 5, and the penalty (5 - 1)² = 16.
# You take it with :py:func:`torch.autograd.grad`.
#
# .. claim:: grad-without-create-graph-returns-an-untracked-tensor
#
#    ``torch.autograd.grad`` returns an untracked tensor by default.

import torch

from detach_examples import COLOURS, expect_error, new_plot, show_plot

w = torch.tensor([3.0, 4.0], requires_grad=True)
x = torch.tensor([1.0, 1.0], requires_grad=True)
slope, = torch.autograd.grad((w * x).sum(), x)
penalty = (slope.norm() - 1) ** 2
print(f"slope {slope.tolist()} of length {slope.norm().item()}")
print(f"penalty {penalty.item()}")
with expect_error(RuntimeError, match="does not require grad"):
    penalty.backward()

# %%
# With create_graph
# -----------------
# Now the slope is tracked, and leads back to ``w``.
# By hand the gradient is 2 (5 - 1) w / 5 = [4.8, 6.4].
#
# .. claim:: create-graph-makes-the-gradient-trainable
#
#    With ``create_graph=True`` a loss of the gradient trains weights.

slope, = torch.autograd.grad((w * x).sum(), x, create_graph=True)
((slope.norm() - 1) ** 2).backward()
right = w.grad
print(f"tracked: {slope.requires_grad}, w.grad {right}")
assert torch.allclose(right, torch.tensor([4.8, 6.4]))

# %%
# Predict
# -------
# In a real step the penalty is added to the critic's loss.
# You put :py:meth:`torch.Tensor.detach` on the slope.
# Does ``backward`` still raise?
#
# .. claim:: adding-a-detached-term-changes-the-loss-and-no-gradient
#
#    A detached term changes a loss's value, and none of its gradients.

w.grad = None
slope, = torch.autograd.grad((w * x).sum(), x, create_graph=True)
loss = -(w * x).sum() + (slope.detach().norm() - 1) ** 2
loss.backward()
print(f"loss {loss.item()}, w.grad {w.grad.tolist()}")
assert loss == 9 and torch.equal(w.grad, -x)

# %%
# It does not: -7 + 16 = 9 looks right, but the gradient is -x alone.
#
# Train a critic
# --------------
# Ten times the penalty holds the slope; the score pulls it up.

def train(use):
    w = torch.tensor([3.0, 4.0], requires_grad=True)
    for _ in range(60):
        score = (w * x).sum()
        slope, = torch.autograd.grad(score, x, create_graph=True)
        loss = -score + 10 * (use(slope).norm() - 1) ** 2
        w.detach().sub_(0.02 * torch.autograd.grad(loss, w)[0])
        yield slope.norm().item()

print(f"tracked: slope {[*train(lambda slope: slope)][-1]:.2f}")

# %%
# Detached, the penalty holds nothing, and the slope climbs.

right = [*train(lambda slope: slope)]
wrong = [*train(lambda slope: slope.detach())]
print(f"slope: right {right[-1]:.2f}, wrong {wrong[-1]:.2f}")
assert right[-1] < 1.1 and wrong[-1] > wrong[0]
figure, axes = new_plot("step", "length of the slope")
axes.plot(right, color=COLOURS["tracked"].light, label="tracked")
axes.plot(wrong, "--", color=COLOURS["error"].light, label="detached")
axes.legend(labelcolor="linecolor", frameon=False)
show_plot(figure, caption="Only a tracked slope is held near 1.",
          alt="Tracked, the slope falls to 1.07; detached, it climbs.")

# %%
# Takeaway
# --------
# **Never detach a gradient that a loss should train.**
#
# - Do: take it with ``create_graph=True``.
# - Don't: judge a penalty by its value.
#
# See also: :doc:`/gallery/pitfalls/gradient_stops_at_detach`
