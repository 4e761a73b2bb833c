"""
Compare the times by size
=========================

Which way out of the graph is fast, and which gets slow with the tensor?
:py:meth:`torch.Tensor.detach` moves nothing and takes the same time.
A clone writes every value, and a forward pass computes every value, in
whatever mode.

Read before: :doc:`/gallery/first_steps/detach_costs_the_same_at_any_size`
"""

# %%
# The ways
# --------
# Three give you a value that you already have.
# Three run a small forward pass to make one.

import torch

from detach_examples import COLOURS, new_plot, show_plot
from detach_examples.measure import as_ratio, as_time, seconds


def model(x):
    return (x * 0.5).relu() * 0.5 + x

def under(mode, x):
    with mode():
        return model(x)

x = torch.ones(100, requires_grad=True)
print(f"tracked: {under(torch.enable_grad, x).requires_grad}")

# %%
# Six calls by name.

def ways(x):
    return {"detach": x.detach, "clone": x.clone,
            "detach, clone": lambda: x.detach().clone(),
            "tracked": lambda: under(torch.enable_grad, x),
            "no_grad": lambda: under(torch.no_grad, x),
            "inference": lambda: under(torch.inference_mode, x)}

print(f"ways: {[*ways(x)]}")

# %%
# Predict
# -------
# The size grows from a hundred values to a million.
# Which of the six times will stay?

sizes = [100, 1000, 10_000, 100_000, 1_000_000]
times = {name: [] for name in ways(x)}
for size in sizes:
    x = torch.ones(size, requires_grad=True)
    for name, way in ways(x).items():
        times[name].append(seconds(f"{name} {size}", way, batches=5))
for name, row in times.items():
    print(f"{name:13}: {as_time(row[0])} grows to {as_time(row[-1])}")

# %%
# How they grow
# -------------
# From a thousand values to a million, a thousand times as many.
# The asserts leave room for a busy machine.

growth = {name: row[-1] / row[1] for name, row in times.items()}
for name, factor in growth.items():
    print(f"{name:13}: {as_ratio(factor)} as long")
assert growth.pop("detach") < 10 and min(growth.values()) > 20

# %%
# Values that you have
# --------------------
# A detach before the clone adds no line that you could see.

def plot(names):
    looks = ("detached o--", "storage s-", "cut x:")
    figure, axes = new_plot("values in the tensor", "seconds")
    for name, look in zip(names, looks, strict=True):
        colour, style = COLOURS[look.split()[0]].light, look.split()[1]
        axes.loglog(sizes, times[name], style, c=colour, label=name)
    axes.legend(labelcolor="linecolor")
    return figure

show_plot(plot([*times][:3]), alt="By size: detach level, copies rise.",
          caption="A copy pays for each value, detach for none.")

# %%
# Values that you compute
# -----------------------
# A mode saves the recording, and not the work.

for name in ("no_grad", "inference"):
    pairs = zip(times[name], times["tracked"], strict=True)
    small, *_, large = (time / tracked for time, tracked in pairs)
    print(f"{name}: {as_ratio(small)} tracked, then {as_ratio(large)}")
show_plot(plot([*times][3:]),
          caption="Every mode computes every value.",
          alt="By size, the times of the three modes rise together.")

# %%
# Takeaway
# --------
# **Detach is free at any size; a copy is not, and no mode is.**
#
# See also: :doc:`/gallery/costs/memory_a_graph_holds_by_depth`,
# :doc:`/learn/cost`
