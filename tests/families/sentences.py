"""Networks that read: a GPT, a transformer encoder, LSTM to LSTM."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from .attention import CausalAttention, Layer


class GPT(nn.Module):
    """A decoder whose output weights are those of its embedding."""

    def __init__(self, words: int = 20, width: int = 16, longest: int = 8) -> None:
        super().__init__()
        self.words = nn.Embedding(words, width)
        self.places = nn.Embedding(longest, width)
        self.layers = nn.ModuleList(
            Layer(width, CausalAttention(width, 2, longest)) for _ in range(2)
        )
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, words, bias=False)
        self.head.weight = self.words.weight

    def forward(self, tokens: Tensor) -> Tensor:
        positions = torch.arange(tokens.shape[1], device=tokens.device)
        x = self.words(tokens) + self.places(positions)
        for layer in self.layers:
            x = layer(x)
        return self.head(self.norm(x))


def predict_the_next_word(model: nn.Module) -> Tensor:
    tokens = torch.randint(0, 20, (3, 9))
    logits = model(tokens[:, :-1])
    return F.cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten())


class SentenceEncoder(nn.Module):
    """An `nn.TransformerEncoder` that averages what is no padding."""

    def __init__(self, width: int = 16) -> None:
        super().__init__()
        self.words = nn.Embedding(20, width, padding_idx=0)
        self.encoder = nn.TransformerEncoder(
            nn.TransformerEncoderLayer(width, 2, 32, dropout=0.1, batch_first=True),
            num_layers=2,
            norm=nn.LayerNorm(width),
        )
        self.head = nn.Linear(width, 3)

    def forward(self, tokens: Tensor) -> Tensor:
        padding = tokens == 0
        x = self.encoder(self.words(tokens), src_key_padding_mask=padding)
        kept = (~padding).unsqueeze(-1).float()
        return self.head((x * kept).sum(1) / kept.sum(1).clamp(min=1))


def classify_sentences(model: nn.Module) -> Tensor:
    tokens = torch.randint(1, 20, (4, 6))
    tokens[1, 4:] = 0
    return F.nll_loss(model(tokens).log_softmax(-1), torch.randint(0, 3, (4,)))


class Attention(nn.Module):
    """Additive attention of one state over all that was encoded."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(2 * width, width, bias=False)
        self.score = nn.Linear(width, 1, bias=False)

    def forward(self, state: Tensor, encoded: Tensor, padding: Tensor) -> Tensor:
        mixed = torch.tanh(self.query(state).unsqueeze(1) + self.key(encoded))
        scores = self.score(mixed).squeeze(-1)
        scores = scores.masked_fill(padding, torch.finfo(scores.dtype).min)
        return torch.bmm(scores.softmax(-1).unsqueeze(1), encoded).squeeze(1)


class Translator(nn.Module):
    """LSTM to LSTM, with teacher forcing or without."""

    def __init__(self, words: int = 15, width: int = 8) -> None:
        super().__init__()
        self.source = nn.Embedding(words, width)
        self.target = nn.Embedding(words, width)
        self.encoder = nn.LSTM(width, width, batch_first=True, bidirectional=True)
        self.bridge = nn.Linear(2 * width, width)
        self.attention = Attention(width)
        self.decoder = nn.LSTMCell(3 * width, width)
        self.out = nn.Linear(width, words)

    def encode(self, source: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        packed = pack_padded_sequence(
            self.source(source), lengths, batch_first=True, enforce_sorted=False
        )
        encoded, (last, _) = self.encoder(packed)
        padded, _ = pad_packed_sequence(encoded, batch_first=True)
        return padded, torch.tanh(self.bridge(torch.cat([*last], dim=-1)))

    def forward(
        self, source: Tensor, lengths: Tensor, target: Tensor, forced: bool
    ) -> Tensor:
        encoded, state = self.encode(source, lengths)
        padding = torch.arange(encoded.shape[1])[None] >= lengths[:, None]
        cell, token, outputs = torch.zeros_like(state), target[:, 0], []
        for step in range(1, target.shape[1]):
            context = self.attention(state, encoded, padding)
            given = torch.cat([self.target(token), context], dim=-1)
            state, cell = self.decoder(given, (state, cell))
            logits = self.out(state)
            outputs.append(logits)
            chosen = logits.argmax(-1)  # here: a_greedy_decoder
            token = target[:, step] if forced else chosen
        return torch.stack(outputs, dim=1)


def translate(model: nn.Module, forced: bool = True) -> Tensor:
    source, target = torch.randint(1, 15, (3, 5)), torch.randint(1, 15, (3, 4))
    lengths = torch.tensor([5, 3, 4])
    logits = model(source, lengths, target, forced)
    return F.cross_entropy(logits.transpose(1, 2), target[:, 1:], ignore_index=0)
