"""
Clip and copy weights
=====================

You replaced ``p.data.clamp_`` by ``p.detach().clamp_``, and now
``backward`` fails.
Or you synced a target net by ``a.data = b.data``, and it tracks the
online net exactly.
Clip after ``backward``, and copy by ``copy_``, both under ``no_grad``.

Read before: :doc:`/gallery/choices/detach_and_data`
"""

# %%
# Clip too early
# --------------
# The loss is w², so the gradient at 2 is 4.

import torch

from detach_examples import expect_error


def start():
    w = torch.tensor([2.0], requires_grad=True)
    return w, (w**2).sum()

w, loss = start()
w.detach().clamp_(max=0.5)
with expect_error(RuntimeError, match="modified by an inplace"):
    loss.backward()

# %%
# Predict
# -------
# The old line, with ``.data``, raised nothing.
# What gradient did it give?

w, loss = start()
w.data.clamp_(max=0.5)
loss.backward()
print(f"w.grad: wrong {w.grad.item()}, right 4.0")
assert w.grad == 1

# %%
# That of the clipped weight: it was wrong all the time.
#
# Fix
# ---
# First ``backward``, then the clip.
#
# .. claim:: a-clip-after-backward-is-safe
#
#    A weight that is edited under ``no_grad`` after ``backward`` has
#    the right gradient, and stays a leaf.

w, loss = start()
loss.backward()
with torch.no_grad():
    w.clamp_(max=0.5)
print(f"w.grad = {w.grad.item()}, w = {w.item()}, is_leaf {w.is_leaf}")
assert w.grad == 4 and w == 0.5 and w.is_leaf

# %%
# A copy that is none
# -------------------
# The target net should have the values of now.
#
# .. claim:: assigning-data-ties-two-weights
#
#    ``a.data = b.data`` lets two tensors share one storage: an edit of
#    one changes the other.

online = torch.nn.Parameter(torch.tensor([1.0]))
target = torch.nn.Parameter(torch.tensor([0.0]))
target.data = online.data
with torch.no_grad():
    online.add_(1)
print(f"target: wrong {target.item()}, right 1.0")
assert target.item() == 2.0

# %%
# Copy the values
# ---------------
# ``copy_`` writes into the target's own memory.
#
# .. claim:: copy-writes-into-its-own-memory
#
#    ``copy_`` under ``no_grad`` copies values, ties nothing, and leaves
#    the flag as it was.

target = torch.nn.Parameter(torch.tensor([0.0]))
with torch.no_grad():
    target.copy_(online)
    online.add_(1)
print(f"online {online.item()}, target {target.item()}")
assert target.item() == 2.0 and target.requires_grad

# %%
# Takeaway
# --------
# **Weights are written in place, under no_grad, after backward.**
#
# - Do: ``with torch.no_grad(): target.copy_(online)``.
# - Don't: assign to ``.data``.
#
# See also: :doc:`/gallery/patterns/ema_teacher`,
# :doc:`/gallery/pitfalls/saved_weights_change`
