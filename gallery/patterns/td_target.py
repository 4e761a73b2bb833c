"""
Detach the TD target
====================

In DQN and other value learning the target is bootstrapped: a reward
plus the network's own next value.
What happens if you forget to detach the TD target?
Gradient flows into the next value as well, and the values settle
somewhere else.

Read before: :doc:`/gallery/patterns/use_a_value_without_training_it`
"""

# %%
# A coin on the way
# -----------------
# From the start a coin leads to state A or to state B.
# A ends with the reward 1, and B with 0.
# So the right values are 1/2 for the start, 1 for A and 0 for B.

import torch

from detach_examples import COLOURS, new_plot, show_plot, trace

start, a, b = range(3)

def loss(v, use):
    coin = (v[start] - use(v[a])) ** 2 + (v[start] - use(v[b])) ** 2
    return coin / 2 + (v[a] - 1) ** 2 + v[b] ** 2

v = torch.zeros(3, requires_grad=True)
print(f"loss at zero: {loss(v, torch.Tensor.detach).item()}")

# %%
# Predict
# -------
# All values start at zero, except the start, which is 1/2 already.
# Will A be pulled towards its reward of 1 alone?
#
# .. claim:: a-detached-target-is-not-pulled-to-the-prediction
#
#    A detached target gets no gradient from the loss that compares it
#    with a prediction.

v = torch.tensor([0.5, 0.0, 0.0], requires_grad=True)
loss(v, lambda value: value.detach()).backward()
right = v.grad.tolist()
v.grad = None
loss(v, lambda value: value).backward()
wrong = v.grad.tolist()
print(f"gradients with the detach:    {right}")
print(f"gradients without the detach: {wrong}")
assert right == [1.0, -2.0, 0.0] and wrong == [1.0, -2.5, -0.5]

# %%
# Notice that without it B, whose value is right, is pushed as well:
# the target moves towards the prediction.
#
# Train both
# ----------
# Three hundred steps of plain gradient descent.

def train(use):
    v = torch.zeros(3, requires_grad=True)
    for _ in range(300):
        v.grad = None
        loss(v, use).backward()
        v.detach().sub_(0.1 * v.grad)
        yield v.tolist()

right = list(train(lambda value: value.detach()))
print("right:", [round(value, 3) for value in right[-1]])

# %%
# Without the detach
# ------------------
# The loss is lower, and two of the three values are wrong.

wrong = list(train(lambda value: value))
print("wrong:", [round(value, 3) for value in wrong[-1]])
assert abs(right[-1][a] - 1) < 0.01 and abs(wrong[-1][a] - 5 / 6) < 0.01

# %%
# Side by side
# ------------
# The value of A, which ends with the reward 1.

figure, axes = new_plot("step", "value of A")
red, blue = COLOURS["error"].light, COLOURS["tracked"].light
axes.plot([v[a] for v in right], color=blue, label="detached target")
axes.plot([v[a] for v in wrong], "--", color=red, label="attached")
axes.legend(labelcolor="linecolor", frameon=False)
print(f"A: right {right[-1][a]:.3f}, wrong {wrong[-1][a]:.3f}")
show_plot(figure, caption="Attached, A never reaches its reward.",
          alt="Detached, A climbs to 1; attached it stays below.")

# %%
# What autograd sees
# ------------------
# One step from the start to A.

with trace() as record:
    target = v[a].detach()
    error = (v[start] - target) ** 2
print(f"error: {error.item()}")
record.draw(error, "The value of A is read, and not trained by it.")

# %%
# Takeaway
# --------
# **A target that the network made is detached.**
#
# - Do: ``target = reward + gamma * q(next_state).detach()``.
# - Do: compute it under ``no_grad``, where a whole network runs.
# - Don't: judge by the loss, which is lower without the detach.
#
# See also: :doc:`/gallery/patterns/actor_critic_advantage`
