import torch
from torch import nn
from torch.nn.functional import normalize


def unit_length(rows):
    return normalize(rows.detach(), dim=1)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(2, 4)
        self.head = nn.Linear(4, 1)

    def forward(self, x):
        return self.head(unit_length(self.encoder(x)))


def main():
    torch.manual_seed(0)
    model, x = Net(), torch.ones(3, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(3):
        optimizer.zero_grad()
        loss = model(x).square().mean()
        loss.backward()
        optimizer.step()
    print("encoder has a gradient:", model.encoder.weight.grad is not None)


if __name__ == "__main__":
    main()
