"""
Collect outputs, not graphs
===========================

You append each prediction to a list for a metric at the end of the
epoch, and the memory runs out; ``clone`` did not help.
Or you logged ``loss.detach()``, and the activations stay anyway.
What holds a graph is a tracked tensor that somebody keeps.
Append ``y.detach()``, and let go of ``y``.

Read before: :doc:`/gallery/first_steps/detach_releases_the_graph`
"""

# %%
# One output
# ----------
# ``backward`` needs what lies between the two steps: 4000 bytes.

import torch

from detach_examples import COLOURS, new_plot, show_plot, watch_saved

x = torch.zeros(1000, requires_grad=True)
with watch_saved() as saved:
    y = x.exp().sin()
print(f"saved for backward: {saved.bytes} bytes")

# %%
# Predict
# -------
# You keep four outputs in one of three ways.
# Which of them will let the saved tensors go?
#
# .. claim:: a-clone-keeps-the-graph
#
#    A clone of a tracked tensor keeps the graph behind it alive; a
#    detached tensor does not.

ways = {"y": lambda y: y, "clone": lambda y: y.clone(),
        "detach": lambda y: y.detach()}
kept = {}
for name, way in ways.items():
    with watch_saved() as saved:
        outputs = [way(x.exp().sin()) for _ in range(4)]
        kept[name] = saved.bytes
    print(f"{name:7} keeps {kept[name]} bytes")
assert kept == {"y": 16000, "clone": 16000, "detach": 0}

# %%
# Notice that ``clone`` copies the values and goes on with the graph.
#
# Logged, and still there
# -----------------------
# You logged the detached loss; the loss itself has a name as well.
#
# .. claim:: a-graph-lives-while-a-tracked-tensor-does
#
#    The graph behind a computed tensor lives as long as somebody holds
#    that tensor, whatever was detached.

with watch_saved() as saved:
    loss = x.exp().sin().sum()
    log = [loss.detach()]
    print(f"loss alive:   {saved.bytes} bytes")
    before = saved.bytes
    del loss
print(f"loss deleted: {saved.bytes} bytes, log {log}")
assert (before, saved.bytes) == (4000, 0)

# %%
# The name at the end of a loop
# -----------------------------
# A loop's variable stays after the loop, and holds its last graph.

with watch_saved() as saved:
    for _ in range(4):
        y = x.exp().sin()
    print(f"after the loop: {saved.bytes} bytes")
    assert saved.bytes == 4000
    del y
print(f"after del y:    {saved.bytes} bytes")

# %%
# Side by side
# ------------
# The bytes that four outputs keep.

figure, axes = new_plot("bytes kept by four outputs", "")
colours = [COLOURS[c].light for c in ("error", "error", "tracked")]
axes.barh(list(kept), list(kept.values()), color=colours, zorder=2)
axes.invert_yaxis()
print(f"kept: {list(kept.values())}")
show_plot(figure, caption="A clone keeps the graph; detach lets go.",
          alt="Bars: y and clone 16000 bytes, detach none.")

# %%
# Takeaway
# --------
# **Keep values, not histories.**
#
# - Do: ``outputs.append(y.detach())``.
# - Don't: expect ``clone`` to free anything.
# - Not shown: a slice, which keeps its whole storage.
#
# See also: :doc:`/gallery/pitfalls/slice_pins_the_buffer`,
# :doc:`/gallery/choices/item_or_detach`
