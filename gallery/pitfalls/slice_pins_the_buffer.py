"""
Clone the slice you keep
========================

You keep one number of each batch, ``feat.detach()[0]``.
The graphs are gone, and the memory still grows.
A slice is a :term:`view`, and a view keeps the whole :term:`storage`.
Clone the slice.

Read before: :doc:`/gallery/pitfalls/outputs_in_a_list_hold_graphs`
"""

# %%
# One number of a thousand
# ------------------------
# ``feat`` has a thousand values of 4 bytes.

import torch

from detach_examples import COLOURS, new_plot, show_plot

w = torch.ones(1000, requires_grad=True)
feat = w * 2
print(f"feat: {feat.untyped_storage().nbytes()} bytes")

# %%
# Predict
# -------
# You detach, and take the first value.
# How many bytes does that one number keep alive?
#
# .. claim:: a-view-keeps-the-whole-storage-alive
#
#    A view keeps the whole storage alive, detached or not; a clone of
#    it keeps its own values.

alias = feat.detach()[0]
copy = feat.detach()[0].clone()
pinned = alias.untyped_storage().nbytes()
alone = copy.untyped_storage().nbytes()
tracked = feat[0].untyped_storage().nbytes()
print(f"values: {alias.numel()} and {copy.numel()}")
print(f"bytes:  {pinned} and {alone}; not detached: {tracked}")
assert (pinned, tracked, alone) == (4000, 4000, 4)

# %%
# Notice that both hold one value, and one of them a thousand.
#
# Over an epoch
# -------------
# Each batch adds its whole buffer to the list.

def epoch(keep):
    kept = []
    for _ in range(5):
        kept.append(keep(w * 2))
        yield sum(t.untyped_storage().nbytes() for t in kept)

slices = list(epoch(lambda feat: feat.detach()[0]))
clones = list(epoch(lambda feat: feat.detach()[0].clone()))
print(f"slices {slices}, clones {clones}")

# %%
# Which order copies less
# -----------------------
# Slice first, then clone: one value is copied, not a thousand.

late = feat.detach().clone()[0]
print(f"clone, then slice: {late.untyped_storage().nbytes()} bytes")
assert late.untyped_storage().nbytes() == 4000

# %%
# Other ways out
# --------------
# ``item`` gives a number of Python, which lies on no storage.

number = feat.detach()[0].item()
print(f"{type(number).__name__}: {number}")
assert number == 2.0

# %%
# Side by side
# ------------
# The lists hold the same five numbers.

figure, axes = new_plot("batch", "bytes kept")
axes.plot(list("12345"), slices, "x--", c=COLOURS["error"].light,
          label="feat.detach()[0]")
axes.plot(list("12345"), clones, "o-", c=COLOURS["tracked"].light,
          label="feat.detach()[0].clone()")
axes.legend(labelcolor="linecolor", frameon=False)
print(f"after five batches: {slices[-1]} and {clones[-1]} bytes")
show_plot(figure, caption="A slice keeps its whole buffer.",
          alt="Slices climb to 20000 bytes; clones stay at 20.")

# %%
# Takeaway
# --------
# **Detaching lets the graph go; cloning lets the buffer go.**
#
# - Do: ``feat.detach()[0].clone()``.
# - Don't: clone first and slice after.
#
# See also: :doc:`/gallery/first_steps/detach_shares_memory`
