"""
Detach shares memory
====================

You changed a detached tensor, and the original changed, too.
:py:meth:`torch.Tensor.detach` copies no value: it makes a new tensor on
the same :term:`storage`.
So a write on one side is seen on the other.
For memory of your own, add :py:meth:`torch.Tensor.clone`.

Read before: :doc:`/gallery/first_steps/backward_on_detached_raises`
"""

# %%
# Two tensors, one address
# ------------------------
# ``y`` and ``alias`` are two Python objects.
# :py:meth:`torch.Tensor.data_ptr` gives the address of the first value.
#
# .. claim:: a-detached-tensor-lies-at-the-address-of-its-source
#
#    ``detach`` returns another object at the same address.

import torch

from detach_examples import trace

x = torch.tensor([1.0, 4.0], requires_grad=True)
y = x * 2
alias = y.detach()
print(f"same object:  {alias is y}")
print(f"same address: {alias.data_ptr() == y.data_ptr()}")
assert alias is not y and alias.data_ptr() == y.data_ptr()

# %%
# Predict
# -------
# You write 5 into the first place of ``alias``.
# What does ``y`` hold afterwards: [2, 8] or [5, 8]?
#
# .. claim:: an-edit-of-an-alias-changes-its-source
#
#    An edit of a detached tensor changes the tensor that it came from.

print(f"before: y = {y.tolist()}, version {y._version}")
alias[0] = 5.0
print(f"after:  y = {y.tolist()}, version {y._version}")
assert y.tolist() == [5.0, 8.0]

# %%
# Notice that the :term:`version counter` of ``y`` went up, although you
# never wrote to ``y``.
#
# The other way round
# -------------------
# An :term:`in-place operation` on ``y`` reaches ``alias``.
# The counter is shared as well: both read the same number.
#
# .. claim:: detach-shares-the-version-counter
#
#    A detached tensor and its source share one version counter.

y.add_(1.0)
print(f"alias = {alias.tolist()}")
print(f"version: y {y._version}, alias {alias._version}")
assert alias.tolist() == [6.0, 9.0]
assert y._version == alias._version == 2

# %%
# A copy is independent
# ---------------------
# ``clone`` gives the values a new address, and a counter of its own.
#
# .. claim:: a-clone-has-memory-of-its-own
#
#    A clone has memory and a version counter of its own.

copy = y.detach().clone()
copy[0] = 0.0
print(f"same address: {copy.data_ptr() == y.data_ptr()}")
print(f"y = {y.tolist()}, copy = {copy.tolist()}")
print(f"version: y {y._version}, copy {copy._version}")
assert y.tolist() == [6.0, 9.0] and y._version == 2

# %%
# A piece holds the whole
# -----------------------
# The second value of ``y`` has an address of its own.
# Yet it lies on the same storage, and holds both values of it.
#
# .. claim:: a-detached-piece-holds-the-whole-storage
#
#    A detached piece of a tensor keeps all of its storage alive.

piece = y.detach()[1:]
whole, part = y.untyped_storage(), piece.untyped_storage()
alone = piece.clone().untyped_storage()
print(f"same address: {piece.data_ptr() == y.data_ptr()}")
print(f"same storage: {part.data_ptr() == whole.data_ptr()}")
print(f"piece holds {part.nbytes()} bytes, a clone {alone.nbytes()}")
assert part.nbytes() == whole.nbytes() == 2 * alone.nbytes()

# %%
# What autograd sees
# ------------------
# ``copy`` stands alone; ``alias`` is tied to the memory of ``y``.

with trace() as record:
    y = x * 2
    alias, copy = y.detach(), y.detach().clone()
print(f"y {y.tolist()}, alias {alias.tolist()}, copy {copy.tolist()}")
record.draw([y, alias, copy],
            "Both are cut; the alias is on the memory of y.")

# %%
# Takeaway
# --------
# **Detaching shares; cloning copies.**
#
# - Do: ``y.detach().clone()`` before you write, or to keep a piece.
# - Don't: write to ``y.detach()`` unless ``y`` should change.
# - Not shown: what such a write does to ``backward``.
#
# See also: :doc:`/gallery/pitfalls/inplace_edit_reaches_the_graph`
