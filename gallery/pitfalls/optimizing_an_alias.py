"""
Give the optimizer the leaf
===========================

"can't optimize a non-leaf Tensor": you optimise ``x.cuda()`` or
``x * 1``.
So you pass ``w.detach().requires_grad_()``; now ``w`` changes, but
``w.grad`` stays None.
The alias is a leaf of its own on the memory of ``w``.
Give the optimizer the leaf itself.

Read before: :doc:`/gallery/first_steps/detach_shares_memory`
"""

# %%
# The error
# ---------
# An optimizer moves leaves, and ``w * 1`` is computed.
#
# .. claim:: an-optimizer-takes-leaves-alone
#
#    An optimizer refuses a computed tensor that requires grad.

import torch

from detach_examples import expect_error, trace

w = torch.tensor([4.0, 6.0], requires_grad=True)
with expect_error(ValueError, match="can't optimize a non-leaf"):
    torch.optim.SGD([w * 1], lr=0.5)

# %%
# Predict
# -------
# You give it a detached alias, and compute the loss from the alias.
# Whose gradient is filled, and whose values move?
#
# .. claim:: a-step-on-an-alias-moves-its-source
#
#    A step on a detached alias moves the values of its source, and
#    fills the alias's ``grad`` alone.

alias = w.detach().requires_grad_()
optimizer = torch.optim.SGD([alias], lr=0.5)
alias.sum().backward()
optimizer.step()
print(f"w = {w.tolist()}, w.grad = {w.grad}")
print(f"alias.grad = {alias.grad.tolist()}")
assert w.tolist() == [3.5, 5.5] and w.grad is None

# %%
# Notice that ``w`` moved without a gradient of its own.
#
# The loss that does not know the alias
# -------------------------------------
# A model that uses ``w`` fills ``w.grad``, which nobody steps.

optimizer.zero_grad()
w.sum().backward()
optimizer.step()
print(f"w = {w.tolist()}, w.grad = {w.grad.tolist()}")
assert w.tolist() == [3.5, 5.5]

# %%
# What autograd sees
# ------------------
# Two leaves on one storage.

with trace() as record:
    alias = w.detach().requires_grad_()
    loss = w.sum() + alias.sum()
print(f"leaves: w {w.is_leaf}, alias {alias.is_leaf}")
record.draw([loss, w, alias], "Two leaves, two gradients, one memory.")

# %%
# Fix
# ---
# Pass the leaf that the loss uses.

w = torch.tensor([4.0, 6.0], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.5)
w.sum().backward()
optimizer.step()
print(f"w = {w.tolist()}, w.grad = {w.grad.tolist()}")
assert w.tolist() == [3.5, 5.5] and w.grad.tolist() == [1.0, 1.0]

# %%
# After a move
# ------------
# A cast or a move to a device makes a new tensor: make the leaf last.

moved = torch.tensor([4.0, 6.0]).double().requires_grad_()
optimizer = torch.optim.SGD([moved], lr=0.5)
moved.sum().backward()
optimizer.step()
print(f"moved = {moved.tolist()}, is_leaf {moved.is_leaf}")
assert moved.tolist() == [3.5, 5.5]

# %%
# Takeaway
# --------
# **The optimizer, the loss and you hold the same leaf.**
#
# - Do: move and cast first, then ``requires_grad_``.
# - Don't: silence the error by an alias.
#
# See also: :doc:`/gallery/pitfalls/grad_of_a_computed_tensor_is_none`
