"""The layer makes 2 * 3 + 1 = 7 of the prompt; the target is 5."""

from __future__ import annotations

import torch

from ...contract import Step, Task, leaf, linear, value_is


def check(task: Task) -> None:
    """The prompt's gradient goes through the layer's weight; the layer has none."""
    prompt = torch.tensor([3.0], requires_grad=True)
    layer, head = linear(2.0, 1.0), leaf(1.0)
    weights = {"layer.weight": layer.weight, "layer.bias": layer.bias}
    with Step(prompt=prompt, head=head, **weights) as step:
        loss = task.step(prompt, layer, head, 5.0)
    value_is("the loss", loss, 4.0)
    step.grads_are(prompt=[8.0], head=28.0, **dict.fromkeys(weights))
    step.values_stay("prompt", "head", *weights)
