"""
Return the loss from a closure
==============================

LBFGS calls a closure several times in each step.
Must the closure return the loss with its graph, and what may be
detached?
``backward`` runs inside the closure; what is returned is read as a
number, so it may be detached.

Read before: :doc:`/gallery/first_steps/detach_releases_the_graph`
"""

# %%
# A bowl with its lowest point at 3
# ---------------------------------
# The loss is (w - 3)², and the closure calls ``backward``.

from functools import partial

import torch

from detach_examples import watch_saved


def start():
    w = torch.tensor(0.0, requires_grad=True)
    return w, torch.optim.LBFGS([w], lr=1.0)

w, lbfgs = start()
print(f"w = {w.item()}, loss = {((w - 3) ** 2).item()}")

# %%
# Predict
# -------
# One closure returns the loss, and the other a detached loss.
# ``clone`` stands for the first.
# Which of the two finds the lowest point?
#
# .. claim:: lbfgs-takes-a-detached-loss
#
#    The closure of LBFGS may return a detached loss: only its number is
#    read.

def closure(w, lbfgs, use):
    lbfgs.zero_grad()
    loss = (w - 3) ** 2
    loss.backward()
    return use(loss)

for use in (torch.clone, torch.detach):
    w, lbfgs = start()
    lbfgs.step(partial(closure, w, lbfgs, use))
    print(f"{use.__name__}: w = {w.item():.3f}")
    assert abs(w.item() - 3) < 1e-3

# %%
# Both: the gradients were filled inside the closure.
#
# Detach too early
# ----------------
# Before ``backward`` there is nothing to go back through.

w, lbfgs = start()
loss = lbfgs.step(lambda: (w.detach() - 3) ** 2)
print(f"w = {w.item()}, loss = {loss.item()}: it never moved")
assert w.item() == 0

# %%
# Nothing was raised, because nothing asked for a gradient.
#
# What the step returns
# ---------------------
# It is what the closure returned first: keep it detached.
#
# .. claim:: a-step-returns-what-its-closure-returned
#
#    ``step`` of an optimizer returns what its closure returned, with
#    its history.

x = torch.zeros(1000, requires_grad=True)
sgd = torch.optim.SGD([x], lr=0.1)
with watch_saved() as saved:
    kept = sgd.step(lambda: x.exp().sum())
    print(f"tracked: {kept.requires_grad}, {saved.bytes} bytes")
    assert kept.requires_grad and saved.bytes == 4000
    kept = kept.detach()
print(f"detached: {saved.bytes} bytes")
assert saved.bytes == 0

# %%
# Takeaway
# --------
# **backward inside the closure, a number out of it.**
#
# - Do: ``loss.backward()`` and then ``return loss``.
# - Do: detach what ``step`` returned before you keep it.
# - Don't: detach before ``backward``.
#
# See also: :doc:`/gallery/patterns/log_without_holding_the_graph`
