"""
Convert a tensor to NumPy
=========================

You want to plot a result, and ``numpy`` raises.
An array has no place for a :term:`graph`, so you must cut it first.
With ``.detach().numpy()`` you cut it, and share the memory.
Copy the array before anyone writes to it.

Read before: :doc:`/gallery/patterns/log_without_holding_the_graph`
"""

# %%
# The error
# ---------
# :py:meth:`torch.Tensor.numpy` refuses a tensor that requires grad.
# :py:meth:`torch.Tensor.detach` in front of it is enough.
#
# .. claim:: numpy-refuses-a-tensor-that-requires-grad
#
#    ``numpy`` refuses a tensor that requires grad; ``tolist`` does not.

import numpy as np
import torch

from detach_examples import expect_error, trace

x = torch.tensor([1.0, 4.0], requires_grad=True)
y = x.sqrt()
with expect_error(RuntimeError, match="Can't call numpy"):
    y.numpy()
print(f"array {y.detach().numpy()}, list {y.tolist()}")

# %%
# :py:meth:`torch.Tensor.tolist` needs no ``detach``.
#
# Predict
# -------
# You write 2 over the first value of the array.
# Will ``y`` change, will ``backward`` raise, or will nothing happen?
#
# .. claim:: a-write-through-numpy-moves-no-version-counter
#
#    A write through a NumPy array reaches the tensor, and no version
#    counter notices.

array = y.detach().numpy()
array[0] = 2.0
y.sum().backward()
print(f"y = {y.tolist()}, version of y: {y._version}")
print(f"wrong {x.grad.tolist()}, right [0.5, 0.25]")
assert x.grad.tolist() == [0.25, 0.25]

# %%
# NumPy wrote into ``y``, and its :term:`version counter` is still 0.
# So ``backward`` raised nothing, and the gradient is silently wrong.
#
# The other direction
# -------------------
# You keep the array of a weight, and a step moves the weight.
#
# .. claim:: an-array-follows-its-tensor
#
#    An array made by ``numpy`` changes when its tensor is edited.

w = torch.tensor([1.0, 2.0], requires_grad=True)
array = w.detach().numpy()
with torch.no_grad():
    w -= 0.5
print(f"kept [1.0, 2.0], found {array.tolist()}")
assert array.tolist() == [0.5, 1.5]

# %%
# Force is no copy
# ----------------
# ``numpy(force=True)`` detaches for you.
# On the CPU it shares memory as well.
#
# .. claim:: numpy-with-force-detaches-and-shares-memory
#
#    On the CPU, ``numpy(force=True)`` detaches, and shares the memory.

y = x.sqrt()
array = y.numpy(force=True)
shared = np.shares_memory(array, y.detach().numpy())
print(f"array {array}, shares memory: {shared}")
assert shared

# %%
# Fix
# ---
# ``copy`` gives the array memory of its own.

x.grad = None
y = x.sqrt()
array = y.detach().numpy().copy()
array[0] = 2.0
y.sum().backward()
print(f"x.grad = {x.grad.tolist()}")
assert x.grad.tolist() == [0.5, 0.25]

# %%
# What autograd sees
# ------------------
# :py:func:`torch.from_numpy` wraps both arrays for the drawing.

with trace() as record:
    y = x.sqrt()
    alias = torch.from_numpy(y.detach().numpy())
    copy = torch.from_numpy(y.detach().numpy().copy())
print(f"alias {alias.tolist()}, copy {copy.tolist()}")
record.draw([y, alias, copy],
            "An array shares the memory; a copy does not.")

# %%
# Takeaway
# --------
# **Detach before NumPy reads; copy before anyone writes.**
#
# - Do: ``.detach().numpy().copy()`` for an array that you keep or edit.
# - Don't: take ``numpy(force=True)`` for a copy.
# - Not shown: tensors on a GPU.
#
# See also: :doc:`/gallery/pitfalls/inplace_edit_reaches_the_graph`
