"""
Use a value without training it
===============================

Your loss compares a prediction with a target that your model computes.
The prediction should move to the target, never the target to it.
Detach the target: the loss keeps its value and drops its gradient.

Read before: :doc:`/gallery/first_steps/detach_leaves_the_graph`
"""

# %%
# A target from the same weight
# -----------------------------
# One weight, the :term:`leaf` ``w``, makes both sides of the loss.
# The prediction ``y`` is 2, and the target is 3.

import torch

from detach_examples import trace

w = torch.tensor(1.0, requires_grad=True)
y = w * 2
target = w * 3
loss = (y - target) ** 2
print(f"y = {y.item()}, target = {target.item()}, loss = {loss.item()}")

# %%
# Predict
# -------
# The target lies above ``y``.
# Will a step of 1/8 against the gradient raise ``y``?

loss.backward()
wrong = w.grad.item()
moved = (w.item() - wrong / 8) * 2
print(f"gradient {wrong}, y moves from 2.0 to {moved}")
assert wrong == 2.0

# %%
# No: ``y`` sinks to 1.5, because the target pulls on ``w`` as well.
# By hand, with both paths: 2 (2 - 3) (2 - 3) = 2.
#
# Fix
# ---
# :py:meth:`torch.Tensor.detach` takes the target off the :term:`graph`.
# One line changes: the one that makes the target.
#
# .. claim:: a-detached-target-pulls-on-nothing
#
#    A detached target is a constant to the loss: only the prediction is
#    trained.

w.grad = None
y = w * 2
target = (w * 3).detach()
loss = (y - target) ** 2
loss.backward()
moved = (w.item() - w.grad.item() / 8) * 2
print(f"gradient {w.grad.item()}, y moves from 2.0 to {moved}")
assert (w.grad.item(), loss.item()) == (-4.0, 1.0)

# %%
# The loss is 1 as before, and ``y`` moves to 3, the target.
# By hand, with one path: 2 (2 - 3) 2 = -4.
#
# The same as a number
# --------------------
# Type the target in as 3.0, and the gradient is the same.

right = w.grad.item()
w.grad = None
loss = (w * 2 - 3.0) ** 2
loss.backward()
print(f"gradient {w.grad.item()}")
assert w.grad.item() == right

# %%
# The loss function does not do it
# --------------------------------
# :py:func:`torch.nn.functional.mse_loss` calls one side ``target``.
# Its gradient still reaches that side.
#
# .. claim:: a-loss-differentiates-its-target-too
#
#    A loss function sends gradient to its target as well.

w.grad = None
loss = torch.nn.functional.mse_loss(input=w * 2, target=w * 3)
loss.backward()
print(f"gradient {w.grad.item()}, the wrong one")
assert w.grad.item() == wrong

# %%
# What autograd sees
# ------------------
# The loss leads back to ``w`` through ``y``, and through nothing else.

with trace() as record:
    y, value = w * 2, w * 3
    target = value.detach()
    loss = (y - target) ** 2
print(f"value tracked: {value.requires_grad}")
print(f"target tracked: {target.requires_grad}")
record.draw(loss, "The loss reads the target; gradient stops there.")

# %%
# Takeaway
# --------
# **Detach what the loss should read but not train.**
#
# - Do: detach the target, and keep the prediction tracked.
# - Don't: count on a loss function to detach for you.
#
# See also: :doc:`/gallery/pitfalls/gradient_stops_at_detach`
