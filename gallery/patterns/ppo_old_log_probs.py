"""
Detach the old log-probabilities
================================

Which parts of the PPO ratio are detached?
The old log-probs and the advantage are constants; the new log-prob is
not.
With both attached the two gradients cancel, and nothing trains.

Read before: :doc:`/gallery/patterns/policy_gradient`
"""

# %%
# The ratio on the first epoch
# ----------------------------
# The policy has not moved yet, so new and old are the same number.

import torch

from detach_examples import COLOURS, new_plot, show_plot, trace

new = torch.tensor(-0.5, requires_grad=True)
advantage = 2.0
ratio = (new - new.detach()).exp()
print(f"ratio = {ratio.item()}")

# %%
# Predict
# -------
# A ratio of 1, whatever the policy is: does it have a gradient?
#
# .. claim:: a-ratio-to-a-detached-self-has-a-gradient
#
#    A ratio of a value to its own detached value is 1, and its gradient
#    is not zero.

gradients = {}
ways = {"old detached": new.detach(), "old attached": new}
for name, old in ways.items():
    ratio = (new - old).exp()
    (gradient,) = torch.autograd.grad(ratio * advantage, new)
    gradients[name] = gradient.item()
    print(f"{name}: ratio {ratio.item()}, gradient {gradient.item()}")
assert gradients == {"old detached": 2.0, "old attached": 0.0}

# %%
# Attached, the same gradient comes twice, with opposite signs.
#
# What autograd sees
# ------------------
# In a loop the old value is computed once, under ``no_grad``.

with torch.no_grad():
    old = new.clone()
with trace() as record:
    ratio = (new - old).exp()
    loss = -(ratio * advantage)
print(f"old: requires_grad = {old.requires_grad}")
record.draw(loss, "The gradient goes to new; old is a constant.")

# %%
# Several epochs on one batch
# ---------------------------
# Two arms pay 1 and 3; the ratio is clipped at 1.2 and 0.8.

pay = torch.tensor([1.0, 3.0])

def gain(logp, old):
    p, ratio = old.detach().exp(), (logp - old).exp()
    advantage = pay - p @ pay
    clipped = ratio.clamp(0.8, 1.2) * advantage
    return p @ torch.minimum(ratio * advantage, clipped)

logp = torch.zeros(2).log_softmax(0)
print(f"gain before the first step: {gain(logp, logp).item()}")

# %%
# Forty epochs; each fourth begins a new batch.

def train(use):
    logits, old = torch.zeros(2, requires_grad=True), torch.zeros(2)
    for epoch in range(40):
        logp = logits.log_softmax(0)
        old = use(logp) if epoch % 4 == 0 else old.detach()
        logits.grad = None
        (-gain(logp, old)).backward()
        logits.detach().sub_(0.5 * logits.grad)
        yield logits.softmax(0)[1].item()

print(f"detached: {list(train(torch.Tensor.detach))[-1]:.2f}")

# %%
# Side by side
# ------------
# Within the batch's first epoch the attached ratio has no gradient.

right = list(train(lambda logp: logp.detach()))
stuck = list(train(lambda logp: logp))
print(f"first epoch: right {right[0]:.2f}, wrong {stuck[0]:.2f}")
assert right[0] > 0.5 == stuck[0]
figure, axes = new_plot("epoch", "chance of the better arm")
axes.plot(right, color=COLOURS["tracked"].light, label="old detached")
axes.plot(stuck, "--", c=COLOURS["error"].light, label="old attached")
axes.legend(labelcolor="linecolor", frameon=False)
show_plot(figure, caption="Attached, each batch loses an epoch.",
          alt="Detached the chance rises; attached it lags behind.")

# %%
# Takeaway
# --------
# **Old log-probs are data: detach them when you store them.**
#
# - Do: compute them under ``no_grad``, with the rollout.
# - Don't: detach the ratio, or the new log-prob.
#
# See also: :doc:`/gallery/patterns/group_relative_policy`
