"""
Cut an actor-critic step
========================

One value trains two parts: the critic by its own loss, and the actor by
the advantage.
Without a cut, the actor's loss trains the critic, too.
Cut too early, and the critic learns nothing.

Read before: :doc:`/gallery/explore/cut_one_of_two_branches`
"""

# %%
# Choose, and look
# ----------------
# The return is 5, the critic says 3: the advantage is 2.

from detach_examples import Explorer

program = """
import torch

actor = torch.tensor(-0.5, requires_grad=True)
critic = torch.tensor(3.0, requires_grad=True)
log_prob = actor * 2.0
value = critic * 1.0
advantage = 5.0 - value
actor_loss = -log_prob * advantage
critic_loss = (5.0 - value) ** 2
loss = actor_loss + critic_loss
loss.backward()
"""
explorer = Explorer(program, edges=["advantage", "value"])
explorer

# %%
# Check it by hand
# ----------------
# The critic's own loss gives it -2 times 2, which is -4.
# The actor's loss adds the log-probability, which is -1.

kept, right = explorer.grads(), explorer.grads(advantage="detach")
print(f"kept:             critic.grad = {kept['critic']}")
print(f"advantage is cut: critic.grad = {right['critic']}")
assert kept["critic"] == "tensor(-5.)"
assert right["critic"] == "tensor(-4.)"

# %%
# Predict
# -------
# You cut at ``value``, so that the advantage is a constant as well.
# Which of the two losses still trains the critic?

early = explorer.grads(value="detach")
print(f"value is cut: {early}")
assert early == {"actor": right["actor"], "critic": "None"}

# %%
# Notice that the actor's gradient is the same in all three.
# Its curve looks healthy while the critic stands still.

# %%
# Takeaway
# --------
# **Detach the advantage, and leave the value to the critic's loss.**
#
# - Do: cut between the value and the actor's loss.
# - Don't: cut the value itself, before both losses.
# - Not shown: shapes that broadcast, which no cut would mend.
#
# See also: :doc:`/gallery/patterns/actor_critic_advantage`,
# :doc:`/gallery/pitfalls/advantage_broadcasts`
