import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten())
        self.head = nn.Linear(4 * 16, 3)


class Trainer:
    def __init__(self, model, loader, probe_only):
        self.model, self.loader, self.probe_only = model, loader, probe_only
        self.opt = torch.optim.SGD(model.parameters(), lr=0.1)
        self.logs = []

    def shared_step(self, x, y):
        features = self.model.backbone(x)
        if self.probe_only:
            features = features.detach()  # cut[detach]: model.backbone.0.weight model.backbone.0.bias
        logits = self.model.head(features)
        return {"loss": F.cross_entropy(logits, y), "hits": (logits.argmax(1) == y).sum().item()}

    def fit(self):
        for step, batch in enumerate(self.loader):
            out = self.shared_step(*batch)
            self.logs.append((step, out["hits"], float(out["loss"])))
            self.opt.zero_grad()
            out["loss"].backward()
            self.opt.step()


data = TensorDataset(torch.randn(12, 1, 6, 6), torch.randint(0, 3, (12,)))
model = Classifier()
Trainer(model, DataLoader(data, batch_size=6, shuffle=True), probe_only=True).fit()
