"""
Copy with detach and clone
==========================

"To copy construct from a tensor, it is recommended to use
sourceTensor.detach().clone()" fills your log.
Is the gradient broken?
It is: :py:func:`torch.tensor` copies the values, and drops the graph.
Write ``.detach().clone()`` where you mean that, else pass the tensor.

Read before: :doc:`/gallery/first_steps/detach_shares_memory`
"""

# %%
# The warning
# -----------
# The values come along, and nothing else does.
#
# .. claim:: torch-tensor-copies-without-history
#
#    ``torch.tensor`` of a tensor warns, and gives a copy without
#    history in memory of its own.

import torch

from detach_examples import expect_warning, trace

x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 3
with expect_warning(UserWarning, match="To copy construct"):
    copy = torch.tensor(y)
print(f"requires_grad: {copy.requires_grad}, {copy.tolist()}")
print(f"same address: {copy.data_ptr() == y.data_ptr()}")
assert not copy.requires_grad and copy.data_ptr() != y.data_ptr()

# %%
# Predict
# -------
# The loss uses ``y`` through the copy, and the weight ``w`` directly.
# Which of ``x`` and ``w`` gets a gradient?

w = torch.tensor([5.0, 7.0], requires_grad=True)
with trace() as record, expect_warning(UserWarning, match="copy"):
    y = x * 3
    loss = (w * torch.tensor(y)).sum()
loss.backward()
print(f"w.grad = {w.grad.tolist()}, x.grad = {x.grad}")
assert w.grad.tolist() == [3.0, 6.0] and x.grad is None
record.draw(loss, "torch.tensor copies, and cuts the path to x.")

# %%
# The warning was the only sign; nothing was raised.
#
# Say what you mean
# -----------------
# The same copy without the warning.
#
# .. claim:: detach-clone-is-the-silent-copy
#
#    ``detach().clone()`` gives the copy that ``torch.tensor`` gives,
#    without a warning.

copy = y.detach().clone()
print(f"requires_grad: {copy.requires_grad}, {copy.tolist()}")
copy[0] = 0.0
print(f"y after an edit of the copy: {y.tolist()}")
assert not copy.requires_grad and y.tolist() == [3.0, 6.0]

# %%
# Keep the gradient
# -----------------
# :py:func:`torch.as_tensor` returns a tensor as it is.
#
# .. claim:: as-tensor-returns-a-tensor-as-it-is
#
#    ``torch.as_tensor`` of a tensor returns the same object, with its
#    history.

same = torch.as_tensor(y)
print(f"same object: {same is y}, tracked: {same.requires_grad}")
(w * same).sum().backward()
print(f"x.grad = {x.grad.tolist()}")
assert same is y and x.grad.tolist() == [15.0, 21.0]

# %%
# For numbers nothing warns
# -------------------------
# ``torch.tensor`` is right where the values come from Python.

fresh = torch.tensor([1.0, 2.0], requires_grad=True)
print(f"from a list: leaf {fresh.is_leaf}")
assert fresh.is_leaf

# %%
# Takeaway
# --------
# **torch.tensor is for numbers; a tensor is copied by name.**
#
# - Do: ``y.detach().clone()`` for a copy without history.
# - Do: ``torch.as_tensor(y)`` where a list or a tensor may come.
# - Don't: silence the warning.
#
# See also: :doc:`/gallery/choices/stack_or_torch_tensor`,
# :doc:`/gallery/choices/detach_clone_or_clone_detach`
