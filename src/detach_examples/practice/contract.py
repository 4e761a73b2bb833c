"""What the checks use: the reader's functions, and faults in the reader's terms.

A check calls what the reader wrote with fresh tensors, and looks at gradients,
values and memory.  It never reads the text of the file.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any

import torch
from torch import Tensor

from ..expect import first_clause
from ..explain.session import Recording, trace


class Wrong(Exception):
    """What is wrong, in the reader's terms, and the line, where one is known."""

    def __init__(self, what: str, line: int = 0) -> None:
        super().__init__(what)
        self.what, self.line = what, line


class Task:
    """The reader's file after it ran: what stands at its top level."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace
        #: The line of the function that was called last.
        self.line = 1

    def __getattr__(self, name: str) -> Any:
        found = self._namespace.get(name)
        if not callable(found):
            raise Wrong(f"the function {name} is missing: the check calls it")
        code = getattr(found, "__code__", None)
        self.line = code.co_firstlineno if code else 1
        return found


def leaf(*values: float) -> Tensor:
    """Return a tensor that can be trained; one number makes a scalar.

    >>> leaf(1.0)
    tensor(1., requires_grad=True)
    """
    data = values[0] if len(values) == 1 else values
    return torch.tensor(data, requires_grad=True)


def linear(weight: float, bias: float | None = None) -> torch.nn.Linear:
    """Return a layer of one input and one output."""
    layer = torch.nn.Linear(1, 1, bias=bias is not None)
    with torch.no_grad():
        layer.weight.fill_(weight)
        if bias is not None:
            layer.bias.fill_(bias)
    return layer


def demand(condition: object, what: str, line: int = 0) -> None:
    """Raise what is wrong where a condition does not hold."""
    if not condition:
        raise Wrong(what, line)


def shown(value: object) -> str:
    """Write a value as the reader would."""
    if isinstance(value, Tensor):
        value = value.tolist()
    if isinstance(value, float):
        return f"{value + 0.0:.4g}"  # no minus before a zero
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    return str(value)


def value_is(name: str, value: Any, wanted: Any) -> None:
    """Demand a value, be it a number or a tensor."""
    demand(
        isinstance(value, Tensor | float | int),
        f"{name} is {type(value).__name__}, not a number or a tensor",
    )
    got, right = (torch.as_tensor(v).detach().float() for v in (value, wanted))
    same = got.shape == right.shape and torch.allclose(got, right, atol=1e-5)
    demand(same, f"{name} is {shown(got)}; by hand it is {shown(right)}")


class Step(AbstractContextManager["Step"]):
    """A traced call of the reader's function: says which line took a gradient.

    :param tensors: those whose gradients are looked at, by the reader's names.
    """

    def __init__(self, **tensors: Tensor) -> None:
        self._tensors = tensors
        self._before = {n: t.detach().clone() for n, t in tensors.items()}
        self._tracing: AbstractContextManager[Recording] = trace()
        self._record: Recording | None = None

    def __enter__(self) -> Step:
        """Begin to record."""
        self._record = self._tracing.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        """Record no more."""
        self._tracing.__exit__(kind, error, where)

    def backward(self, loss: Any, name: str = "the loss") -> None:
        """Run backward from what the reader returned."""
        self._is_a_scalar(loss, name)
        if loss.grad_fn is None:
            cut, line = self._cut(loss, next(iter(self._tensors)))
            raise Wrong(f"{name} has no history: nothing leads back from it{cut}", line)
        try:
            loss.backward(retain_graph=True)
        except RuntimeError as error:
            raise Wrong(f"backward raises: {first_clause(str(error))}") from None

    def _is_a_scalar(self, loss: Any, name: str) -> None:
        kind = type(loss).__name__
        demand(isinstance(loss, Tensor), f"{name} is {kind}, not a tensor")
        demand(loss.numel() == 1, f"{name} has {loss.numel()} values, not one")

    def grads_are(self, loss: Any = None, **wanted: Any) -> None:
        """Demand gradients: numbers that were computed by hand, or None."""
        for name, right in wanted.items():
            self._grad_is(loss, name, right)

    def _grad_is(self, loss: Any, name: str, right: Any) -> None:
        got = self._tensors[name].grad
        if right is None:
            zero = got is None or not got.any()
            demand(
                zero, f"{name}.grad is {shown(got)}: this step must not train {name}"
            )
            return
        if got is None:
            cut, line = self._cut(loss, name)
            raise Wrong(
                f"{name}.grad is None: the loss does not reach {name}{cut}", line
            )
        wanted = torch.as_tensor(right)
        if got.shape != wanted.shape or not torch.allclose(got, wanted, atol=1e-5):
            cut, line = self._cut(loss, name)
            told = f"{name}.grad is {shown(got)}; by hand it is {shown(wanted)}"
            raise Wrong(told + cut, line)

    def _cut(self, loss: Any, name: str) -> tuple[str, int]:
        """Say which line of the reader's takes gradient from a tensor."""
        assert self._record is not None
        if not isinstance(loss, Tensor):
            loss = torch.zeros((), requires_grad=True)  # backward ran in the trace
        causes = self._record.explain(loss, self._tensors)[name].causes
        for cause in causes:
            # An index is meant to have no gradient where the values have one.
            meant = cause.effect == "partial" and cause.kind == "integer"
            if cause.line and cause.code and not meant:
                what = "made zero" if cause.effect == "zero" else "cut"
                return f"\n{what} here: {cause.code}", cause.line
        return "", 0

    def values_stay(self, *names: str) -> None:
        """Demand that the step changed no value of what it was given."""
        for name in names:
            now = self._tensors[name].detach()
            same = torch.equal(now, self._before[name])
            demand(same, f"{name} itself was changed, to {shown(now)}")
