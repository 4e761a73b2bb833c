"""
Follow a value through Python
=============================

A tensor becomes a number, the number is computed with, and comes back.
A number has no ``grad_fn``, so nothing on the way tells where it came from.
The record follows the number, and names the line where it left.

Read before: :doc:`/gallery/cuts/find_the_switched_off_block`
"""

# %%
# A number that trains nothing
# ----------------------------
# The loss is head · mean(w · x) = 5 · (2 + 6) / 2 = 20.
# By hand, the gradient of ``w`` is 5 · (1 + 3) / 2 = 10.
#
# .. claim:: a-list-made-by-tolist-carries-no-gradient
#
#    What Python computes from ``tolist`` carries no gradient, and
#    nothing is raised.

import torch

from detach_examples import expect_warning, trace

w, head = (torch.tensor(v, requires_grad=True) for v in (2.0, 5.0))
x = torch.tensor([1.0, 3.0])

def mean(values):
    return sum(values) / len(values)

(loss := head * mean((w * x).tolist())).backward()
print(f"loss = {loss}")
print(f"w.grad = {w.grad}, head.grad = {head.grad}")

# %%
# Predict
# -------
# :py:meth:`torch.Tensor.tolist` makes a list of the products.
# ``sum`` adds them, a division follows, a function returns the number.
# Can a report lead from that number back to ``w``?

with trace() as record:
    scores = (w * x).tolist()
    loss = head * mean(scores)
report = record.explain(loss, {"w": w, "head": head})
print(f"scores = {scores}, mean = {mean(scores)}")
print([(cause.effect, cause.kind) for cause in report["w"].causes])
assert report["w"].status == "cut" and w.grad is None
report

# %%
# It can: what Python computed from the list counts as made from ``w``.
# In the picture the number comes back where ``head`` joins.

print("has a grad_fn:", hasattr(mean(scores), "grad_fn"))
record.draw(loss, "The value goes on through Python; no gradient does.")

# %%
# Fix
# ---
# Leave the list out: ``sum`` and ``len`` work on a tensor as well.

with trace() as record:
    scores = w * x
    (loss := head * mean(scores)).backward()
found = record.explain(loss, {"w": w, "head": head})["w"]
print(f"{found.status}: w.grad = {w.grad}")
assert found.status == "flows" and w.grad == 10
record.draw(loss, "The same function on a tensor: gradient flows to w.")

# %%
# Ways out side by side
# ---------------------
# Three more lines take numbers of ``h``, and nothing is said.
# The report lists each, for each cuts a path of its own.

w.grad = None
with trace() as record:
    h = w * x
    by_item = h.sum().item()
    by_int = int(h.sum())
    by_numpy = torch.from_numpy(h.numpy(force=True)).sum()
    (loss := head * (by_item + by_int + by_numpy)).backward()
report = record.explain(loss, {"w": w, "head": head})
print([c.kind for c in report["w"].causes], f"w.grad = {w.grad}")
report

# %%
# ``int`` is listed as ``float``: the two are one kind.
#
# A way out that warns
# --------------------
# :py:func:`torch.tensor` copies a value into a tensor without history.
#
# .. claim:: torch-tensor-of-a-tensor-cuts-and-warns
#
#    ``torch.tensor`` of a tensor copies it without its history, and
#    warns.

with trace() as record:
    with expect_warning(UserWarning, match="copy construct"):
        scores = torch.tensor(w * x)
    (loss := head * mean(scores)).backward()
found = record.explain(loss, {"w": w, "head": head})["w"]
print(f"{found.status} by {found.causes[0].kind}, w.grad = {w.grad}")
assert found.status == "cut" and w.grad is None

# %%
# Takeaway
# --------
# **What comes back as a number comes back without its gradient.**
#
# - Do: compute with tensors until ``backward`` has run.
# - Don't: wait for a warning; four of these five ways give none.
#
# See also: :doc:`/gallery/patterns/log_without_holding_the_graph`
