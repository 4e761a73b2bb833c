"""
Operations after detach are untracked
=====================================

You compute with a :term:`detached` tensor.
Does autograd follow what you do with it?
No, as long as every operand is untracked.
One tracked operand is enough, and the result is tracked again.
The detached one then counts as a constant.

Read before: :doc:`/gallery/first_steps/detach_turns_tracking_off`
"""

# %%
# Detach, then add
# ----------------
# You take the value of ``y``, and add 3.

import torch

from detach_examples import trace

x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 2
alias = y.detach()
z = alias + 3
print(f"z: requires_grad = {z.requires_grad}, grad_fn = {z.grad_fn}")
assert not z.requires_grad and z.grad_fn is None

# %%
# A longer chain
# --------------
# The result is an untracked tensor too, so the next step starts the
# same way.
#
# .. claim:: operations-on-detached-tensors-are-untracked
#
#    Of detached tensors alone, every operation gives an untracked
#    result.

z = alias + 3
z = z * z
z = z.sum()
print(f"z = {z.item()}, requires_grad = {z.requires_grad}")
assert not z.requires_grad

# %%
# Predict
# -------
# Now you multiply ``alias`` by a weight ``w`` that is tracked.
# Which of ``w`` and ``x`` will get a gradient?
#
# .. claim:: one-tracked-operand-makes-the-result-tracked
#
#    One tracked operand makes a result tracked; the detached one gets
#    no gradient.

w = torch.tensor([3.0, 5.0], requires_grad=True)
loss = (w * alias).sum()
loss.backward()
print(f"loss: requires_grad = {loss.requires_grad}")
print(f"w.grad = {w.grad.tolist()}, x.grad = {x.grad}")
assert torch.equal(w.grad, alias) and x.grad is None

# %%
# Notice that ``w.grad`` is the value of ``alias``, as it would be for
# any constant factor, and that ``x`` got nothing.
#
# Without the detach
# ------------------
# One word differs: ``y`` instead of ``alias``.
# The gradient of ``w`` stays, and ``x`` gets 2w.

w.grad = None
loss = (w * y).sum()
loss.backward()
print(f"w.grad = {w.grad.tolist()}, x.grad = {x.grad.tolist()}")
assert torch.equal(w.grad, alias) and torch.equal(x.grad, 2 * w)

# %%
# What autograd sees
# ------------------
# Autograd recorded one ``mul`` for ``y``, and one for ``loss``.
# It recorded nothing for ``z``.

with trace() as record:
    z = alias + 3
    loss = (w * alias).sum()
print(f"loss.grad_fn = {loss.grad_fn.name()}, z.grad_fn = {z.grad_fn}")
record.draw([loss, z],
            "The tracked w brings loss into a graph, and not z.")

# %%
# Takeaway
# --------
# **In arithmetic, one tracked operand makes the result tracked.**
#
# - Do: detach the operand that should be a constant.
# - Don't: expect one detached operand to untrack the result.
# - Not shown: a block of code without tracking, see
#   :doc:`/gallery/choices/detach_and_no_grad`.
#
# See also: :doc:`/gallery/patterns/use_a_value_without_training_it`
