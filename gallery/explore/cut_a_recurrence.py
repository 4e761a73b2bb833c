"""
Cut a recurrence
================

You carry a hidden state from step to step, and want the gradient to go
back a few steps only.
Cut the carry, and the steps before it count as constants.
Cut it with ``no_grad``, and nothing is cut at all.

Read before: :doc:`/gallery/explore/cut_one_of_two_branches`
"""

# %%
# Choose, and look
# ----------------
# Each step multiplies by ``w``, and hands the product on.

from detach_examples import Explorer

program = """
import torch

w = torch.tensor(2.0, requires_grad=True)
start = torch.tensor(1.0, requires_grad=True)
step1 = w * start
carry1 = step1
step2 = w * carry1
carry2 = step2
step3 = w * carry2
loss = step1 + step2 + step3
loss.backward()
"""
explorer = Explorer(program, edges=["carry1", "carry2"])
explorer

# %%
# Check it by hand
# ----------------
# The loss is w + w² + w³, so its gradient is 1 + 2w + 3w².
# With both carries cut, each step gives what enters it: 1, w and w².

w = 2
print(f"by hand: {1 + 2 * w + 3 * w**2} and {1 + w + w**2}")
whole = explorer.grads()["w"]
short = explorer.grads(carry1="detach", carry2="detach")["w"]
print(f"through all steps:     w.grad = {whole}")
print(f"through one step each: w.grad = {short}")
assert whole == "tensor(17.)" and short == "tensor(7.)"

# %%
# Predict
# -------
# A line under ``no_grad`` records nothing.
# Does ``carry1 = step1`` under ``no_grad`` cut the carry?

quiet = explorer.grads(carry1="no_grad", carry2="no_grad")["w"]
print(f"carried under no_grad: w.grad = {quiet}")
assert quiet == whole

# %%
# Notice that the line computes nothing: it gives the same tensor a
# second name, and that tensor has its history already.

# %%
# Takeaway
# --------
# **To cut a value that is computed already, detach it.**
#
# - Do: detach the state where it enters the next chunk.
# - Don't: expect ``no_grad`` to change tensors made before it.
# - Not shown: the memory that a cut carry sets free.
#
# See also: :doc:`/gallery/patterns/truncated_backpropagation`,
# :doc:`/gallery/choices/detach_and_no_grad`
