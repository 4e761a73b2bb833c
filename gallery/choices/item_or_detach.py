"""
Choose between item and detach
==============================

Logging the loss made training slow, or the memory grows although you
convert it: is it ``loss.item()``, ``float(loss)``, ``loss.float()`` or
``loss.detach()``?
``item`` gives a number of Python, now.
``detach`` gives a tensor without history, to be read later.

Read before: :doc:`/gallery/patterns/log_without_holding_the_graph`
"""

# %%
# Three calls that look alike
# ---------------------------
# The loss is a tracked scalar.
# Which result still leads back to its :term:`graph`?
#
# .. claim:: a-cast-keeps-the-graph
#
#    ``loss.float()`` is a cast, and keeps the graph; ``loss.detach()``
#    and ``loss.item()`` leave it.

import torch

from detach_examples import expect_warning, seconds, watch_saved
from detach_examples.measure import as_ratio

w = torch.full((1000,), 3.0, dtype=torch.float64, requires_grad=True)
loss = w.square().mean()
print(f"loss.float()  requires_grad = {loss.float().requires_grad}")
print(f"loss.detach() requires_grad = {loss.detach().requires_grad}")
print(f"loss.item()   is a {type(loss.item()).__name__}")
assert loss.float().requires_grad and not loss.detach().requires_grad

# %%
# Predict
# -------
# You add up four losses in each of three ways, and drop the losses.
# Which total keeps the saved tensors?
#
# .. claim:: a-total-of-numbers-keeps-no-graph
#
#    A total of numbers, or of detached losses, keeps no graph; a total
#    of casts does.

ways = {"float()": lambda loss: loss.float(),
        "detach()": lambda loss: loss.detach(),
        "item()": lambda loss: loss.item()}
kept = {}
for name, way in ways.items():
    with watch_saved() as saved:
        total = sum(way((w - n).square().mean()) for n in range(4))
        kept[name] = saved.bytes
    print(f"{name:9} total {total:.1f}, keeps {kept[name]} bytes")
assert kept == {"float()": 32000, "detach()": 0, "item()": 0}

# %%
# Notice that ``loss.float()`` reads like ``float(loss)``, and is not.
#
# The one that warns
# ------------------
# The old advice ``total_loss += float(loss)`` works, and it warns.
# :py:meth:`torch.Tensor.item` gives the same number in silence.
#
# .. claim:: float-warns-and-item-does-not
#
#    ``float`` of a tensor that requires grad warns the first time;
#    ``item`` does not, nor does ``float`` of a detached one.

with expect_warning(UserWarning, match="Converting a tensor"):
    value = float(loss)
assert value == loss.item() == float(loss.detach())
print(f"float(loss) = {value}, loss.item() = {loss.item()}")

# %%
# A detached loss is a tensor still
# ---------------------------------
# It can be added up where it is, and read once at the end.

losses = [(w - n).square().mean().detach() for n in range(4)]
mean = torch.stack(losses).mean()
print(f"read once: {mean.item()}, tensor on {mean.device}")
assert mean.item() == 3.5

# %%
# What one call costs
# -------------------
# This scalar lies on the CPU, where no device has to be waited for.

scalar = loss.detach()
detach = seconds("detach a scalar", lambda: loss.detach())
item = seconds("item of a scalar", lambda: scalar.item())
print(f"detach takes {as_ratio(detach / item)} item, on the CPU")
print(f"scalar on {scalar.device}")

# %%
# Takeaway
# --------
# **item for a number now, detach for a tensor to read later.**
#
# - Do: collect ``loss.detach()``, and call ``item`` once an epoch.
# - Don't: write ``loss.float()`` for ``float(loss)``.
# - Not shown: the wait for a GPU.
#
# See also: :doc:`/gallery/pitfalls/outputs_in_a_list_hold_graphs`
