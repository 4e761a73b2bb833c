import copy

import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

online = nn.Sequential(nn.Linear(4, 12), nn.ReLU(), nn.Linear(12, 3))
# the copy takes nothing from the online net, which has its own gradient: no mark
target = copy.deepcopy(online)
opt = torch.optim.Adam(online.parameters(), lr=1e-3)
states, next_states = torch.randn(2, 32, 4)
actions = torch.randint(0, 3, (32, 1))
rewards = torch.rand(32, 1)
alive = (torch.rand(32, 1) > 0.2).float()

q = online(states).gather(1, actions)
with torch.no_grad():  # cut[no_grad]: target.0.weight target.0.bias target.2.weight target.2.bias; partial[no_grad]: online.0.weight online.0.bias online.2.weight online.2.bias
    best = online(next_states).argmax(dim=1, keepdim=True)
    goal = rewards + 0.9 * alive * target(next_states).gather(1, best)
loss = F.smooth_l1_loss(q, goal)

opt.zero_grad()
loss.backward()
nn.utils.clip_grad_value_(online.parameters(), 1.0)
opt.step()
