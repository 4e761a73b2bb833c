"""
Detach in double backward
=========================

Does ``x * x.detach()`` have a second derivative?
No: the detached factor is a constant at every order.
And a gradient that you detach, or make without ``create_graph``, is a
constant to the loss that uses it.

Read before: :doc:`/gallery/first_steps/detach_leaves_the_graph`
"""

# %%
# First and second
# ----------------
# x · x has the derivatives 2x and 2.
#
# .. claim:: create-graph-records-the-gradient
#
#    With ``create_graph=True`` a gradient is tracked, and can be
#    differentiated.

import torch

from detach_examples import expect_error, trace

x = torch.tensor(3.0, requires_grad=True)
(first,) = torch.autograd.grad(x * x, x, create_graph=True)
(second,) = torch.autograd.grad(first, x)
print(f"x * x: first {first.item()}, second {second.item()}")
assert first == 6 and second == 2

# %%
# Predict
# -------
# One factor is detached.
# What are the two derivatives now?
#
# .. claim:: a-product-with-a-detached-factor-has-no-second-derivative
#
#    A detached factor is a constant at every order: its product has no
#    second derivative.

(first,) = torch.autograd.grad(x * x.detach(), x, create_graph=True)
print(f"x * x.detach(): first {first.item()}")
print(f"first is tracked: {first.requires_grad}")
with expect_error(RuntimeError, match="does not require grad"):
    torch.autograd.grad(first, x)
assert first == 3 and not first.requires_grad

# %%
# The first is 3, the constant itself, and a constant has no history.
#
# One detach, some second derivative
# ----------------------------------
# In x · x · x.detach() two factors are left: 2xc, and then 2c.

constant = x.detach()
(first,) = torch.autograd.grad(x * x * constant, x, create_graph=True)
(second,) = torch.autograd.grad(first, x)
print(f"first {first.item()}, second {second.item()}")
assert first == 18 and second == 6

# %%
# Without create_graph
# --------------------
# The value is the same, and it is a constant.
#
# .. claim:: a-plain-gradient-has-no-history
#
#    A gradient that was made without ``create_graph`` has no history.

(plain,) = torch.autograd.grad(x**3, x)
print(f"plain: {plain.item()}, tracked {plain.requires_grad}")
assert not plain.requires_grad

# %%
# A penalty on the slope
# ----------------------
# The loss is x³ + (3x²)²; by hand its slope at 1 is 39.

x = torch.tensor(1.0, requires_grad=True)
for keep in (True, False):
    x.grad = None
    with trace() as record:
        y = x**3
        slope = torch.autograd.grad(y, x, None, True, keep)[0]
        loss = y + slope**2
    loss.backward()
    print(f"create_graph={keep}: x.grad = {x.grad.item()}")
record.draw(loss, "Without create_graph the slope is a constant.")

# %%
# Takeaway
# --------
# **detach is constant at every order, and so is a plain gradient.**
#
# - Do: ``create_graph=True`` where a loss uses a gradient.
# - Don't: detach a gradient that should be trained.
#
# See also: :doc:`/gallery/patterns/gradient_penalty`,
# :doc:`/gallery/patterns/first_order_meta_learning`
