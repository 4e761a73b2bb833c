"""
Stack tensors to keep gradients
===============================

You build a tensor from a list of tensors, a rotation matrix from
angles, say, or ``torch.tensor([loss1, loss2])``: the gradient is lost.
:py:func:`torch.tensor` reads the numbers out, and makes a new leaf.
:py:func:`torch.stack` and :py:func:`torch.cat` keep the graph.

Read before: :doc:`/gallery/choices/torch_tensor_or_detach_clone`
"""

# %%
# Two losses in one tensor
# ------------------------
# By hand, the gradient of w² + 3w at 2 is 2 · 2 + 3 = 7.
#
# .. claim:: torch-tensor-of-a-list-reads-numbers
#
#    ``torch.tensor`` of a list of tracked tensors reads their numbers,
#    without their history, and warns the first time.

import torch

from detach_examples import expect_error, expect_warning, trace

w = torch.tensor(2.0, requires_grad=True)
with trace() as record, expect_warning(UserWarning, match="Converting"):
    losses = torch.tensor([w**2, 3 * w])
    asked = torch.tensor([w**2, 3 * w], requires_grad=True)
    loss = asked.sum()
print(f"{losses.tolist()}, requires_grad = {losses.requires_grad}")
assert losses.tolist() == [4.0, 6.0] and not losses.requires_grad

# %%
# Predict
# -------
# ``losses`` has nothing to go back to, and ``asked`` asks for a gradient.
# The error goes; does ``w`` get its 7?

with expect_error(RuntimeError, match="element 0 of tensors"):
    losses.sum().backward()
loss.backward()
print(f"asked.grad = {asked.grad.tolist()}, w.grad = {w.grad}")
assert w.grad is None

# %%
# No: the new tensor is a :term:`leaf`, and the gradient ends in it.

report = record.explain(loss, {"w": w})
print(report["w"].status, [cause.kind for cause in report["w"].causes])
record.draw(loss, "The numbers go into a new leaf; w is left out.")

# %%
# Fix
# ---
# Stack the tensors; ``cat`` joins those that have a dimension already.
#
# .. claim:: stack-carries-the-gradient-of-each-part
#
#    ``torch.stack`` and ``torch.cat`` carry the gradient back to each
#    tensor of the list.

with trace() as record:
    losses = torch.stack([w**2, 3 * w])
    loss = losses.sum()
loss.backward()
print(f"losses = {losses.tolist()}, w.grad = {w.grad}")
assert w.grad == 7
torch.cat([w[None], 3 * w[None]]).sum().backward()
print(f"cat adds 1 + 3: w.grad = {w.grad}")
assert w.grad == 11
record.draw(loss, "Stacked, both losses lead back to w.")

# %%
# A matrix from an angle
# ----------------------
# The rows are stacked, then the matrix.
# At angle 0 the first row is [1, 0], with the slopes [0, -1].

angle = torch.tensor(0.0, requires_grad=True)
c, s = angle.cos(), angle.sin()
turn = torch.stack([torch.stack([c, -s]), torch.stack([s, c])])
(turn @ torch.tensor([0.0, 1.0])).sum().backward()
print(f"{turn.tolist()}, angle.grad = {angle.grad}")
assert angle.grad == -1

# %%
# Takeaway
# --------
# **Build tensors from tensors with stack or cat.**
#
# - Do: ``torch.stack([loss1, loss2])``.
# - Don't: add ``requires_grad=True`` to silence the error.
#
# See also: :doc:`/gallery/pitfalls/requires_grad_on_the_loss`
