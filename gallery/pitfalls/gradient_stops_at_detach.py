"""
Gradients stop at detach
========================

Your loss falls for a while, then stays where it is.
One of your weights never moves, and nothing is raised.
Look for a ``detach`` between that weight and the loss.
No gradient flows back through :py:meth:`torch.Tensor.detach`.

Read before: :doc:`/gallery/first_steps/operations_after_detach_are_untracked`
"""

# %%
# A weight without a gradient
# ---------------------------
# You fit the line 2x + 1: slope ``w`` and offset ``b`` start at 0.
# A ``detach`` was left in the branch of the slope.
#
# .. claim:: a-detached-branch-is-silent
#
#    A weight whose every path is detached gets None, and nothing is
#    raised.

import torch
from torch.nn.functional import mse_loss

from detach_examples import COLOURS, new_plot, show_plot

x, target = torch.tensor([-1.0, 1.0]), torch.tensor([-1.0, 3.0])
w, b = (torch.tensor(0.0, requires_grad=True) for _ in range(2))
mse_loss((w * x).detach() + b, target).backward()
print(f"w.grad = {w.grad}, b.grad = {b.grad}")
assert w.grad is None

# %%
# Nothing is raised, because the loss still leads back to ``b``.
#
# Predict
# -------
# The loss is (w - 2)² + (b - 1)², so it starts at 5.
# You take five steps, each a quarter of the gradient.
# A weight without a gradient stays: how far can the loss fall?

def step(loss):
    w.grad = b.grad = None
    loss.backward()
    for p in (w, b):
        p.detach().sub_(0 if p.grad is None else p.grad / 4)
    return loss.item()

wrong = [step(mse_loss((w * x).detach() + b, target)) for _ in range(5)]
print(wrong, f"w = {w}, b = {b}")

# %%
# Each step quarters the part of ``b``; the part of ``w`` stays 4.
#
# Fix
# ---
# Take the ``detach`` out, and each step quarters the whole loss.

w, b = (torch.tensor(0.0, requires_grad=True) for _ in range(2))
right = [step(mse_loss(w * x + b, target)) for _ in range(5)]
print(right, f"w = {w}, b = {b}")
assert wrong == [4 + 1 / 4**n for n in range(5)]
assert right == [5 / 4**n for n in range(5)]

# %%
# How it looks in your log
# ------------------------
# A loss that levels off too high is a reason to look for a cut.

red, blue = COLOURS["cut"].light, COLOURS["tracked"].light
figure, axes = new_plot("step", "loss")
axes.plot(list("12345"), wrong, "x--", color=red, label="with detach")
axes.plot(list("12345"), right, color=blue, label="without")
axes.legend(labelcolor="linecolor", loc="right", frameon=False)
print(f"after step 5: with {wrong[-1]}, without {right[-1]}")
show_plot(figure, caption="With the cut in place, the loss stops at 4.",
          alt="With detach the loss stays at 4; without, it nears 0.")

# %%
# Find the cut
# ------------
# Follow ``requires_grad`` from the weight to the loss.
# The first False after a True is the cut.

product = w * x
branch = product.detach()
y = branch + b
print([t.requires_grad for t in (w, product, branch, y)])
assert product.requires_grad and not branch.requires_grad

# %%
# The last is True again, thanks to ``b``: look at the whole chain.
#
# Half a gradient
# ---------------
# A cut on one of two paths is harder to see.
# For w² at 3 the gradient is 6, and no ``grad`` is None here.

w = torch.tensor(3.0, requires_grad=True)
(w * w.detach()).backward()
print(f"wrong {w.grad}, right 6.0")
assert w.grad == 3

# %%
# Takeaway
# --------
# **A weight learns only on paths that no detach cuts.**
#
# - Do: follow ``requires_grad`` from the weight to the loss.
# - Don't: take a falling loss as proof that every weight learns.
# - Not shown: :doc:`/gallery/patterns/freeze_part_of_a_network`
#
# See also: :doc:`/gallery/first_steps/backward_on_detached_raises`
