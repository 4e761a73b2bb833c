import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


def sample_one_hot(logits, tau):
    noise = -torch.empty_like(logits).exponential_().log()
    soft = ((logits + noise) / tau).softmax(dim=-1)
    index = soft.argmax(dim=-1, keepdim=True)  # partial[integer]: chooser.weight chooser.bias
    hard = torch.zeros_like(logits).scatter_(-1, index, 1.0)
    return hard - soft.detach() + soft  # partial[detach]: chooser.weight chooser.bias


chooser = nn.Linear(6, 4)
codes = nn.Parameter(torch.randn(4, 5))
decoder = nn.Linear(5, 6)
opt = torch.optim.Adam([*chooser.parameters(), codes, *decoder.parameters()], lr=1e-3)
x = torch.randn(16, 6)

one_hot = sample_one_hot(chooser(x), tau=0.8)
loss = F.mse_loss(decoder(torch.tanh(one_hot @ codes)), x)
opt.zero_grad()
loss.backward()
opt.step()
