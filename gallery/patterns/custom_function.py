"""
Detach in a custom Function
===========================

Do you need detach inside ``forward`` of a custom ``autograd.Function``,
and does it break ``backward``?
Neither: ``forward`` runs without recording, and your ``backward`` is the
gradient.
What you return must not share memory with the input, though.

Read before: :doc:`/gallery/choices/detach_and_no_grad`
"""

# %%
# A Function of your own
# ----------------------
# A :py:class:`torch.autograd.Function` triples, with and without detach.

import torch
from torch.autograd import Function

from detach_examples import expect_error

print(f"recording here: {torch.is_grad_enabled()}")

# %%
# ``use`` stands for the detach, or for doing without it.

class Triple(Function):
    @staticmethod
    def forward(ctx, x, use):
        print(f"recording in forward: {torch.is_grad_enabled()}")
        return use(x) * 3
    @staticmethod
    def backward(ctx, gradient):
        return gradient * 3, None

print(f"once: {Triple.apply(torch.ones(1), torch.detach).item()}")

# %%
# Predict
# -------
# One forward detaches its input.
# Which of the two outputs is tracked, and what is the gradient?
#
# .. claim:: a-detach-inside-forward-of-a-function-changes-nothing
#
#    ``forward`` of a ``Function`` runs without recording; a detach
#    inside it changes no gradient.

x = torch.tensor([1.0, 2.0], requires_grad=True)
for use in (torch.Tensor.detach, lambda x: x):
    x.grad = None
    y = Triple.apply(x, use)
    y.sum().backward()
    print(f"tracked {y.requires_grad}, x.grad = {x.grad.tolist()}")
    assert x.grad.tolist() == [3.0, 3.0]

# %%
# Both: the output belongs to the Function, whatever forward did.
#
# A Function is a cut where it says so
# ------------------------------------
# ``None`` from ``backward`` stops the gradient of that input.
#
# .. claim:: none-from-backward-is-no-gradient
#
#    Where ``backward`` of a ``Function`` returns None, the input gets
#    no gradient, and nothing is raised.

class Stop(Function):
    @staticmethod
    def forward(ctx, x):
        return x.clone()
    @staticmethod
    def backward(ctx, gradient):
        print("backward is called, and returns nothing")

x.grad = None
Stop.apply(x).sum().backward()
assert x.grad is None

# %%
# Return no alias
# ---------------
# A view of the input may not be edited; a detached input may.
# Then the edit reaches the memory of the input.
#
# .. claim:: a-view-returned-by-a-function-may-not-be-edited
#
#    A view that a ``Function`` returns may not be edited in place; a
#    detached alias may, and changes the input.

def returning(make):
    class Alias(Stop):
        @staticmethod
        def forward(ctx, x):
            return make(x)
    return Alias

z = x * 1
with expect_error(RuntimeError, match="is a view and is being"):
    returning(lambda z: z.view(-1)).apply(z).add_(1)

# %%
# The detached alias raises nothing.

returning(lambda z: z.detach()).apply(z).add_(1)
print(f"the input is now {z.tolist()}")
assert z.tolist() == [2.0, 3.0]
z = x * 1
returning(lambda z: z.clone()).apply(z).add_(1)
print(f"with a clone: {z.tolist()}")

# %%
# Takeaway
# --------
# **In a Function, backward is the gradient; forward is plain work.**
#
# - Do: return a new tensor from ``forward``.
# - Don't: detach in ``forward``; it says nothing.
#
# See also: :doc:`/gallery/cuts/find_the_silent_function`,
# :doc:`/gallery/patterns/straight_through_estimator`
