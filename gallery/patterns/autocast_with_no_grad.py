"""
Mix autocast and no_grad
========================

Under autocast a ``no_grad`` forward comes first, then the training
forward: did the weight cast that was cached during ``no_grad`` make the
next forward lose its gradient?
It did once; here it does not.
The cast is an operation of the graph, and ``detach`` keeps its type.

Read before: :doc:`/gallery/choices/detach_and_no_grad`
"""

# %%
# A layer in half the bits
# ------------------------
# Autocast on the CPU computes a matrix product in bfloat16.

import torch

from detach_examples import trace

layer = torch.nn.Linear(1, 1, bias=False)
torch.nn.init.constant_(layer.weight, 2.0)
x = torch.ones(1, 1)
with torch.autocast("cpu", dtype=torch.bfloat16):
    y = layer(x)
print(f"y = {y.item()}, {y.dtype}; weight {layer.weight.dtype}")

# %%
# Predict
# -------
# You evaluate first and train after, in one autocast block.
# Will the weight get its gradient?
#
# .. claim:: a-no-grad-pass-under-autocast-spares-the-next-one
#
#    Under autocast a pass under ``no_grad`` does not take the gradient
#    from the next pass.

with torch.autocast("cpu", dtype=torch.bfloat16):
    with torch.no_grad():
        before = layer(x)
    y = layer(x)
y.sum().backward()
print(f"evaluated: tracked {before.requires_grad}")
print(f"trained:   weight.grad = {layer.weight.grad.item()}")
assert layer.weight.grad == 1 and not before.requires_grad

# %%
# It does, and the gradient has the type of the weight.
#
# .. claim:: a-gradient-has-the-type-of-its-leaf
#
#    A gradient comes back in the type of its leaf, whatever type was
#    computed in.

print(f"computed in {y.dtype}, gradient {layer.weight.grad.dtype}")
assert layer.weight.grad.dtype == torch.float32

# %%
# The cast is in the graph
# ------------------------
# It stands between the weight and the product.

with trace() as record, torch.autocast("cpu", dtype=torch.bfloat16):
    y = layer(x)
    loss = y.float().sum()
print(f"loss: {loss.dtype}, tracked {loss.requires_grad}")
record.draw(loss, "Gradient passes the casts on its way to the weight.")

# %%
# Detach keeps the type
# ---------------------
# It gives you the bits that are there.
#
# .. claim:: detach-keeps-type-and-device
#
#    ``detach`` keeps the type, the device and the strides of a tensor.

alias = y.detach()
print(f"alias: {alias.dtype} on {alias.device}")
assert (alias.dtype, alias.device) == (y.dtype, y.device)
assert alias.stride() == y.stride()

# %%
# To NumPy, cast first
# --------------------
# NumPy has no bfloat16.

print(f"array: {y.detach().float().numpy()}")
assert y.detach().float().numpy().tolist() == [[2.0]]

# %%
# Takeaway
# --------
# **autocast chooses types, a mode chooses recording.**
#
# - Do: nest them in any order.
# - Do: ``y.detach().float()`` before you log a mean.
# - Not shown: scaling the loss for float16.
#
# See also: :doc:`/gallery/patterns/tensor_to_numpy`
