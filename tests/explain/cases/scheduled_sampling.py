import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class Decoder(nn.Module):
    def __init__(self, vocab, dim):
        super().__init__()
        self.embed = nn.Embedding(vocab, dim)
        self.cell = nn.RNNCell(dim, dim)
        self.out = nn.Linear(dim, vocab)

    def forward(self, target, teacher_forced):
        h, token, loss = None, torch.zeros(len(target), dtype=torch.long), 0.0
        for t, forced in enumerate(teacher_forced):
            h = self.cell(self.embed(token), h)
            logits = self.out(h)
            loss = loss + F.cross_entropy(logits, target[:, t])
            if forced:
                token = target[:, t]
            else:
                token = logits.argmax(dim=-1)  # partial[integer]: model.embed.weight model.cell.weight_ih model.cell.weight_hh model.cell.bias_ih model.cell.bias_hh model.out.weight model.out.bias
        return loss


model = Decoder(9, 6)
opt = torch.optim.Adam(model.parameters(), lr=1e-2)
target = torch.randint(1, 9, (5, 4))

loss = model(target, teacher_forced=[True, False, True, True])
opt.zero_grad()
loss.backward()
opt.step()
