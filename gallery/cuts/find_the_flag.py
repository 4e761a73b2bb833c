"""
Find the flag
=============

You set ``requires_grad`` to True, and the gradient is still None.
Autograd reads the flag when an operation runs, and again in ``backward``.
What ran before you set it recorded nothing for this weight.
Set the flag before the forward pass, and leave it until after ``backward``.

Read before: :doc:`/gallery/cuts/find_the_copy`
"""

# %%
# A weight that thaws too late
# ----------------------------
# The loss is w · x · head = 2 · 3 · 5 = 30, and ``w`` begins frozen.
# By hand, the gradient of ``w`` is 15, that of ``head`` is 6.

import torch

from detach_examples import trace

x, w = torch.tensor(3.0), torch.tensor(2.0)
head = torch.tensor(5.0, requires_grad=True)
features = w * x
w.requires_grad_()
(loss := features * head).backward()
print(f"loss = {loss}, head.grad = {head.grad}")
print(f"w asks: {w.requires_grad}, but w.grad = {w.grad}")
assert w.grad is None

# %%
# Predict
# -------
# :py:meth:`torch.Tensor.requires_grad_` ran before ``backward``.
# Which line will the report name: the product, or the one that thaws?

w.requires_grad_(False)
with trace() as record:
    features = w * x
    w.requires_grad_()
    loss = features * head
report = record.explain(loss, {"w": w, "head": head})
print([(cause.effect, cause.kind) for cause in report["w"].causes])
assert report["w"].status == "cut"
report

# %%
# The one that thaws: the product was right, and the flag came too late.

print(f"features.requires_grad = {features.requires_grad}")
record.draw(loss, "The product was made while w did not ask.")

# %%
# Fix
# ---
# The line that was named goes up by one.

w.requires_grad_(False)
with trace() as record:
    w.requires_grad_()
    features = w * x
    (loss := features * head).backward()
found = record.explain(loss, {"w": w, "head": head})["w"]
print(f"{found.status}: w.grad = {w.grad}")
assert found.status == "flows" and w.grad == 15
record.draw(loss, "The flag came first: gradient flows back to w.")

# %%
# Both moments count
# ------------------
# The flag is on (1) or off (0) in the forward pass, then in ``backward``.
#
# .. claim:: a-flag-must-be-on-in-forward-and-in-backward
#
#    A weight gets a gradient if its flag is on in the forward pass and
#    still in ``backward``.

got = []
for forward, later in [(1, 1), (0, 1), (1, 0), (0, 0)]:
    w.grad = None
    loss = w.requires_grad_(bool(forward)) * x * head
    w.requires_grad_(bool(later))
    loss.backward()
    got.append(w.grad)
    print(f"forward {forward}, backward {later}: w.grad = {w.grad}")
assert got == [15, None, None, None]

# %%
# Only a flag that is on both times brings a gradient.
#
# A flag that nobody reads
# ------------------------
# On a module, ``requires_grad`` is a new attribute; its weights keep theirs.
#
# .. claim:: requires-grad-on-a-module-is-a-plain-attribute
#
#    To set ``requires_grad`` on a module leaves its weights as they
#    are.

layer = torch.nn.Linear(1, 1, bias=False).requires_grad_(False)
layer.requires_grad = True
with trace() as record:
    loss = layer(torch.ones(1, 1)) * head
found = record.explain(loss, layer)["weight"]
print(f"{found.status}, weight asks: {layer.weight.requires_grad}")
assert found.status == "frozen"

# %%
# Takeaway
# --------
# **The flag counts twice: as the operation runs, and in backward.**
#
# - Do: set it before the forward pass, with ``requires_grad_``.
# - Don't: assign ``requires_grad`` to a module.
#
# See also: :doc:`/gallery/patterns/freeze_part_of_a_network`
