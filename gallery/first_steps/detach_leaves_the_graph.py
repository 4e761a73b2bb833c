"""
Detach leaves the graph
=======================

Your model computed a tensor, and you want its value alone.
No gradient should flow back through it.
Call :py:meth:`torch.Tensor.detach` and keep what it returns.
That is a new tensor with the same values, outside the :term:`graph`.
"""

# %%
# The same values
# ---------------
# You make ``x``, and you compute ``y`` from it.
# Then you call ``detach`` on ``y`` and name the result ``alias``.
#
# .. claim:: a-detached-tensor-has-the-same-values
#
#    ``detach`` returns a tensor with the same values.

import torch

from detach_examples import trace

x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 2
alias = y.detach()
print(f"y     has the values {y.tolist()}")
print(f"alias has the values {alias.tolist()}")
assert torch.equal(alias, y)

# %%
# Another history
# ---------------
# ``y`` remembers the operation that made it, in ``grad_fn``.
# ``alias`` remembers none: it is :term:`detached`.
# A tensor that remembers none counts as a :term:`leaf`.
# Each arrow below points from ``y`` to ``alias``.
#
# .. claim:: a-detached-tensor-has-no-grad-fn
#
#    A detached tensor has no ``grad_fn``, requires no gradient, and is
#    a leaf.

print(f"y     = {y}")
print(f"alias = {alias}")
print(f"grad_fn:       {y.grad_fn.name()} -> {alias.grad_fn}")
print(f"requires_grad: {y.requires_grad} -> {alias.requires_grad}")
print(f"is_leaf:       {y.is_leaf} -> {alias.is_leaf}")
assert alias.grad_fn is None and not alias.requires_grad

# %%
# A gradient you can check by hand
# --------------------------------
# ``y`` is 2x, so ``y * y`` is 4x², and its gradient is 8x.
#
# .. claim:: a-gradient-adds-up-over-all-paths
#
#    A leaf gets the sum of the gradients that reach it over all paths.

loss = (y * y).sum()
loss.backward()
print(f"loss = {loss.item()}, x.grad = {x.grad.tolist()}")
assert torch.equal(x.grad, 8 * x)

# %%
# Predict
# -------
# Now you detach one of the two factors.
# Will ``x`` get the same gradient, half of it, or none?
#
# .. claim:: a-detached-factor-is-a-constant
#
#    No gradient flows through a detached factor, and the others get
#    theirs.

x.grad = None
with trace() as record:
    y = x * 2
    alias = y.detach()
    loss = (y * alias).sum()
loss.backward()
print(f"loss = {loss.item()}, x.grad = {x.grad.tolist()}")
print(f"alias.grad = {alias.grad}")
assert torch.equal(x.grad, 4 * x)

# %%
# Notice that the loss is the same and the gradient is half as large:
# it reached ``x`` through one factor, and the other was a constant.
#
# What autograd sees
# ------------------
# The product has two factors, and one arrow leads into it.

product = loss.grad_fn.next_functions[0][0]
recorded = [node is not None for node, _ in product.next_functions]
print(f"recorded factors of the product: {recorded}")
assert recorded == [True, False]
record.draw(loss, "The detached factor is a constant: gradient stops.")

# %%
# Takeaway
# --------
# **A detached tensor has the value and none of the history.**
#
# - Do: detach the factor that should count as a constant.
# - Don't: read ``is_leaf`` as a promise that a gradient arrives.
# - Not shown: which of the two tensors ``detach`` changes.
#
# See also: :doc:`/gallery/first_steps/detach_turns_tracking_off`
