"""
Compare the times by size
=========================

Which way out of the graph is fast, and which gets slow with the tensor?
:py:meth:`torch.Tensor.detach` moves nothing and takes the same time.
A clone writes every value; a forward pass in any mode computes it.

Read before: :doc:`/gallery/first_steps/detach_costs_the_same_at_any_size`
"""

# %%
# The ways
# --------
# Three give a value that you have; three run a forward pass.

import torch

from detach_examples import COLOURS, new_plot, show_plot
from detach_examples.measure import as_ratio, as_time, seconds


def model(x):
    return (x * 0.5).relu()

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
# The size grows from a hundred values to ten million.
# Which of the six times will stay?
# One thread, so that a busy machine bends the lines less.

threads = torch.get_num_threads()
torch.set_num_threads(1)
sizes = [10**power for power in range(2, 8)]
times = {name: [] for name in ways(x)}
for size in sizes:
    x = torch.ones(size, requires_grad=True)
    for name, way in ways(x).items():
        times[name].append(seconds(f"{name} {size}", way, batches=3))
for name, row in times.items():
    print(f"{name:13}: {as_time(row[0])} grows to {as_time(row[-1])}")

# %%
# How they grow
# -------------
# From the smallest size to the largest.
# The assert leaves room for a busy machine.

torch.set_num_threads(threads)
growth = {name: row[-1] / row[0] for name, row in times.items()}
for name, factor in growth.items():
    print(f"{name:13}: {as_ratio(factor)} as long")
owned, made = [*times.items()][:3], [*times.items()][3:]
assert growth.pop("detach") < 10 and min(growth.values()) > 30

# %%
# Values that you have
# --------------------
# A detach before the clone leaves the whole copy to pay for.

def plot(shown, **looks):
    figure, axes = new_plot("values in the tensor", "seconds")
    for look, (name, row) in zip(looks, shown, strict=True):
        line, = axes.loglog(sizes, row, looks[look], label=name)
        line.set_color(COLOURS[look].light)
    axes.legend(labelcolor="linecolor")
    return figure

show_plot(plot(owned, detached="o--", storage="s-", cut="x:"),
          caption="A copy pays for each value, detach for none.",
          alt="By size: detach is level, both copies rise.")

# %%
# Values that you compute
# -----------------------
# A mode saves the recording, and not the work.

for name, row in made[1:]:
    few, many = (row[i] / times["tracked"][i] for i in (0, -1))
    print(f"{name}: {as_ratio(few)} tracked, then {as_ratio(many)}")
show_plot(plot(made, tracked="o-", detached="s--", cut="x:"),
          caption="Every mode computes every value.",
          alt="By size: the times of the three modes rise together.")

# %%
# Takeaway
# --------
# **Detach costs the same at any size; copies and modes do not.**
#
# See also: :doc:`/gallery/costs/memory_a_graph_holds_by_depth`,
# :doc:`/learn/cost`
