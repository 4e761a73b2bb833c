"""
Find the silent function
========================

You wrote a Function of your own, and its output is right.
One weight gets no gradient, and nothing is raised.
The ``backward`` that you wrote returns None in the weight's place.

Read before: :doc:`/gallery/cuts/find_the_flag`
"""

# %%
# A product of your own
# ---------------------
# By hand, w · x = 2 · 3 has the gradients 3 for ``w`` and 2 for ``x``.

import torch
from torch.utils.checkpoint import checkpoint

from detach_examples import expect_warning, trace

w, x = (torch.tensor(v, requires_grad=True) for v in (2.0, 3.0))
print(f"w * x = {w * x}")

# %%
# The same product as a :py:class:`torch.autograd.Function`.

class Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, x):
        ctx.save_for_backward(w, x)
        return w * x
    @staticmethod
    def backward(ctx, gradient):
        w, x = ctx.saved_tensors
        return None, gradient * w

print(f"Product: {Product.apply(w, x)}")

# %%
# Predict
# -------
# Will the report name the line with the None, or the call of ``apply``?
#
# .. claim:: a-function-that-returns-none-cuts
#
#    A custom ``Function`` whose ``backward`` returns None for an input
#    cuts it in silence.

with trace() as record:
    (loss := Product.apply(w, x)).backward()
report = record.explain(loss, {"w": w, "x": x})
print([(cause.effect, cause.kind) for cause in report["w"].causes])
assert report["w"].status == "cut" and w.grad is None
report

# %%
# The call: a Function may be called from many lines.

print(f"w.grad = {w.grad}, x.grad = {x.grad}")
record.draw(loss, "Both go into the Function; gradient leaves for x.")

# %%
# Fix
# ---
# The gradient of ``w`` takes the place of the None.

class Mended(Product):
    @staticmethod
    def backward(ctx, gradient):
        w, x = ctx.saved_tensors
        return gradient * x, gradient * w

with trace() as record:
    (loss := Mended.apply(w, x)).backward()
print(record.explain(loss, {"w": w})["w"].status, f"w.grad = {w.grad}")
assert w.grad == 3
record.draw(loss, "Gradient leaves the Function for both.")

# %%
# A checkpoint
# ------------
# A reentrant :py:func:`torch.utils.checkpoint.checkpoint` looks at its inputs, and ``w`` is none of them.

w.grad, data = None, torch.tensor(3.0)
with trace() as record, expect_warning(UserWarning, match="None of"):
    y = checkpoint(lambda v: w * v, data, use_reentrant=True)
    (loss := x + y).backward()
found = record.explain(loss, {"w": w})["w"]
print(f"{found.status} by {found.causes[0].kind}: w.grad = {w.grad}")
assert w.grad is None
checkpoint(lambda v: w * v, data, use_reentrant=False).backward()
print(f"use_reentrant=False: w.grad = {w.grad}")

# %%
# A gradient in the loss
# ----------------------
# :py:func:`torch.autograd.grad` gives the slope of w · x, which is ``w``.
# Then wx + slope² has the gradient 7; 3 of it need no ``create_graph``.
#
# .. claim:: grad-needs-create-graph-to-be-differentiated
#
#    A gradient made without ``create_graph`` is a constant to the loss
#    that uses it.

for keep in (False, True):
    w.grad = None
    with trace() as record:
        (slope,) = torch.autograd.grad(w * x, x, create_graph=keep)
        (loss := w * x + slope**2).backward()
    found = record.explain(loss, {"w": w})["w"]
    print(f"{found.status}: {w.grad}", [c.kind for c in found.causes])
    assert w.grad == (7 if keep else 3)

# %%
# Takeaway
# --------
# **Autograd takes a Function at its word: None is no gradient.**
#
# - Do: read the causes, also where the status is ``flows``.
#
# See also: :doc:`/gallery/pitfalls/gradient_stops_at_detach`
