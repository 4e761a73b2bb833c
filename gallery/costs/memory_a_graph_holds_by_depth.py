"""
Count a graph's memory by depth
===============================

A deeper network needs more memory, although its output has one size.
Each layer leaves a :term:`saved tensor` in the :term:`graph`.
A mode that records nothing leaves none; a ``detach`` of the output comes
after all of them.

Read before: :doc:`/gallery/costs/time_of_each_way_by_size`, :doc:`/gallery/first_steps/detach_releases_the_graph`
"""

# %%
# One layer
# ---------
# A layer adds the weight and replaces negative numbers by zero.
# It saves its result: 1000 values of 4 bytes.

import torch

from detach_examples import COLOURS, new_plot, show_plot, watch_saved

w = torch.ones(1000, requires_grad=True)


def layer(x):
    return (x + w).relu()

with watch_saved() as saved:
    y = layer(torch.zeros(1000))
print(f"{saved.count} saved tensor, {saved.bytes} bytes")

# %%
# Predict
# -------
# Four ways to run the same layers; ``cut`` names the one that gets a
# detached input.
# Which ways will hold less than the first, when the last layer is done?

def run(depth, cut=None):
    x = torch.zeros(1000)
    for i in range(depth):
        x = layer(x.detach() if i == cut else x)
    return x

ways = {"tracked": run, "detach half-way": lambda n: run(n, cut=n // 2),
        "no_grad": torch.no_grad()(run),
        "inference_mode": torch.inference_mode()(run)}
print(f"eight layers: {[way(8)[0].item() for way in ways.values()]}")

# %%
# The values are the same; the bytes behind them are not.

depths, held = [2, 4, 8, 16], {}
for name, way in ways.items():
    held[name] = []
    for depth in depths:
        with watch_saved() as saved:
            y = way(depth)
        held[name].append(saved.bytes)
    print(f"{name:15} {held[name]}")

# %%
# Tracked, it is 4000 bytes a layer.
# Half-way, what lies before the cut goes as soon as nobody holds it.

assert held["tracked"] == [4000 * depth for depth in depths]
assert held["detach half-way"] == [2000 * depth for depth in depths]
assert held["no_grad"] == held["inference_mode"] == [0] * 4
print(f"half-way, sixteen layers: {held['detach half-way'][-1]} bytes")

# %%
# Detach the output
# -----------------
# Its graph is built before: the ``detach`` saves nothing on the way.
# Afterwards, the detached output holds no graph.

with watch_saved() as saved:
    y = run(16)
    output = y.detach()
before = saved.bytes
del y
print(f"detached: {before} bytes, y deleted: {saved.bytes} bytes")
assert (before, saved.bytes) == (held["tracked"][-1], 0)

# %%
# Side by side
# ------------
# Three slopes, and the output has the same size at each depth.

figure, axes = new_plot("layers", "bytes held for backward")
looks = ["tracked o-", "cut s-.", "detached d--"]
for name, look in zip(held, looks, strict=False):
    colour, style = COLOURS[look.split()[0]].light, look.split()[1]
    axes.plot(depths, held[name], style, c=colour, label=name)
axes.legend(labelcolor="linecolor")
print(f"sixteen layers: {[row[-1] for row in held.values()]}")
show_plot(figure, caption="Only what is never recorded holds nothing.",
          alt="By depth: tracked climbs, half-way half as steep.")

# %%
# Takeaway
# --------
# **Save memory before the forward pass, not after it.**
#
# See also: :doc:`/gallery/costs/graphs_kept_by_a_log`, :doc:`/learn/cost`
