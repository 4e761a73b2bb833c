"""
Freeze the critic for the actor
===============================

In the actor's loss ``-Q(s, pi(s))`` of SAC or DDPG, should Q be
detached or under ``no_grad``?
Neither: both cut the actor off.
Freeze the critic's weights by their flag, and let gradients pass.
And which side of the temperature gets detached?
Each loss takes the other's part as a constant.

Read before: :doc:`/gallery/choices/freeze_or_detach_a_layer`
"""

# %%
# An actor and a critic
# ---------------------
# The critic says q · action, with q = 2.

import torch

from detach_examples import expect_error, trace

actor = torch.tensor(1.0, requires_grad=True)
q = torch.tensor(2.0, requires_grad=True)
state = torch.tensor(3.0)

def critic(action):
    return q * action

print(f"Q = {critic(actor * state).item()}")

# %%
# Predict
# -------
# The actor should raise Q, and the critic should stay.
# You detach Q, or compute it under ``no_grad``: what will train?

for name, value in {"detach": critic(actor * state).detach(),
                    "no_grad": torch.no_grad()(critic)(actor * state),
                    }.items():
    print(f"{name}: requires_grad = {value.requires_grad}")
    with expect_error(RuntimeError, match="element 0 of tensors"):
        (-value).backward()

# %%
# Nothing: the only way to the actor leads through the critic.
#
# Fix
# ---
# Turn the flag of the critic's weights off.
#
# .. claim:: a-frozen-weight-passes-the-gradient-of-its-input
#
#    A product with a frozen weight passes the gradient on to its input,
#    and keeps none for the weight.

q.requires_grad_(False)
with trace() as record:
    loss = -critic(actor * state)
loss.backward()
q.requires_grad_(True)
print(f"actor.grad = {actor.grad.item()}, q.grad = {q.grad}")
assert actor.grad == -6 and q.grad is None
record.draw(loss, "Through the frozen critic to the actor.")

# %%
# The temperature
# ---------------
# Two losses share ``alpha`` and ``logp``.
# The actor's loss may not move alpha, and alpha's loss not the actor.
#
# .. claim:: two-losses-can-train-the-two-factors-of-a-product-apart
#
#    Where each loss detaches the other's factor, each factor is trained
#    by its own loss alone.

alpha = torch.tensor(1.0, requires_grad=True)
logp = torch.tensor(-1.0, requires_grad=True)
target = -0.5
actor_loss = alpha.detach() * logp
alpha_loss = -alpha * (logp + target).detach()
(actor_loss + alpha_loss).backward()
print(f"logp.grad = {logp.grad}, alpha.grad = {alpha.grad}")
assert logp.grad == 1 and alpha.grad == 1.5

# %%
# Without the detaches
# --------------------
# Each loss pushes the other's part: by -1 here, and by -1 there.

alpha.grad = logp.grad = None
(alpha * logp - alpha * (logp + target)).backward()
print(f"logp.grad:  wrong {logp.grad.item()}, right 1.0")
print(f"alpha.grad: wrong {alpha.grad.item()}, right 1.5")
assert (logp.grad.item(), alpha.grad.item()) == (0.0, 0.5)

# %%
# Takeaway
# --------
# **Freeze weights by flags; detach values that belong to others.**
#
# - Do: ``critic.requires_grad_(False)`` for the actor's step.
# - Do: ``alpha.detach() * logp``, and ``alpha * logp.detach()``.
# - Don't: put the critic under ``no_grad`` in the actor's loss.
#
# See also: :doc:`/gallery/patterns/actor_critic_advantage`
