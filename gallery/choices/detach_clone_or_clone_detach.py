"""
Detach first, then clone
========================

You want a copy without history: ``detach().clone()`` or
``clone().detach()``, which order is right?
Both give the same values in memory of their own.
``detach().clone()`` records nothing; the other records a clone.
``clone()`` alone stays in the graph.

Read before: :doc:`/gallery/first_steps/detach_shares_memory`
"""

# %%
# The same copy
# -------------
# Neither result has a history, and neither shares memory.
#
# .. claim:: both-orders-of-detach-and-clone-give-the-same-copy
#
#    ``detach().clone()`` and ``clone().detach()`` give equal copies
#    without history, each in memory of its own.

import torch

from detach_examples import trace

x = torch.tensor([1.0, 4.0], requires_grad=True)
a, b = x.detach().clone(), x.clone().detach()
for copy in (a, b):
    same = copy.data_ptr() == x.data_ptr()
    print(f"{copy.tolist()}, same address: {same}")
    print(f"tracked: {copy.requires_grad}")
    assert not copy.requires_grad and not same and torch.equal(copy, x)

# %%
# Predict
# -------
# Autograd records an operation when its input asks for a gradient.
# In which order is ``clone`` recorded?
#
# .. claim:: a-clone-of-a-tracked-tensor-is-recorded
#
#    ``clone`` of a tracked tensor is recorded, and that of a detached
#    one is not.

print(f"x.clone():          {x.clone().grad_fn.name()}")
print(f"x.detach().clone(): {x.detach().clone().grad_fn}")
assert x.clone().grad_fn is not None
assert x.detach().clone().grad_fn is None

# %%
# Only a tracked input leaves a node, which the ``detach`` then drops.
#
# clone alone is no detach
# ------------------------
# Its gradient goes back to ``x``, as if there were no copy.
#
# .. claim:: clone-passes-the-gradient-on
#
#    A clone has memory of its own, and passes the gradient on to its
#    source.

y = x.clone()
(y * 3).sum().backward()
print(f"x.grad = {x.grad.tolist()}")
assert x.grad.tolist() == [3.0, 3.0] and y.data_ptr() != x.data_ptr()

# %%
# Edit the copy
# -------------
# Whichever order you took, the edit stays in the copy.

x.grad = None
y = x.sqrt()
copy = y.detach().clone()
copy.zero_()
y.sum().backward()
print(f"y = {y.tolist()}, x.grad = {x.grad.tolist()}")
assert x.grad.tolist() == [0.5, 0.25]

# %%
# What a trace sees
# -----------------
# The same two calls, in the other order.

with trace() as record:
    first = x.detach().clone()
    late = x.clone().detach()
print(f"equal: {torch.equal(first, late)}")
record.draw([first, late], "Cloned first, it is recorded, then cut.")

# %%
# Takeaway
# --------
# **Detach first: then there is nothing to record.**
#
# - Do: ``x.detach().clone()`` for a copy without history.
# - Do: ``x.clone()`` for a copy that trains its source.
# - Don't: take ``clone()`` for a ``detach``.
#
# See also: :doc:`/gallery/choices/torch_tensor_or_detach_clone`
