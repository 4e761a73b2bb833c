"""
Use what detach returns
=======================

You called ``fake.detach()`` before the loss of the discriminator, but
the generator still gets a gradient.
The call returns a new tensor, and a bare line throws it away.
Assign the result, or pass it on.

Read before: :doc:`/gallery/first_steps/detach_turns_tracking_off`
"""

# %%
# A line of its own
# -----------------
# The generator has the weight ``g``, the discriminator has ``d``.

import torch

from detach_examples import trace

g, d = (torch.tensor(v, requires_grad=True) for v in (2.0, 5.0))
fake = g * 3
fake.detach()
print(f"fake: requires_grad = {fake.requires_grad}")
assert fake.requires_grad

# %%
# Predict
# -------
# You go on with ``fake``, and call ``backward`` on d · fake.
# Does ``g`` get a gradient?

with trace() as record:
    fake = g * 3
    fake.detach()
    loss = d * fake
loss.backward()
print(f"g.grad: wrong {g.grad.item()}, right None")
assert g.grad == 15
record.draw(loss, "The thrown away result is in no one's way.")

# %%
# It does, 5 · 3 = 15, and nothing warned you.
#
# Fix
# ---
# Give the result a name; it may be the old one.
#
# .. claim:: an-assigned-detach-stops-the-gradient
#
#    Where the result of ``detach`` is used instead of its source, no
#    gradient passes.

g.grad = d.grad = None
with trace() as record:
    fake = g * 3
    fake = fake.detach()
    loss = d * fake
loss.backward()
print(f"g.grad = {g.grad}, d.grad = {d.grad.item()}")
assert g.grad is None
record.draw(loss, "Assigned, the result takes the place of fake.")

# %%
# The in-place form
# -----------------
# :py:meth:`torch.Tensor.detach_` changes the tensor on a bare line.
# But then the generator's own step has lost its graph, too.

fake = g * 3
fake.detach_()
print(f"fake: requires_grad = {fake.requires_grad}")
assert not fake.requires_grad

# %%
# Other calls of this kind
# ------------------------
# The underscore at the end of a name says that it changes its tensor.
#
# .. claim:: only-names-with-an-underscore-edit-in-place
#
#    ``clamp`` and ``detach`` leave their tensor as it is; the forms
#    with an underscore change it.

y = torch.tensor([-1.0, 2.0])
y.clamp(min=0)
y.detach().requires_grad_()
print(f"y = {y.tolist()}, requires_grad = {y.requires_grad}")
y.clamp_(min=0)
print(f"y = {y.tolist()}")
assert y.tolist() == [0.0, 2.0] and not y.requires_grad

# %%
# Takeaway
# --------
# **detach returns; it does not change.**
#
# - Do: ``fake = fake.detach()``, or ``D(fake.detach())``.
# - Don't: leave ``fake.detach()`` on a line of its own.
#
# See also: :doc:`/gallery/patterns/gan_step`,
# :doc:`/gallery/choices/detach_or_detach_in_place`
