"""
Find the zeros
==============

A weight has a gradient, and still it does not learn.
Its gradient is 0: nothing is cut, but a line on the way is flat.
The report says ``zero``, not ``cut``, and names the flat line.

Read before: :doc:`/gallery/cuts/find_the_silent_function`
"""

# %%
# A weight in whole numbers
# -------------------------
# Rounded, the weight 2.25 gives 2 · 3 = 6; its gradient should be 3.
#
# .. claim:: rounding-gives-zeros-and-not-none
#
#    ``round`` passes gradient on, and the gradient is zero.

import torch

from detach_examples import trace

w, x = torch.tensor(2.25, requires_grad=True), torch.tensor(3.0)
loss = w.round() * x
loss.backward()
print(f"loss = {loss}, w.grad = {w.grad}")
assert loss.requires_grad and w.grad == 0

# %%
# Predict
# -------
# The loss requires grad, and ``w.grad`` is not None.
# Will the report find a fault?

with trace() as record:
    loss = w.round() * x
report = record.explain(loss, {"w": w})
print([(cause.effect, cause.kind) for cause in report["w"].causes])
assert report["w"].status == "zero"
report

# %%
# It does: the gradient arrives, and it is zero.
# The drawing shows no cut, for there is none.

print(f"w.round().requires_grad = {w.round().requires_grad}")
record.draw(loss, "Each arrow from w to the loss is solid.")

# %%
# Fix
# ---
# A straight-through estimate: the rounded value, the gradient of ``w``.

w.grad = None
with trace() as record:
    near = w + (w.round() - w).detach()
    (loss := near * x).backward()
found = record.explain(loss, {"w": w})["w"]
print(f"loss = {loss}, {found.status}: w.grad = {w.grad}")
print([(cause.effect, cause.kind) for cause in found.causes])
assert found.status == "flows" and near == 2 and w.grad == 3
record.draw(loss, "The rounding is cut off; gradient goes around.")

# %%
# More of the family
# ------------------
# ``w`` is outside the limits, on the flat side, and under the mask.
#
# .. claim:: a-flat-side-gives-zeros
#
#    Outside of ``clamp``, below ``relu`` and under a mask, the gradient
#    is exactly zero.

family = {"w.clamp(max=1)": lambda: w.clamp(max=1),
          "(w - 4).relu()": lambda: (w - 4).relu(),
          "w * (x > 5)": lambda: w * (x > 5)}
for name, line in family.items():
    w.grad = None
    with trace() as record:
        (loss := line() * x).backward()
    found = record.explain(loss, {"w": w})["w"]
    print(f"{name:14} {found.status} by {found.causes[0].kind}")
    assert w.grad == 0

# %%
# A hook
# ------
# A hook set by :py:meth:`torch.Tensor.register_hook` may replace a gradient.
#
# .. claim:: a-hook-replaces-the-gradient
#
#    A tensor hook that returns a value replaces the gradient.

w.grad = None
with trace() as record:
    y = w * x
    y.register_hook(torch.zeros_like)
    (loss := 2 * y).backward()
found = record.explain(loss, {"w": w})["w"]
print(f"{found.status} by {found.causes[0].kind}: w.grad = {w.grad}")
assert found.status == "zero" and w.grad == 0

# %%
# Zero is not None
# ----------------
# A weight decay of a half takes half of ``w``, if there is a gradient.

optimizer = torch.optim.SGD([w], lr=1.0, weight_decay=0.5)
for gradient in (None, torch.tensor(0.0)):
    w.grad = gradient
    optimizer.step()
    print(f"w.grad = {w.grad}: w = {w}")
assert w == 1.125

# %%
# Takeaway
# --------
# **A zero is a gradient: look for a flat line, not for a cut.**
#
# - Do: print the gradient itself, not only whether it is None.
# - Don't: take a weight that moves for one that learns.
#
# See also: :doc:`/gallery/patterns/freeze_part_of_a_network`
