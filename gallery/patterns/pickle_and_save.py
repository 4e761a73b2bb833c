"""
Detach before you save
======================

You saved an intermediate with ``torch.save`` and later got a gradient
into nowhere.
Pickling a non-leaf keeps ``requires_grad`` and drops the graph, so what
you load is a leaf of its own.
Detach before you save, and say so.

Read before: :doc:`/gallery/first_steps/detach_leaves_the_graph`
"""

# %%
# Save an intermediate
# --------------------
# ``y`` is 2x; the file is in memory here.

import io
import pickle

import torch

from detach_examples import trace

x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 2
print(f"y: tracked {y.requires_grad}, is_leaf {y.is_leaf}")

# %%
# A round trip through a file.

def saved(tensor):
    file = io.BytesIO()
    torch.save(tensor, file)
    file.seek(0)
    return torch.load(file)

print(f"loaded: {saved(y).tolist()}")

# %%
# Predict
# -------
# You load it again, and call ``backward`` on its sum.
# Will the loaded tensor be tracked, and will ``x`` get a gradient?
#
# .. claim:: a-saved-tensor-comes-back-as-a-leaf
#
#    A computed tensor that is saved and loaded comes back as a leaf
#    that requires grad, without its history.

loaded = saved(y)
loaded.sum().backward()
print(f"tracked {loaded.requires_grad}, is_leaf {loaded.is_leaf}")
print(f"loaded.grad = {loaded.grad.tolist()}, x.grad = {x.grad}")
assert loaded.requires_grad and loaded.is_leaf and x.grad is None

# %%
# The gradient stopped in the loaded tensor, and nothing told you.
#
# Fix
# ---
# Save the value; then a ``backward`` that should reach ``x`` raises.
#
# .. claim:: a-detached-tensor-is-loaded-untracked
#
#    A tensor that was saved detached is loaded untracked.

loaded = saved(y.detach())
print(f"tracked {loaded.requires_grad}, {loaded.tolist()}")
assert not loaded.requires_grad

# %%
# pickle does the same
# --------------------
# The protocol is one, and so is the result.

loaded = pickle.loads(pickle.dumps(y))
print(f"tracked {loaded.requires_grad}, is_leaf {loaded.is_leaf}")
assert loaded.is_leaf

# %%
# A slice saves the whole
# -----------------------
# A file holds the :term:`storage`, not the view.
#
# .. claim:: a-saved-view-writes-the-whole-storage
#
#    ``torch.save`` of a view writes the whole storage; a clone writes
#    its own values.

def size(tensor):
    file = io.BytesIO()
    torch.save(tensor, file)
    return len(file.getvalue())

big = torch.zeros(10000)
print(f"slice writes all of it: {size(big[:1]) > big.nbytes}")
print(f"clone writes all of it: {size(big[:1].clone()) > big.nbytes}")
assert size(big[:1]) > big.nbytes > size(big[:1].clone())

# %%
# What autograd sees
# ------------------
# The loaded tensor begins a graph of its own.

with trace() as record:
    y = x * 2
    loaded = saved(y)
    loss = loaded.sum()
print(f"leaves: x {x.is_leaf}, loaded {loaded.is_leaf}")
record.draw([loss, y], "No gradient leads from the loaded tensor to x.")

# %%
# Takeaway
# --------
# **A file has values, and no graph.**
#
# - Do: ``torch.save(y.detach().clone(), file)``.
# - Don't: load what should train its source.
#
# See also: :doc:`/gallery/pitfalls/saved_weights_change`,
# :doc:`/gallery/patterns/send_tensors_between_processes`
