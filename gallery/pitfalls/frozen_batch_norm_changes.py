"""
Freeze batch norm with eval
===========================

You froze the backbone, detached it or put it under ``no_grad``, yet its
outputs drift during training.
Its batch norm layers keep running statistics, which are buffers.
No gradient moves them: each forward pass in training mode does.
Call ``eval`` on what should stay.

Read before: :doc:`/gallery/patterns/freeze_part_of_a_network`
"""

# %%
# A frozen layer
# --------------
# The layer has no weights that train.
# Its running mean starts at 0, and takes half of each batch's mean.

import torch

from detach_examples import COLOURS, new_plot, show_plot


def frozen():
    layer = torch.nn.BatchNorm1d(1, momentum=0.5)
    return layer.requires_grad_(False)

layer, x = frozen(), torch.tensor([[3.0], [5.0]])
print(f"running mean: {layer.running_mean.item()}")

# %%
# Predict
# -------
# You run the layer under :py:class:`torch.no_grad`, and detach the
# result on top.
# The mean of the batch is 4: what is the running mean afterwards?
#
# .. claim:: no-grad-does-not-stop-running-statistics
#
#    Batch norm in training mode updates its running statistics, also
#    under ``no_grad`` and when frozen.

with torch.no_grad():
    layer(x).detach()
print(f"running mean: {layer.running_mean.item()}")
assert layer.running_mean == 2

# %%
# It moved half the way, from 0 to 2: nothing of this is a gradient.
#
# Fix
# ---
# In ``eval`` mode the layer uses its statistics, and leaves them.
#
# .. claim:: eval-stops-running-statistics
#
#    In ``eval`` mode batch norm leaves its running statistics as they
#    are.

layer = frozen().eval()
with torch.no_grad():
    layer(x)
print(f"running mean: {layer.running_mean.item()}")
assert layer.running_mean == 0

# %%
# The trap behind the fix
# -----------------------
# ``train()`` on the whole model reaches the frozen layer as well.
#
# .. claim:: train-undoes-eval-of-the-parts
#
#    ``train`` on a model puts all its parts into training mode, frozen
#    ones too.

model = torch.nn.Sequential(layer, torch.nn.Linear(1, 1))
layer.eval()
model.train()
print(f"layer.training = {layer.training}")
assert layer.training

# %%
# How it drifts
# -------------
# The same batch, eight times: in training mode, and in ``eval``.

def drift(layer):
    for _ in range(8):
        layer(x)
        yield layer.running_mean.item()

moving, fixed = list(drift(frozen())), list(drift(frozen().eval()))
print(f"after eight passes: {moving[-1]}, in eval {fixed[-1]}")

# %%
# The two lines
# -------------
# One climbs to the mean of the batch.

print(f"first pass: {moving[0]}, in eval {fixed[0]}")
figure, axes = new_plot("forward pass", "running mean")
axes.plot(moving, "x--", c=COLOURS["error"].light, label="training")
axes.plot(fixed, "o-", c=COLOURS["tracked"].light, label="eval")
axes.legend(labelcolor="linecolor", frameon=False)
show_plot(figure, caption="Frozen weights do not stop the statistics.",
          alt="In training the mean climbs to 4; in eval it stays 0.")

# %%
# Takeaway
# --------
# **Flags freeze weights; eval freezes statistics.**
#
# - Do: ``backbone.eval()`` again after each ``model.train()``.
# - Don't: trust ``no_grad`` or ``detach`` to keep a buffer.
#
# See also: :doc:`/gallery/choices/eval_or_no_grad`
