"""
Find the detach
===============

One weight gets no gradient, nothing is raised, and the code is long.
Record one step with ``trace``, then ask the record to ``explain``.
The report names the line that cut the gradient, and says what to do.

Read before: :doc:`/gallery/pitfalls/gradient_stops_at_detach`
"""

# %%
# A weight without a gradient
# ---------------------------
# The loss is w · x · head = 2 · 3 · 5 = 30.
# By hand, the gradient of ``w`` is 3 · 5 = 15, that of ``head`` 2 · 3 = 6.
#
# .. claim:: a-detach-in-a-helper-cuts-what-called-it
#
#    A ``detach`` inside a function cuts the gradient of what its caller
#    passed in.

import torch

from detach_examples import trace

w, head = (torch.tensor(v, requires_grad=True) for v in (2.0, 5.0))
x = torch.tensor(3.0)

def encode(x):
    return (w * x).detach()

(encode(x) * head).backward()
print(f"w.grad = {w.grad}, head.grad = {head.grad}")
assert w.grad is None and head.grad == 6

# %%
# Predict
# -------
# Pretend that ``encode`` came from a file that you never opened.
# Will the report name the line that calls it, or the line inside?

with trace() as record:
    loss = encode(x) * head
report = record.explain(loss, {"w": w, "head": head})
print([(cause.effect, cause.kind) for cause in report["w"].causes])
assert report["w"].status == "cut"
report

# %%
# The line inside: there the gradient is cut, whoever calls it.
# Solid arrows carry gradient back, dashed ones carry values alone.
# ``explain`` left the :term:`graph` whole: ``backward`` still runs.

w.grad = head.grad = None
loss.backward()
print(f"w.grad = {w.grad}, head.grad = {head.grad}")
record.draw(loss, "The gradient ends at detach, and w is left out.")

# %%
# Fix
# ---
# Take the ``detach`` out of the line that was named.

def encode(x):
    return w * x

with trace() as record:
    loss = encode(x) * head
    loss.backward()
found = record.explain(loss, {"w": w, "head": head})["w"]
print(f"{found.status}: w.grad = {w.grad}")
assert found.status == "flows" and w.grad == 15
record.draw(loss, "Without detach, gradient flows back to w.")

# %%
# Two more of the family
# ----------------------
# :py:meth:`torch.Tensor.detach_` and ``.data`` cut as well.

family = {"h.detach_()": lambda h: h.detach_(),
          "h.data": lambda h: h.data}
w.grad = None
for name, line in family.items():
    with trace() as record:
        (loss := line(w * x) * head).backward()
    found = record.explain(loss, {"w": w})["w"]
    print(f"{name:11} {found.status} by {found.causes[0].kind}")
    assert w.grad is None

# %%
# Half a gradient
# ---------------
# Here ``h`` reaches the loss on two paths, and one of them is cut.
# By hand the gradient of ``w`` is 2 · 15 = 30.

with trace() as record:
    h = w * x
    loss = (h + h.detach()) * head
    loss.backward()
report = record.explain(loss, {"w": w})
print([(cause.effect, cause.kind) for cause in report["w"].causes])
print(f"{report['w'].status}: wrong {w.grad}, right 30.0")
assert report["w"].status == "flows" and w.grad == 15
report

# %%
# Takeaway
# --------
# **Record one step, and let the report name the line.**
#
# - Do: read the causes, also where the status is ``flows``.
# - Don't: take a ``grad`` that is not None for a whole one.
#
# See also: :doc:`/gallery/patterns/use_a_value_without_training_it`
