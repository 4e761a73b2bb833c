"""
Write to a leaf under no_grad
=============================

You initialise or update a weight in place, and torch says
"a leaf Variable that requires grad is being used in an in-place
operation".
Put the edit into a :py:class:`torch.no_grad` block.

Read before: :doc:`/gallery/first_steps/detach_turns_tracking_off`
"""

# %%
# The error, at once
# ------------------
# Autograd would have to record the edit of ``w`` in ``w`` itself.
# A :term:`leaf` has no history, so it refuses, whole or in part.
#
# .. claim:: an-in-place-operation-on-a-leaf-raises
#
#    Outside ``no_grad``, an in-place operation on a leaf that requires
#    grad raises at once.

import torch

from detach_examples import expect_error

w = torch.tensor([1.0, 2.0], requires_grad=True)
with expect_error(RuntimeError, match="a leaf Variable that requires"):
    w.mul_(3)
with expect_error(RuntimeError, match="a view of a leaf Variable"):
    w[:1] -= 3
print(f"w = {w.tolist()}, is_leaf = {w.is_leaf}")
assert w.tolist() == [1.0, 2.0] and w.is_leaf

# %%
# Predict
# -------
# You move the edit into a block without recording.
# Will ``w`` still be a leaf, and still ask for a gradient?
#
# .. claim:: a-leaf-edited-under-no-grad-stays-a-leaf
#
#    A leaf that is edited under ``no_grad`` stays a leaf that requires
#    grad.

with torch.no_grad():
    w.mul_(3)
    w[:1] -= 1
w.sum().backward()
print(f"w = {w.tolist()}, w.grad = {w.grad.tolist()}")
assert w.is_leaf and w.tolist() == [2.0, 6.0]

# %%
# Notice that nothing of the edit is in the gradient: it is 1, 1.
#
# Through an alias
# ----------------
# ``w.detach()`` asks for no gradient, so it may be written to.
# The edit reaches ``w``, and its :term:`version counter` sees it.

version = w._version
w.detach().fill_(5.0)
print(f"w = {w.tolist()}, edits seen: {w._version - version}")
assert w.tolist() == [5.0, 5.0] and w._version == version + 1

# %%
# The variant that loses the leaf
# -------------------------------
# Out of place there is no error, and ``w`` is another tensor.

w = w * 3
print(f"is_leaf = {w.is_leaf}, grad_fn = {w.grad_fn.name()}")
assert not w.is_leaf

# %%
# Too early, before backward
# --------------------------
# An edit between the forward pass and ``backward`` is another fault.

w = torch.tensor([1.0, 2.0], requires_grad=True)
loss = w.square().sum()
with torch.no_grad():
    w.mul_(3)
with expect_error(RuntimeError, match="modified by an inplace"):
    loss.backward()

# %%
# Takeaway
# --------
# **Edit a leaf in a no_grad block, after backward.**
#
# - Do: ``with torch.no_grad(): w.mul_(3)``.
# - Don't: write ``w = w * 3`` to get around the error.
#
# See also: :doc:`/gallery/pitfalls/update_loses_the_leaf`,
# :doc:`/gallery/pitfalls/inplace_edit_reaches_the_graph`
