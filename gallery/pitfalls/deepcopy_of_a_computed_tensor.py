"""
Deepcopy a module that trains
=============================

"Only Tensors created explicitly by the user (graph leaves) support the
deepcopy protocol": your EMA or checkpoint code copies the model.
The model keeps an output in an attribute, and its graph with it.
Keep the detached output instead.

Read before: :doc:`/gallery/first_steps/detach_leaves_the_graph`
"""

# %%
# A layer that remembers
# ----------------------
# The layer stores what it computed last, to show it later.

import copy

import torch

from detach_examples import expect_error

layer = torch.nn.Linear(1, 1, bias=False)
torch.nn.init.constant_(layer.weight, 2.0)
print(f"copied weight: {copy.deepcopy(layer).weight.item()}")

# %%
# Before the first forward pass the copy works.
#
# Predict
# -------
# Now the layer has run once, and kept its output.
# Will the copy hold the output, drop it, or fail?
#
# .. claim:: deepcopy-refuses-a-computed-tensor
#
#    ``deepcopy`` refuses a tensor that has a history.

layer.last = layer(torch.ones(1, 1))
print(f"last: grad_fn = {layer.last.grad_fn.name()}")
with expect_error(RuntimeError, match="support the deepcopy protocol"):
    copy.deepcopy(layer)

# %%
# It fails: a copied output would need a copy of its :term:`graph`.
#
# Fix
# ---
# Store the value without its history.
#
# .. claim:: deepcopy-takes-a-detached-tensor
#
#    ``deepcopy`` takes a detached tensor, and copies its memory.

layer.last = layer(torch.ones(1, 1)).detach()
twin = copy.deepcopy(layer)
twin.last.fill_(0.0)
print(f"last: {layer.last.item()}, of the copy: {twin.last.item()}")
assert layer.last.item() == 2.0

# %%
# What the copy shares
# --------------------
# Nothing: its weight is a :term:`leaf` in memory of its own.
#
# .. claim:: a-deepcopied-module-has-weights-of-its-own
#
#    A module made by ``deepcopy`` has weights in memory of their own,
#    which train alone.

twin(torch.ones(1, 1)).sum().backward()
same = twin.weight.data_ptr() == layer.weight.data_ptr()
print(f"same address: {same}, is_leaf: {twin.weight.is_leaf}")
print(f"gradients: {layer.weight.grad}, {twin.weight.grad.item()}")
assert not same and layer.weight.grad is None

# %%
# A single tensor
# ---------------
# The same holds without a module.

w = torch.tensor([1.0, 2.0], requires_grad=True)
y = w * 2
with expect_error(RuntimeError, match="support the deepcopy protocol"):
    copy.deepcopy(y)
for tensor in (w, y.detach()):
    twin = copy.deepcopy(tensor)
    print(f"copied: requires_grad = {twin.requires_grad}")

# %%
# Takeaway
# --------
# **What a module keeps, it keeps detached.**
#
# - Do: ``self.last = y.detach()``.
# - Don't: keep an output with its history beyond the step.
#
# See also: :doc:`/gallery/pitfalls/saved_weights_change`,
# :doc:`/gallery/patterns/ema_teacher`
