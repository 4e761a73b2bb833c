import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class Tagger(nn.Module):
    def __init__(self, warmup=100):
        super().__init__()
        self.warmup, self.step = warmup, 0
        self.encoder = nn.LSTM(5, 6, batch_first=True)
        self.tag = nn.Linear(6, 4)

    def forward(self, x):
        if self.step < self.warmup:
            for p in self.encoder.parameters():
                p.requires_grad = False  # cut[requires_grad_]: model.encoder.weight_ih_l0 model.encoder.weight_hh_l0 model.encoder.bias_ih_l0 model.encoder.bias_hh_l0
        h, _ = self.encoder(x)
        for p in self.encoder.parameters():
            p.requires_grad = True
        self.step += 1
        return self.tag(h)


model = Tagger()
opt = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.randn(3, 7, 5)
y = torch.randint(0, 4, (3, 7))

loss = F.cross_entropy(model(x).flatten(0, 1), y.flatten())
opt.zero_grad()
loss.backward()
opt.step()
