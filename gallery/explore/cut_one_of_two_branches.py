"""
Cut one of two branches
=======================

Two paths lead from your leaves to the loss, and you cut one of them.
The leaf still gets a gradient, from the path that is left.
It is a smaller one, and nothing tells you so.

Read before: :doc:`/gallery/first_steps/detach_leaves_the_graph`
"""

# %%
# Choose, and look
# ----------------
# ``left`` is 2 times 3, ``right`` is 2 plus 3, and the loss is their
# product.
# Keep each branch, or cut it in one of four ways.

from detach_examples import Explorer

program = """
import torch

x = torch.tensor(2.0, requires_grad=True)
w = torch.tensor(3.0, requires_grad=True)
left = x * w
right = x + w
loss = left * right
loss.backward()
"""
explorer = Explorer(program, edges=["left", "right"])
explorer

# %%
# Check it by hand
# ----------------
# Along ``left``, the gradient of ``x`` is ``right`` times ``w``.
# Along ``right``, it is ``left``.
# Together they are 15 and 6.

kept = explorer.grads()
print(f"kept:         x.grad = {kept['x']}, w.grad = {kept['w']}")
for edge in ("left", "right"):
    cut = explorer.grads(**{edge: "detach"})
    print(f"{edge:5} is cut: x.grad = {cut['x']}, w.grad = {cut['w']}")
assert kept["x"] == "tensor(21.)"
assert explorer.grads(right="detach")["x"] == "tensor(15.)"

# %%
# Predict
# -------
# You cut both branches.
# Is the gradient zero, is it None, or does ``backward`` raise?

both = explorer.grads(left="detach", right="no_grad")
print(both["x"])
assert both["x"].startswith("RuntimeError: element 0 of tensors")

# %%
# Notice that a cut in all paths is loud, and a cut in one of them is
# silent.

# %%
# Takeaway
# --------
# **A leaf's gradient is the sum over the paths that are left.**
#
# - Do: count the paths from a leaf to the loss before you cut one.
# - Don't: take a gradient that is there for one that is whole.
# - Not shown: what happens when the cut value is edited in place.
#
# See also: :doc:`/gallery/pitfalls/gradient_stops_at_detach`,
# :doc:`/gallery/explore/cut_before_an_in_place_edit`
