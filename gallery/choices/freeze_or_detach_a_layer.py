"""
Choose how to freeze a backbone
===============================

``requires_grad=False``, ``no_grad`` around the backbone, or detach its
output: are these three ways to freeze a layer the same?
The weights stay in all three.
They differ in what is saved, and in what lies before the backbone.

Read before: :doc:`/gallery/patterns/freeze_part_of_a_network`
"""

# %%
# A stem, a backbone, a head
# --------------------------
# Each multiplies by one weight: 2 · 3 · 5 = 30.

import torch

from detach_examples import trace, watch_saved

stem, backbone, head = (
    torch.tensor(v, requires_grad=True) for v in (2.0, 3.0, 5.0))
x = torch.tensor(1.0)
print(f"output: {(x * stem * backbone * head).item()}")

# %%
# The three ways
# --------------
# Each returns the features behind the backbone.

def flag(h):
    backbone.requires_grad_(False)
    return h * backbone

def block(h):
    with torch.no_grad():
        return h * backbone

def cut(h):
    return (h * backbone).detach()

print("three ways: flag, block, cut")

# %%
# Predict
# -------
# In which of them does the stem, which lies before, get a gradient?
#
# .. claim:: only-a-flag-lets-gradients-pass-a-frozen-layer
#
#    Freeze a layer by its flag, and what lies before it trains; by
#    ``no_grad`` or ``detach``, and it does not.

found = {}
for way in (flag, block, cut):
    backbone.requires_grad_(True)
    stem.grad = backbone.grad = head.grad = None
    (way(x * stem) * head).backward()
    found[way.__name__] = (stem.grad, backbone.grad)
    print(f"{way.__name__:6} {found[way.__name__]}")

# %%
# The backbone got none in any; the stem got 3 · 5 = 15 by the flag.

assert found["flag"] == (15, None)
assert found["block"] == found["cut"] == (None, None)
print(f"checked: {', '.join(found)}")

# %%
# What is saved
# -------------
# Detached features are recorded first, and saved while they live.
#
# .. claim:: a-detach-after-a-layer-records-the-layer
#
#    A layer whose output is detached is recorded; under ``no_grad`` it
#    is not.

backbone.requires_grad_(True)
with watch_saved() as recorded:
    h = x * stem
    features = h * backbone
    y = features.detach() * head
with watch_saved() as bare, torch.no_grad():
    quiet = x * stem * backbone
print(f"detached: {recorded.count} saved; no_grad: {bare.count}")
assert recorded.count > bare.count == 0

# %%
# The picture
# -----------
# With the cut, the stem is out of reach.

with trace() as record:
    loss = cut(x * stem) * head
print(f"loss = {loss.item()}")
record.draw(loss, "Cut behind the backbone, the stem is left out, too.")

# %%
# Takeaway
# --------
# **Flag to let gradients pass; no_grad when nothing before trains.**
#
# - Do: ``requires_grad_(False)`` for a layer in the middle.
# - Do: ``no_grad`` for a backbone at the start.
# - Don't: run the backbone recorded, to detach it after.
#
# See also: :doc:`/gallery/choices/eval_or_no_grad`
