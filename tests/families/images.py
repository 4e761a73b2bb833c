"""Networks that look at images: a ResNet, a UNet, a ViT."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .attention import GlobalAttention, Layer


class Block(nn.Module):
    """Two convolutions beside a way around them."""

    def __init__(self, width: int, out: int, stride: int = 1) -> None:
        super().__init__()
        self.convolve = nn.Sequential(
            nn.Conv2d(width, out, 3, stride, padding=1, bias=False),
            nn.BatchNorm2d(out),
            nn.ReLU(inplace=True),
            nn.Conv2d(out, out, 3, padding=1, bias=False),
            nn.BatchNorm2d(out),
        )
        self.skip: nn.Module = nn.Identity()
        if stride != 1 or width != out:
            convolution = nn.Conv2d(width, out, 1, stride, bias=False)
            self.skip = nn.Sequential(convolution, nn.BatchNorm2d(out))

    def forward(self, x: Tensor) -> Tensor:
        out = self.convolve(x)
        # Not in place: a planted cut may hand out a leaf.
        return F.relu(out + self.skip(x))


class ResNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU()
        )
        self.layers = nn.Sequential(Block(8, 8), Block(8, 16, 2), Block(16, 16))
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.head = nn.Linear(16, 4)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.pool(self.layers(self.stem(x))).flatten(1))


class Scaled(nn.Module):
    """A branch with one learned factor a channel."""

    def __init__(self, width: int, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner
        self.factor = nn.Parameter(0.1 * torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        return self.inner(x) * self.factor


class ViT(nn.Module):
    def __init__(self, width: int = 16) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, width, kernel_size=4, stride=4)
        self.first = nn.Parameter(torch.zeros(1, 1, width))
        self.places = nn.Parameter(torch.empty(1, 5, width))
        nn.init.trunc_normal_(self.places, std=0.02)
        self.layers = nn.Sequential(
            *(Layer(width, Scaled(width, GlobalAttention(width, 4))) for _ in range(2))
        )
        self.head = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, 4))

    def forward(self, x: Tensor) -> Tensor:
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.first.expand(len(x), -1, -1), x], dim=1) + self.places
        return self.head(self.layers(x)[:, 0])


def classify_images(model: nn.Module) -> Tensor:
    logits = model(torch.randn(4, 3, 8, 8))
    return F.cross_entropy(logits, torch.randint(0, 4, (4,)), label_smoothing=0.1)


class Convolved(nn.Sequential):
    def __init__(self, width: int, out: int) -> None:
        super().__init__(
            nn.Conv2d(width, out, 3, padding=1), nn.GroupNorm(2, out), nn.SiLU()
        )


class UNet(nn.Module):
    def __init__(self, width: int = 4) -> None:
        super().__init__()
        widths = [width, 2 * width, 4 * width]
        pairs = [*zip([1, *widths[:-1]], widths, strict=True)]
        self.down = nn.ModuleList(Convolved(a, b) for a, b in pairs)
        self.middle = Convolved(widths[-1], widths[-1])
        self.rise = nn.ModuleList(
            nn.ConvTranspose2d(b, b, 2, stride=2) for _, b in reversed(pairs)
        )
        self.up = nn.ModuleList(
            Convolved(2 * b, max(a, width)) for a, b in reversed(pairs)
        )
        self.out = nn.Conv2d(width, 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        kept = []
        for down in self.down:
            x = down(x)
            kept.append(x)
            x = F.max_pool2d(x, 2)
        x = self.middle(x)
        for rise, up in zip(self.rise, self.up, strict=True):
            x = up(torch.cat([rise(x), kept.pop()], dim=1))
        return self.out(x)


def segment(model: nn.Module) -> Tensor:
    mask = (torch.rand(2, 1, 16, 16) > 0.5).float()
    logits = model(torch.randn(2, 1, 16, 16))
    chance = logits.sigmoid()
    overlap = 2 * (chance * mask).sum() / (chance.sum() + mask.sum() + 1e-6)
    return F.binary_cross_entropy_with_logits(logits, mask) + 1 - overlap
