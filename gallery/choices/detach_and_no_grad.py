"""
Choose between detach and no_grad
=================================

Both give you the same values and ``requires_grad=False``.
:py:meth:`torch.Tensor.detach` cuts one edge of a built :term:`graph`.
:py:class:`torch.no_grad` records nothing while its block runs.
So one stops a gradient, and the other spares the memory as well.

Read before: :doc:`/gallery/first_steps/detach_leaves_the_graph`
"""

# %%
# The same result
# ---------------
# Squared twice, [1, 2] becomes [1, 16].
# Neither result asks for a gradient.

import torch

from detach_examples import trace, watch_saved

x = torch.tensor([1.0, 2.0], requires_grad=True)
cut = x.square().square().detach()
with torch.no_grad():
    bare = x.square().square()
print(f"values: {cut.tolist()}, {bare.tolist()}")
print(f"requires_grad: {cut.requires_grad}, {bare.requires_grad}")

# %%
# Predict
# -------
# To go back through a square, autograd needs the value that went in.
# It keeps one :term:`saved tensor` for each square.
# How many does it keep with ``detach`` at the end, with ``no_grad``,
# and with ``detach`` at the start?
#
# .. claim:: no-grad-saves-nothing-for-backward
#
#    Under ``no_grad`` nothing is saved; before a ``detach`` everything
#    is.

with watch_saved() as at_end:
    y = x.square().square()
    cut = y.detach()
with watch_saved() as in_block, torch.no_grad():
    bare = x.square().square()
with watch_saved() as at_start:
    early = x.detach().square().square()
print(at_end.count, in_block.count, at_start.count)
assert (at_end.count, in_block.count, at_start.count) == (2, 0, 0)

# %%
# At the end is too late to save memory: both squares are recorded,
# and ``y`` holds what they saved.
#
# What no_grad can do and detach cannot
# -------------------------------------
# A ``detach`` at the start cuts off ``x``, and nothing else.
# Let a weight join, and a new graph begins.
# ``no_grad`` turns the :term:`grad mode` off for the whole block.
#
# .. claim:: no-grad-turns-recording-off-for-every-operand
#
#    Under ``no_grad`` a result is untracked, whichever operand is
#    tracked.

w = torch.tensor([3.0, 4.0], requires_grad=True)
early = x.detach() * w
with torch.no_grad():
    bare = x * w
print(f"after detach:   requires_grad = {early.requires_grad}")
print(f"inside no_grad: requires_grad = {bare.requires_grad}")
assert early.requires_grad and not bare.requires_grad

# %%
# What detach can do and no_grad cannot
# -------------------------------------
# ``no_grad`` changes what is computed, not what is at hand.
# A tensor recorded before the block leaves it with its history.
#
# .. claim:: no-grad-cuts-no-tensor-that-was-recorded-before
#
#    A tensor that was recorded before a ``no_grad`` block keeps its
#    history in it.

y = x.square()
with torch.no_grad():
    same = y
    alias = y.detach()
print(f"same:  grad_fn = {same.grad_fn.name()}")
print(f"alias: grad_fn = {alias.grad_fn}")
assert same.requires_grad and not alias.requires_grad

# %%
# What autograd sees
# ------------------
# A gradient passes neither ``detach`` nor the block: two cuts.

with trace() as record:
    alias = x.square().detach()
    with torch.no_grad():
        bare = x.square()
print(f"alias {alias.tolist()}, bare {bare.tolist()}")
record.draw([alias, bare],
            "detach cuts after the square, no_grad before it.")

# %%
# Takeaway
# --------
# **To cut off a tensor, detach it; to record nothing, use no_grad.**
#
# - Do: ``detach`` for one value, ``no_grad`` for a block of work.
# - Don't: expect ``no_grad`` to cut a tensor that came in from outside.
# - Not shown: :doc:`/gallery/first_steps/detach_releases_the_graph`
#
# See also: :doc:`/which_tool`, :doc:`/gallery/choices/detach_and_data`
