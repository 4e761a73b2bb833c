"""
Multiply by zero, or detach
===========================

You switch a branch of the loss off by ``0 * loss``.
Does multiplying by zero freeze it, is it the same as detaching?
The gradient is zero, and not None: the branch is still computed, an
optimizer may still move the weight, and a NaN still spreads.
Detach the branch, or leave it out.

Read before: :doc:`/gallery/first_steps/detach_leaves_the_graph`
"""

# %%
# Two ways to switch off
# ----------------------
# The loss is w² + b², and the part of ``b`` should not count.
#
# .. claim:: a-zero-weight-gives-zeros-and-detach-gives-none
#
#    Multiplied by zero, a branch with finite slopes gets a gradient of
#    zeros; detached, it gets None.

import torch

from detach_examples import trace, watch_saved

w, b = (torch.tensor(v, requires_grad=True) for v in (3.0, 5.0))
(w**2 + 0 * b**2).backward()
print(f"0 * loss: b.grad = {b.grad}")
assert b.grad == 0
b.grad = None
(w**2 + (b**2).detach()).backward()
print(f"detach:   b.grad = {b.grad}")
assert b.grad is None

# %%
# Predict
# -------
# The optimizer has weight decay.
# Does the weight ``b`` stay at 5?
#
# .. claim:: weight-decay-moves-a-weight-with-zero-gradient
#
#    Weight decay moves a weight whose gradient is zero, and not one
#    whose gradient is None.

for name, off in {"0 * loss": lambda t: 0 * t,
                  "detach": lambda t: t.detach()}.items():
    b = torch.tensor(5.0, requires_grad=True)
    optimizer = torch.optim.SGD([b], lr=0.5, weight_decay=0.5)
    (w**2 + off(b**2)).backward()
    optimizer.step()
    print(f"{name:8} b = {b.item()}")
    assert b == (3.75 if name == "0 * loss" else 5)

# %%
# A zero is a gradient, and the decay comes with it.
#
# A NaN is not silenced
# ---------------------
# The root of -1 is NaN, and so is its slope.
#
# .. claim:: zero-times-nan-is-nan-in-the-gradient
#
#    Multiplied by zero, a NaN stays NaN: a branch that is NaN makes
#    the loss NaN, and a slope that is NaN the gradient.

b = torch.tensor(-1.0, requires_grad=True)
loss = w**2 + 0 * b.sqrt()
loss.backward()
print(f"loss = {loss.item()}, b.grad = {b.grad.item()}")
assert loss.isnan() and b.grad.isnan()

# %%
# What is saved
# -------------
# The branch is recorded as if it counted.

with watch_saved() as zero:
    scaled = 0 * b.exp()
with watch_saved() as cut:
    detached = b.detach().exp()
print(f"saved: {zero.count} with a zero, {cut.count} detached")
assert zero.count > cut.count

# %%
# The picture
# -----------
# Nothing is cut by a zero.

with trace() as record:
    loss = w**2 + 0 * b.exp()
print(f"status of b: {record.explain(loss, {'b': b})['b'].status}")
record.draw(loss, "The branch of b is in the graph, times zero.")

# %%
# Takeaway
# --------
# **A zero weight scales a branch; a detach takes it out.**
#
# - Do: leave the branch out, or detach its input.
# - Don't: multiply by zero to freeze a weight.
#
# See also: :doc:`/gallery/cuts/find_the_zeros`,
# :doc:`/gallery/patterns/weigh_losses`
