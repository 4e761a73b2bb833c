"""
Log without holding the graph
=============================

You collect losses for a plot, and memory grows with every step.
Each tracked loss holds the :term:`graph` that made it.
Log ``loss.detach()`` or ``loss.item()``: neither holds a graph.

Read before: :doc:`/gallery/patterns/use_a_value_without_training_it`, :doc:`/gallery/first_steps/detach_releases_the_graph`
"""

# %%
# What one loss keeps
# -------------------
# The square has one :term:`saved tensor`: 1000 numbers of 4 bytes.

import torch

from detach_examples import COLOURS, new_plot, show_plot, watch_saved

w = torch.zeros(1000, requires_grad=True)
with watch_saved() as saved:
    loss = ((w - 1.0) ** 2).mean()
print(f"{saved.count} saved tensor, {saved.bytes} bytes")
loss.backward()
print(f"after backward: {saved.count}, {saved.bytes} bytes")

# %%
# ``backward`` frees what was saved.
# A loss on validation data never sees a ``backward``.
#
# Predict
# -------
# You append four validation losses to a list.
# How many bytes will be kept after each step?
#
# .. claim:: a-list-of-tracked-losses-keeps-every-graph
#
#    A list of tracked losses keeps the saved tensors of each of them
#    alive.

history, tracked = [], []
with watch_saved() as saved:
    for x in (1.0, 2.0, 3.0, 4.0):
        loss = ((w - x) ** 2).mean()
        history.append(loss)
        tracked.append(saved.bytes)
print(f"bytes kept: {tracked}")
assert tracked == [4000, 8000, 12000, 16000]

# %%
# Every loss in the list keeps 4000 bytes alive.
#
# Fix
# ---
# Append the value without its history.

history, detached = [], []
with watch_saved() as saved:
    for x in (1.0, 2.0, 3.0, 4.0):
        loss = ((w - x) ** 2).mean()
        history.append(loss.detach())
        detached.append(saved.bytes)
print(f"bytes kept: {detached}")
assert detached == [4000, 4000, 4000, 4000]

# %%
# Side by side
# ------------
# The 4000 bytes belong to the variable ``loss``, not to the list.

del loss
print(f"kept by the list: {saved.bytes} bytes")
figure, axes = new_plot("validation step", "bytes kept")
axes.plot([1, 2, 3, 4], tracked, "o-", c=COLOURS["error"].light)
axes.plot([1, 2, 3, 4], detached, "s--", c=COLOURS["tracked"].light)
axes.set(xticks=[1, 2, 3, 4], ylim=(0, 17000))
show_plot(figure, caption="Tracked losses pile up, detached do not.",
          alt="A line from 4000 to 16000 bytes; one flat at 4000.")

# %%
# A number for the mean
# ---------------------
# :py:meth:`torch.Tensor.item` returns a Python number.
# It needs no ``detach`` before it, and keeps nothing.
#
# .. claim:: item-keeps-no-graph
#
#    ``item`` returns a Python number, which keeps nothing of the graph
#    alive.

total = 0.0
with watch_saved() as saved:
    for x in (1.0, 2.0, 3.0, 4.0):
        total += ((w - x) ** 2).mean().item()
print(f"mean {total / 4}, {type(total).__name__}, {saved.bytes} bytes")
assert (type(total), saved.bytes) == (float, 0)

# %%
# A slice keeps its storage
# -------------------------
# A detached slice drops the graph, but not the :term:`storage`.
# :py:meth:`torch.Tensor.clone` copies the slice alone.

alias = (w - 1.0).detach()[:1]
copy = alias.clone()
print(f"alias keeps {alias.untyped_storage().nbytes()} bytes")
print(f"copy keeps {copy.untyped_storage().nbytes()} bytes")
assert copy.untyped_storage().nbytes() == 4

# %%
# Takeaway
# --------
# **Log values, not tracked tensors.**
#
# - Do: ``loss.item()`` for a number, ``loss.detach()`` for a tensor.
# - Don't: keep a slice without ``clone``.
# - Not shown: what ``item`` costs on a GPU.
#
# See also: :doc:`/gallery/first_steps/detach_releases_the_graph`
