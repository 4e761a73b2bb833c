"""
Weigh losses by their values
============================

Should you detach a loss weight that is computed from the loss?
Yes: else you also train the weight, and the gradient can turn around.
``loss / loss.detach()`` is the short form: its gradient is scale-free.

Read before: :doc:`/gallery/patterns/use_a_value_without_training_it`
"""

# %%
# A weight that cancels
# ---------------------
# The weight 1 / loss makes each loss count as 1.
# Attached, it cancels the loss, and the gradient with it.

import torch

from detach_examples import COLOURS, new_plot, show_plot, trace

x = torch.tensor(4.0, requires_grad=True)
loss = x**2
(loss / loss).backward()
print(f"value {(loss / loss).item()}, x.grad {x.grad.item()}")
assert x.grad == 0

# %%
# Fix
# ---
# :py:meth:`torch.Tensor.detach` makes the weight a constant.
# The gradient of x² is 2x / x² = 2 / 4, also at 1000 times the scale.
#
# .. claim:: a-loss-over-its-detached-self-has-the-gradient-of-its-log
#
#    A loss over its detached self has the gradient of its logarithm.

grads = [torch.autograd.grad(value, x)[0]
         for loss in (x**2, 1000 * x**2)
         for value in (loss / loss.detach(), (x**2).log())]
print([grad.item() for grad in grads])
assert grads == [0.5] * 4

# %%
# A weight per sample
# -------------------
# Large errors should count less: the weight is 1 / (1 + error)².

error = torch.tensor([0.0, 1.0, 3.0], requires_grad=True)
with trace() as record:
    weight = 1 / (1 + error) ** 2
    loss = (weight.detach() * error).sum()
loss.backward()
print(f"weights {weight.tolist()}, gradients {error.grad.tolist()}")
assert torch.equal(error.grad, weight)
record.draw(loss, "The weight scales the gradient and gets none.")

# %%
# Predict
# -------
# Leave the detach out. Which sign has each gradient?
#
# .. claim:: an-attached-weight-can-turn-the-gradient-around
#
#    A loss weight that stays attached can turn the gradient around.

right, error.grad = error.grad, None
(1 / (1 + error) ** 2 * error).sum().backward()
print(f"wrong {error.grad.tolist()}, right {right.tolist()}")
assert error.grad.tolist() == [1.0, 0.0, -1 / 32]

# %%
# The largest has turned: raising that error lowers the loss.
#
# Train on it
# -----------
# ``w`` starts at 0 and should be 2: the first error is 4.

def train(weigh):
    w = torch.tensor(0.0, requires_grad=True)
    for _ in range(60):
        w.grad = None
        error = (w - 2) ** 2
        (weigh(1 / (1 + error) ** 2) * error).backward()
        w.detach().sub_(0.5 * w.grad)
        yield w.item()

print(f"detached: w = {[*train(torch.Tensor.detach)][-1]:.2f}")

# %%
# Attached, ``w`` runs away from its label.

right = [*train(lambda weight: weight.detach())]
wrong = [*train(lambda weight: weight)]
print(f"w: right {right[-1]:.2f}, wrong {wrong[-1]:.2f}")
assert abs(right[-1] - 2) < 0.01 and wrong[-1] < 0
figure, axes = new_plot("step", "w")
axes.plot(right, color=COLOURS["tracked"].light, label="detached")
axes.plot(wrong, "--", color=COLOURS["error"].light, label="attached")
axes.legend(labelcolor="linecolor", frameon=False)
show_plot(figure, caption="An attached weight drives w the wrong way.",
          alt="Detached, w rises to 2; attached, it sinks below 0.")

# %%
# Takeaway
# --------
# **Detach the weight, unless you want to train it.**
#
# - Do: ``loss / loss.detach()`` to balance losses of any scale.
# - Don't: read the value of such a loss: it is always 1.
#
# See also: :doc:`/gallery/pitfalls/gradient_stops_at_detach`
