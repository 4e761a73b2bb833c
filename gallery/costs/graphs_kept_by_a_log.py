"""
Weigh the graphs in a log
=========================

You keep one number of each step, and memory grows by far more.
A tracked loss of 4 bytes holds the :term:`graph` of its whole step.
How much that is depends on the step, and on what you keep of the loss.

Read before: :doc:`/gallery/costs/memory_a_graph_holds_by_depth`
"""

# %%
# One step
# --------
# A saved tensor of 4000 bytes stands behind the loss of 4 bytes.

import torch

from detach_examples import COLOURS, new_plot, show_plot, watch_saved

x = torch.zeros(1000, requires_grad=True)


def step():
    return x.exp().sum()

with watch_saved() as saved:
    loss = step()
print(f"the loss {loss.nbytes} bytes, its graph {saved.bytes} bytes")
assert (loss.nbytes, saved.bytes) == (4, 4000)

# %%
# Predict
# -------
# You run ten steps without ``backward`` and keep something of each.
# What does the list hold after the first, second and last step?

held, keep = {}, {"loss": lambda loss: loss, "clone": torch.clone,
                  "detach": torch.detach, "item": torch.Tensor.item}
for name, kept in keep.items():
    log, held[name] = [], []
    with watch_saved() as saved:
        for _ in range(10):
            log.append(kept(step()))
            held[name].append(saved.bytes)
    print(f"{name:6} {held[name][0]} {held[name][1]} {held[name][-1]}")

# %%
# A clone is tracked like its source, and saves nothing.
# Detached, or as a Python number, a loss holds no graph at all.

assert held["loss"] == [4000 * n for n in range(1, 11)]
assert held["clone"] == held["loss"]
assert held["detach"] == held["item"] == [0] * 10
print(f"a step adds {held['loss'][1] - held['loss'][0]} bytes")

# %%
# A step that calls backward
# --------------------------
# ``backward`` frees the saved tensors; the operations stay.
# A sum of losses chains those of every step together.

def operations(node):
    if node is None or not node.next_functions:  # none, or a leaf
        return 0
    return 1 + sum(operations(n) for n, _ in node.next_functions)

print(f"one step: {operations(step().grad_fn)} operations")

# %%
# The addition is one more.

def train(use):
    total = 0
    for _ in range(10):
        loss = step()
        loss.backward()
        total = total + use(loss)
        yield operations(total.grad_fn)

with watch_saved() as saved:
    chain = list(train(lambda loss: loss))
print(f"operations {chain}, saved {saved.bytes} bytes")

# %%
# A sum of detached losses has no operation behind it.

alone = list(train(torch.detach))
print(f"operations {alone}")
assert chain == [3 * n for n in range(1, 11)] and alone == [0] * 10

# %%
# Side by side
# ------------
# The slope is the size of one step's graph, not of one number.

figure, axes = new_plot("step", "bytes held by the log")
red, blue = COLOURS["error"].light, COLOURS["tracked"].light
axes.plot(range(1, 11), held["loss"], "x--", c=red, label="tracked")
axes.plot(range(1, 11), held["item"], "o-", c=blue, label="detached")
axes.legend(labelcolor="linecolor", frameon=False)
print(f"ten losses: {held['loss'][-1]} bytes or {held['item'][-1]}")
show_plot(figure, caption="A tracked log grows by a graph each step.",
          alt="Losses climb to 40000 bytes; detached or items, none.")

# %%
# Takeaway
# --------
# **A log holds values; a tracked loss is more than its value.**
#
# See also: :doc:`/gallery/patterns/log_without_holding_the_graph`,
# :doc:`/learn/cost`
