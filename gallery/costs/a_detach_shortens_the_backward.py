"""
Shorten the backward by detaching
=================================

Does a ``detach`` make training faster?
Not the forward pass, which computes every layer as before.
The :term:`backward pass` ends at the cut, so each layer before it is
time that you save.

Read before: :doc:`/gallery/costs/memory_a_graph_holds_by_depth`
"""

# %%
# A hundred layers
# ----------------
# Each layer adds the weight and replaces negative numbers by zero.
# ``cut`` says how many layers stand before the ``detach``.

import torch

from detach_examples import COLOURS, new_plot, show_plot
from detach_examples.measure import as_ratio, as_time, seconds

w = torch.ones(1000, requires_grad=True)


def forward(cut):
    x = torch.zeros(1000)
    for i in range(100):
        x = ((x.detach() if i == cut else x) + w).relu()
    return x.sum()

print(f"loss uncut {forward(0).item()}, cut {forward(50).item()}")

# %%
# Predict
# -------
# The loss is the same; what does ``backward`` do after a cut half-way?
# Count the operations that it walks through, leaves aside.

def operations(node):
    before = [n for n, _ in node.next_functions if n]
    return 1 + sum(operations(n) for n in before if n.next_functions)

cuts = [0, 25, 50, 75, 95]
walked = [operations(forward(cut).grad_fn) for cut in cuts]
print(f"operations: {walked}")
assert walked == [201, 151, 101, 51, 11]

# %%
# Two a layer, and the sum.
# The gradient shrinks as well: it counts the layers behind the cut.

for cut in cuts:
    w.grad = None
    forward(cut).backward()
    print(f"cut after {cut}: w.grad[0] = {w.grad[0].item()}")
    assert w.grad[0].item() == 100 - cut

# %%
# Measure it
# ----------
# ``retain_graph`` lets one graph be walked again and again.

times = []
for cut in cuts:
    loss = forward(cut)
    times.append(seconds(f"backward {cut}", lambda loss=loss: (
        torch.autograd.grad(loss, w, retain_graph=True)), batches=21))
    print(f"cut after {cut}: {as_time(times[-1])}")
print(f"uncut to cut after 95: {as_ratio(times[0] / times[-1])}")
assert times[0] > 2 * times[-1]

# %%
# The forward pass
# ----------------
# It runs a hundred layers, wherever the cut is.

uncut = seconds("forward", lambda: forward(0))
late = seconds("forward cut", lambda: forward(95))
print(f"forward, cut to uncut: {as_ratio(late / uncut)}")

# %%
# Side by side
# ------------
# The line is the count of operations, exact; the crosses are times.

figure, axes = new_plot("layers before the cut", "share of uncut")
share = [count / walked[0] for count in walked]
axes.plot(cuts, share, "-", color=COLOURS["tracked"].light,
          label="operations")
axes.plot(cuts, [time / times[0] for time in times], "x",
          color=COLOURS["cut"].light, label="time")
axes.legend(labelcolor="linecolor")
print(f"share of the operations: {[round(part, 2) for part in share]}")
show_plot(figure, caption="The backward pass ends at the cut.",
          alt="The operations fall in a line; times stand beside it.")

# %%
# Takeaway
# --------
# **A detach saves the backward pass of what lies before it.**
#
# - Do: compute what lies before under ``no_grad``, if it never trains.
# - Don't: cut for speed what has to learn.
#
# See also: :doc:`/gallery/patterns/freeze_part_of_a_network`,
# :doc:`/learn/cost`
