import torch
from torch import nn

torch.manual_seed(0)

# under autocast values are cast back and forth; a norm leaves as a number
encoder, norm, head = nn.Linear(6, 8), nn.Linear(8, 1), nn.Linear(8, 2)
x, y = torch.randn(4, 6), torch.randint(0, 2, (4,))
opt = torch.optim.AdamW([*encoder.parameters(), *norm.parameters(), *head.parameters()])

with torch.autocast("cpu", dtype=torch.bfloat16):
    h = encoder(x).relu()
    size = norm(torch.ones(1, 8)).abs().mean().float()
    h = h / (1 + float(size))  # cut[float]: norm.weight norm.bias
    logits = head(h)
loss = nn.functional.cross_entropy(logits.float(), y)
opt.zero_grad()
loss.backward()
opt.step()
