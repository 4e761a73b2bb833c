"""
Give each loss its own part
===========================

One loss should train the encoder, another only the probe or head.
Is a second optimizer enough?
No: the probe's loss still adds to the encoder's gradient.
Give the probe detached features, and add the losses as you like.

Read before: :doc:`/gallery/patterns/use_a_value_without_training_it`
"""

# %%
# Two losses by hand
# ------------------
# The encoder ``w`` makes the feature 2, and should make 3.
# The probe ``p`` reads the feature, and should make 10 of it.

import torch

from detach_examples import COLOURS, new_plot, show_plot, trace

w, p = (torch.tensor(v, requires_grad=True) for v in (2.0, 1.0))
feature = w * 1
own, probe = (feature - 3) ** 2, (p * feature - 10) ** 2
alone, = torch.autograd.grad(own, w, retain_graph=True)
print(f"own loss {own.item()}, gradient of w {alone.item()}")
assert alone == 2 * (2 - 3)

# %%
# Predict
# -------
# The probe's optimizer would hold ``p`` alone, and never step ``w``.
# What will its loss do to ``w.grad``?
#
# .. claim:: backward-fills-each-leaf-that-a-loss-reaches
#
#    ``backward`` fills ``grad`` of each leaf that its loss reaches.

(own + probe).backward()
print(f"w.grad: wrong {w.grad.item()}, right {alone.item()}")
assert w.grad == -2 + 2 * (2 - 10) * p

# %%
# It adds -16: the encoder's own optimizer will step on -18.
#
# Fix
# ---
# The probe reads the feature through :py:meth:`torch.Tensor.detach`.
# One ``backward`` of the sum serves both.
#
# .. claim:: detached-features-shield-the-encoder-from-the-probe
#
#    A loss of detached features trains what follows, not their source.

w.grad = p.grad = None
with trace() as record:
    feature = w * 1
    own = (feature - 3) ** 2
    probe = (p * feature.detach() - 10) ** 2
(own + probe).backward()
print(f"w.grad {w.grad.item()}, p.grad {p.grad.item()}")
assert w.grad == alone and p.grad == 2 * (2 - 10) * 2
record.draw([own, probe], "The probe trains p alone.")

# %%
# Train both
# ----------
# The probe pays ``p**2`` for its size, and would like a larger feature.

def train(use):
    w, p = (torch.tensor(1.0, requires_grad=True) for _ in range(2))
    for _ in range(100):
        w.grad = p.grad = None
        probe = (p * use(w * 1) - 10) ** 2 + p**2
        ((w * 1 - 3) ** 2 + probe).backward()
        w.detach().sub_(0.02 * w.grad)
        p.detach().sub_(0.02 * p.grad)
        yield w.item()

print(f"detached: w = {[*train(torch.Tensor.detach)][-1]:.1f}")

# %%
# Attached, the encoder goes past its own 3 to please the probe.

right = [*train(lambda feature: feature.detach())]
wrong = [*train(lambda feature: feature)]
print(f"w: right {right[-1]:.1f}, wrong {wrong[-1]:.1f}")
assert abs(right[-1] - 3) < 0.1 and wrong[-1] > 4
figure, axes = new_plot("step", "w")
axes.plot(right, color=COLOURS["tracked"].light, label="detached")
axes.plot(wrong, "--", color=COLOURS["error"].light, label="attached")
axes.legend(labelcolor="linecolor", frameon=False)
show_plot(figure, caption="An attached probe pulls w off its goal.",
          alt="Detached, w rises to 3; attached, it goes past 4.")

# %%
# Takeaway
# --------
# **Detach the features where a loss should stop.**
#
# - Do: add the losses, and call ``backward`` once.
# - Don't: count on an optimizer to keep a gradient out.
#
# See also: :doc:`/gallery/patterns/freeze_part_of_a_network`
