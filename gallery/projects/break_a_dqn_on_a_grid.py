"""
Break a DQN by one detach
=========================

Your DQN trains, nothing is raised, and the agent hardly learns.
Its target ``reward + q(next).max()`` lost the detach.

Read before: :doc:`/gallery/patterns/td_target`
"""

# %%
# A grid
# ------
# In four rows of four squares the last, 15, is the goal.
# The moves are up, right, down and left; a wall holds you in place.

import torch
from torch import nn

row, column = torch.arange(16) // 4, torch.arange(16) % 4
y = (row + torch.tensor([[-1], [0], [1], [0]])).clamp(0, 3)
x = (column + torch.tensor([[0], [1], [0], [-1]])).clamp(0, 3)
after = (4 * y + x).T
print(f"after 0: {after[0].tolist()}, after 5: {after[5].tolist()}")

# %%
# An agent
# --------
# A square is solved where the best moves are a shortest way.

def new_q(seed):
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 4))

def solved(q):
    best, at = q(torch.eye(16)).argmax(dim=1), torch.arange(16)
    for left in range(6, 0, -1):
        at = torch.where(row + column < left, after[at, best[at]], at)
    return (at[:15] == 15).sum().item()

print(f"solved, untrained: {solved(new_q(seed=1))} of 15")

# %%
# The loss
# --------
# A move costs 1. ``use`` is the line to break.

def errors(q, square, move, use):
    value = q(torch.eye(16)[square]).gather(1, move[:, None])[:, 0]
    then = after[square, move]
    best = q(torch.eye(16)[then]).max(dim=1).values * (then != 15)
    return (value - (use(best) - 1)).square()

memory = torch.cartesian_prod(torch.arange(15), torch.arange(4)).T
print(f"moves to replay: {memory.shape[1]}")

# %%
# Predict
# -------
# All values are 0, too high by 1, and four moves lead to square 5.
# Which of its values does a step of the optimizer lower?

def whole(best): return best.detach()
def broken(best): return best

table = torch.zeros(16, 4, requires_grad=True)
for use in (whole, broken):
    loss = errors(lambda x: x @ table, *memory, use).sum()
    grad, = torch.autograd.grad(loss, table)
    print(f"{use.__name__}: {grad[5].tolist()}")

# %%
# Train it
# --------
# Each of 200 steps replays 32 moves.

def train(use, q):
    adam = torch.optim.Adam(q.parameters(), lr=0.01)
    for step, some in enumerate(torch.randint(60, (200, 32))):
        adam.zero_grad()
        errors(q, *memory[:, some], use).mean().backward()
        adam.step()
        if step % 5 == 0:
            yield solved(q)

right = [*train(whole, new_q(seed=1))]
print(f"solved, trained: {right[-1]} of 15")

# %%
# Break it
# --------
# The gradient of the move that looks best is 2 - 4 · 2: a step raises
# it, and the agent is confirmed in whatever it prefers at first.

from detach_examples import COLOURS, new_plot, show_plot

wrong = [*train(broken, new_q(seed=1))]
print(f"solved without the detach: {wrong[-1]} of 15")
assert right[-1] == 15 > 3 * wrong[-1]
figure, axes = new_plot("step", "squares solved")
for name, line, run in ("tracked", "-", right), ("error", "--", wrong):
    axes.plot(range(0, 200, 5), run, line, color=COLOURS[name].light)
axes.legend(["with the detach", "without"], loc=(0.5, 0.4))
show_plot(figure, caption="Without the detach the agent hardly learns.",
          alt="With it all 15 squares are solved; without, only 3.")

# %%
# Takeaway
# --------
# **The target is read, and never trained by its own prediction.**
#
# See also: :doc:`/gallery/patterns/replay_buffer`
