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
# Five ways to run the same layers.
# Which of them will hold less than the first, when the last layer is done?

def tracked(depth, cut=None):
    x = torch.zeros(1000)
    for i in range(depth):
        x = layer(x.detach() if i == cut else x)
    return x

print(f"eight layers: {tracked(8)[0].item()}")

# %%
# A call returns what its reader keeps in the end.

def detached_output(depth):
    y = tracked(depth)
    held.append(saved.bytes)
    return y.detach()

ways = {"tracked": tracked, "detach the output": detached_output,
        "detach half-way": lambda n: tracked(n, cut=n // 2),
        "no_grad": torch.no_grad()(tracked),
        "inference_mode": torch.inference_mode()(tracked)}
print(f"ways: {len(ways)}")

# %%
# ``held`` is read while the output still has a graph.

depths, rows, after = [2, 4, 8, 16], {}, {}
for name, way in ways.items():
    held = []
    for depth in depths:
        with watch_saved() as saved:
            y = way(depth)
        if name != "detach the output":
            held.append(saved.bytes)
        rows[name], after[name] = held, saved.bytes
    print(f"{name:17} {held}")

# %%
# Tracked, it is 4000 bytes a layer, and detaching the output saves none.
# Half-way, the layers before the cut are freed as soon as nobody holds
# their results.

assert rows["tracked"] == [4000 * depth for depth in depths]
assert rows["detach the output"] == rows["tracked"]
assert rows["detach half-way"] == [2000 * depth for depth in depths]
assert rows["no_grad"] == rows["inference_mode"] == [0, 0, 0, 0]
print(f"after detaching: {after['detach the output']} bytes")

# %%
# What is left afterwards is none: the detached output holds no graph.
#
# Side by side
# ------------
# Three slopes, and the output has the same size at each depth.

figure, axes = new_plot("layers", "bytes held for backward")
looks = ["tracked o-", "cut x--", "storage s-", "detached d--"]
for name, look in zip(rows, looks, strict=False):
    colour, style = look.split()
    axes.plot(depths, rows[name], style, c=COLOURS[colour].light,
              label=name)
axes.legend(labelcolor="linecolor", frameon=False)
print(f"sixteen layers: {[row[-1] for row in rows.values()]}")
show_plot(figure, caption="Only what is never recorded costs nothing.",
          alt="Bytes by depth: tracked climbs, half-way half as steep.")

# %%
# Takeaway
# --------
# **Save memory before the forward pass, not after it.**
#
# See also: :doc:`/gallery/costs/graphs_kept_by_a_log`, :doc:`/learn/cost`
