"""
Detach the fake in a GAN
========================

Why do GAN loops call ``D(fake.detach())``, and what if you do not?
The discriminator's loss then reaches the generator as well.
``backward`` raises "a second time", or the generator trains both ways.
Detach the fake for the discriminator, and not for the generator.

Read before: :doc:`/gallery/patterns/use_a_value_without_training_it`
"""

# %%
# One step by hand
# ----------------
# The generator has one weight, ``g``; so has the discriminator, ``d``.
# The fake is 2g = 2, and the real value is 7.
# The loss of ``d`` wants a low score for 2, and a high one for 7.

import torch

from detach_examples import COLOURS, expect_error, new_plot, show_plot

g, d = (torch.tensor(1.0, requires_grad=True) for _ in range(2))
fake = g * 2
(d * fake - d * 7).backward()
print(f"d.grad = {d.grad}, g.grad = {g.grad}")
assert d.grad == 2 - 7 and g.grad == 2

# %%
# Predict
# -------
# Nobody asked for ``g.grad``: it would lower the fake's score.
# The generator's own loss, ``-d * fake``, wants a high score.
# What will the second ``backward`` do?

with expect_error(RuntimeError, match="a second time"):
    (-d * fake).backward()

# %%
# It raises: the first pass went through the generator's :term:`graph`.
#
# The variant that does not raise
# -------------------------------
# You make a new fake instead: -2 is added to the 2 that is there.
#
# .. claim:: backward-adds-to-a-gradient-that-is-there
#
#    ``backward`` adds to a gradient that is there; it replaces nothing.

(-d * (g * 2)).backward()
print(f"g.grad: wrong {g.grad.item()}, right -2.0")
assert g.grad == 0

# %%
# Fix
# ---
# :py:meth:`torch.Tensor.detach` keeps the first loss out of ``g``.
#
# .. claim:: a-pass-that-ends-at-a-detach-spares-the-graph-before-it
#
#    A backward pass that ends at a detach spares the graph before it.

g.grad = d.grad = None
fake = g * 2
(d * fake.detach() - d * 7).backward()
print(f"first loss:  d.grad = {d.grad}, g.grad = {g.grad}")
assert d.grad == -5 and g.grad is None
(-d * fake).backward()
print(f"second loss: g.grad = {g.grad}")
assert g.grad == -2

# %%
# Train both
# ----------
# A penalty, ``d**2 / 2``, lets the two settle.

def train(use):
    g, d = (torch.zeros((), requires_grad=True) for _ in range(2))
    for _ in range(100):
        g.grad = d.grad = None
        (d * use(g * 2) - d * 7 + d**2 / 2).backward()
        d.detach().sub_(0.1 * d.grad)
        (-d * (g * 2)).backward()
        g.detach().sub_(0.1 * g.grad)
        yield 2 * g.item()

print(f"detached: {[*train(torch.Tensor.detach)][-1]:.1f}")

# %%
# Without the detach, the two gradients of ``g`` nearly cancel.

right = list(train(lambda fake: fake.detach()))
wrong = list(train(lambda fake: fake))
print(f"the fake ends at: right {right[-1]:.1f}, wrong {wrong[-1]:.1f}")
assert abs(right[-1] - 7) < 0.1 and abs(wrong[-1] - 2) < 0.1
figure, axes = new_plot("step", "fake")
axes.plot(right, color=COLOURS["tracked"].light, label="detached")
axes.plot(wrong, "--", color=COLOURS["error"].light, label="attached")
axes.legend(labelcolor="linecolor", frameon=False)
show_plot(figure, caption="Only with the detach the fake reaches 7.",
          alt="Detached swings in to 7; attached stays at 2.")

# %%
# Takeaway
# --------
# **Detach the fake for the discriminator alone.**
#
# - Do: give the generator's loss the undetached fake.
# - Don't: hide the error behind a second fake.
#
# See also: :doc:`/gallery/patterns/freeze_part_of_a_network`
