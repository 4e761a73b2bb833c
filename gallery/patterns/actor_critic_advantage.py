"""
Detach the critic's value
=========================

``advantage = returns - value.detach()``: does the critic still learn,
or does the detach freeze it for good?
It learns from its own loss, where the value is not detached.
Without the detach the actor's loss pushes the critic as well.

Read before: :doc:`/gallery/patterns/td_target`
"""

# %%
# Two losses, one value
# ---------------------
# The critic says 1, the return was 3, and the log-probability is -0.5.

import torch

from detach_examples import COLOURS, new_plot, show_plot, trace

value = torch.tensor(1.0, requires_grad=True)
logp = torch.tensor(-0.5, requires_grad=True)
returns = 3.0
print(f"advantage: {returns - value.item()}")

# %%
# Predict
# -------
# You detach the value in the actor's loss, and not in the critic's.
# What will the gradient of the value be: 0, -4, or -4.5?
#
# .. claim:: a-detach-in-one-loss-leaves-the-other-loss-alone
#
#    A tensor that is detached in one loss is still trained by another
#    loss that uses it undetached.

with trace() as record:
    actor = -logp * (returns - value.detach())
    critic = (returns - value) ** 2
    loss = actor + critic
loss.backward()
print(f"value.grad = {value.grad}, logp.grad = {logp.grad}")
assert value.grad == -4 and logp.grad == -2
record.draw(loss, "The actor reads the value; the critic trains it.")

# %%
# It is -4, the gradient of the critic's own loss.
#
# Without the detach
# ------------------
# The actor's loss adds ``logp`` to it, -0.5.

value.grad = None
(-logp * (returns - value) + (returns - value) ** 2).backward()
print(f"value.grad: wrong {value.grad.item()}, right -4.0")
assert value.grad == -4.5

# %%
# A bandit with two arms
# ----------------------
# The arms pay 1 and 3; the losses are averaged over both arms.

pay = torch.tensor([1.0, 3.0])

def mean_loss(logits, value, use):
    logp = logits.log_softmax(0)
    actor = -logp * (pay - use(value))
    critic = (pay - value) ** 2 / 2
    return (logp.exp().detach() * (actor + critic)).sum()

start = mean_loss(torch.zeros(2), torch.zeros(1), torch.clone)
print(f"loss at the start: {start.item():.2f}")

# %%
# The value should follow the expected pay.

def train(use):
    logits, value = (torch.zeros(n, requires_grad=True) for n in (2, 1))
    sgd = torch.optim.SGD([logits, value], lr=0.2)
    for _ in range(100):
        sgd.zero_grad()
        mean_loss(logits, value, use).backward()
        sgd.step()
        yield (value - logits.softmax(0) @ pay).item()

right = list(train(lambda value: value.detach()))
print(f"after 20 steps: {right[20]:.2f}")

# %%
# The same bandit, attached
# -------------------------
# The actor's loss lowers itself by a higher value.

wrong = list(train(lambda value: value))
print(f"error of the value after 20 steps: {wrong[20]:.2f}")
assert max(right) < 0.05 < max(wrong)
figure, axes = new_plot("step", "value minus expected pay")
red, blue = COLOURS["error"].light, COLOURS["tracked"].light
axes.plot(right, color=blue, label="detached")
axes.plot(wrong, "--", color=red, label="attached")
axes.legend(labelcolor="linecolor", frameon=False)
show_plot(figure, caption="Attached, the critic expects too much.",
          alt="Detached the error nears 0; attached it rises above.")

# %%
# Takeaway
# --------
# **The actor reads the value; only the critic's loss trains it.**
#
# - Do: ``advantage = returns - value.detach()``.
# - Don't: detach the value in the critic's loss.
#
# See also: :doc:`/gallery/patterns/policy_gradient`,
# :doc:`/gallery/pitfalls/advantage_broadcasts`
