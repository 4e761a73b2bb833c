"""
Reverse or scale a gradient
===========================

How do you let a tenth of the gradient through, or its negative?
Add ``a * (x - x.detach())`` to ``x.detach()``.
The value stays, and the gradient is multiplied by ``a``.
With ``a = -1`` this is the gradient reversal of domain training.

Read before: :doc:`/gallery/first_steps/detach_leaves_the_graph`
"""

# %%
# One line
# --------
# :py:meth:`torch.Tensor.detach` gives one ``x`` no gradient.
# The difference is zero, and the other one keeps its gradient.
# The loss is 5y, so by hand the gradient is 5 times ``a``.
#
# .. claim:: a-scaled-zero-difference-scales-the-gradient-alone
#
#    Adding ``a * (x - x.detach())`` keeps a value and adds ``a`` times
#    the gradient of ``x``.

import torch

from detach_examples import COLOURS, new_plot, show_plot, trace

x = torch.tensor(3.0, requires_grad=True)
for a in (1.0, 0.5, 0.0, -1.0):
    y = x.detach() + a * (x - x.detach())
    grad, = torch.autograd.grad(5 * y, x)
    print(f"a = {a:4}: value {y.item()}, gradient {grad.item()}")
    assert y == x and grad == 5 * a

# %%
# Predict
# -------
# Older code writes ``a * x + (1 - a) * x.detach()``.
# Is its value ``x``, to the last digit, for a = 0.1?

a = 0.1
older = a * x + (1 - a) * x.detach()
y = x.detach() + a * (x - x.detach())
print(f"older {older.item():.7f}, one line {y.item():.7f}")
assert older != x and y == x

# %%
# No: the two products are rounded, while x - x is 0 without rounding.
#
# Reverse
# -------
# For a = -1 there is a shorter form, and it is exact as well.
#
# .. claim:: twice-the-detached-minus-x-reverses-the-gradient
#
#    ``2 * x.detach() - x`` is ``x``, with the negative of its gradient.

with trace() as record:
    y = 2 * x.detach() - x
grad, = torch.autograd.grad(5 * y, x)
print(f"value {y.item()}, gradient {grad.item()}")
assert y == x and grad == -5
record.draw(y, "The value comes twice, the gradient once, negative.")

# %%
# Train against a domain
# ----------------------
# The feature mixes two inputs: the label, and the domain.
# A head, the third weight, guesses the domain from the feature.
# Reversed, its loss should teach the feature to hide the domain.

x = torch.tensor([[1.0, 1.0, -1.0, -1.0], [1.0, -1.0, 1.0, -1.0]])

def train(a):
    w = torch.ones(3, requires_grad=True)
    for _ in range(80):
        feature = w[:2] @ x
        seen = feature.detach() + a * (feature - feature.detach())
        loss = (feature - x[0]) ** 2 + (w[2] * seen - x[1]) ** 2
        grad, = torch.autograd.grad(loss.mean(), w)
        yield w.detach().sub_(0.05 * grad)[1].abs().item()

print(f"reversed: weight of the domain {[*train(-1)][-1]:.1f}")

# %%
# Not reversed, the feature serves the head, and keeps the domain.

right, wrong = [*train(-1)], [*train(1)]
print(f"of the domain: right {right[-1]:.1f}, wrong {wrong[-1]:.1f}")
assert abs(right[-1]) < 0.05 and wrong[-1] > 0.4
figure, axes = new_plot("step", "size of the weight")
axes.plot(right, color=COLOURS["tracked"].light, label="reversed")
axes.plot(wrong, "--", color=COLOURS["error"].light, label="as it is")
axes.legend(labelcolor="linecolor", frameon=False)
show_plot(figure, caption="Reversal makes the feature drop the domain.",
          alt="Reversed, the weight goes to 0; else it stays near 0.5.")

# %%
# Takeaway
# --------
# **Add a zero that carries the gradient that you want.**
#
# - Do: ``2 * x.detach() - x`` to reverse.
# - Don't: mix ``a`` and ``1 - a`` where each digit counts.
# - Not shown: :py:meth:`torch.Tensor.register_hook`.
#
# See also: :doc:`/gallery/patterns/use_a_value_without_training_it`
