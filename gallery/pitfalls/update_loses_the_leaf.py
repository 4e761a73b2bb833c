"""
Update a weight in place
========================

Your hand-written SGD works for one step, then ``w.grad`` is None.
The line ``w = w - lr * w.grad`` made a new tensor called ``w``.
It is computed, so ``backward`` fills no ``grad`` there.
Update in place, in a :py:class:`torch.no_grad` block.

Read before: :doc:`/gallery/first_steps/detach_leaves_the_graph`
"""

# %%
# The first step
# --------------
# The loss is w², so from 4 the gradient is 8.

import torch

from detach_examples import expect_warning, trace

w = torch.tensor(4.0, requires_grad=True)
(w**2).backward()
print(f"w.grad = {w.grad}, is_leaf = {w.is_leaf}")

# %%
# Predict
# -------
# You take a step of 1/4 against the gradient: 4 - 2 = 2.
# The next gradient should be 4.
# What will ``w.grad`` be after the next ``backward``?
#
# .. claim:: backward-fills-grad-on-leaves-alone
#
#    ``backward`` fills ``grad`` on leaves; a computed tensor keeps
#    none by default.

with trace() as record:
    w = w - w.grad / 4
    loss = w**2
loss.backward()
print(f"w = {w.item()}, is_leaf = {w.is_leaf}")
with expect_warning(UserWarning, match="not a leaf Tensor"):
    print(f"w.grad = {w.grad}")
assert not w.is_leaf

# %%
# Notice that ``w`` is computed now; the leaf of the first step is not
# called ``w`` any more, yet the gradient goes there.

print(f"w was made by: {w.grad_fn.name()}")
record.draw(loss, "The gradient goes through w to the leaf before it.")

# %%
# Fix
# ---
# Write into the tensor that is there.
#
# .. claim:: an-in-place-update-under-no-grad-keeps-the-leaf
#
#    An in-place update under ``no_grad`` leaves a weight the leaf that
#    it was.

w = torch.tensor(4.0, requires_grad=True)
for step in range(3):
    w.grad = None
    (w**2).backward()
    with torch.no_grad():
        w -= w.grad / 4
    print(f"step {step}: gradient {w.grad.item()}, w = {w.item()}")
assert w.is_leaf and w == 0.5

# %%
# Or cut, and mark again
# ----------------------
# This makes a new leaf for each step.
#
# .. claim:: a-detached-result-can-become-a-leaf-again
#
#    A detached result that is marked by ``requires_grad_`` is a leaf
#    with a gradient of its own.

w = torch.tensor(4.0, requires_grad=True)
for step in range(3):
    (w**2).backward()
    w = (w - w.grad / 4).detach().requires_grad_()
    print(f"step {step}: w = {w.item()}, is_leaf = {w.is_leaf}")
assert w == 0.5

# %%
# Takeaway
# --------
# **A name that is assigned anew is another tensor.**
#
# - Do: ``w -= step`` in a ``no_grad`` block.
# - Don't: write ``w = w - step`` for a weight that should train on.
# - Not shown: what ``torch.optim`` does with momentum.
#
# See also: :doc:`/gallery/pitfalls/inplace_on_a_leaf_raises`,
# :doc:`/gallery/pitfalls/optimizing_an_alias`
