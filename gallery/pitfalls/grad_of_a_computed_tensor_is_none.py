"""
Make the leaf last
==================

You set ``requires_grad=True``, then ``.to(device)`` or ``.double()``,
and ``grad`` stays None, with a warning.
Or you want to switch off the flag of an intermediate, or of a slice.
Both are computed tensors, and flags and ``grad`` belong to leaves.
Convert first, and mark last; to switch off, detach.

Read before: :doc:`/gallery/first_steps/detach_turns_tracking_off`
"""

# %%
# A leaf, and what was made from it
# ---------------------------------
# The cast is an operation like any other.
#
# .. claim:: a-cast-makes-a-computed-tensor
#
#    A leaf that requires grad, cast to another type, gives a computed
#    tensor, which is no leaf.

import torch

from detach_examples import expect_error, expect_warning, trace

with trace() as record:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x.double()
    loss = (y * 3).sum()
print(f"y: is_leaf = {y.is_leaf}, grad_fn = {y.grad_fn.name()}")
assert not y.is_leaf

# %%
# Predict
# -------
# You call ``backward``.
# Where will the gradient arrive: in ``y``, in ``x``, in both?
#
# .. claim:: reading-grad-of-a-computed-tensor-warns
#
#    Without ``retain_grad``, reading ``grad`` of a computed tensor
#    gives None and a warning.

loss.backward()
with expect_warning(UserWarning, match="not a leaf Tensor"):
    print(f"y.grad = {y.grad}")
print(f"x.grad = {x.grad.tolist()}")
assert x.grad.tolist() == [3.0, 3.0]

# %%
# It went through ``y`` and was stored in the :term:`leaf` ``x``.

print(f"leaf: x {x.is_leaf}, y {y.is_leaf}")
record.draw(loss, "The gradient passes y, and is stored in x.")

# %%
# Fix
# ---
# Convert, then mark; or ask ``y`` to keep what passes.
#
# .. claim:: a-computed-tensor-can-retain-its-gradient
#
#    After ``retain_grad`` a computed tensor keeps the gradient that
#    passes through it.

late = torch.tensor([1.0, 2.0]).double().requires_grad_()
(late * 3).sum().backward()
y = x.double()
y.retain_grad()
(y * 3).sum().backward()
print(f"marked last: {late.grad.tolist()}, retained: {y.grad.tolist()}")
assert late.grad.tolist() == y.grad.tolist() == [3.0, 3.0]

# %%
# The flag of a computed tensor
# -----------------------------
# It follows from the inputs, so you cannot switch it off.
#
# .. claim:: the-flag-of-a-computed-tensor-cannot-be-switched-off
#
#    ``requires_grad_(False)`` on a computed tensor, or on a slice of a
#    leaf, raises.

with expect_error(RuntimeError, match="flags of leaf variables"):
    y.requires_grad_(False)
with expect_error(RuntimeError, match="flags of leaf variables"):
    x[:1].requires_grad_(False)
alias = y.detach()
print(f"y.detach(): requires_grad = {alias.requires_grad}")
assert not alias.requires_grad

# %%
# Freeze some rows
# ----------------
# A slice cannot be frozen; a mask stops its gradient.

x.grad = None
mask = torch.tensor([0.0, 1.0])
x.register_hook(lambda gradient: gradient * mask)
(x * 3).sum().backward()
print(f"x.grad = {x.grad.tolist()}")
assert x.grad.tolist() == [0.0, 3.0]

# %%
# Takeaway
# --------
# **Flags and gradients live on leaves: make the leaf last.**
#
# - Do: ``x.detach().double().requires_grad_()``.
# - Don't: mark first and convert after.
#
# See also: :doc:`/gallery/pitfalls/update_loses_the_leaf`
