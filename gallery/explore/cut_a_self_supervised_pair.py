"""
Cut a self-supervised pair
==========================

You compare two views of one input, both made by the same encoder.
With nothing cut, both sides move: they can agree by moving together.
Cut one side, and the other has to come to it.

Read before: :doc:`/gallery/explore/cut_one_of_two_branches`
"""

# %%
# Choose, and look
# ----------------
# ``target`` is one more than ``online``, and the loss is their squared
# distance.

from detach_examples import Explorer

program = """
import torch

encoder = torch.tensor(2.0, requires_grad=True)
head = torch.tensor(1.0, requires_grad=True)
view = encoder * 1.0
target = encoder + 1.0
online = head * view
loss = (online - target) ** 2
loss.backward()
"""
explorer = Explorer(program, edges=["view", "target"])
explorer

# %%
# Predict
# -------
# The loss is 1, so something should change.
# What is the encoder's gradient while nothing is cut?

kept = explorer.grads()
print(f"kept:          encoder.grad = {kept['encoder']}")
assert kept["encoder"] == "tensor(0.)"

# %%
# It is exactly zero: a step of the encoder moves both sides alike, and
# their distance stays.
#
# Cut one side, then the other
# ----------------------------
# The two gradients that cancelled are now on their own.

for edge in ("target", "view"):
    cut = explorer.grads(**{edge: "detach"})["encoder"]
    print(f"{edge:6} is cut: encoder.grad = {cut}")
assert explorer.grads(target="detach")["encoder"] == "tensor(-2.)"
assert explorer.grads(view="detach")["encoder"] == "tensor(2.)"

# %%
# Notice the sign: with the target cut, a descent step raises the encoder
# and with it the online side, towards the target.

# %%
# Takeaway
# --------
# **Stop the gradient on the side that should stand still.**
#
# - Do: detach the target of a pair that shares its encoder.
# - Don't: read a zero gradient as a loss that is solved.
# - Not shown: a target made by a slowly moving copy of the encoder.
#
# See also: :doc:`/gallery/patterns/stop_gradient_in_self_supervision`,
# :doc:`/gallery/patterns/ema_teacher`
