"""
Detach inside torch.func
========================

Which autograd-state calls are legal inside ``grad`` and ``vmap`` of
torch.func?
``detach`` works, as a stop-gradient.
``requires_grad_`` is refused, ``numpy`` has no memory to show, and
``requires_grad`` reads False under ``vmap``.

Read before: :doc:`/gallery/patterns/use_a_value_without_training_it`
"""

# %%
# A stop-gradient in a function
# -----------------------------
# The gradient of t · t is 2t; with one factor detached it is t.
#
# .. claim:: detach-stops-gradients-inside-torch-func
#
#    Inside ``torch.func.grad``, ``detach`` makes a constant, as it does
#    outside.

import torch
from torch.func import grad, vmap

from detach_examples import expect_error

x = torch.tensor(3.0)
print(f"t * t:          {grad(lambda t: t * t)(x)}")
print(f"t * t.detach(): {grad(lambda t: t * t.detach())(x)}")
assert grad(lambda t: t * t.detach())(x) == 3

# %%
# Predict
# -------
# A helper detaches only if its input requires grad.
# What does the flag say inside ``vmap``, for a tracked input?
#
# .. claim:: requires-grad-reads-false-under-vmap
#
#    Inside ``vmap``, ``requires_grad`` of a tracked input reads False,
#    and the result is tracked outside.

seen = []

def helper(t):
    seen.append(t.requires_grad)
    return t * 3

tracked = torch.zeros(2, requires_grad=True)
y = vmap(helper)(tracked)
print(f"inside {seen}, outside {y.requires_grad}")
assert seen == [False] and y.requires_grad

# %%
# So do not branch on the flag; detach without asking.
#
# What is refused
# ---------------
# A flag belongs to no tensor here: the transform decides.
#
# .. claim:: requires-grad-is-refused-inside-torch-func
#
#    Inside ``torch.func.grad``, ``requires_grad_`` raises.

with expect_error(RuntimeError, match="attempting to call"):
    grad(lambda t: t.detach().requires_grad_() * t)(x)
with expect_error(RuntimeError, match="Cannot access data pointer"):
    grad(lambda t: t * float(t.detach().numpy()))(x)

# %%
# Numbers
# -------
# ``item`` works where there is one value, and not under ``vmap``.
#
# .. claim:: item-is-refused-under-vmap
#
#    ``item`` works inside ``torch.func.grad``, and raises under
#    ``vmap``.

print(f"item inside grad: {grad(lambda t: t * t.item())(x)}")
with expect_error(RuntimeError, match="calling .item"):
    vmap(lambda t: t * t.item())(torch.ones(2))
assert grad(lambda t: t * t.item())(x) == 3

# %%
# Modes
# -----
# ``no_grad`` inside a transform stops its gradient, too.

def quiet(t):
    with torch.no_grad():
        constant = t * 1
    return t * constant

print(f"no_grad inside: {grad(quiet)(x)}")
with torch.no_grad():
    print(f"no_grad around: {grad(lambda t: t * t)(x)}")
assert grad(quiet)(x) == 3

# %%
# Takeaway
# --------
# **Inside a transform, detach is the stop-gradient.**
#
# - Do: ``t.detach()``, without asking for the flag.
# - Don't: call ``requires_grad_``, ``numpy`` or ``item`` there.
#
# See also: :doc:`/gallery/patterns/forward_mode_derivatives`
