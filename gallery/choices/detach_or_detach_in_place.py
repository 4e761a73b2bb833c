"""
Choose detach or its in-place form
==================================

``y.detach()`` gives a new tensor, ``y.detach_()`` changes ``y`` itself.
Which one do you need, and why does ``detach_`` raise
"Can't detach views in-place"?
Take :py:meth:`torch.Tensor.detach`, unless ``y`` must leave the graph
under every name that it has.

Read before: :doc:`/gallery/first_steps/detach_turns_tracking_off`
"""

# %%
# One tensor, or two
# ------------------
# :py:meth:`torch.Tensor.detach_` returns the tensor that it changed.
#
# .. claim:: detach-in-place-changes-the-tensor-itself
#
#    ``detach_`` returns the same object, which is untracked from then
#    on under every name.

import torch

from detach_examples import expect_error

x = torch.tensor([1.0, 2.0], requires_grad=True)
y = z = x * 3
alias = y.detach()
print(f"detach:  same object {alias is y}, y tracked {y.requires_grad}")
alias = y.detach_()
print(f"detach_: same object {alias is y}, y tracked {y.requires_grad}")
assert alias is y and not z.requires_grad and y.grad_fn is None

# %%
# Predict
# -------
# A loss was computed from ``y`` before you call ``detach_``.
# Will ``x`` still get its gradient?
#
# .. claim:: detach-in-place-leaves-the-recorded-graph
#
#    A graph that was recorded before ``detach_`` still leads back
#    through it.

y = x * 3
loss = (y * 2).sum()
y.detach_()
loss.backward()
print(f"x.grad = {x.grad.tolist()}")
assert x.grad.tolist() == [6.0, 6.0]

# %%
# It will: the loss holds the :term:`graph`, not the name ``y``.
#
# Where the graph needs y
# -----------------------
# A square saves its input ``y``, with its place in the graph.
#
# .. claim:: a-saved-input-must-not-be-detached-in-place
#
#    If a computed tensor, saved as an input, was detached in place,
#    ``backward`` raises.

y = x * 3
loss = y.square().sum()
y.detach_()
with expect_error(RuntimeError, match="has been detached in-place"):
    loss.backward()

# %%
# A leaf says nothing
# -------------------
# By hand, the gradient of w² at 3 is 6.
#
# .. claim:: a-leaf-detached-in-place-gets-no-gradient
#
#    A leaf that was detached in place after its use gets no gradient,
#    and ``backward`` does not raise.

w = torch.tensor(3.0, requires_grad=True)
loss = w**2
w.detach_()
loss.backward()
print(f"w.grad: wrong {w.grad}, right 6.0")
assert w.grad is None

# %%
# Views refuse
# ------------
# A :term:`view` shares its history with its base.
#
# .. claim:: a-view-cannot-be-detached-in-place
#
#    ``detach_`` refuses a view, and ``detach`` takes it.

first = (x * 3)[0]
with expect_error(RuntimeError, match="Can't detach views in-place"):
    first.detach_()
print(f"detach: {first.detach().item()}")
assert not first.detach().requires_grad

# %%
# A hook stays with the object
# ----------------------------
# ``detach`` makes a new object without hooks; ``detach_`` keeps both.
#
# .. claim:: a-hook-stays-with-a-tensor-detached-in-place
#
#    A hook of a tensor is still called after ``detach_`` and
#    ``requires_grad_``; a detached alias has none.

seen = []
y = x * 3
y.register_hook(lambda gradient: seen.append(gradient.tolist()))
(y.detach().requires_grad_() * 5).sum().backward()
print(f"after detach:  {seen}")
(y.detach_().requires_grad_() * 5).sum().backward()
print(f"after detach_: {seen}")
assert seen == [[5.0, 5.0]]

# %%
# Takeaway
# --------
# **detach for a result, detach_ for a tensor with many names.**
#
# - Do: ``y = y.detach()``.
# - Don't: call ``detach_`` on what a graph still needs.
#
# See also: :doc:`/gallery/pitfalls/bare_detach_does_nothing`
