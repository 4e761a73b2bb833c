"""
Detach the target of a loss
===========================

Does ``F.mse_loss`` ignore gradients into the target?
No: loss functions differentiate with respect to the target, too.
A pseudo-label, a teacher's output or a bootstrapped value is pulled
towards the prediction.
Detach it.

Read before: :doc:`/gallery/patterns/use_a_value_without_training_it`
"""

# %%
# Two sides
# ---------
# The prediction is 0.5, and the target 0.75, both tracked.

import torch
from torch.nn import functional

from detach_examples import expect_error, trace


def sides():
    return [torch.tensor([v], requires_grad=True) for v in (0.5, 0.75)]

y, target = sides()
print(f"loss: {functional.mse_loss(y, target).item()}")

# %%
# Predict
# -------
# For which of these losses does the target get a gradient?
#
# .. claim:: losses-send-gradients-to-their-targets
#
#    ``mse_loss``, ``smooth_l1_loss`` and ``binary_cross_entropy`` send
#    gradient to their target as well.

losses = (functional.mse_loss, functional.smooth_l1_loss,
          functional.binary_cross_entropy)
for loss in losses:
    y, target = sides()
    loss(y, target).backward()
    print(f"{loss.__name__}: {y.grad.item()}, {target.grad.item():.3f}")
    assert target.grad is not None

# %%
# For all of them; in the first two the target moves towards ``y``.
#
# Fix
# ---
# Detach the side that is no prediction.
#
# .. claim:: a-detached-target-gets-no-gradient
#
#    A detached target gets no gradient, and the prediction's gradient
#    is the same.

y, target = sides()
with trace() as record:
    loss = functional.mse_loss(y, target.detach())
loss.backward()
print(f"y.grad = {y.grad.item()}, target.grad = {target.grad}")
assert y.grad == -0.5 and target.grad is None
record.draw(loss, "The target is read, and not trained.")

# %%
# A probability as a target
# -------------------------
# ``cross_entropy`` takes class probabilities, and trains them, too.

logits = torch.zeros(1, 2, requires_grad=True)
label = torch.tensor([[0.25, 0.75]], requires_grad=True)
functional.cross_entropy(logits, label).backward()
print(f"label.grad = {[f'{g:.3f}' for g in label.grad[0].tolist()]}")
assert label.grad is not None

# %%
# One that refuses
# ----------------
# A loss without a formula for its target raises.
#
# .. claim:: soft-margin-loss-refuses-a-tracked-target
#
#    ``soft_margin_loss`` refuses a target that requires grad.

y, target = sides()
with expect_error(RuntimeError, match="is not differentiable"):
    functional.soft_margin_loss(y, target)
loss = functional.soft_margin_loss(y, target.detach())
print(f"detached: tracked {loss.requires_grad}")

# %%
# Takeaway
# --------
# **A loss does not know which side is the target.**
#
# - Do: ``mse_loss(y, target.detach())``.
# - Don't: trust the name of an argument.
#
# See also: :doc:`/gallery/patterns/td_target`,
# :doc:`/gallery/patterns/ema_teacher`
