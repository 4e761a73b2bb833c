"""
Leave the loss's flag alone
===========================

"element 0 of tensors does not require grad", so you wrote
``loss.requires_grad = True``.
The error is gone, but the loss never decreases.
The flag made the loss a :term:`leaf`; nothing behind it trains.
Find the line that cut the path instead.

Read before: :doc:`/gallery/first_steps/backward_on_detached_raises`
"""

# %%
# A hidden cut
# ------------
# The prediction is w · x = 2 · 3, and a helper detaches it.

import torch

from detach_examples import expect_error, trace

w, x = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0)

def predict(x):
    return (w * x).detach()

loss = (predict(x) - 5) ** 2
with expect_error(RuntimeError, match="element 0 of tensors"):
    loss.backward()

# %%
# Predict
# -------
# You set the flag of the loss, and ``backward`` runs.
# Which tensor will get a gradient?
#
# .. claim:: a-flag-on-a-computed-tensor-makes-it-a-leaf
#
#    A detached result whose ``requires_grad`` is set is a leaf: the
#    gradient ends there.

loss = (predict(x) - 5) ** 2
loss.requires_grad = True
loss.backward()
print(f"loss.grad = {loss.grad}, w.grad = {w.grad}")
assert loss.grad == 1 and w.grad is None and loss.is_leaf

# %%
# Notice that the loss got the gradient of itself, which is 1.
#
# What the training sees
# ----------------------
# An optimizer steps over a weight whose gradient is None.

optimizer = torch.optim.SGD([w], lr=0.05)
for step in range(3):
    loss = (predict(x) - 5) ** 2
    loss.requires_grad = True
    loss.backward()
    optimizer.step()
    print(f"step {step}: loss = {loss.item()}, w = {w.item()}")
assert w == 2

# %%
# Find the cut
# ------------
# A trace names the line.

with trace() as record:
    loss = (predict(x) - 5) ** 2
report = record.explain(loss.requires_grad_(), {"w": w})
print(report["w"].status, [cause.kind for cause in report["w"].causes])
assert report["w"].causes[0].kind == "detach"
record.draw(loss, "The path from w ends at the detach in predict.")

# %%
# Fix
# ---
# Take the ``detach`` out: by hand, 2 (6 - 5) 3 = 6.

def predict(x):
    return w * x

loss = (predict(x) - 5) ** 2
loss.backward()
print(f"w.grad = {w.grad}")
assert w.grad == 6

# %%
# Takeaway
# --------
# **A flag on the loss hides the cut, and heals nothing.**
#
# - Do: look for the first tensor whose ``requires_grad`` is False.
# - Don't: set ``requires_grad`` on what you computed.
#
# See also: :doc:`/find_your_cut`,
# :doc:`/gallery/pitfalls/gradient_stops_at_detach`
