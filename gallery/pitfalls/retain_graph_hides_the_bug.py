"""
Keep retain_graph out
=====================

The second step raises "Trying to backward through the graph a second
time", and ``retain_graph=True`` silences it.
Then every step gets slower and the memory grows.
Something from the last step is still wired in: detach it.

Read before: :doc:`/gallery/first_steps/detach_releases_the_graph`
"""

# %%
# A state that is carried on
# --------------------------
# Each step multiplies the state by ``w``, and wants the result small.
# The first ``backward`` frees the :term:`graph` that it went through.
#
# .. claim:: backward-refuses-to-go-through-a-freed-graph
#
#    ``backward`` raises if it needs a saved tensor that was freed.

import torch

from detach_examples import expect_error, plot, watch_saved

w = torch.tensor(1.0, requires_grad=True)
state = torch.tensor(2.0)
state = state * w
state.backward()
state = state * w
with expect_error(RuntimeError, match="a second time"):
    state.backward()

# %%
# Predict
# -------
# With ``retain_graph=True`` nothing is freed.
# How many tensors will be saved after each of five steps?
#
# .. claim:: retain-graph-keeps-what-was-saved
#
#    With ``retain_graph=True`` no saved tensor is freed by
#    ``backward``.

def train(carry, **how):
    state = torch.tensor(2.0)
    with watch_saved() as saved:
        for _ in range(5):
            state = carry(state) * w
            state.backward(**how)
            yield saved.count

retained = list(train(lambda state: state, retain_graph=True))
print(f"saved: {retained}")
assert retained == [1, 3, 5, 7, 9]

# %%
# Notice that each step walks through all the steps before it, too.
#
# What it trains
# --------------
# Each step adds the gradients of all the steps before it again.
# After five the sum is 30, and not 10.

w.grad = None
list(train(lambda state: state, retain_graph=True))
print(f"w.grad = {w.grad}, five steps alone give {5 * 2.0}")
assert w.grad == 30

# %%
# Fix
# ---
# One word differs: the state is detached before it is carried on.
#
# .. claim:: a-detached-state-starts-a-new-graph
#
#    A state that is detached between two steps starts a new graph.

w.grad = None
detached = list(train(lambda state: state.detach()))
print(f"saved: {detached}, w.grad = {w.grad}")
assert max(detached) <= 2 and w.grad == 10

# %%
# Side by side
# ------------
# One line climbs with the steps; the other does not.

figure, axes = plot.new_plot("step", "saved tensors")
red, blue = (plot.COLOURS[c].light for c in ("error", "tracked"))
axes.plot(list("12345"), retained, "x--", c=red, label="retain_graph")
axes.plot(list("12345"), detached, "o-", c=blue, label="detached")
axes.legend(labelcolor="linecolor", frameon=False)
print(f"after five steps: {retained[-1]} and {detached[-1]}")
plot.show_plot(figure, caption="A retained graph grows each step.",
               alt="With retain_graph the count climbs; else not.")

# %%
# Takeaway
# --------
# **The error names a wire from the last step: cut the wire.**
#
# - Do: ``state = state.detach()`` between two steps.
# - Do: add two losses of one graph, and call ``backward`` once.
# - Don't: pass ``retain_graph=True`` to silence the error.
#
# See also: :doc:`/gallery/patterns/truncated_backpropagation`
