"""
Detach a running average
========================

A custom norm or EMA layer leaks memory, or raises "backward through the
graph a second time".
Its running average is kept in a buffer without detach, so each batch is
chained to all before it.
Detach the statistic, or update it under ``no_grad``.

Read before: :doc:`/gallery/pitfalls/retain_graph_hides_the_bug`
"""

# %%
# A layer with a mean
# -------------------
# The running mean takes half of each batch's mean.

import torch

from detach_examples import expect_error, plot, watch_saved

w = torch.tensor([1.0, 3.0], requires_grad=True)
print(f"first batch: {w.square().tolist()}")

# %%
# ``use`` stands for the detach, or for doing without it.

class Center(torch.nn.Module):
    def __init__(self, use):
        super().__init__()
        self.register_buffer("mean", torch.zeros(()))
        self.use = use
    def forward(self, x):
        self.mean = self.mean / 2 + self.use(x.mean()) / 2
        return x - self.mean

print(f"a buffer: {[*Center(None).state_dict()]}")

# %%
# Predict
# -------
# The batches come from a weight that trains.
# What will happen in the second step?
#
# .. claim:: a-buffer-that-is-assigned-takes-the-history-along
#
#    A buffer that is assigned a tracked value is tracked, and chains
#    one step to the next.

layer = Center(lambda mean: mean)
layer(w.square()).sum().backward()
print(f"after step 0: mean {layer.mean.item()}")
print(f"mean tracked: {layer.mean.requires_grad}")
assert layer.mean.requires_grad
with expect_error(RuntimeError, match="a second time"):
    layer(w.square()).sum().backward()

# %%
# It raises, for the mean leads back into the first step.
#
# Fix
# ---
# Detach the statistic as it enters the buffer.
#
# .. claim:: a-detached-statistic-leaves-its-buffer-untracked
#
#    A running average of detached values is untracked, and each step
#    stands alone.

layer = Center(lambda mean: mean.detach())
for step in range(2):
    w.grad = None
    layer(w.square()).sum().backward()
    print(f"step {step}: mean {layer.mean}, w.grad {w.grad.tolist()}")
assert not layer.mean.requires_grad

# %%
# How long the chain gets
# -----------------------
# Without ``backward``, in an evaluation, nothing is raised: it grows.

def kept(layer):
    with watch_saved() as saved:
        for _ in range(5):
            layer(w.exp())
            yield saved.bytes

chain = list(kept(Center(lambda mean: mean)))
alone = list(kept(Center(lambda mean: mean.detach())))
print(f"bytes: chained {chain}, detached {alone}")
assert chain[-1] == 5 * chain[0] and alone[-1] == 0

# %%
# The two lines
# -------------
# Each batch adds what it saved to all before it.

figure, axes = plot.new_plot("batch", "bytes kept")
red, blue = (plot.COLOURS[c].light for c in ("error", "tracked"))
axes.plot(list("12345"), chain, "x--", color=red, label="tracked")
axes.plot(list("12345"), alone, "o-", color=blue, label="detached")
axes.legend(labelcolor="linecolor", frameon=False)
print(f"after five batches: {chain[-1]} and {alone[-1]} bytes")
plot.show_plot(figure, caption="Each batch is chained to all before.",
               alt="Tracked the bytes grow; detached there are none.")

# %%
# Takeaway
# --------
# **What a buffer keeps, it keeps detached.**
#
# - Do: ``self.mean = ... + x.detach().mean() / 2``.
# - Don't: retain the graph to silence the error.
#
# See also: :doc:`/gallery/patterns/ema_teacher`,
# :doc:`/gallery/patterns/replay_buffer`
