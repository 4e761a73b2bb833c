"""
Detach takes constant time
==========================

Your tensor is large: what does :py:meth:`torch.Tensor.detach` cost?
As much as for a single value, because no value is moved.
:py:meth:`torch.Tensor.clone` moves every value, so its time grows.

Read before: :doc:`/gallery/first_steps/detach_shares_memory`
"""

# %%
# One large tensor
# ----------------
# ``x`` has a hundred million values, of 4 bytes each.
# Every smaller size below is a slice of it, a :term:`view`.

import torch

from detach_examples import COLOURS, new_plot, show_plot
from detach_examples.measure import as_ratio, as_time, seconds

x = torch.ones(10**8, requires_grad=True)
print(f"x: {x.numel():,} values in {x.nbytes:,} bytes")

# %%
# Predict
# -------
# You go from one value, 1e+00, to a hundred million, 1e+08.
# Which of the two times will grow: ``detach``, ``clone`` or both?

sizes = [1, 100, 10**4, 10**6, 10**8]
detach, clone = [], []
for size in sizes:
    y = x[:size]
    detach.append(seconds(f"detach {size}", y.detach))
    clone.append(seconds(f"clone {size}", y.clone, batches=1))
    times = f"detach {as_time(detach[-1])}, clone {as_time(clone[-1])}"
    print(f"{size:.0e}: {times}")

# %%
# Notice that the time of ``clone`` grows, and that of ``detach`` does
# not.
#
# How far apart
# -------------
# The asserts leave room for a slow or busy machine.
#
# .. claim:: detach-costs-the-same-at-any-size
#
#    The time of ``detach`` does not grow with the tensor, and that of
#    ``clone`` does.

print(f"detach, large to small: {as_ratio(detach[-1] / detach[0])}")
print(f"clone, large to small:  {as_ratio(clone[-1] / clone[0])}")
print(f"large, clone to detach: {as_ratio(clone[-1] / detach[-1])}")
assert detach[-1] < 20 * detach[0]
assert clone[-1] > 100 * clone[0]
assert clone[-1] > 100 * detach[-1]

# %%
# Why it is so
# ------------
# The detached tensor is new, at the address of ``x``: nothing moved.
# A clone has an address of its own, so its values had to be written.

alias, copy = x.detach(), x[:4].clone()
print(f"alias at the address of x: {alias.data_ptr() == x.data_ptr()}")
print(f"copy at the address of x:  {copy.data_ptr() == x.data_ptr()}")
assert alias is not x and alias.data_ptr() == x.data_ptr()
assert copy.data_ptr() != x.data_ptr()

# %%
# The two times
# -------------
# Both axes are logarithmic: equal steps are equal factors.

figure, axes = new_plot("values in the tensor", "seconds")
axes.loglog(sizes, detach, "o--", color=COLOURS["detached"].light)
axes.loglog(sizes, clone, "s-", color=COLOURS["storage"].light)
axes.text(2e6, detach[-1] * 2, "detach", c=COLOURS["detached"].light)
axes.text(2e6, clone[-1] / 3, "clone", c=COLOURS["storage"].light)
print(f"sizes from {sizes[0]} to {sizes[-1]:,} values")
show_plot(figure, caption="clone pays for each value, detach for none.",
          alt="Time by size: detach is level, clone rises steeply.")

# %%
# Takeaway
# --------
# **Detach costs the same at any size; a copy does not.**
#
# - Do: choose ``detach`` by what it means, not by what it costs.
# - Don't: add ``clone`` to a large tensor that you only read.
# - Not shown: devices other than the CPU.
#
# See also: :doc:`/gallery/patterns/tensor_to_numpy`
