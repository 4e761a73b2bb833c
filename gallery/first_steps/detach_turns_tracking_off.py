"""
Detach turns tracking off
=========================

You called ``detach``, and your tensor is still tracked.
:py:meth:`torch.Tensor.detach` turns tracking off in what it returns.
The tensor that you call it on stays as it was.
Keep the result, and training goes on through the original.

Read before: :doc:`/gallery/first_steps/detach_leaves_the_graph`
"""

# %%
# Tracking is on
# --------------
# :py:attr:`torch.Tensor.requires_grad` says whether autograd tracks a
# tensor.
# You set it on ``x``, and ``y`` inherits it.

import torch

from detach_examples import trace

x = torch.tensor([2.0, 3.0], requires_grad=True)
y = x * 4
print(f"x:     requires_grad = {x.requires_grad}")
print(f"y:     requires_grad = {y.requires_grad}")

# %%
# Predict
# -------
# You detach ``y``.
# Is tracking now off for ``y``, for the result, or for both?
#
# .. claim:: detach-leaves-its-source-tracked
#
#    ``detach`` turns tracking off in its result, and not in its source.

alias = y.detach()
print(f"y:     requires_grad = {y.requires_grad}")
print(f"alias: requires_grad = {alias.requires_grad}")
assert y.requires_grad and not alias.requires_grad

# %%
# Notice that the same two values now have two flags: on in ``y``, off
# in ``alias``.
#
# The original still trains
# -------------------------
# ``y`` is 4x, so the gradient of its sum is 4 for each value.

y.sum().backward()
print(f"x.grad = {x.grad.tolist()}")
assert x.grad.tolist() == [4.0, 4.0]

# %%
# A result thrown away
# --------------------
# On a line of its own, the call has no effect on ``y``.
#
# .. claim:: a-bare-detach-changes-nothing
#
#    A call of ``detach`` whose result is thrown away changes nothing.

y = x * 4
y.detach()
print(f"y: requires_grad = {y.requires_grad}")
assert y.requires_grad

# %%
# Fix
# ---
# Give the result a name; it may be the old one.

y = x * 4
y = y.detach()
print(f"y: requires_grad = {y.requires_grad}")
assert not y.requires_grad

# %%
# What autograd sees
# ------------------
# The path from ``x`` to ``loss`` runs through ``y``, past ``alias``.

with trace() as record:
    y = x * 4
    alias, loss = y.detach(), y.sum()
print(f"grad_fn: y {y.grad_fn.name()}, alias {alias.grad_fn}")
record.draw([loss, alias], "The alias is cut; the path to loss is not.")

# %%
# Takeaway
# --------
# **Tracking is off in the result; the original goes on.**
#
# - Do: ``alias = y.detach()``, then use ``alias``.
# - Don't: call ``y.detach()`` and go on with ``y``.
# - Not shown: :py:meth:`torch.Tensor.detach_`, the in-place form.
#
# See also: :doc:`/which_tool`
