"""
Freeze part of a network
========================

You reuse a trained backbone, and only the new head should learn.
Turn off ``requires_grad`` in the backbone: autograd skips it.
Detaching its output stops the gradient too, after recording a graph.

Read before: :doc:`/gallery/patterns/inference_without_tracking`
"""

# %%
# Two layers
# ----------
# The backbone doubles its input, and the head triples the result.

import torch

from detach_examples import trace, watch_saved

backbone = torch.nn.Linear(1, 1, bias=False)
head = torch.nn.Linear(1, 1, bias=False)
torch.nn.init.constant_(backbone.weight, 2.0)
torch.nn.init.constant_(head.weight, 3.0)
x = torch.ones(1, 1)
print(f"output: {head(backbone(x)).item()}")

# %%
# Predict
# -------
# :py:meth:`torch.nn.Module.eval` is called on the backbone.
# The optimizer holds the head alone.
# Will ``backward`` compute a gradient for the backbone?
#
# .. claim:: eval-does-not-stop-gradients
#
#    ``eval`` does not stop gradients, and neither does an optimizer
#    that leaves a weight out.

backbone.eval()
optimizer = torch.optim.SGD(head.parameters(), lr=0.5)
with watch_saved() as saved:
    y = head(backbone(x))
kept = saved.count
y.backward()
rows = [("eval() and optimizer", kept, backbone.weight.grad.item())]
print(f"saved {kept}, gradient {backbone.weight.grad.item()}")

# %%
# Yes: the gradient is 3, the weight of the head.
#
# Freeze the weights
# ------------------
# :py:meth:`torch.nn.Module.requires_grad_` turns their tracking off.
#
# .. claim:: a-frozen-module-gets-no-gradient
#
#    The weights of a module frozen by ``requires_grad_(False)`` get no
#    gradient.

backbone.requires_grad_(False).zero_grad()
with watch_saved() as saved:
    y = head(backbone(x))
kept = saved.count
y.backward()
rows.append(("requires_grad_(False)", kept, backbone.weight.grad))
print(f"saved {kept}, gradient {backbone.weight.grad}")

# %%
# No gradient, and one :term:`saved tensor` of three is left.
#
# Detach between the layers
# -------------------------
# The weights are tracked again, and the features are detached.

backbone.requires_grad_(True)
with watch_saved() as saved, trace() as record:
    features = backbone(x)
    y = head(features.detach())
kept = saved.count
y.backward()
rows.append(("detach between", kept, backbone.weight.grad))
print(f"saved {kept}, gradient {backbone.weight.grad}")

# %%
# Side by side
# ------------
# Detached, the backbone has a :term:`graph`, and saves one tensor more.

for way, kept, gradient in rows:
    print(f"{way:22} saved {kept}, gradient {gradient}")
assert [r[1:] for r in rows] == [(3, 3.0), (1, None), (2, None)]
record.draw(y, "Cut behind the backbone: it is recorded for nothing.")

# %%
# A frozen weight that moves
# --------------------------
# An optimizer skips a gradient of None, but not a gradient of 0.
# Weight decay then takes 0.5 * 0.5 * 2 from the weight.
#
# .. claim:: an-optimizer-skips-none-and-not-zero
#
#    An optimizer skips a weight whose gradient is None, and not one
#    whose gradient is zero.

backbone.requires_grad_(False)
optimizer = torch.optim.SGD([backbone.weight], lr=0.5, weight_decay=0.5)
optimizer.step()
print(f"gradient None: weight {backbone.weight.item()}")
backbone.weight.grad = torch.zeros(1, 1)
optimizer.step()
print(f"gradient 0: weight {backbone.weight.item()}")
assert backbone.weight.item() == 1.5

# %%
# Takeaway
# --------
# **Freeze with** ``requires_grad_(False)`` **and a gradient of None.**
#
# - Don't: count on ``eval`` or the optimizer to stop a gradient.
# - Not shown: batch norm, or a trainable layer before the backbone.
#
# See also: :doc:`/gallery/pitfalls/gradient_stops_at_detach`
