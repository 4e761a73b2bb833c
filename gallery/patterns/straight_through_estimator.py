"""
Pass a gradient straight through
================================

You round or quantize a weight, and the gradient is zero.
Rounding is flat: nothing trains, and nothing is raised.
Write ``x + (x.round() - x).detach()``: rounded value, whole gradient.

Read before: :doc:`/gallery/first_steps/detach_leaves_the_graph`
"""

# %%
# A gradient of zero
# ------------------
# Between two whole numbers :py:func:`torch.round` is flat.
#
# .. claim:: round-passes-a-gradient-of-zero
#
#    ``torch.round`` is tracked, and passes a gradient of zero.

import torch

from detach_examples import COLOURS, new_plot, show_plot, trace

x = torch.tensor([0.25, 2.75], requires_grad=True)
y = x.round()
y.sum().backward()
print(f"y = {y.tolist()}, x.grad = {x.grad.tolist()}")
assert x.grad.tolist() == [0.0, 0.0] and y.requires_grad

# %%
# Straight through
# ----------------
# :py:meth:`torch.Tensor.detach` makes the difference a constant.
#
# .. claim:: a-detached-difference-moves-the-value-and-not-the-gradient
#
#    Adding a detached difference moves a value, and not its gradient.

x.grad = None
with trace() as record:
    y = x + (x.round() - x).detach()
y.sum().backward()
print(f"y = {y.tolist()}, x.grad = {x.grad.tolist()}")
assert y.tolist() == [0.0, 3.0] and x.grad.tolist() == [1.0, 1.0]
record.draw(y, "The gradient goes around the rounding.")

# %%
# Predict
# -------
# Is x + (q - x) equal to q to the last digit, where ``x`` is large?

x, q = torch.tensor(1000.1, requires_grad=True), torch.tensor(0.1)
y = x + (q - x).detach()
print(f"y = {y.item():.6f}, q = {q.item():.6f}")
assert y != q and torch.isclose(y, q, atol=1e-4)

# %%
# No: at 1000.1 a float has few digits left for 0.1, and loses the rest.
#
# Fix
# ---
# Add a zero with a gradient. Nested gradients of y² are 2y and 2.
#
# .. claim:: x-minus-its-detach-is-zero-with-a-gradient
#
#    ``x - x.detach()`` is zero, and has the gradient of ``x``.

y = q + (x - x.detach())
first, = torch.autograd.grad(y**2, x, create_graph=True)
second, = torch.autograd.grad(first, x)
print(f"y = {y.item():.6f}, gradients {first:.1f}, {second:.1f}")
assert torch.equal(y, q) and (first, second) == (2 * q, 2)

# %%
# Train a whole number
# --------------------
# Twice the rounded ``w`` should be 6, so the rounded ``w`` should be 3.

def train(rounded):
    w = torch.zeros((), requires_grad=True)
    for _ in range(20):
        w.grad = None
        ((rounded(w) * 2 - 6) ** 2).backward()
        w.detach().sub_(0.02 * w.grad)
        yield w.round().item()

print(f"with round alone: {[*train(torch.round)][-1]}")

# %%
# With a gradient of zero, ``w`` never leaves its place.

right = list(train(lambda w: w.round() + (w - w.detach())))
wrong = list(train(lambda w: w.round()))
print(f"rounded w: right {right[-1]}, wrong {wrong[-1]}")
assert right[-1] == 3 and wrong[-1] == 0
figure, axes = new_plot("step", "rounded w")
axes.plot(right, color=COLOURS["tracked"].light)
axes.plot(wrong, "--", color=COLOURS["error"].light)
axes.legend(["straight through", "torch.round"], frameon=False)
show_plot(figure, caption="Rounding alone stops the training.",
          alt="Straight through, w climbs to 3, else it stays 0.")

# %%
# Takeaway
# --------
# **Take the value of one tensor, and the gradient of another.**
#
# - Do: ``q + (x - x.detach())`` where each digit counts.
# - Don't: expect an error from a function that is flat.
#
# See also: :doc:`/gallery/cuts/find_the_zeros`
