"""
Train a codebook with detach
============================

Your VQ-VAE reconstructs, but the codebook never moves.
Its loss reads ``x + (code - x).detach()``, with the code in the detach.
Give the codebook a loss of its own, on the code that was looked up.

Read before: :doc:`/gallery/patterns/use_a_value_without_training_it`
"""

# %%
# Look up a code
# --------------
# Each ``x`` takes the nearest code: 1 takes 2, and 5 takes 4.
# :py:meth:`torch.Tensor.detach` hides the lookup from the gradient.

import torch

from detach_examples import COLOURS, new_plot, show_plot, trace

codes = torch.tensor([2.0, 4.0, 9.0], requires_grad=True)
x = torch.tensor([1.0, 5.0], requires_grad=True)
nearest = (x[:, None] - codes).abs().argmin(dim=1)
code = codes[nearest]
quantized = x + (code - x).detach()
print(f"nearest {nearest.tolist()}, quantized {quantized.tolist()}")
assert quantized.tolist() == [2.0, 4.0]

# %%
# Predict
# -------
# A decoder asks the quantized values to be 0.
# Which get a gradient: the codes, ``x``, or both?
#
# .. claim:: a-leaf-read-through-detach-alone-has-grad-none
#
#    A leaf that a loss reads through a detach alone keeps no ``grad``.

quantized.square().sum().backward()
print(f"x.grad = {x.grad.tolist()}, codes.grad = {codes.grad}")
assert x.grad.tolist() == [4.0, 8.0] and codes.grad is None

# %%
# Only ``x``: the gradient 2 · code goes straight through to it.
#
# Fix
# ---
# One term moves the codes to ``x``, the other ``x`` to the codes.
# They have one value: (1 - 2)² + (5 - 4)² = 2.
#
# .. claim:: crossed-detaches-give-each-side-its-own-term
#
#    Detached on one side, a squared distance trains the other alone.

x.grad = None
with trace() as record:
    code = codes[nearest]
    codebook = (x.detach() - code).square().sum()
    commitment = (x - code.detach()).square().sum()
codebook.backward()
print(f"codebook: x {x.grad}, codes {codes.grad.tolist()}")
assert x.grad is None and codes.grad.tolist() == [2.0, -2.0, 0.0]
record.draw([codebook, commitment], "Each term trains one side.")

# %%
# The third code was not looked up: its gradient is 0.

commitment.backward()
print(f"then: x {x.grad.tolist()}, codes {codes.grad.tolist()}")
assert x.grad.tolist() == [-2.0, 2.0] and codes.grad[0] == 2

# %%
# Train the codes
# ---------------
# Two points lie around 1, two around 7; the codes start at 3 and 4.

def train(term):
    x = torch.tensor([0.0, 2.0, 6.0, 8.0], requires_grad=True)
    codes = torch.tensor([3.0, 4.0], requires_grad=True)
    for _ in range(40):
        codes.grad = torch.zeros(2)
        code = codes[(x[:, None] - codes).abs().argmin(dim=1)]
        term(x, code).square().sum().backward()
        codes.detach().sub_(0.05 * codes.grad)
        yield codes.round(decimals=1).tolist()

print([*train(lambda x, code: x.detach() - code)][-1])

# %%
# Through the straight-through sum alone, the codes stay.

right = [*train(lambda x, code: x.detach() - code)]
wrong = [*train(lambda x, code: x + (code - x).detach())]
print(f"codes: right {right[-1]}, wrong {wrong[-1]}")
assert right[-1] == [1, 7] and wrong[-1] == [3, 4]
figure, axes = new_plot("step", "codes")
moved = axes.plot(right, color=COLOURS["tracked"].light)
still = axes.plot(wrong, "--", color=COLOURS["error"].light)
axes.legend([moved[0], still[0]], ["own", "none"], loc=(0.6, 0.6))
show_plot(figure, caption="Only a loss of their own moves the codes.",
          alt="With it the codes go to 1 and 7; without, they stay.")

# %%
# Takeaway
# --------
# **Train the codes on the lookup itself, with x detached.**
#
# - Do: add the commitment term for the encoder.
# - Don't: expect a gradient out of the detached difference.
#
# See also: :doc:`/gallery/pitfalls/gradient_stops_at_detach`
