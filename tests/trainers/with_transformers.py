"""A Hugging Face Trainer trains a small classifier; its encoder is made, not loaded."""

from __future__ import annotations

import tempfile

import torch
from torch import nn
from torch.nn import functional as F
from transformers import BertConfig, BertModel, Trainer, TrainingArguments, set_seed


class Classifier(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        config = BertConfig(
            vocab_size=50,
            hidden_size=16,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=32,
            max_position_embeddings=16,
        )
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.head = nn.Linear(16, 3)
        self.temperature = nn.Parameter(torch.tensor(2.0))

    def forward(self, input_ids, labels):
        h = self.encoder(input_ids).last_hidden_state
        logits = self.head(h.mean(1)) / self.temperature
        return {"loss": F.cross_entropy(logits, labels), "logits": logits}


def main() -> None:
    set_seed(0)
    examples = [
        {"input_ids": torch.randint(0, 50, (7,)), "labels": i % 3} for i in range(16)
    ]
    with tempfile.TemporaryDirectory() as folder:
        arguments = TrainingArguments(
            output_dir=folder,
            max_steps=3,
            per_device_train_batch_size=4,
            use_cpu=True,
            seed=0,
            report_to="none",
            save_strategy="no",
            logging_strategy="no",
            disable_tqdm=True,
        )
        trainer = Trainer(model=Classifier(), args=arguments, train_dataset=examples)
        trained = trainer.train()
    print("mean loss", trained.training_loss)


if __name__ == "__main__":
    main()
