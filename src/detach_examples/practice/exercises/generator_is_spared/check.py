"""The generator doubles the noise, whose mean is 2; the discriminator triples."""

from __future__ import annotations

import torch

from ...contract import Step, Task, demand, linear, value_is


def check(task: Task) -> None:
    """d_loss is 12 - 3, and moves the discriminator by 4 - 1; g_loss is -12."""
    generator, discriminator = linear(2.0), linear(3.0)
    weights = {"generator.weight": generator.weight}
    weights["discriminator.weight"] = discriminator.weight
    noise, real = torch.tensor([[1.0], [3.0]]), torch.tensor([[1.0]])
    with Step(**weights) as step:
        made = task.losses(generator, discriminator, real, noise)
    demand(
        isinstance(made, tuple) and len(made) == 2,
        "losses no longer returns two losses",
    )
    d_loss, g_loss = made
    value_is("d_loss", d_loss, 9.0)
    value_is("g_loss", g_loss, -12.0)
    step.backward(d_loss, "d_loss")
    spared = {"generator.weight": None, "discriminator.weight": [[3.0]]}
    step.grads_are(d_loss, **spared)
    generator.weight.grad = None
    step.backward(g_loss, "g_loss")
    step.grads_are(g_loss, **{"generator.weight": [[-6.0]]})
