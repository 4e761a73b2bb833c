"""
Find the switched-off block
===========================

A weight stopped learning when you reused a helper from your evaluation.
The helper runs under :py:class:`torch.no_grad`, and its call does not show it.
The report names the line that switched recording off.

Read before: :doc:`/gallery/choices/detach_and_no_grad`, :doc:`/gallery/cuts/find_the_detach`
"""

# %%
# A helper from your evaluation
# -----------------------------
# The loss is w · x · head = 2 · 3 · 5 = 30.
# By hand, the gradient of ``w`` is 15, that of ``head`` is 6.
#
# .. claim:: a-function-under-no-grad-returns-untracked-results
#
#    What a function decorated with ``no_grad`` computes is untracked.

import torch

from detach_examples import expect_error, trace

w, head = (torch.tensor(v, requires_grad=True) for v in (2.0, 5.0))
x = torch.tensor(3.0)

@torch.no_grad()
def encode(x):
    return w * x

(loss := encode(x) * head).backward()
print(f"loss = {loss}")
print(f"w.grad = {w.grad}, head.grad = {head.grad}")

# %%
# Predict
# -------
# Three lines take part: the decorator, the product, and the call.
# Which of them will the report name?

with trace() as record:
    loss = encode(x) * head
report = record.explain(loss, {"w": w, "head": head})
print([(cause.effect, cause.kind) for cause in report["w"].causes])
assert report["w"].status == "cut" and w.grad is None
report

# %%
# The decorator: it switched off what ran below it.
# The product was not recorded, so the edge that leaves ``w`` is cut.

print(f"made by encode: requires_grad = {encode(x).requires_grad}")
record.draw(loss, "Under no_grad the product with w was not recorded.")

# %%
# Fix
# ---
# Take the decorator off, and switch off where you evaluate.

def encode(x):
    return w * x

with torch.no_grad():
    print(f"evaluated: {encode(x)}")
with trace() as record:
    (loss := encode(x) * head).backward()
found = record.explain(loss, {"w": w, "head": head})["w"]
print(f"{found.status}: w.grad = {w.grad}")
assert found.status == "flows" and w.grad == 15
record.draw(loss, "Recorded, the product leads back to w.")

# %%
# Two more switches
# -----------------
# ``set_grad_enabled`` and :py:class:`torch.inference_mode` are as silent.
#
# .. claim:: set-grad-enabled-cuts-as-no-grad-does
#
#    ``set_grad_enabled(False)`` and ``inference_mode`` cut as
#    ``no_grad`` does.

switches = {"set_grad_enabled": lambda: torch.set_grad_enabled(False),
            "inference_mode": lambda: torch.inference_mode()}
w.grad = None
for name, switch in switches.items():
    with trace() as record:
        with switch():
            h = w * x
        (loss := h + head).backward()
    found = record.explain(loss, {"w": w})["w"]
    print(f"{name:16} {found.status} by {found.causes[0].kind}")

# %%
# Both words for the same switch, ``no_grad`` and ``set_grad_enabled``,
# are one kind of cut.
#
# The one that may speak up
# -------------------------
# A product keeps its factors for ``backward``, a sum does not.
# An :term:`inference tensor` refuses to be kept.

print(f"w.grad = {w.grad}, h.is_inference() = {h.is_inference()}")
assert w.grad is None
with expect_error(RuntimeError, match="Inference tensors cannot"):
    loss = h * head

# %%
# Takeaway
# --------
# **Look for the switch above the line, not for a fault in the line.**
#
# - Do: switch off where you evaluate, not inside what you share.
# - Don't: expect an error from a product that was never recorded.
#
# See also: :doc:`/gallery/patterns/inference_without_tracking`
