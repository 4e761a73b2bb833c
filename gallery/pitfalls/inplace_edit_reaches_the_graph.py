"""
In-place edits reach the graph
==============================

You detached a tensor to clip or zero a value, and now ``backward`` fails.
The reason: :py:meth:`torch.Tensor.detach` cuts the graph, not the memory.
The edit also changed the tensor that autograd needs.
Edit a copy instead: ``.detach().clone()``.

Read before: :doc:`/gallery/first_steps/detach_shares_memory`
"""

# %%
# A graph you can check by hand
# -----------------------------
# The square root of [1, 4] is [1, 2], and its gradient is 1 / (2y).
# To compute it, autograd saves the *output* ``y``.

import torch

from detach_examples import expect_error, trace

x = torch.tensor([1.0, 4.0], requires_grad=True)
y = x.sqrt()
y.sum().backward()
print(f"y = {y.tolist()}, x.grad = {x.grad.tolist()}")
assert torch.equal(x.grad, 1 / (2 * y))

# %%
# Predict
# -------
# You detach ``y`` and set its first value to 2.
# Will the gradient change, will ``backward`` raise, or will nothing happen?
#
# .. claim:: backward-refuses-a-saved-tensor-edited-through-an-alias
#
#    If a saved tensor was edited through a detached alias, ``backward``
#    raises.

y = x.sqrt()
alias = y.detach()
alias[0] = 2.0
with expect_error(RuntimeError, match="modified by an inplace"):
    y.sum().backward()
print(f"same address: {alias.data_ptr() == y.data_ptr()}")
print(f"version of y: {y._version}")

# %%
# The alias has the address of ``y``, so the edit wrote into ``y`` itself.
# Both share one *version counter*: it went from 0 to 1.
# ``backward`` compared it with the saved version, and refused.
#
# The variant that does not warn
# ------------------------------
# The same edit through ``.data`` has a counter of its own.
# Nothing is raised, and the first gradient is wrong.

x.grad = None
y = x.sqrt()
y.data[0] = 2.0
y.sum().backward()
wrong = x.grad
print(f"wrong {wrong.tolist()}, right [0.5, 0.25]")
assert wrong.tolist() == [0.25, 0.25]

# %%
# Fix
# ---
# ``clone`` gives the edit memory of its own.
#
# .. claim:: an-edit-of-a-detached-clone-is-safe
#
#    An edit of a detached clone reaches no graph.

x.grad = None
y = x.sqrt()
copy = y.detach().clone()
copy[0] = 2.0
y.sum().backward()
print(f"x.grad = {x.grad.tolist()}")
assert x.grad.tolist() == [0.5, 0.25]

# %%
# What autograd sees
# ------------------
# ``alias`` lies outside the graph, yet on the memory of ``y``.

with trace() as record:
    y = x.sqrt()
    alias, copy = y.detach(), y.detach().clone()
print(f"alias {alias.tolist()}, copy {copy.tolist()}")
record.draw([y, alias, copy],
            "An alias shares the memory; a copy does not.")

# %%
# Takeaway
# --------
# **Detach before you read; detach and clone before you write.**
#
# - Do: ``y.detach().clone()``, then edit.
# - Don't: edit through ``.data``, which hides the fault.
# - Not shown: how to tell which operations save their output.
#
# See also: :doc:`/gallery/first_steps/detach_shares_memory`
