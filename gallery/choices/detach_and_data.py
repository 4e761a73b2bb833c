"""
Choose detach over .data
========================

Old code reads and edits a tensor through ``.data``.
:py:meth:`torch.Tensor.detach` gives you the same memory.
But autograd sees an edit through ``detach``, and can object.
Through ``.data`` it sees nothing, and your gradient can be wrong.

Read before: :doc:`/gallery/choices/detach_and_no_grad`, :doc:`/gallery/first_steps/detach_shares_memory`
"""

# %%
# Two aliases that look the same
# ------------------------------
# Values, address and ``requires_grad`` do not tell them apart.

import torch

from detach_examples import COLOURS, expect_error, new_plot, show_plot

w = torch.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
for alias in (w.detach(), w.data):
    same = alias.data_ptr() == w.data_ptr()
    print(f"{alias.tolist()}, same address: {same}, "
          f"requires_grad: {alias.requires_grad}")

# %%
# Predict
# -------
# A tensor counts its edits in a :term:`version counter`.
# You write into ``w`` once through each alias.
# What does the counter of ``w`` say after each edit?
#
# .. claim:: data-has-its-own-version-counter
#
#    An edit through ``.data`` does not count in the version counter of
#    its source.

w.data.mul_(2)
print(f"after the edit through .data:  version {w._version}")
w.detach().div_(2)
print(f"after the edit through detach: version {w._version}")
print(f"w = {w.tolist()}")
assert w._version == 1

# %%
# Both edits reached ``w``: doubled and halved, it is what it was.
# Its counter saw only the second.
#
# The edit that is caught
# -----------------------
# The loss is the sum of the squares, so its gradient is 2w.
# You clip the weights at 2, one line too early.
#
# .. claim:: an-edit-through-detach-is-reported
#
#    If a saved tensor is edited through ``detach``, ``backward``
#    raises.

loss = w.square().sum()
w.detach().clamp_(max=2)
with expect_error(RuntimeError, match="modified by an inplace"):
    loss.backward()

# %%
# ``backward`` needs the weights as they were, and they are newer.
#
# The same edit, silent
# ---------------------
# One word differs, and nothing is raised.
#
# .. claim:: an-edit-through-data-is-silent
#
#    If a saved tensor is edited through ``.data``, the gradient is
#    wrong in silence.

w = torch.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
loss = w.square().sum()
w.data.clamp_(max=2)
loss.backward()
wrong = w.grad.tolist()
print(f"wrong {wrong}, right [2.0, 4.0, 6.0, 8.0]")
assert wrong == [2.0, 4.0, 4.0, 4.0]

# %%
# The last two are the gradients of the clipped weights.
#
# Fix
# ---
# Keep ``detach``, and clip after ``backward``.

w = torch.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
loss = w.square().sum()
loss.backward()
w.detach().clamp_(max=2)
right = w.grad.tolist()
print(f"gradient {right}, clipped weights {w.tolist()}")
assert right == [2.0, 4.0, 6.0, 8.0]

# %%
# What the silence costs
# ----------------------
# From the clip on, the wrong gradient no longer knows the weight.

blue, red = COLOURS["tracked"].light, COLOURS["error"].light
figure, axes = new_plot("weight before the clip", "gradient")
axes.plot(list("1234"), right, color=blue, label="right")
axes.plot(list("1234"), wrong, "x--", color=red, label="with .data")
axes.legend(labelcolor="linecolor", frameon=False)
print(f"largest weight: right {right[-1]}, wrong {wrong[-1]}")
show_plot(figure, caption="An edit through .data bends the gradient.",
          alt="Right rises from 2 to 8; with .data it stays at 4.")

# %%
# Takeaway
# --------
# **Edit through detach, so that autograd can object.**
#
# - Do: replace ``.data`` by ``.detach()`` in old code, and run it.
# - Don't: read the silence of ``.data`` as consent.
# - Not shown: assigning to ``.data``.
#
# See also: :doc:`/gallery/pitfalls/inplace_edit_reaches_the_graph`
