"""
Checkpoint a block that trains
==============================

"None of the inputs have requires_grad=True. Gradients will be None":
you use gradient checkpointing behind a frozen or detached embedding,
and the checkpointed block does not train.
The reentrant form looks at its inputs alone.
Write ``use_reentrant=False``.

Read before: :doc:`/gallery/choices/freeze_or_detach_a_layer`
"""

# %%
# A block behind frozen features
# ------------------------------
# The block has the weight ``w``; the features ask for nothing.

import torch
from torch.utils.checkpoint import checkpoint

from detach_examples import expect_error, expect_warning, watch_saved

w = torch.tensor(3.0, requires_grad=True)
features, runs = torch.tensor([1.0, 2.0]), []

def block(x):
    runs.append("once more")
    return (w * x).exp().log()

print(f"block: {[round(v, 3) for v in block(features).tolist()]}")

# %%
# Predict
# -------
# Both forms of :py:func:`torch.utils.checkpoint.checkpoint` run the
# block.
# Which result can train ``w``?
#
# .. claim:: a-reentrant-checkpoint-looks-at-its-inputs-alone
#
#    A reentrant checkpoint whose inputs require no grad returns an
#    untracked result, and warns.

with expect_warning(UserWarning, match="None of the inputs"):
    reentrant = checkpoint(block, features, use_reentrant=True)
print(f"use_reentrant=True:  tracked {reentrant.requires_grad}")
assert not reentrant.requires_grad

# %%
# The warning is the only sign of it.
#
# Fix
# ---
# The other form records as the block itself would.
#
# .. claim:: a-non-reentrant-checkpoint-trains-its-weights
#
#    With ``use_reentrant=False`` a checkpointed block trains its
#    weights, whatever its inputs are.

y = checkpoint(block, features, use_reentrant=False)
y.sum().backward()
print(f"use_reentrant=False: w.grad = {w.grad.item():.1f}")
assert abs(w.grad - 3) < 1e-5

# %%
# What it saves
# -------------
# The block itself saves its steps; a checkpoint runs them again.
#
# .. claim:: a-checkpoint-saves-less-and-runs-again
#
#    A checkpoint saves less than the block does, and runs the block a
#    second time in ``backward``.

with watch_saved() as plain:
    kept = block(features)
with watch_saved() as spared:
    y = checkpoint(block, features, use_reentrant=False)
print(f"saved: block {plain.bytes} bytes, checkpoint {spared.bytes}")
before = len(runs)
y.sum().backward()
print(f"runs in backward: {len(runs) - before}")
assert spared.bytes < plain.bytes and len(runs) == before + 1

# %%
# A detach at the end of the block
# --------------------------------
# The reentrant form calls its result tracked, and then fails.
#
# .. claim:: a-reentrant-checkpoint-marks-a-detached-result-as-tracked
#
#    A reentrant checkpoint marks a detached result as tracked, and
#    ``backward`` raises; the other form leaves it untracked.

x = torch.tensor([1.0, 2.0], requires_grad=True)
cut = checkpoint(lambda x: (x * 2).detach(), x, use_reentrant=True)
print(f"use_reentrant=True:  tracked {cut.requires_grad}")
with expect_error(RuntimeError, match="none of output has requires"):
    cut.sum().backward()
cut = checkpoint(lambda x: (x * 2).detach(), x, use_reentrant=False)
print(f"use_reentrant=False: tracked {cut.requires_grad}")
assert not cut.requires_grad

# %%
# Takeaway
# --------
# **Write use_reentrant=False, and the checkpoint is faithful.**
#
# - Do: name the form; without it, torch warns.
# - Don't: mark the features as trained to silence the warning.
#
# See also: :doc:`/gallery/cuts/find_the_silent_function`
