"""
Backward on a detached tensor raises
====================================

You call :py:meth:`torch.Tensor.backward`, and torch answers:
``element 0 of tensors does not require grad``.
The tensor is :term:`detached`: no path leads back from it.
Call ``backward`` on a tensor in the :term:`graph`.
If you turn tracking on at the end instead, you only hide the error.

Read before: :doc:`/gallery/first_steps/detach_without_grad_is_harmless`
"""

# %%
# The error
# ---------
# ``alias`` has the value of ``y``, and no path back to ``x``.
#
# .. claim:: backward-on-a-detached-tensor-raises
#
#    ``backward`` on a tensor that has no history and requires no
#    gradient raises.

import torch

from detach_examples import expect_error, trace

x = torch.tensor([2.0, 3.0], requires_grad=True)
y = (x * 4).sum()
alias = y.detach()
with expect_error(RuntimeError, match="element 0 of tensors does not"):
    alias.backward()

# %%
# Find the cut
# ------------
# The same happens to a loss that you compute from ``alias``.
# Print the flag on the way to it.
# The first ``False`` after a ``True`` is where the path ends.

loss = alias * alias
path = {"x": x, "y": y, "alias": alias, "loss": loss}
for name, tensor in path.items():
    print(f"{name:5} requires_grad = {tensor.requires_grad}")
with expect_error(RuntimeError, match="element 0 of tensors does not"):
    loss.backward()

# %%
# Predict
# -------
# :py:meth:`torch.Tensor.requires_grad_` turns tracking on in ``loss``.
# The error goes away; will ``x`` get a gradient?
#
# .. claim:: requires-grad-on-a-loss-trains-nothing-behind-it
#
#    ``requires_grad_`` on a detached loss gives that loss a gradient,
#    and nothing before it.

loss.requires_grad_()
loss.backward()
print(f"loss.grad = {loss.grad.item()}, x.grad = {x.grad}")
assert loss.is_leaf and loss.grad.item() == 1.0 and x.grad is None

# %%
# Notice that tracking starts at ``loss``, a :term:`leaf`: the only
# gradient is its own, and ``x`` gets none.
#
# A graph that starts at the alias
# --------------------------------
# You may turn tracking on in ``alias``, before you compute.
# Then ``alias`` gets the gradient, 2 times 20, and ``x`` still none.

alias = y.detach().requires_grad_()
loss = alias * alias
loss.backward()
print(f"alias.grad = {alias.grad.item()}, x.grad = {x.grad}")
assert alias.grad.item() == 2 * 20 and x.grad is None

# %%
# What autograd sees
# ------------------
# There are two graphs, and ``loss`` is in the one without ``x``.

with trace() as record:
    y = (x * 4).sum()
    alias = y.detach().requires_grad_()
    loss = alias * alias
print(f"leaves: x {x.is_leaf}, y {y.is_leaf}, alias {alias.is_leaf}")
record.draw([loss, y],
            "Going back from loss, the path ends at the alias.")

# %%
# Fix
# ---
# Call ``backward`` on ``y``, which is in the graph of ``x``.
# ``y`` is the sum of 4x, so each gradient is 4.

y.backward()
print(f"x.grad = {x.grad.tolist()}")
assert x.grad.tolist() == [4.0, 4.0]

# %%
# Takeaway
# --------
# **No path leads back from a detached tensor: find the cut.**
#
# - Do: follow ``requires_grad`` from the input to the loss.
# - Don't: call ``loss.requires_grad_()`` to silence the error.
# - Not shown: a cut on one of two paths, where nothing is raised.
#
# See also: :doc:`/gallery/pitfalls/gradient_stops_at_detach`
