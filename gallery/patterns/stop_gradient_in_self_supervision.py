"""
Stop the gradient in self-supervision
=====================================

SimSiam and BYOL compare two views of one input, without labels.
Where does the stop-gradient go, and is ``no_grad`` the same?
It goes on the target: without it, the encoder collapses to zero.
``no_grad`` gives the same gradient, but the target trains nowhere else.

Read before: :doc:`/gallery/patterns/use_a_value_without_training_it`
"""

# %%
# Two views by hand
# -----------------
# One encoder, ``w``, sees both views: z₁ = 2 · 1 and z₂ = 2 · 3.
# The gradient of (z₁ - z₂)² is 16: a step would shrink ``w``.
# With z₂ detached it is -8: a step lets ``w`` grow.

import torch

from detach_examples import COLOURS, new_plot, show_plot, trace

w = torch.tensor(2.0, requires_grad=True)
z1, z2 = w * 1, w * 3
both, = torch.autograd.grad((z1 - z2) ** 2, w, retain_graph=True)
one, = torch.autograd.grad((z1 - z2.detach()) ** 2, w)
print(f"both sides {both.item()}, target detached {one.item()}")
assert both == 2 * (2 - 6) * (1 - 3) and one == 2 * (2 - 6) * 1

# %%
# no_grad around the target
# -------------------------
# :py:class:`torch.no_grad` makes the target without a :term:`graph`.
#
# .. claim:: a-target-made-under-no-grad-trains-like-a-detached-one
#
#    A target made under ``no_grad`` trains like a detached one.

with torch.no_grad():
    target = w * 3
got, = torch.autograd.grad((w * 1 - target) ** 2, w)
print(f"no_grad {got.item()}, detach {one.item()}")
assert got == one and not target.requires_grad

# %%
# Each view is both
# -----------------
# SimSiam takes each view once as prediction and once as target.
# What ``no_grad`` made has no graph to train by.
# With :py:meth:`torch.Tensor.detach` one ``z1`` and one ``z2`` do both.
#
# .. claim:: a-detach-leaves-the-other-uses-of-its-tensor-tracked
#
#    A detach cuts one use of a tensor; its other uses stay tracked.

with trace() as record:
    z1, z2 = w * 1, w * 3
    loss = (z1 - z2.detach()) ** 2 + (z2 - z1.detach()) ** 2
got, = torch.autograd.grad(loss, w)
print(f"gradient {got.item()}: -8.0 of z1 and 24.0 of z2")
assert got == 2 * (2 - 6) * 1 + 2 * (6 - 2) * 3
record.draw(loss, "Each view trains as prediction, and not as target.")

# %%
# Predict
# -------
# A second weight, ``p``, now predicts one view from the other.
# Which ``w`` makes both views alike, whatever the input?

def train(stop):
    w, p = (torch.tensor(v, requires_grad=True) for v in (1.0, 0.5))
    one, two = torch.tensor([[3.0, 1.0], [1.0, 3.0]])
    for _ in range(60):
        w.grad = p.grad = None
        ((p * (w * one) - stop(w * two)) ** 2).mean().backward()
        w.detach().sub_(0.02 * w.grad)
        p.detach().sub_(0.02 * p.grad)
        yield w.item()

print(f"both sides: w = {[*train(lambda target: target)][-1]:.2f}")

# %%
# Zero: every input then looks the same, and nothing is learned.
# This is called collapse.

right = list(train(lambda target: target.detach()))
wrong = list(train(lambda target: target))
print(f"w: right {right[-1]:.2f}, wrong {wrong[-1]:.2f}")
assert right[-1] > 1 and wrong[-1] < 0.01
figure, axes = new_plot("step", "w")
axes.plot(right, color=COLOURS["tracked"].light, label="detached")
axes.plot(wrong, "--", color=COLOURS["error"].light, label="attached")
axes.legend(labelcolor="linecolor", frameon=False)
show_plot(figure, caption="The encoder collapses if the target trains.",
          alt="Detached, w stays above 1; attached, it sinks to 0.")

# %%
# Takeaway
# --------
# **Detach the target of each term, and keep its prediction tracked.**
#
# - Do: use ``no_grad`` where a second network makes the target.
# - Don't: detach the same view in every term.
#
# See also: :doc:`/gallery/choices/detach_and_no_grad`
