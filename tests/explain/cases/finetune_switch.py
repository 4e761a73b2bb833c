import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class Wav2Class(nn.Module):
    def __init__(self, finetune):
        super().__init__()
        self.finetune = finetune
        self.conv = nn.Conv1d(1, 6, 5, stride=2)
        self.context = nn.GRU(6, 8, batch_first=True)
        self.out = nn.Linear(8, 3)

    def forward(self, wave):
        with torch.set_grad_enabled(self.finetune):  # cut[no_grad]: model.conv.weight model.conv.bias
            h = torch.tanh(self.conv(wave))  # also[no_grad]
        _, last = self.context(h.transpose(1, 2))
        return self.out(last[0])


model = Wav2Class(finetune=False)
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
wave = torch.randn(5, 1, 40)
y = torch.randint(0, 3, (5,))

loss = F.cross_entropy(model(wave), y)
opt.zero_grad()
loss.backward()
opt.step()
