"""
Detach what is no policy
========================

In REINFORCE, do you need ``action.detach()`` or ``reward.detach()``?
What must be detached is a learned baseline, and nothing else.
A sample has no history, and a reward comes from outside.
The gradient flows through the log-probability alone.

Read before: :doc:`/gallery/patterns/actor_critic_advantage`
"""

# %%
# Which parts have a history
# --------------------------
# The policy chooses one of two arms by its logits.
#
# .. claim:: a-sample-has-no-history
#
#    ``sample`` of a distribution has no history, and ``log_prob`` of it
#    leads back to the parameters.

import torch
from torch.distributions import Categorical

from detach_examples import COLOURS, new_plot, show_plot, trace

logits = torch.zeros(2, requires_grad=True)
policy = Categorical(logits=logits)
action = policy.sample()
print(f"action tracked:   {action.requires_grad}")
print(f"log_prob tracked: {policy.log_prob(action).requires_grad}")
assert not action.requires_grad
assert policy.log_prob(action).requires_grad

# %%
# Predict
# -------
# The second arm paid 1, and a learned baseline says 0.5.
# Which of logits and baseline gets a gradient from this loss?

baseline = torch.tensor(0.5, requires_grad=True)
with trace() as record:
    logp = Categorical(logits=logits).log_prob(torch.tensor(1))
    loss = -(1.0 - baseline.detach()) * logp
loss.backward()
print(f"logits.grad = {logits.grad.tolist()}")
print(f"baseline.grad = {baseline.grad}")
assert logits.grad.tolist() == [0.25, -0.25] and baseline.grad is None

# %%
# The logits alone; undetached, the baseline would learn to be large.

wrong = -(1.0 - baseline) * logp.detach()
wrong.backward()
print(f"undetached: baseline.grad = {baseline.grad:.2f}")
record.draw(loss, "The baseline is read; the logits are trained.")

# %%
# The mean over all actions
# -------------------------
# Weighted by the probabilities, the gradients of log_prob give the
# gradient of the expected pay.
#
# .. claim:: the-score-function-gives-the-gradient-of-the-mean
#
#    The mean of reward times gradient of ``log_prob`` is the gradient
#    of the mean reward.

pay = torch.tensor([1.0, 3.0])
logits = torch.tensor([0.0, 1.0], requires_grad=True)
p = logits.softmax(0)
(exact,) = torch.autograd.grad((p * pay).sum(), logits)
p, logp = p.detach(), logits.log_softmax(0)
(score,) = torch.autograd.grad((p * pay * logp).sum(), logits)
print(f"exact {exact.tolist()}\nscore {score.tolist()}")
assert torch.allclose(exact, score)

# %%
# Sample and train
# ----------------
# Two hundred pulls, with the mean pay of 2 as the baseline.

torch.manual_seed(0)
logits, chance = torch.zeros(2, requires_grad=True), []
for _ in range(200):
    policy = Categorical(logits=logits)
    action = policy.sample()
    logits.grad = None
    (-(pay[action] - 2) * policy.log_prob(action)).backward()
    logits.detach().sub_(0.1 * logits.grad)
    chance.append(policy.probs[1].item())
print(f"chance of the better arm: {chance[0]:.2f} to {chance[-1]:.2f}")

# %%
# The curve
# ---------
# Nothing but ``log_prob`` carried gradient.

figure, axes = new_plot("pull", "chance of the better arm")
axes.plot(chance, color=COLOURS["tracked"].light)
axes.set_ylim(0, 1)
print(f"above 0.9 at the end: {chance[-1] > 0.9}")
assert chance[-1] > 0.9
show_plot(figure, caption="The log-probability is gradient enough.",
          alt="The chance rises from one half to nearly one.")

# %%
# Takeaway
# --------
# **Only the log-probability carries the policy's gradient.**
#
# - Do: detach a learned baseline in the policy's loss.
# - Don't: detach ``log_prob``: then nothing trains.
# - Not shown: ``rsample``, which is differentiated itself.
#
# See also: :doc:`/gallery/cuts/find_the_integer`,
# :doc:`/gallery/patterns/ppo_old_log_probs`
