"""
Detaching an untracked tensor is harmless
=========================================

Your function gets tensors from anywhere: some tracked, some not.
Do you have to ask before you call :py:meth:`torch.Tensor.detach`?
No: you get an untracked tensor on the same memory in either case.
What you do *not* get is a copy, in either case.

Read before: :doc:`/gallery/first_steps/operations_after_detach_are_untracked`
"""

# %%
# Nothing to detach
# -----------------
# ``x`` asks for no gradient, and has no history to leave.
# The result is another tensor object with the same address.

import torch

from detach_examples import trace

x = torch.tensor([1.0, 2.0])
alias = x.detach()
print(f"requires_grad: {x.requires_grad} -> {alias.requires_grad}")
print(f"same object:  {alias is x}")
print(f"same address: {alias.data_ptr() == x.data_ptr()}")
assert alias is not x and torch.equal(alias, x)

# %%
# One line for every tensor
# -------------------------
# Untracked, tracked, or detached before: the result is untracked.
#
# .. claim:: detach-works-on-every-tensor
#
#    ``detach`` takes tracked and untracked tensors alike, and its
#    result is untracked.

w = torch.tensor([1.0, 2.0], requires_grad=True)
cases = {"x": x, "w": w, "w * 2": w * 2, "w.detach()": w.detach()}
for name, tensor in cases.items():
    alias = tensor.detach()
    flags = f"{tensor.requires_grad} -> {alias.requires_grad}"
    print(f"{name:10} requires_grad {flags}")
    assert not alias.requires_grad
    assert alias.data_ptr() == tensor.data_ptr()

# %%
# Predict
# -------
# You turn tracking on in the alias of the untracked ``x``.
# Is ``x`` tracked now, too?
#
# .. claim:: tracking-an-alias-leaves-its-source-untracked
#
#    To turn tracking on in a detached alias leaves its source as it is.

alias = x.detach().requires_grad_()
(alias * 3).sum().backward()
print(f"tracked: x {x.requires_grad}, alias {alias.requires_grad}")
print(f"alias.grad = {alias.grad.tolist()}, x.grad = {x.grad}")
assert alias.is_leaf and not x.requires_grad and x.grad is None

# %%
# Notice that ``alias`` became a :term:`leaf` with a gradient of its
# own, and that ``x`` stayed outside.
#
# What autograd sees
# ------------------
# The graph of ``loss`` starts at ``alias``.

with trace() as record:
    alias = x.detach().requires_grad_()
    loss = (alias * 3).sum()
print(f"same address: {alias.data_ptr() == x.data_ptr()}")
record.draw([loss, alias, x],
            "Tracking starts at the alias; x lends its memory.")

# %%
# The harm that is left
# ---------------------
# ``detach`` does not copy: a write through the alias reaches ``x``.
# :py:meth:`torch.Tensor.clone` gives you memory of your own.

alias = x.detach()
alias[0] = 9.0
print(f"after the write to alias: x = {x.tolist()}")
copy = x.detach().clone()
copy[0] = 7.0
print(f"after the write to copy:  x = {x.tolist()}")
assert x.tolist() == [9.0, 2.0]

# %%
# Takeaway
# --------
# **Detach without asking; clone before you write.**
#
# - Do: call ``detach`` on any tensor that you only read.
# - Don't: rely on ``detach`` for a copy, tracked or not.
# - Not shown: what the shared memory means for a graph.
#
# See also: :doc:`/gallery/first_steps/detach_shares_memory`
