"""
Perturb an input step by step
=============================

A PGD attack adds steps to its input, and then ``x.grad`` is None.
The sum is no :term:`leaf` any more, so ``backward`` leaves it out.
Make it one: ``x = (x + step).detach().requires_grad_()``.

Read before: :doc:`/gallery/first_steps/detach_leaves_the_graph`
"""

# %%
# One step by hand
# ----------------
# The loss (3 - 1)² has the gradient -4 in ``x``: to raise it, go down.

import torch

from detach_examples import COLOURS, expect_warning, new_plot, show_plot

w = torch.tensor(3.0, requires_grad=True)
x = torch.tensor(1.0, requires_grad=True)
((w - x) ** 2).backward()
print(f"x.grad {x.grad.item()}, w.grad {w.grad.item()}")
assert x.grad == -4 and w.grad == 4

# %%
# Predict
# -------
# You take the step: what is ``grad`` after the next ``backward``?
#
# .. claim:: a-leaf-plus-a-step-is-no-leaf-and-gets-no-grad
#
#    A leaf plus a step is no leaf, and ``backward`` fills no ``grad``.

x = x + 0.5 * x.grad.sign()
((w - x) ** 2).backward()
with expect_warning(UserWarning, match="not a leaf"):
    print(f"x {x.item()}, leaf: {x.is_leaf}, grad {x.grad}")

# %%
# None, with a warning: the gradient went on to the first ``x``.
#
# Fix
# ---
# :py:meth:`torch.Tensor.detach` forgets where ``x`` came from.
# :py:meth:`torch.Tensor.requires_grad_` makes it a leaf of its own.
#
# .. claim:: a-detached-result-can-be-made-a-leaf
#
#    A detached result that you let require grad is a leaf of its own.

x = x.detach().requires_grad_()
((w - x) ** 2).backward()
print(f"x {x.item()}, leaf: {x.is_leaf}, grad {x.grad.item()}")
assert x.is_leaf and x.grad == -2 * (3 - 0.5)

# %%
# Spare the weights
# -----------------
# So far each ``backward`` added to ``w.grad`` as well.
#
# .. claim:: autograd-grad-fills-no-grad-attribute
#
#    ``torch.autograd.grad`` returns gradients, and fills no ``grad``.

w.grad = None
grad, = torch.autograd.grad((w - x) ** 2, x)
print(f"gradient {grad.item()}, w.grad {w.grad}")
assert grad == -5 and w.grad is None

# %%
# The variant that does not warn
# ------------------------------
# An edit of ``.data`` keeps the old ``grad``; this loss is at most 1.

def edit(x, d):
    x.data += d
    return x

def attack(renew):
    x = torch.tensor(0.0, requires_grad=True)
    for _ in range(9):
        (loss := 1 - (x - 1) ** 2).backward()
        x = renew(x, 0.25 * x.grad.sign())
        yield loss.item()

print(f"losses: {[round(loss, 1) for loss in attack(edit)]}")

# %%
# The gradients add up, so the attack goes on past the top.

wrong = [*attack(edit)]
right = [*attack(lambda x, d: (x + d).detach().requires_grad_())]
print(f"last loss: right {right[-1]}, wrong {wrong[-1]}")
assert (right[-1], wrong[-1]) == (1.0, 0.0)
figure, axes = new_plot("step", "loss")
axes.plot(right, color=COLOURS["tracked"].light, label="new leaf")
axes.plot(wrong, "--", color=COLOURS["error"].light, label=".data")
axes.legend(labelcolor="linecolor", frameon=False)
show_plot(figure, caption="With a new leaf the attack stays on top.",
          alt="With a new leaf the loss stays at 1; else it falls.")

# %%
# Takeaway
# --------
# **Make each perturbed input a new leaf.**
#
# - Do: take its gradient with :py:func:`torch.autograd.grad`.
# - Don't: step through ``.data``.
#
# See also: :doc:`/gallery/choices/detach_and_data`
