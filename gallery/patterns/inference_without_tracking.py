"""
Run inference without tracking
==============================

You detach each prediction to make inference faster.
That is too late: the forward pass has recorded its :term:`graph`.
Run it inside :py:class:`torch.no_grad`, which records nothing.

Read before: :doc:`/gallery/patterns/tensor_to_numpy`
"""

# %%
# A network of ten layers
# -----------------------
# Each layer adds the weight and replaces negative numbers by zero.

import torch

from detach_examples import expect_error, measure, plot

w, x = torch.ones(1000, requires_grad=True), torch.ones(1000)


def model(x):
    for _ in range(10):
        x = (x + w).relu()
    return x


print(f"first output: {model(x)[0].item()}")

# %%
# Predict
# -------
# Each layer may leave one :term:`saved tensor` for ``backward``.
# You detach the output: how many are there?

with measure.watch_saved() as saved:
    y = model(x)
    alias = y.detach()
print(f"saved: {saved.count} tensors, {saved.bytes} bytes")
assert saved.count == 10
del y
print(f"without y: {saved.count} tensors, {saved.bytes} bytes")

# %%
# All ten: ``detach`` came after the work, and they go when ``y`` goes.
#
# Record nothing
# --------------
# Turn the :term:`grad mode` off before the work.
#
# .. claim:: inference-mode-saves-nothing-for-backward
#
#    Under ``inference_mode``, as under ``no_grad``, nothing is saved
#    for ``backward``.

with torch.no_grad(), measure.watch_saved() as saved:
    y = model(x)
print(f"no_grad: {saved.count} tensors")
assert saved.count == 0
with torch.inference_mode(), measure.watch_saved() as saved:
    y = model(x)
print(f"inference_mode: {saved.count} tensors")
assert saved.count == 0

# %%
# The price of inference mode
# ---------------------------
# :py:class:`torch.inference_mode` returns an :term:`inference tensor`.
# Autograd refuses to save it; a clone made outside is a normal tensor.
#
# .. claim:: an-inference-tensor-is-not-saved-for-backward
#
#    An inference tensor cannot be saved for ``backward``; a clone of it
#    can.

with expect_error(RuntimeError, match="cannot be saved for backward"):
    loss = (w * y).sum()
loss = (w * y.clone()).sum()
loss.backward()
print(f"w.grad[0] = {w.grad[0].item()}")
assert w.grad[0].item() == 11.0

# %%
# Measure it
# ----------
# The same forward pass, run in four ways.

times = {"plain": measure.seconds("plain", lambda: model(x))}
times["detach"] = measure.seconds("detach", lambda: model(x).detach())
with torch.no_grad():
    times["no_grad"] = measure.seconds("no_grad", lambda: model(x))
with torch.inference_mode():
    times["inference"] = measure.seconds("inference", lambda: model(x))
for way, time in times.items():
    print(f"{way}: {measure.as_ratio(time / times['plain'])} plain")

# %%
# Compare the bars
# ----------------
# They are the times of this build; the counts above are exact.

figure, axes = plot.new_plot("microseconds", "")
axes.barh(list(times), [t * 1e6 for t in times.values()], zorder=2,
          color=plot.COLOURS["tracked"].light)
axes.invert_yaxis()
print(f"ways timed: {len(times)}")
plot.show_plot(figure, caption="Detaching afterwards comes too late.",
               alt="Four bars: the time of one pass in four ways.")

# %%
# Takeaway
# --------
# **Turn recording off before the forward pass.**
#
# - Do: ``no_grad``; ``inference_mode`` if no gradient comes later.
# - Don't: detach outputs for speed.
#
# See also: :doc:`/gallery/choices/detach_and_no_grad`
