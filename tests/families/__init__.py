"""Training steps of well-known families, small, in the style of libraries.

Each step makes its own data, so that it can be taken again: the same seed, the same
loss.  A step that loses a gradient by design says so: ``# here: NAME``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from torch import Tensor, nn

from .images import ResNet, UNet, ViT, classify_images, segment
from .players import learn_values, make_dqn
from .samplers import (
    VAE,
    Denoiser,
    denoise,
    fool_the_critic,
    make_gan,
    reconstruct,
    teach_the_critic,
    teach_the_critic_to_be_smooth,
)
from .sentences import (
    GPT,
    SentenceEncoder,
    Translator,
    classify_sentences,
    predict_the_next_word,
    translate,
)


class Family(NamedTuple):
    """A model, a step that trains all of it, and modules whose output may be cut."""

    make: Callable[[], nn.Module]
    step: Callable[[nn.Module], Tensor]
    places: tuple[str, ...]


FAMILIES = {
    "resnet": Family(ResNet, classify_images, ("stem", "layers.1", "layers.1.skip")),
    "unet": Family(UNet, segment, ("down.1", "middle", "rise.2")),
    "gpt": Family(
        GPT, predict_the_next_word, ("words", "layers.0.attention", "layers.1")
    ),
    "transformer_encoder": Family(
        SentenceEncoder, classify_sentences, ("words", "encoder.layers.0", "encoder")
    ),
    "seq2seq": Family(Translator, translate, ("source", "bridge", "attention")),
    "vit": Family(ViT, classify_images, ("patches", "layers.0", "layers.1.feed")),
    "vae": Family(VAE, reconstruct, ("encoder", "mean", "log_variance")),
    "diffusion": Family(Denoiser, denoise, ("time", "enter", "middle")),
    "dqn": Family(make_dqn, learn_values, ("policy.trunk", "policy.advantage")),
    "gan": Family(
        make_gan, fool_the_critic, ("generator.0", "generator", "generator.4")
    ),
}


class Design(NamedTuple):
    """A step that cuts on purpose, or by a well-known mistake.

    ``parts`` is how the names begin of those that lose a path there.
    """

    make: Callable[[], nn.Module]
    step: Callable[..., Tensor]
    options: dict[str, bool]
    parts: tuple[str, ...]
    effect: str
    kind: str


_READER = ("source", "target", "encoder", "bridge", "attention", "decoder", "out")
_PAINTER = ("time", "label", "enter", "steer", "middle", "leave")
_DRAWER = ("encoder", "mean", "log_variance")
DESIGNS = {
    "a_greedy_decoder": Design(
        Translator, translate, {"forced": False}, _READER, "partial", "integer"
    ),
    "a_sampled_latent": Design(
        VAE, reconstruct, {"follow": False}, _DRAWER, "partial", "rng"
    ),
    "a_guess_before": Design(
        Denoiser, denoise, {"guess_first": True}, _PAINTER, "partial", "no_grad"
    ),
    "a_double_dqn": Design(
        make_dqn, learn_values, {"double": True}, ("policy",), "partial", "no_grad"
    ),
    "a_critic": Design(make_gan, teach_the_critic, {}, ("generator",), "cut", "detach"),
    "a_smooth_critic": Design(
        make_gan, teach_the_critic_to_be_smooth, {}, ("generator",), "cut", "no_grad"
    ),
}
