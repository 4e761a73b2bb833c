"""
Truncate backpropagation through time
=====================================

Your recurrent network carries its hidden state from batch to batch.
The second ``backward`` raises "a second time", or memory grows.
Write ``state = state.detach()`` before each batch.
The state keeps its value, and the gradient ends there.

Read before: :doc:`/gallery/first_steps/detach_leaves_the_graph`
"""

# %%
# A chunk you can check by hand
# -----------------------------
# Each step multiplies the state by ``w`` = 1/2; a chunk is two steps.
# From 8 the state goes to 8w² = 2, and its gradient is 16w = 8.

import torch

from detach_examples import COLOURS, expect_error, new_plot, show_plot
from detach_examples.measure import watch_saved

w = torch.tensor(0.5, requires_grad=True)
state = torch.tensor(8.0) * w * w
state.backward()
print(f"state {state.item()}, w.grad {w.grad.item()}")
assert w.grad == 8

# %%
# Predict
# -------
# The next chunk goes on: how far back will ``backward`` go?

with expect_error(RuntimeError, match="a second time"):
    (state * w * w).backward()

# %%
# Into the first chunk: its :term:`graph` is still attached, and freed.
#
# Fix
# ---
# :py:meth:`torch.Tensor.detach` keeps the value, and ends the way back.
#
# .. claim:: a-gradient-through-a-carried-state-ends-at-its-detach
#
#    A gradient that flows back through a state ends at its detach.

w.grad = None
(state.detach() * w * w).backward()
print(f"w.grad {w.grad.item()}, over both chunks 4.0")
assert w.grad == 4 * w

# %%
# Of 2w² the gradient is 4w = 2; of 8w⁴, the whole, it is 32w³ = 4.
#
# What an attached state keeps
# ----------------------------
# .. claim:: a-carried-state-keeps-the-graphs-of-all-its-chunks
#
#    A state that is never detached keeps what all its steps have saved.

kept = cut = w * 16
with watch_saved() as attached:
    for _ in range(10):
        kept = kept * w * w
with watch_saved() as detached:
    for _ in range(10):
        cut = cut.detach() * w * w
print(f"saved tensors: {attached.count} without, {detached.count} with")
assert attached.count >= 10 * detached.count > 0

# %%
# Train through the chunks
# ------------------------
# Each step adds 1, and the state should stay at 2: with ``w`` = 1/2.

def train(start):
    w, state = torch.zeros((), requires_grad=True), torch.zeros(())
    for _ in range(60):
        state = start(state) * w + 1
        state = state * w + 1
        w.grad = None
        ((state - 2) ** 2).backward()
        w.detach().sub_(0.05 * w.grad)
        yield w.item()

print(f"detached: w = {[*train(torch.Tensor.detach)][-1]:.2f}")

# %%
# A state of zeros also stops the error, and forgets what came before.

right = list(train(lambda state: state.detach()))
wrong = list(train(lambda state: torch.zeros_like(state)))
print(f"w: right {right[-1]:.2f}, wrong {wrong[-1]:.2f}")
assert abs(right[-1] - 0.5) < 0.01 and wrong[-1] > 0.99
figure, axes = new_plot("chunk", "w")
axes.plot(right, color=COLOURS["tracked"].light, label="detached")
axes.plot(wrong, "--", color=COLOURS["error"].light, label="zeros")
axes.legend(labelcolor="linecolor", frameon=False)
show_plot(figure, caption="A detached state remembers; zeros forget.",
          alt="Detached, w settles at 0.5; from zeros it rises to 1.")

# %%
# Takeaway
# --------
# **Detach the state between chunks, never within one.**
#
# - Do: detach every tensor that you carry over.
# - Don't: answer "a second time" with ``retain_graph=True``.
#
# See also: :doc:`/gallery/patterns/log_without_holding_the_graph`
