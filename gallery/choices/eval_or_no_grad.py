"""
Choose between four switches
============================

``eval()``, ``no_grad()``, ``inference_mode()`` or
``requires_grad_(False)``: which do you need for validation, and which
for feature extraction?
``eval`` changes what layers compute; the modes change what is recorded;
the flag changes which weights ask for a gradient.

Read before: :doc:`/gallery/choices/detach_and_no_grad`
"""

# %%
# A layer with dropout
# --------------------
# Dropout sets values to zero in training, and only there.

import torch

from detach_examples import watch_saved

layer = torch.nn.Linear(2, 2, bias=False)
torch.nn.init.ones_(layer.weight)
model = torch.nn.Sequential(layer, torch.nn.Dropout(1.0))
x = torch.ones(1, 2)
print(f"in training: {model(x).tolist()}")
assert model(x).sum() == 0

# %%
# Predict
# -------
# You call :py:meth:`torch.nn.Module.eval`.
# Does the output still require grad, and is the graph still saved?
#
# .. claim:: eval-changes-layers-and-not-recording
#
#    ``eval`` changes what dropout computes, and autograd records as
#    before.

model.eval()
with watch_saved() as saved:
    y = model(x)
print(f"eval: {y.tolist()}, tracked {y.requires_grad}")
print(f"saved: {saved.count}")
assert y.requires_grad and saved.count == 1 and y.sum() == 4

# %%
# Both: ``eval`` has nothing to do with gradients.
#
# The three that stop gradients
# -----------------------------
# Each with the same model, still in ``eval``.
#
# .. claim:: modes-stop-recording-and-flags-stop-weights
#
#    Under ``no_grad`` and ``inference_mode`` the output is untracked,
#    and so is a frozen model's for an untracked input.

with torch.no_grad():
    bare = model(x)
with torch.inference_mode():
    final = model(x)
model.requires_grad_(False)
frozen = model(x)
outputs = {"no_grad": bare, "inference": final, "frozen": frozen}
for name, y in outputs.items():
    print(f"{name:9} tracked {y.requires_grad}")
    assert not y.requires_grad

# %%
# The input may still train
# -------------------------
# The flag stops the weights alone; the modes stop everything.
#
# .. claim:: a-frozen-layer-passes-the-gradient-to-its-input
#
#    A frozen layer passes the gradient on to its input; under
#    ``no_grad`` none passes.

x = torch.ones(1, 2, requires_grad=True)
model(x).sum().backward()
with torch.no_grad():
    bare = model(x)
print(f"frozen: x.grad = {x.grad.tolist()}")
print(f"no_grad: tracked {bare.requires_grad}")
assert x.grad.tolist() == [[2.0, 2.0]] and not bare.requires_grad

# %%
# What for
# --------
# Validation wants both: fixed layers, and nothing recorded.

model.eval()
with torch.inference_mode(), watch_saved() as saved:
    y = model(x)
print(f"validation: {y.tolist()}, saved {saved.count}")
model.train()
print(f"and back: training = {model.training}")
assert saved.count == 0

# %%
# Takeaway
# --------
# **eval for the layers, a mode for the recording, a flag for weights.**
#
# - Do: ``model.eval()`` and ``torch.inference_mode()`` to validate.
# - Do: ``requires_grad_(False)`` where gradients must pass the layer.
# - Don't: expect ``eval`` to save memory.
#
# See also: :doc:`/gallery/choices/freeze_or_detach_a_layer`,
# :doc:`/gallery/pitfalls/frozen_batch_norm_changes`
