"""
Break a VQ-VAE by one detach
============================

Your VQ-VAE trains, nothing is raised, and it draws one grey picture.
Its straight-through sum lost the detach: same value, no gradient.

Read before: :doc:`/gallery/patterns/vector_quantization`
"""

# %%
# Eight pictures
# --------------
# In four by four pixels one row is lit, or one column.
# A grey of 1/4 everywhere has the squared error 1/4 · 3/4 = 0.1875.

import torch
from torch import nn

rows = torch.eye(4)[:, :, None].expand(4, 4, 4)
pictures = torch.cat([rows, rows.mT]).reshape(8, 16)
grey = (pictures - 1 / 4).square().mean().item()
print(pictures[1].reshape(4, 4).long())
print(f"error of grey: {grey}")

# %%
# Three parts
# -----------
# The encoder starts at zero: all pictures look up the same code.

def new_parts(seed):
    torch.manual_seed(seed)
    encoder, decoder = nn.Linear(16, 8), nn.Linear(8, 16)
    codes = nn.Embedding(32, 8)
    nn.init.zeros_(encoder.weight)
    nn.init.normal_(codes.weight, std=0.2)
    return nn.ModuleList([encoder, codes, decoder])

parts = new_parts(seed=0)
print(f"numbers to learn: {sum(p.numel() for p in parts.parameters())}")

# %%
# The loss
# --------
# ``quantize`` puts the code in the place of ``z``: the line to break.

def losses(parts, quantize):
    encoder, codes, decoder = parts
    z = encoder(pictures)
    nearest = torch.cdist(z, codes.weight).argmin(dim=1)
    code = codes(nearest)
    error = (decoder(quantize(z, code)) - pictures).square().mean()
    codebook = (z.detach() - code).square().mean()
    commitment = (z - code.detach()).square().mean()
    return error, codebook + commitment / 10, len(nearest.unique())

print(f"codes in use: {losses(parts, torch.add)[-1]} of 32")

# %%
# Predict
# -------
# Two lines of one value. Which lets the error reach the encoder?

def whole(z, code): return z + (code - z).detach()
def broken(z, code): return z + (code - z)

for quantize in (whole, broken):
    error = losses(parts, quantize)[0]
    grad, = torch.autograd.grad(error, parts[0].weight)
    print(f"{quantize.__name__}: {bool(grad.any())}")

# %%
# Train it
# --------
# Pictures that share a code part where the error moves their ``z``.

def train(quantize, parts):
    adam = torch.optim.Adam(parts.parameters(), lr=0.02)
    for _ in range(150):
        error, others, used = losses(parts, quantize)
        adam.zero_grad()
        (error + others).backward()
        adam.step()
        yield used, error.item()

right = [*train(whole, new_parts(seed=0))]
print(f"codes in use after {len(right)} steps: {right[-1][0]}")

# %%
# Break it
# --------
# In ``broken`` what ``z`` adds it takes away: they never part.

from detach_examples import COLOURS, new_plot, show_plot

wrong = [*train(broken, new_parts(seed=0))]
print(f"codes in use: {wrong[-1][0]}, error {wrong[-1][1]:.2f}")
assert right[-1][1] < grey / 3 and wrong[-1][1] > 0.99 * grey
figure, axes = new_plot("step", "codes in use")
for hue, line, run in ("tracked", "-", right), ("error", "--", wrong):
    axes.plot([used for used, _ in run], line, color=COLOURS[hue].light)
axes.legend(["with the detach", "without"], loc=(0.5, 0.3))
show_plot(figure, caption="Without the detach all share one code.",
          alt="With it the codes in use climb to 8; without, 1 stays.")

# %%
# Takeaway
# --------
# **The detach makes the sum straight-through.**
#
# See also: :doc:`/gallery/patterns/straight_through_estimator`
