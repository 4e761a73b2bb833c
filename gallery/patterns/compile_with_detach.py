"""
Detach in compiled code
=======================

Does ``torch.compile`` keep a detach?
A compiled module once returned the same object for ``loss`` and
``loss.detach()``, and an input that was mutated after taking a detached
alias once lost its gradient under aot_eager.
Here both give what eager mode gives.

Read before: :doc:`/gallery/first_steps/detach_shares_memory`
"""

# %%
# A loss, and its value
# ---------------------
# The function returns the loss for training, and its value for a log.

import torch


def both(x):
    loss = x.mean()
    return loss, loss.detach()

x = torch.tensor([1.0, 3.0], requires_grad=True)
compiled = torch.compile(both, backend="aot_eager")
print(f"eager: {[t.item() for t in both(x)]}")

# %%
# Predict
# -------
# Compiled, are the two results one object, and is the second tracked?
#
# .. claim:: compiled-code-keeps-a-detach
#
#    Compiled by ``aot_eager``, a loss and its detached value are two
#    tensors: one tracked, one not.

loss, value = compiled(x)
print(f"one object: {loss is value}")
print(f"tracked: {loss.requires_grad}, {value.requires_grad}")
loss.backward()
print(f"x.grad = {x.grad.tolist()}")
assert loss.requires_grad and not value.requires_grad
assert x.grad.tolist() == [0.5, 0.5]

# %%
# Two tensors, as in eager mode; the gradient is that of a mean.
#
# An edit after the alias
# -----------------------
# The function negates a tensor in place, after it took an alias.
#
# .. claim:: compiled-code-edits-what-an-alias-sees
#
#    Compiled by ``aot_eager``, an in-place edit reaches a detached
#    alias and the gradient, as in eager mode.

def flip(x):
    h = x + 1
    alias = h.detach()
    h.neg_()
    return alias, h

for way in (flip, torch.compile(flip, backend="aot_eager")):
    (alias, h), x.grad = way(x), None
    h.sum().backward()
    print(f"alias {alias.tolist()}, x.grad {x.grad.tolist()}")
    assert alias.tolist() == [-2.0, -4.0] and h.requires_grad

# %%
# A block under no_grad
# ---------------------
# The compiled function records outside of the block alone.

def part(x):
    with torch.no_grad():
        constant = x * 2
    return (x * constant).sum()

x.grad = None
torch.compile(part, backend="aot_eager")(x).backward()
print(f"x.grad = {x.grad.tolist()}")
assert x.grad.tolist() == [2.0, 6.0]

# %%
# Takeaway
# --------
# **Compiled code cuts where eager code cuts.**
#
# - Do: detach inside a compiled function as you do outside.
# - Don't: trust a report of old: run it on your torch.
# - Not shown: the default backend, which needs a C++ compiler.
#
# See also: :doc:`/gallery/patterns/export_with_detach`
