"""How every program begins, and the functions and classes that it may call."""

from __future__ import annotations

import re

BEGIN = """
import copy
import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.checkpoint import checkpoint

torch.set_default_dtype(torch.float64)
torch.manual_seed({seed})
log = []
C0 = torch.randn(3, 4)
C1 = torch.randn(3, 4)
C2 = torch.randn(3, 4)
K0 = torch.randn(4, 4) / 2
K1 = torch.randn(4, 4) / 2
MIX = torch.randn(12, 12) / 3
WIDE = torch.randn(8, 4) / 2
"""

_HELPERS = """
def mixed(v):
    return (v.reshape(-1) @ MIX).reshape(3, 4)


def wild(v):
    return torch.sin(1e5 * v)


def bend(v, w):
    inner = torch.tanh(v) * 0.8
    return inner + 0.3 * w


def twice(v):
    for _ in range(2):
        v = bend(v, C0)
    return v


def pair(v, w):
    return v.sin() * w, w.cos() * v


def scaled(v, s, by=1.0):
    return v * s * by


def blend(s, r=0.5):
    return s * 0.7 + r


def column(v, at):
    return v[:, at, None] * 0.9


def best(v):
    return int(wild(v)[0].argmax())  #: cuts integer


def after(k):
    return (k + 1) % 4


def level(v):
    return v.abs().mean().item()  #: cuts item


def average(v):
    total = 0.0
    for row in v.tolist():  #: cuts tolist; times 3
        total += sum(row)
    return total / 12


def quiet(v, w):
    kept = v.detach()  #: cuts detach
    return kept * 0.7 + w.sin()


@torch.no_grad()  #: under no_grad
def target(v):
    return v.sin() + 0.1


@torch.inference_mode()  #: under inference_mode
def guess(v):
    return v.cos() * 0.9


def rows(v):
    for row in v.unbind():  #: times 3
        yield row.sin()


class Box:
    def __init__(self):
        self.scale = 1.0

    def apply(self, v):
        return v * self.scale


class Bank:
    @torch.no_grad()  #: under no_grad
    def look(self, v):
        return v.cos() + 0.2

    def recall(self, v):
        with torch.no_grad():  #: under no_grad
            kept = v.sin()
        return kept * 0.8 + v


class Quiet(torch.autograd.Function):
    @staticmethod
    def forward(ctx, v):
        return v * 0.9

    @staticmethod
    def backward(ctx, g):
        return None


class Gated(torch.autograd.Function):
    @staticmethod
    def forward(ctx, v, w):
        ctx.save_for_backward(w)
        return v * w

    @staticmethod
    def backward(ctx, g):
        return g * ctx.saved_tensors[0], None


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(4, 4)
        self.outer = nn.Linear(4, 4)
        self.gain = nn.Parameter(torch.randn(4))

    def forward(self, v):
        h = torch.tanh(self.inner(v)) * self.gain
        return self.outer(h) * 0.5 + v


class Stuck(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(4, 4)
        self.outer = nn.Linear(4, 4)

    def forward(self, v):
        h = torch.tanh(self.inner(v))
        h = h.detach()  #: cuts detach
        return self.outer(h) + 0.5 * v
"""
_NAME = re.compile(r"^(?:def|class) (\w+)", re.MULTILINE)


def _named(text: str) -> str:
    found = _NAME.search(text)
    assert found, text
    return found[1]


#: By their names.
HELPERS = {_named(text): text for text in _HELPERS.strip("\n").split("\n\n\n")}


def needed(text: str) -> list[str]:
    """Return the helpers that a text calls, and those that these call in turn."""
    found: list[str] = []
    for name, helper in reversed(HELPERS.items()):
        if re.search(rf"\b{name}\b", "\n".join([text, *found])):
            found.insert(0, helper)
    return found
