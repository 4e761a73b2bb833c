"""
Find the integer
================

A comparison, an index or a sample decides in the middle of your model.
The weight behind it gets no gradient: a choice has no slope.
The report names the line that chose, and you keep the choice.

Read before: :doc:`/gallery/cuts/follow_a_value_through_python`
"""

# %%
# A choice in the middle
# ----------------------
# The scores w · x are [2, 6], and the gate opens for what exceeds 3.
# So the loss is head · (0 + 1) = 5.

import torch
from torch.distributions import Normal

from detach_examples import trace

w, head = (torch.tensor(v, requires_grad=True) for v in (2.0, 5.0))
x = torch.tensor([1.0, 3.0])

def gate(scores):
    return (scores > 3).float()

(head * gate(w * x).sum()).backward()
print(f"scores = {(w * x).tolist()}, w.grad = {w.grad}")

# %%
# Predict
# -------
# ``gate`` compares, then converts the booleans to floats.
# Which of the two will the report blame?

with trace() as record:
    loss = head * gate(w * x).sum()
report = record.explain(loss, {"w": w, "head": head})
print([(cause.kind, cause.op) for cause in report["w"].causes])
assert report["w"].status == "cut" and w.grad is None
report

# %%
# The comparison, called ``gt``: what it took, ``float`` does not return.

print(f"gate = {gate(w * x).tolist()}, loss = {loss}")
record.draw(loss, "The comparison passes a value on, and no gradient.")

# %%
# Fix
# ---
# Add the scores, and take them away detached: a straight-through estimate.
# The value stays, and ``w`` gets the gradient of the scores:
# head · (1 + 3) = 20.
#
# .. claim:: a-straight-through-estimate-carries-gradient
#
#    Add a value and subtract it detached: the result stays, and its
#    gradient comes along.

def gate(scores):
    return (scores > 3).float() + scores - scores.detach()

with trace() as record:
    (loss := head * gate(w * x).sum()).backward()
found = record.explain(loss, {"w": w, "head": head})["w"]
print(f"gate = {gate(w * x).tolist()}, loss = {loss}")
print(found.status, [(c.effect, c.kind) for c in found.causes])
assert found.status == "flows" and w.grad == 20
record.draw(loss, "Beside the comparison, the scores carry gradient.")

# %%
# Both cuts are still there, and meant: the report calls them partial.
#
# The rest of the family
# ----------------------
# :py:meth:`torch.Tensor.argmax` gives an index; all give whole numbers.
#
# .. claim:: whole-numbers-carry-no-gradient
#
#    ``argmax``, ``topk`` indices, ``long`` and ``multinomial`` pass no
#    gradient on.

family = {"argmax": lambda scores: scores.argmax(),
          "topk": lambda scores: scores.topk(1).indices,
          "long": lambda scores: scores.long().sum(),
          "multinomial": lambda scores: scores.multinomial(1)}
w.grad = None
for name, choose in family.items():
    with trace() as record:
        (loss := head * choose(w * x)).backward()
    found = record.explain(loss, {"w": w})["w"]
    print(f"{name:11} {found.status} by {found.causes[0].kind}")

# %%
# A sample with a slope
# ---------------------
# ``sample`` draws around ``w`` and forgets it.
# :py:meth:`~torch.distributions.distribution.Distribution.rsample`
# adds a draw to ``w``, so its slope is 1, and the gradient is 5 · 1.
#
# .. claim:: rsample-carries-the-gradient-of-its-parameters
#
#    ``sample`` passes no gradient to the parameters of a distribution,
#    ``rsample`` does.

ways = {"sample": lambda around: around.sample(),
        "rsample": lambda around: around.rsample()}
for name, way in ways.items():
    with trace() as record:
        (loss := head * way(Normal(w, 1.0))).backward()
    found = record.explain(loss, {"w": w})["w"]
    kinds = [cause.kind for cause in found.causes]
    print(f"{name:7} {found.status:5} {kinds} w.grad = {w.grad}")
assert w.grad == 5

# %%
# Takeaway
# --------
# **A choice has no slope: pass the gradient around it.**
#
# - Do: use ``rsample`` where there is one.
# - Don't: expect ``float`` to undo a comparison.
#
# See also: :doc:`/gallery/patterns/use_a_value_without_training_it`
