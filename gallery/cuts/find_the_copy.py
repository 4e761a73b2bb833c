"""
Find the copy
=============

You compute the weight of a layer, then put it into the layer.
The output is right, yet what computes the weight never learns.
The layer holds a copy: the value went in, its history did not.
Use the tensor itself, with :py:func:`torch.func.functional_call`.

Read before: :doc:`/gallery/cuts/find_the_integer`
"""

# %%
# A weight that is computed
# -------------------------
# ``w`` is 2, and the layer shall multiply its input, 1, by 3w = 6.
# By hand, the gradient of ``w`` is 3.
#
# .. claim:: a-parameter-made-of-a-computed-tensor-is-a-new-leaf
#
#    ``Parameter`` of a computed tensor is a new leaf: what computed it
#    gets no gradient.

from copy import deepcopy

import torch
from torch.func import functional_call

from detach_examples import trace

x, layer = torch.ones(1, 1), torch.nn.Linear(1, 1, bias=False)
w = torch.full((1, 1), 2.0, requires_grad=True)
layer.weight = torch.nn.Parameter(3 * w)
layer(x).backward()
print(f"output {layer(x).item()}, w.grad = {w.grad}")
assert w.grad is None

# %%
# Predict
# -------
# :py:class:`torch.nn.parameter.Parameter` was given a tracked tensor.
# The gradient went somewhere: where does the report say that it ends?

with trace() as record:
    layer.weight = torch.nn.Parameter(3 * w)
    loss = layer(x)
report = record.explain(loss, {"w": w, "layer.weight": layer.weight})
print([(cause.effect, cause.kind) for cause in report["w"].causes])
assert [p.status for p in report] == ["cut", "flows"]
report

# %%
# At the parameter: it is a new :term:`leaf`, which trains instead of ``w``.

assert layer.weight.is_leaf
loss.backward()
print(f"w.grad = {w.grad}, parameter: {layer.weight.grad.item()}")
record.draw(loss, "Gradient ends at the parameter; w is left out.")

# %%
# Fix
# ---
# The layer runs once with the computed tensor in its weight's place.
#
# .. claim:: functional-call-trains-what-computed-the-weight
#
#    ``functional_call`` uses the tensors that it is given, and trains
#    what computed them.

with trace() as record:
    loss = functional_call(layer, {"weight": 3 * w}, x)
    loss.backward()
found = record.explain(loss, {"w": w})["w"]
print(f"output {loss.item()}, {found.status}: w.grad = {w.grad.item()}")
assert found.status == "flows" and w.grad == 3
record.draw(loss, "The computed weight is used, and w trains.")

# %%
# Copies into a parameter
# -----------------------
# These keep the parameter, and overwrite its values.

family = {"p.data = v": lambda v: setattr(layer.weight, "data", v),
          "load": lambda v: layer.load_state_dict({"weight": v})}
w.grad = None
for name, put in family.items():
    with trace() as record:
        put(3 * w)
        (loss := layer(x)).backward()
    found = record.explain(loss, {"w": w})["w"]
    print(f"{name:10} {found.status} by {found.causes[0].kind}")
    assert w.grad is None

# %%
# Copies out of a parameter
# -------------------------
# Here the layer's own weight is the source, and its copy is used.

family = {"deepcopy": lambda: dict(deepcopy(layer).named_parameters()),
          "state_dict": lambda: layer.state_dict()}
layer.weight.grad = None
for name, take in family.items():
    with trace() as record:
        copy = take()
        (loss := functional_call(layer, copy, x) * w).backward()
    found = record.explain(loss, layer)["weight"]
    print(f"{name:10} {found.status} by {found.causes[0].kind}")
    assert layer.weight.grad is None

# %%
# Takeaway
# --------
# **A copy takes the value and leaves the history.**
#
# - Do: compute with the tensor itself, by ``functional_call``.
# - Don't: trust a right output; the cut does not change it.
#
# See also: :doc:`/gallery/patterns/use_a_value_without_training_it`
