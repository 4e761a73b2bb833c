import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

client = nn.Sequential(nn.Linear(5, 8), nn.Tanh())
server = nn.Linear(8, 3)
opt_client = torch.optim.SGD(client.parameters(), lr=0.1)
opt_server = torch.optim.SGD(server.parameters(), lr=0.1)
x = torch.randn(9, 5)
y = torch.randint(0, 3, (9,))

smashed = client(x)
# what goes over the wire; `received` is a leaf of its own and gets a gradient
received = smashed.detach().requires_grad_()  # cut[detach]: client.0.weight client.0.bias
loss = F.cross_entropy(server(received), y)

opt_client.zero_grad()
opt_server.zero_grad()
loss.backward()
# the client's share comes with a second backward, which is not judged
smashed.backward(received.grad)
opt_client.step()
opt_server.step()
