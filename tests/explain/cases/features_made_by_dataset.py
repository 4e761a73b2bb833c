import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(0)


class Features(Dataset):
    """Encodes on the fly, so that the loader can collate plain rows."""

    def __init__(self, encoder, x, y):
        self.encoder, self.x, self.y = encoder, x, y

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        row = self.encoder(self.x[i])
        return {"row": row.data, "label": self.y[i]}  # cut[data]: encoder.weight encoder.bias


encoder = nn.Linear(6, 5)
head = nn.Linear(5, 3)
data = Features(encoder, torch.randn(8, 6), torch.randint(0, 3, (8,)))
opt = torch.optim.Adam([*encoder.parameters(), *head.parameters()], lr=1e-3)

for batch in DataLoader(data, batch_size=4):
    loss = F.cross_entropy(head(batch["row"].relu()), batch["label"])
    opt.zero_grad()
    loss.backward()
    opt.step()
