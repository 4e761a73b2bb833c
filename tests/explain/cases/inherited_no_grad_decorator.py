import torch
from torch import nn

torch.manual_seed(0)


class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc, self.head = nn.Linear(2, 3), nn.Linear(3, 1)

    @torch.inference_mode()  # cut[inference_mode]: model.enc.weight model.enc.bias
    def features(self, x):
        return self.enc(x)


class Model(Base):
    # a method of the parent class switches gradients off
    def features(self, x):
        return super().features(x).clone()

    def forward(self, x):
        return self.head(self.features(x))


model = Model()
model(torch.randn(4, 2)).square().mean().backward()
