"""
Meta-learn with first-order gradients
=====================================

MAML adapts a weight to a task, then trains it by the adapted loss.
Is a ``detach`` in the inner loop first-order MAML?
Yes, if you detach the inner gradient.
If you detach the adapted weight, nothing is left to train.

Read before: :doc:`/gallery/first_steps/detach_leaves_the_graph`
"""

# %%
# Adapt, then look back
# ---------------------
# The inner loss w² has the gradient 2w = 4.
# A step of 1/4 adapts ``w`` = 2 to 2 - 4/4 = 1, that is w/2.
# The outer loss is its square, w²/4, with the gradient w/2 = 1.

import torch

from detach_examples import COLOURS, expect_error, new_plot, show_plot

w = torch.tensor(2.0, requires_grad=True)
inner, = torch.autograd.grad(w**2, w, create_graph=True)
adapted = w - inner / 4
second_order, = torch.autograd.grad(adapted**2, w)
print(f"adapted {adapted.item()}, gradient {second_order.item()}")
assert second_order == 1

# %%
# First order
# -----------
# :py:meth:`torch.Tensor.detach` makes the inner gradient a constant.
#
# .. claim:: a-detached-inner-gradient-passes-the-outer-one-whole
#
#    Past a detached inner gradient, the outer one arrives whole.

inner, = torch.autograd.grad(w**2, w, create_graph=True)
adapted = w - inner.detach() / 4
first_order, = torch.autograd.grad(adapted**2, w)
print(f"adapted {adapted.item()}, gradient {first_order.item()}")
assert first_order == 2 * adapted

# %%
# The same without a detach
# -------------------------
# Leave ``create_graph`` out of :py:func:`torch.autograd.grad`.
#
# .. claim:: a-gradient-without-create-graph-acts-like-a-detached-one
#
#    A gradient taken without ``create_graph`` acts like a detached one.

inner, = torch.autograd.grad(w**2, w)
got, = torch.autograd.grad((w - inner / 4) ** 2, w)
print(f"tracked: {inner.requires_grad}, gradient {got.item()}")
assert got == first_order

# %%
# Predict
# -------
# You detach the adapted weight: which gradient reaches ``w``?

adapted = (w - inner / 4).detach()
with expect_error(RuntimeError, match="does not require grad"):
    (adapted**2).backward()

# %%
# None: the adapted weight no longer knows where it came from.
#
# Train on two tasks
# ------------------
# One task wants ``w`` at 0; one wants it at 1, and counts 1.5 times.

def train(use):
    w = torch.tensor(0.0, requires_grad=True)
    for _ in range(60):
        w.grad = None
        for label, size in ((0, 1.0), (1, 1.5)):
            loss = size * (w - label) ** 2
            inner, = torch.autograd.grad(loss, w, create_graph=True)
            (size * (w - use(inner) / 4 - label) ** 2).backward()
        yield w.detach().sub_(0.3 * w.grad).item()

print(f"first order: w = {[*train(torch.Tensor.detach)][-1]:.2f}")

# %%
# Both learn, and settle apart: at 3/11 in full, at 3/7 in first order.

full = [*train(lambda inner: inner)]
first = [*train(lambda inner: inner.detach())]
print(f"w: second order {full[-1]:.2f}, first order {first[-1]:.2f}")
assert abs(full[-1] - 3 / 11) < 0.01 > abs(first[-1] - 3 / 7)
figure, axes = new_plot("step", "w")
axes.plot(full, color=COLOURS["tracked"].light, label="second order")
axes.plot(first, "--", color=COLOURS["detached"].light, label="first")
axes.legend(labelcolor="linecolor", frameon=False)
show_plot(figure, caption="First-order steps settle elsewhere.",
          alt="Second order settles at 0.27, first order at 0.43.")

# %%
# Takeaway
# --------
# **Detach the inner gradient, never the adapted weight.**
#
# - Do: leave ``create_graph`` out, and you need no detach.
# - Don't: expect the optimum of the full gradient.
#
# See also: :doc:`/gallery/patterns/use_a_value_without_training_it`
