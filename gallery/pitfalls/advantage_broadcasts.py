"""
Compare shapes before you detach
================================

A2C barely learns, and nothing errors.
The returns have the shape [N], the critic's values [N, 1], and
``returns - value.detach()`` is broadcast to [N, N].
The detach is right; the shape is not.
Squeeze the value first.

Read before: :doc:`/gallery/patterns/actor_critic_advantage`
"""

# %%
# Two shapes of one thing
# -----------------------
# Three returns, and three values in a column.

import torch

from detach_examples import expect_warning

returns = torch.tensor([1.0, 2.0, 6.0])
value = torch.tensor([[1.0], [1.0], [1.0]], requires_grad=True)
wrong = returns - value.detach()
right = returns - value.squeeze(1).detach()
print(f"wrong {tuple(wrong.shape)}, right {tuple(right.shape)}")
assert wrong.shape == (3, 3) and right.shape == (3,)

# %%
# Predict
# -------
# Each log-probability should be weighed by its own advantage, 0, 1, 5.
# By what is it weighed in the table of three by three?

logp = torch.tensor([-1.0, -1.0, -1.0], requires_grad=True)
for name, advantage in {"wrong": wrong, "right": right}.items():
    logp.grad = None
    (logp * advantage).mean().backward()
    print(f"{name}: {(logp.grad * 3).tolist()}")
assert (logp.grad * 3).tolist() == [0.0, 1.0, 5.0]

# %%
# By the mean of a column, which here mixes nothing, for all values are
# equal.
#
# When the values differ
# ----------------------
# A critic that is right for every state leaves no advantage.

value = torch.tensor([[1.0], [2.0], [6.0]], requires_grad=True)
wrong = returns - value.detach()
right = returns - value.squeeze(1).detach()
for name, advantage in {"wrong": wrong, "right": right}.items():
    logp.grad = None
    (logp * advantage).mean().backward()
    print(f"{name}: {(logp.grad * 3).tolist()}")
assert logp.grad.tolist() == [0.0, 0.0, 0.0]

# %%
# The wrong one still pushes: each return is compared with the mean of
# all values.
#
# The critic's loss is broadcast, too
# -----------------------------------
# :py:func:`torch.nn.functional.mse_loss` warns of it.
#
# .. claim:: mse-loss-warns-of-shapes-that-differ
#
#    ``mse_loss`` warns when the shapes of its two sides differ, and
#    broadcasts them.

with expect_warning(UserWarning, match="target size"):
    loss = torch.nn.functional.mse_loss(value, returns)
print(f"wrong {loss.item():.3f}, right 0.0")
assert loss > 0

# %%
# Where each value is pulled
# --------------------------
# The gradient of the wrong loss pulls every value to the mean return.
#
# .. claim:: a-broadcast-operand-gets-the-sum-of-its-gradients
#
#    A tensor that was broadcast gets the sum of the gradients of its
#    copies.

loss.backward()
print(f"gradients: {[f'{g:.3f}' for g in value.grad[:, 0].tolist()]}")
pull = 2 * (value.detach()[:, 0] - returns.mean()) / 3
assert torch.allclose(value.grad[:, 0], pull)

# %%
# Takeaway
# --------
# **Before a minus, compare the shapes.**
#
# - Do: ``returns - value.squeeze(-1).detach()``.
# - Do: ``assert advantage.shape == logp.shape``.
# - Don't: look for the fault in the detach.
#
# See also: :doc:`/gallery/patterns/actor_critic_advantage`
