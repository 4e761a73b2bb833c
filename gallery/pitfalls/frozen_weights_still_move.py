"""
Freeze weights the optimizer has
================================

You set ``requires_grad=False`` in the middle of the training, and the
frozen parameters still move a little.
The optimizer steps every weight whose ``grad`` is not None: an old
gradient, or zeros with momentum or weight decay, is enough.
Set ``grad`` to None when you freeze.

Read before: :doc:`/gallery/patterns/freeze_part_of_a_network`
"""

# %%
# One step, then frozen
# ---------------------
# The gradient is 1 in every step, and so is the learning rate of 1/2.

import torch

from detach_examples import COLOURS, new_plot, show_plot


def trained(**how):
    w = torch.tensor(4.0, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.5, **how)
    w.backward()
    optimizer.step()
    return w, optimizer

w, optimizer = trained()
print(f"after one step: w = {w.item()}")

# %%
# Predict
# -------
# You turn the flag off, and go on stepping without ``zero_grad``.
# Does the frozen weight stay at 3.5?
#
# .. claim:: an-optimizer-reads-grad-and-not-the-flag
#
#    An optimizer moves a weight that has a ``grad``, whether or not its
#    ``requires_grad`` is still on.

w.requires_grad_(False)
optimizer.step()
print(f"frozen, old gradient: w = {w.item()}")
assert w == 3

# %%
# It moves: the gradient of the first step is still there.
#
# Zeros are gradients, too
# ------------------------
# With momentum, a gradient of zero carries the last step on.
#
# .. claim:: momentum-moves-a-weight-with-zero-gradient
#
#    With momentum an optimizer moves a weight whose gradient is zero.

w, optimizer = trained(momentum=0.5)
w.requires_grad_(False)
optimizer.zero_grad(set_to_none=False)
optimizer.step()
print(f"frozen, gradient {w.grad.item()}: w = {w.item()}")
assert w == 3.25

# %%
# Fix
# ---
# A gradient of None is skipped, and ``zero_grad`` makes it None.
#
# .. claim:: a-weight-without-a-gradient-is-skipped
#
#    ``zero_grad`` of an optimizer sets gradients to None, and a weight
#    without one is skipped.

w, optimizer = trained(momentum=0.5, weight_decay=0.5)
before = w.item()
w.requires_grad_(False)
optimizer.zero_grad()
optimizer.step()
print(f"frozen, gradient {w.grad}: w = {w.item()}")
assert w.item() == before and w.grad is None

# %%
# Five steps of each
# ------------------
# What the frozen weight does when nobody looks.

def drift(to_none):
    w, optimizer = trained(momentum=0.5)
    w.requires_grad_(False)
    for _ in range(5):
        optimizer.zero_grad(set_to_none=to_none)
        optimizer.step()
        yield w.item()

moving, fixed = list(drift(False)), list(drift(True))
print(f"after five: {moving[-1]} and {fixed[-1]}")

# %%
# The momentum fades, and has moved the weight by then.

figure, axes = new_plot("step after freezing", "weight")
red, blue = COLOURS["error"].light, COLOURS["tracked"].light
axes.plot(list("12345"), moving, "x--", color=red, label="zeros")
axes.plot(list("12345"), fixed, "o-", color=blue, label="None")
axes.legend(labelcolor="linecolor", frameon=False)
print(f"moved by {fixed[0] - moving[-1]}")
show_plot(figure, caption="Frozen with zeros, the weight drifts on.",
          alt="With zeros the weight sinks; with None it stays.")

# %%
# Takeaway
# --------
# **To freeze: the flag for autograd, None for the optimizer.**
#
# - Do: ``w.requires_grad_(False)`` and ``w.grad = None``.
# - Don't: write zeros into ``grad``.
#
# See also: :doc:`/gallery/choices/zero_weight_or_detach`
