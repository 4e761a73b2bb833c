"""
Cut a GAN step
==============

You train the discriminator of a GAN, on a real row and a fake one.
The generator made the fake one, and must not be trained by this loss.
Where do you cut, and what does a cut in the wrong place cost?

Read before: :doc:`/gallery/explore/cut_one_of_two_branches`
"""

# %%
# Choose, and look
# ----------------
# ``g`` is the generator, ``d`` the discriminator, each of one weight.
# The loss asks for a low score of the fake and a high one of the real.

from detach_examples import Explorer

program = """
import torch

g = torch.tensor(2.0, requires_grad=True)
d = torch.tensor(3.0, requires_grad=True)
fake = g * 0.5
fake_score = d * fake
real_score = d * 4.0
loss = fake_score - real_score
loss.backward()
"""
explorer = Explorer(program, edges=["fake", "fake_score"])
explorer

# %%
# The cut that is meant
# ---------------------
# Cut at ``fake``, the discriminator's gradient is 1 minus 4, as it was
# when all was kept.
# The generator gets none.

kept, right = explorer.grads(), explorer.grads(fake="detach")
print(f"kept:        g.grad = {kept['g']}, d.grad = {kept['d']}")
print(f"fake is cut: g.grad = {right['g']}, d.grad = {right['d']}")
assert right == {"g": "None", "d": kept["d"]}

# %%
# Predict
# -------
# You cut one line later, at the score.
# The generator is safe there, too: is the discriminator?

late = explorer.grads(fake_score="detach")
print(f"fake_score is cut: g.grad = {late['g']}, d.grad = {late['d']}")
assert late == {"g": "None", "d": "tensor(-4.)"}

# %%
# Notice that the discriminator no longer learns from the fake row.
# Its gradient is that of the real one alone, and nothing is raised.

# %%
# Takeaway
# --------
# **Cut where the generator's output enters, not where the score leaves.**
#
# - Do: detach the fake batch in the discriminator's step.
# - Don't: detach the score, which is made by the weights that you train.
# - Not shown: the generator's own step, where nothing is cut.
#
# See also: :doc:`/gallery/patterns/gan_step`
