"""Run a program unwatched: its gradients, and what moves its loss."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from .composing import Program

#: A rounding may hide a change of a parameter; so many changes it does not hide.
_CHANGES = 30
_SCALES = (0.3, 1.0, 3.0)


class Plain:
    """A program that nothing watches."""

    def __init__(self, program: Program) -> None:
        lines = program.code.splitlines()
        self._head = compile("\n".join(lines[: program.head]), "<head>", "exec")
        self._body = compile("\n".join(lines[program.head : -1]), "<body>", "exec")
        self._backward = lines[-1]
        # Of its own: the program sets the seed of the common one.
        self._noise = torch.Generator().manual_seed(0)

    def run(self, change: str = "", scale: float = 0.0) -> dict[str, Any]:
        """Run it up to its loss; return the globals.

        :param change: the parameter whose value is changed beforehand.
        """
        space: dict[str, Any] = {"__name__": "plain"}
        exec(self._head, space)
        if change:
            tensor = parameter(space, change)
            noise = torch.randn(tensor.shape, generator=self._noise)
            tensor.data.add_(noise, alpha=scale)
        exec(self._body, space)
        return space

    def backward(self) -> dict[str, Any]:
        """Run it with its backward, if that is possible; return the globals."""
        space = self.run()
        if space["loss"].requires_grad:
            exec(self._backward, space)
        return space

    def moves(self, name: str, loss: Tensor, expected: bool) -> bool:
        """Say whether the loss changes with a parameter.

        :param expected: whether it should; only then every change is tried.
        """
        for i in range(_CHANGES if expected else 1):
            other = self.run(name, _SCALES[i % len(_SCALES)])["loss"]
            if not torch.equal(other.detach(), loss):
                return True
        return False


def parameter(space: dict[str, Any], name: str) -> Tensor:
    """Return a parameter by its name."""
    first, *path = name.split(".")
    found = space[first]
    for part in path:
        found = getattr(found, part)
    assert isinstance(found, Tensor)
    return found
