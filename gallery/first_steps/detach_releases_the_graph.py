"""
Detach releases the graph
=========================

You detach to save memory, and memory still grows.
A call of :py:meth:`torch.Tensor.detach` frees nothing.
Until ``backward`` runs, a :term:`graph` keeps what it saved, as long
as a tracked tensor leads to it.
Keep the detached tensor, and let the tracked one go.

Read before: :doc:`/gallery/first_steps/detach_costs_the_same_at_any_size`
"""

# %%
# What a graph keeps
# ------------------
# This graph keeps one :term:`saved tensor` for ``backward``.
# It has 1,000 values in 4,000 bytes, and ``watch_saved`` counts them.

import torch

from detach_examples import COLOURS, new_plot, show_plot, watch_saved

x = torch.zeros(1000, requires_grad=True)
with watch_saved() as saved:
    loss = x.exp().sum()
print(f"{saved.count} saved tensor, {saved.bytes} bytes kept")
assert saved.bytes == x.nbytes == 4000

# %%
# Predict
# -------
# You detach ``loss``, and then you delete it.
# Which of the two lines frees the saved tensor?
#
# .. claim:: detach-frees-nothing
#
#    ``detach`` frees no saved tensor; they go when the last tracked
#    tensor goes.

alias = loss.detach()
print(f"detached: {saved.bytes} bytes kept")
assert saved.bytes == 4000
del loss
print(f"deleted:  {saved.bytes} bytes kept")
assert saved.bytes == 0 and alias.item() == 1000.0

# %%
# Notice that ``loss`` took the memory along; ``alias`` has the value.
#
# Backward frees, too
# -------------------
# After ``backward`` the saved tensor is gone, although ``loss`` lives.
# The node of ``exp`` stays, without what it saved.
#
# .. claim:: backward-frees-what-the-graph-saved
#
#    ``backward`` frees the saved tensors of the graph, although the
#    loss lives.

with watch_saved() as saved:
    loss = x.exp().sum()
loss.backward()
print(f"after backward: {saved.bytes} bytes kept")
print(f"still there: {loss.grad_fn.next_functions[0][0].name()}")
assert saved.bytes == 0

# %%
# A sum that holds every graph
# ----------------------------
# An evaluation adds up its losses and never calls ``backward``.
# The total leads to the graph of each step, so none is freed.
#
# .. claim:: a-sum-of-tracked-losses-keeps-every-graph
#
#    A sum of tracked losses keeps the graph of each of them alive.

total, attached = 0, [0]
with watch_saved() as saved:
    for _ in range(5):
        loss = x.exp().sum()
        total = total + loss
        attached.append(saved.bytes)
print(f"total {total.item()}, bytes kept: {attached}")
assert attached == [0, 4000, 8000, 12000, 16000, 20000]

# %%
# Fix
# ---
# Add the detached loss: now each graph is freed with its ``loss``.

total, detached = 0, [0]
with watch_saved() as saved:
    for _ in range(5):
        loss = x.exp().sum()
        total = total + loss.detach()
        detached.append(saved.bytes)
print(f"total {total.item()}, bytes kept: {detached}")
assert detached == [0, 4000, 4000, 4000, 4000, 4000]

# %%
# The two loops
# -------------
# Same total, same losses: one line grows, the other stays.

figure, axes = new_plot("steps done", "bytes kept for backward")
axes.plot(attached, "o-", color=COLOURS["tracked"].light)
axes.plot(detached, "s--", color=COLOURS["detached"].light)
axes.text(1.4, 12e3, "total + loss", c=COLOURS["tracked"].light)
axes.text(2, 2e3, "total + loss.detach()", c=COLOURS["detached"].light)
print(f"after 5 steps: {attached[-1]} bytes and {detached[-1]} bytes")
show_plot(figure, caption="A sum of tracked losses keeps every graph.",
          alt="total + loss climbs; with detach the line is level.")

# %%
# Takeaway
# --------
# **Keep the detached tensor, and let the tracked one go.**
#
# - Do: ``total = total + loss.detach()``.
# - Don't: call ``detach`` and keep ``loss`` as well.
# - Not shown: :doc:`/gallery/patterns/inference_without_tracking`.
#
# See also: :doc:`/gallery/patterns/log_without_holding_the_graph`
