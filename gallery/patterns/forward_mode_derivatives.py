"""
Stop forward-mode derivatives
=============================

Which stop-gradient works for ``jvp`` and ``jacfwd``?
``detach`` drops the tangent, and so does ``inference_mode``.
``no_grad`` does not: forward-mode AD does not look at it.
So ``jacfwd`` and ``jacrev`` of one function can differ.

Read before: :doc:`/gallery/choices/detach_and_no_grad`
"""

# %%
# A tangent travels along
# -----------------------
# In forward mode a dual tensor carries its derivative with it.
# By hand, x · x at 3 has the derivative 6.

import torch
import torch.autograd.forward_ad as forward_ad
from torch.func import jacfwd, jacrev

x = torch.tensor(3.0)
with forward_ad.dual_level():
    dual = forward_ad.make_dual(x, torch.tensor(1.0))
    y = dual * dual
    tangent = forward_ad.unpack_dual(y).tangent
print(f"tangent of x * x: {tangent.item()}")
assert tangent == 6

# %%
# Predict
# -------
# One factor is made a constant: by ``detach``, and by ``no_grad``.
# Which of the two is one for the tangent?
#
# .. claim:: detach-drops-the-tangent
#
#    ``detach`` drops the tangent of forward-mode AD.

with forward_ad.dual_level():
    dual = forward_ad.make_dual(x, torch.tensor(1.0))
    alias = forward_ad.unpack_dual(dual.detach()).tangent
    product = forward_ad.unpack_dual(dual * dual.detach()).tangent
print(f"of the alias: {alias}, of the product: {product.item()}")
assert alias is None and product == 3

# %%
# The detached factor is a constant: 3, and not 6.
#
# no_grad lets it through
# -----------------------
# The mode turns off the recording for ``backward``, and no tangent.
#
# .. claim:: no-grad-does-not-stop-the-tangent
#
#    Under ``no_grad`` tangents are computed as before; under
#    ``inference_mode`` they are not.

found = {}
for mode in (torch.no_grad, torch.inference_mode):
    with forward_ad.dual_level():
        dual = forward_ad.make_dual(x, torch.tensor(1.0))
        with mode():
            y = dual * dual
            found[mode.__name__] = forward_ad.unpack_dual(y).tangent
    print(f"{mode.__name__}: {found[mode.__name__]}")
assert found == {"no_grad": 6, "inference_mode": None}

# %%
# Two Jacobians of one function
# -----------------------------
# Reverse mode sees the block, and forward mode does not.
#
# .. claim:: no-grad-makes-jacfwd-and-jacrev-differ
#
#    Where a function uses ``no_grad``, ``jacfwd`` and ``jacrev`` can
#    differ; with ``detach`` they agree.

def block(t):
    with torch.no_grad():
        constant = t * 1
    return t * constant

def cut(t):
    return t * t.detach()

found = [way(f)(x).item()
         for f in (block, cut) for way in (jacrev, jacfwd)]
print("block: jacrev {}, jacfwd {}; cut: {}, {}".format(*found))
assert found == [3, 6, 3, 3]

# %%
# Takeaway
# --------
# **For both modes of AD, the stop-gradient is detach.**
#
# - Do: ``detach`` inside functions that others differentiate.
# - Don't: rely on ``no_grad`` to make a constant.
#
# See also: :doc:`/gallery/patterns/functional_transforms`,
# :doc:`/gallery/patterns/second_derivatives`
