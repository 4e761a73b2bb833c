"""
Cut before an in-place edit
===========================

You give a tensor a second name, and clip it in place.
Autograd has saved the first one for the way back.
Whether you get an error, a wrong gradient or the right one depends on
how you made the second name.

Read before: :doc:`/gallery/explore/cut_one_of_two_branches`
"""

# %%
# Choose, and look
# ----------------
# ``root`` is [1, 2], and ``limit`` clips it to [1, 1].

from detach_examples import Explorer

program = """
import torch

x = torch.tensor([1.0, 4.0], requires_grad=True)
w = torch.tensor([1.0, 1.0], requires_grad=True)
root = x.sqrt()
limit = root
limit.clamp_(max=1.0)
loss = (w * root * limit).sum()
loss.backward()
"""
explorer = Explorer(program, edges=["root", "limit"])
explorer

# %%
# Predict
# -------
# The square root's gradient is 1 / (2 root), which is [0.5, 0.25].
# Four ways should make ``limit`` a constant: which give that gradient?

for choice in ("detach", ".data", "no_grad", "clone().detach()"):
    found = explorer.grads(limit=choice)["x"].partition(":")[0]
    print(f"{choice:16} x.grad = {found}")
assert explorer.grads(limit=".data")["x"] == "tensor([0.5000, 0.5000])"
assert "RuntimeError" in explorer.grads(limit="detach")["x"]

# %%
# One of four
# -----------
# A clone has its own storage: the edit does not reach ``root``.
# The gradient is right, and so is that of ``w``.

right = explorer.grads(limit="clone().detach()")
print(right)
assert right["x"] == "tensor([0.5000, 0.2500])"
assert right["w"] == "tensor([1., 2.])"

# %%
# Notice that ``.data`` raises nothing: its edits do not count up the
# version that autograd compares.

# %%
# Takeaway
# --------
# **Clone before you edit: a cut graph is not a cut memory.**
#
# - Do: write ``clone().detach()`` for a value that you will change.
# - Don't: silence the error with ``.data``.
# - Not shown: edits of a leaf, which raise at once.
#
# See also: :doc:`/gallery/pitfalls/inplace_edit_reaches_the_graph`,
# :doc:`/gallery/choices/detach_and_data`
