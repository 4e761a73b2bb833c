"""
Copy the weights you save
=========================

You keep ``best = model.state_dict()`` when the loss is lowest.
At the end the best weights are those of the last epoch.
The values in a ``state_dict`` are detached, and share the memory.
Clone them, or deepcopy the whole dictionary.

Read before: :doc:`/gallery/first_steps/detach_shares_memory`
"""

# %%
# Keep the best
# -------------
# The weight starts at 1; you save it, and training goes on.

import copy

import torch

from detach_examples import trace

layer = torch.nn.Linear(1, 1, bias=False)
torch.nn.init.ones_(layer.weight)
best = layer.state_dict()
print(f"saved: {best['weight'].item()}")

# %%
# Predict
# -------
# A step moves the weight to 9.
# What does the saved dictionary hold?
#
# .. claim:: state-dict-holds-detached-aliases
#
#    By default, the values of ``state_dict`` are detached, and lie on
#    the memory of the weights.

with torch.no_grad():
    layer.weight.fill_(9.0)
print(f"saved: wrong {best['weight'].item()}, right 1.0")
print(f"requires_grad: {best['weight'].requires_grad}")
assert best["weight"].item() == 9.0
assert best["weight"].data_ptr() == layer.weight.data_ptr()

# %%
# Notice that nothing warned you: the dictionary is new, its values
# are not.
#
# Fix
# ---
# Copy the values when you save them.
#
# .. claim:: a-deepcopied-state-dict-stays-as-it-was
#
#    A deepcopy of a ``state_dict``, or clones of its values, do not
#    follow the weights.

kept = copy.deepcopy(layer.state_dict())
clones = {k: v.clone() for k, v in layer.state_dict().items()}
with torch.no_grad():
    layer.weight.fill_(4.0)
for name, saved in {"deepcopy": kept, "clones": clones}.items():
    print(f"{name}: {saved['weight'].item()}")
    assert saved["weight"].item() == 9.0

# %%
# Loading copies
# --------------
# :py:meth:`torch.nn.Module.load_state_dict` writes into the weights.
# So a dictionary that you load is not tied to the model afterwards.
#
# .. claim:: load-state-dict-copies-into-the-weights
#
#    By default, ``load_state_dict`` copies values into the weights,
#    and ties nothing.

layer.load_state_dict(kept)
print(f"loaded: {layer.weight.item()}")
kept["weight"].fill_(0.0)
print(f"after an edit of the dictionary: {layer.weight.item()}")
assert layer.weight.item() == 9.0

# %%
# What is tied
# ------------
# Draw the weight, the saved value and the copy.

w = torch.tensor([1.0], requires_grad=True)
with trace() as record:
    alias = w.detach()
    copied = w.detach().clone()
print(f"alias {alias.tolist()}, copied {copied.tolist()}")
record.draw([w, alias, copied], "Only the copy has memory of its own.")

# %%
# Takeaway
# --------
# **A state_dict is a window; a deepcopy is a photograph.**
#
# - Do: ``copy.deepcopy(model.state_dict())``.
# - Don't: keep the dictionary itself while the model trains on.
#
# See also: :doc:`/gallery/patterns/pickle_and_save`
