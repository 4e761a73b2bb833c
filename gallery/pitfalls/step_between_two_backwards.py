"""
Step after both backward passes
===============================

An old GAN loop fails: "is at version 1; expected version 0 instead".
It steps one optimizer between two ``backward`` calls.
The step moved the weights in place, and the second pass needs the old.
Compute the second loss anew, after the step.

Read before: :doc:`/gallery/pitfalls/inplace_edit_reaches_the_graph`
"""

# %%
# Two players, one score
# ----------------------
# The generator makes 2g; the discriminator gives it the score (d · 2g)².

import torch

from detach_examples import expect_error


def start():
    g, d = (torch.tensor(v, requires_grad=True) for v in (1.0, 3.0))
    return g, d, torch.optim.SGD([d], lr=0.0625)

g, d, optimizer = start()
score = (d * (2 * g)) ** 2
print(f"score = {score.item()}, version of d: {d._version}")

# %%
# Predict
# -------
# Both losses come from this one score, so the first pass retains it.
# Then ``d`` takes its step.
# Will the second pass use the old ``d``, the new one, or raise?
#
# .. claim:: an-optimizer-step-moves-the-version-counter
#
#    A step edits the weights in place, and moves their version
#    counters.

score.backward(retain_graph=True)
optimizer.step()
print(f"d = {d.item()}, version of d: {d._version}")
assert d._version == 1
message = "is at version 1; expected version 0 instead"
with expect_error(RuntimeError, match=message):
    (-score).backward()

# %%
# It raises: the product had saved ``d`` as it was before the step.
#
# The variant that hides it
# -------------------------
# A step through ``.data`` moves no :term:`version counter`.
# By hand, the gradient of ``g`` is -8gd²: -72 for the old ``d`` of 3.

g, d, _ = start()
score = (d * (2 * g)) ** 2
score.backward(retain_graph=True)
g.grad = None
d.data -= 0.0625 * d.grad
(-score).backward()
print(f"old d: -72.0, new d: {-8 * d.item() ** 2}")
print(f"g.grad: {g.grad.item()}, of neither")
assert g.grad == -36

# %%
# Fix
# ---
# Detach the fake for the first loss; compute the second after the step.
#
# .. claim:: a-loss-computed-after-the-step-uses-the-new-weights
#
#    A loss computed after a step uses the new weights, and so does its
#    gradient.

g, d, optimizer = start()
fake = 2 * g
((d * fake.detach()) ** 2).backward()
optimizer.step()
(-((d * fake) ** 2)).backward()
print(f"d = {d.item()}, g.grad = {g.grad.item()}")
assert g.grad == -8 * d**2

# %%
# Or both passes first
# --------------------
# Each pass asks for its own gradient, and then the step comes.
#
# .. claim:: backward-with-inputs-fills-those-alone
#
#    ``backward(inputs=...)`` fills ``grad`` of the tensors that it
#    names, and of no other.

g, d, optimizer = start()
score = (d * (2 * g)) ** 2
score.backward(inputs=[d], retain_graph=True)
print(f"d.grad = {d.grad.item()}, g.grad = {g.grad}")
assert g.grad is None
(-score).backward(inputs=[g])
optimizer.step()
print(f"d = {d.item()}, g.grad = {g.grad.item()}")
assert g.grad == -72

# %%
# Takeaway
# --------
# **Between the forward pass and its backward, no weight moves.**
#
# - Do: compute the second loss anew after the first step.
# - Don't: expect ``retain_graph=True`` to keep the old weights.
# - Not shown: penalties that need both losses in one graph.
#
# See also: :doc:`/gallery/patterns/gan_step`
