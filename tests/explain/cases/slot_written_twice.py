import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

audio = nn.Linear(5, 6)
video = nn.Linear(8, 6)
text = nn.Linear(7, 6)
head = nn.Linear(3 * 6, 2)
opt = torch.optim.SGD([p for m in (audio, video, text, head) for p in m.parameters()], lr=0.1)
a, v, t = torch.randn(4, 5), torch.randn(4, 8), torch.randn(4, 7)
y = torch.tensor([0, 1, 1, 0])

# the video goes where the audio was: autograd follows the overwritten slot and finds zeros
# zero: audio.weight audio.bias
slots = torch.zeros(4, 3, 6)
slots[:, 0] = audio(a)
slots[:, 0] = video(v)
slots[:, 2] = text(t)
loss = F.cross_entropy(head(slots.flatten(1).tanh()), y)

opt.zero_grad()
loss.backward()
opt.step()
