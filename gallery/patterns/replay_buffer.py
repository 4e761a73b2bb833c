"""
Detach what you store
=====================

A replay buffer of transitions, a memory bank or a MoCo-style queue
blows up the memory, or raises on the second step.
A tracked value that is written into a buffer gives the whole buffer a
history.
Detach each value when you store it.

Read before: :doc:`/gallery/pitfalls/outputs_in_a_list_hold_graphs`
"""

# %%
# A bank of three
# ---------------
# You write what the network made into a tensor that was allocated once.
#
# .. claim:: a-buffer-takes-the-history-of-what-is-written-into-it
#
#    An untracked tensor into which a tracked value is written becomes
#    tracked.

import torch

from detach_examples import expect_error, trace, watch_saved

w = torch.tensor(1.0, requires_grad=True)
bank = torch.zeros(3)
bank[0] = w * 2
print(f"bank: requires_grad = {bank.requires_grad}")
assert bank.requires_grad

# %%
# Predict
# -------
# The next step reads the bank, and calls ``backward``.
# Then you store the next value and do it again.
# What happens in the second step?

def step(store):
    for index in range(2):
        bank[index] = store((w * 2).exp())
        (bank.sum() * w).backward()
        print(f"step {index}: bank tracked {bank.requires_grad}")

bank = torch.zeros(3)
with expect_error(RuntimeError, match="a second time"):
    step(lambda value: value)

# %%
# It raises, because the bank still leads to the graph of step 0.
#
# Fix
# ---
# One word: the value is stored detached.
#
# .. claim:: a-detached-value-leaves-its-buffer-untracked
#
#    A detached value that is written into an untracked tensor leaves it
#    untracked.

bank = torch.zeros(3)
step(lambda value: value.detach())
print(f"bank tracked: {bank.requires_grad}")
assert not bank.requires_grad

# %%
# What a list of transitions keeps
# --------------------------------
# Each stored tensor keeps its graph, and what the graph saved.

features = torch.zeros(1000, requires_grad=True)
for name, store in {"tracked": lambda t: t,
                    "detached": lambda t: t.detach()}.items():
    with watch_saved() as saved:
        buffer = [store(features.exp()) for _ in range(3)]
        print(f"{name:8} keeps {saved.bytes} bytes for backward")
    kept = saved.bytes
    del buffer
assert kept == 0

# %%
# A slice is not a copy
# ---------------------
# The stored value shares the memory of the batch that it came from.

batch = torch.tensor([1.0, 2.0])
stored = [batch.detach()[0]]
batch.zero_()
print(f"stored: wrong {stored[0].item()}, right 1.0")
assert stored[0] == 0

# %%
# What autograd sees
# ------------------
# The bank, written once with a tracked value.

with trace() as record:
    bank = torch.zeros(3)
    bank[0] = w * 2
    loss = bank.sum()
print(f"grad_fn of the bank: {bank.grad_fn.name().split(':')[-1]}")
record.draw(loss, "The bank leads back to the step that filled it.")

# %%
# Takeaway
# --------
# **What outlives the step is stored detached, and cloned.**
#
# - Do: ``bank[i] = value.detach()``, which copies into the bank.
# - Do: ``buffer.append(value.detach().clone())`` for a list.
# - Don't: store what the graph still needs.
#
# See also: :doc:`/gallery/pitfalls/slice_pins_the_buffer`
