"""Networks that draw: a VAE, a diffusion step, a GAN, a critic with a penalty."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.distributions import Normal
from torch.nn import functional as F
from torch.nn.utils.parametrizations import spectral_norm


class VAE(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.Flatten(), nn.Linear(64, 16), nn.ELU())
        self.mean = nn.Linear(16, 3)
        self.log_variance = nn.Linear(16, 3)
        self.decoder = nn.Sequential(
            nn.Linear(3, 16), nn.ELU(), nn.Linear(16, 64), nn.Unflatten(1, (1, 8, 8))
        )

    def forward(self, x: Tensor, follow: bool) -> tuple[Tensor, Tensor, Tensor]:
        h = self.encoder(x)
        mean, log_variance = self.mean(h), self.log_variance(h)
        latent = Normal(mean, torch.exp(0.5 * log_variance))
        z = latent.rsample() if follow else latent.sample()  # here: a_sampled_latent
        return self.decoder(z), mean, log_variance


def reconstruct(model: nn.Module, follow: bool = True) -> Tensor:
    x = torch.rand(4, 1, 8, 8)
    logits, mean, log_variance = model(x, follow)
    error = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    surprise = 1 + log_variance - mean.pow(2) - log_variance.exp()
    return (error - 0.5 * torch.sum(surprise)) / len(x)


class Denoiser(nn.Module):
    """Predicts the noise from the image, the time, a class and its own last guess."""

    def __init__(self, width: int = 8) -> None:
        super().__init__()
        noise = torch.linspace(1e-3, 0.2, 20)
        self.register_buffer("kept", torch.cumprod(1 - noise, dim=0))
        self.time = nn.Sequential(nn.Linear(width, width), nn.SiLU())
        self.label = nn.Embedding(4, width)
        self.enter = nn.Conv2d(2, width, 3, padding=1)
        self.steer = nn.Linear(width, 2 * width)
        self.middle = nn.Sequential(
            nn.GroupNorm(2, width), nn.SiLU(), nn.Conv2d(width, width, 3, padding=1)
        )
        self.leave = nn.Conv2d(width, 1, 3, padding=1)

    def waves(self, time: Tensor) -> Tensor:
        half = self.steer.in_features // 2
        rates = torch.exp(-math.log(1e4) * torch.arange(half) / half)
        angles = time[:, None].float() * rates[None]
        return torch.cat([angles.sin(), angles.cos()], dim=-1)

    def forward(self, x: Tensor, guess: Tensor, time: Tensor, label: Tensor) -> Tensor:
        steering = self.steer(self.time(self.waves(time)) + self.label(label))
        scale, shift = steering[..., None, None].chunk(2, dim=1)
        h = self.enter(torch.cat([x, guess], dim=1))
        h = h + self.middle(h * (1 + scale) + shift)
        return self.leave(h)


def denoise(model: nn.Module, guess_first: bool = False) -> Tensor:
    x, noise = torch.randn(4, 1, 8, 8), torch.randn(4, 1, 8, 8)
    time, label = torch.randint(0, 20, (4,)), torch.randint(0, 4, (4,))
    kept = model.kept[time].view(-1, 1, 1, 1)
    mixed = kept.sqrt() * x + (1 - kept).sqrt() * noise
    guess = torch.zeros_like(mixed)
    if guess_first:
        with torch.no_grad():  # here: a_guess_before
            guess = model(mixed, guess, time, label)
    error = F.mse_loss(model(mixed, guess, time, label), noise, reduction="none")
    weights = (kept / (1 - kept)).clamp(max=5.0).flatten()
    return (weights * error.mean(dim=(1, 2, 3))).mean()


def make_gan() -> nn.Module:
    """The library finds the critic's singular values under its own `no_grad`."""
    generator = nn.Sequential(
        nn.Linear(3, 16),
        nn.Unflatten(1, (4, 2, 2)),
        nn.ConvTranspose2d(4, 4, 4, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.ConvTranspose2d(4, 1, 4, stride=2, padding=1),
        nn.Tanh(),
    )
    critic = nn.Sequential(
        spectral_norm(nn.Conv2d(1, 4, 4, stride=2, padding=1)),
        nn.LeakyReLU(0.2),
        nn.Flatten(),
        spectral_norm(nn.Linear(64, 1)),
    )
    return nn.ModuleDict({"generator": generator, "critic": critic})


def fool_the_critic(model: nn.Module) -> Tensor:
    fake = model["generator"](torch.randn(4, 3))
    return F.softplus(-model["critic"](fake)).mean()


def teach_the_critic(model: nn.Module) -> Tensor:
    real = torch.rand(4, 1, 8, 8)
    fake = model["generator"](torch.randn(4, 3)).detach()  # here: a_critic
    judged = model["critic"](torch.cat([real, fake]))
    truth = torch.cat([torch.ones(4, 1), torch.zeros(4, 1)])
    return F.binary_cross_entropy_with_logits(judged, truth)


def teach_the_critic_to_be_smooth(model: nn.Module) -> Tensor:
    real, critic = torch.rand(4, 1, 8, 8), model["critic"]
    with torch.no_grad():  # here: a_smooth_critic
        fake = model["generator"](torch.randn(4, 3))
    between = torch.lerp(real, fake, torch.rand(4, 1, 1, 1)).requires_grad_()
    score = critic(between).sum()
    (slope,) = torch.autograd.grad(score, between, create_graph=True)
    penalty = (slope.flatten(1).norm(dim=1) - 1).square().mean()
    return critic(fake).mean() - critic(real).mean() + 10 * penalty
