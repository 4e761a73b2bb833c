"""
Divide a policy by itself
=========================

Why ``exp(logp - logp.detach())`` in GRPO, if the exponential is always
1, or the difference always 0?
Its value is 1, and its gradient is that of ``logp``.
So the loss shows the advantage, and trains the policy.

Read before: :doc:`/gallery/patterns/ppo_old_log_probs`
"""

# %%
# One, with a slope
# -----------------
# At p = 1/4 the logarithm has the slope 1/p = 4.
#
# .. claim:: exp-of-a-difference-to-itself-has-the-gradient-of-the-log
#
#    ``exp(logp - logp.detach())`` is 1, and has the gradient of
#    ``logp``.

import torch

from detach_examples import trace

p = torch.tensor(0.25, requires_grad=True)
with trace() as record:
    logp = p.log()
    ratio = (logp - logp.detach()).exp()
ratio.backward()
print(f"ratio = {ratio.item()}, p.grad = {p.grad.item()}")
assert ratio == 1 and p.grad == 4
record.draw(ratio, "One way back is cut, so the other one counts.")

# %%
# Predict
# -------
# You leave the ``detach`` out.
# The value stays 1; what is the gradient?
#
# .. claim:: a-difference-to-itself-has-no-slope
#
#    The difference of a tensor to itself has a gradient of zero.

p.grad = None
logp = p.log()
(logp - logp).exp().backward()
print(f"p.grad = {p.grad.item()}")
assert p.grad == 0

# %%
# Zero: the two ways back cancel.
#
# The same gradient as REINFORCE
# ------------------------------
# Only the number that you log differs.

advantage = 2.0
losses = {"trick": lambda logp: (logp - logp.detach()).exp(),
          "plain": lambda logp: logp}
for name, of in losses.items():
    p.grad = None
    loss = of(p.log()) * advantage
    loss.backward()
    print(f"{name}: value {loss.item():.4f}, p.grad {p.grad.item()}")
    assert p.grad == 8

# %%
# A group of answers
# ------------------
# Four answers got the rewards 1, 0, 0, 1.
# Their advantage is the reward less the mean of the group.

rewards = torch.tensor([1.0, 0.0, 0.0, 1.0])
gain = rewards - rewards.mean()
logits = torch.zeros(4, requires_grad=True)
logp = logits.log_softmax(0)
loss = -((logp - logp.detach()).exp() * gain).mean()
loss.backward()
print(f"loss = {abs(loss.item())}, gradient {logits.grad.tolist()}")
assert logits.grad.tolist() == [-0.125, 0.125, 0.125, -0.125]

# %%
# Why the loss says nothing
# -------------------------
# The mean of the advantages of a group is zero, before and after.

with torch.no_grad():
    logits -= 10 * logits.grad
logp = logits.log_softmax(0)
loss = -((logp - logp.detach()).exp() * gain).mean()
good = logits.softmax(0)[[0, 3]].sum()
print(f"loss = {abs(loss.item())}, good answers: {good.item():.2f}")
assert loss == 0 and good > 0.9

# %%
# Takeaway
# --------
# **x / x.detach() is 1, and it trains.**
#
# - Do: watch the reward, for this loss does not fall.
# - Don't: simplify the difference away.
#
# See also: :doc:`/gallery/patterns/weigh_losses`,
# :doc:`/gallery/patterns/straight_through_estimator`
