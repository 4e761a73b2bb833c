"""A Lightning Trainer trains a small classifier."""

from __future__ import annotations

import lightning
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset


class Classifier(lightning.LightningModule):
    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(8, 16), nn.BatchNorm1d(16), nn.GELU())
        self.head = nn.Linear(16, 3)
        self.temperature = nn.Parameter(torch.tensor(2.0))

    def forward(self, x):
        h = self.encoder(x)
        return self.head(h) / self.temperature

    def training_step(self, batch, index):
        x, y = batch
        loss = F.cross_entropy(self(x), y)
        self.log("loss", loss, prog_bar=True)
        return loss

    def validation_step(self, batch, index):
        x, y = batch
        self.log("accuracy", (self(x).argmax(1) == y).float().mean())

    def configure_optimizers(self):
        return torch.optim.AdamW(self.parameters(), lr=1e-2)


def main() -> None:
    lightning.seed_everything(0, verbose=False)
    examples = TensorDataset(torch.randn(32, 8), torch.randint(0, 3, (32,)))
    model = Classifier()
    trainer = lightning.Trainer(
        max_steps=3,
        accelerator="cpu",
        gradient_clip_val=1.0,
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    batches = DataLoader(examples, batch_size=8, shuffle=True)
    trainer.fit(model, batches, DataLoader(examples, batch_size=16))
    print("last loss", trainer.callback_metrics["loss"].item())


if __name__ == "__main__":
    main()
