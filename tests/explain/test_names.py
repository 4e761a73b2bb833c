"""What the program calls its tensors."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from detach_examples import trace
from detach_examples.explain.judged import Named
from detach_examples.explain.names import Names
from detach_examples.explain.session import Recording

SCALE = torch.full((2,), 3.0, requires_grad=True)


def name_of(record: Recording, names: Names, tensor: Tensor) -> str:
    return names.of(record._tracer.uses.of(tensor).value)


def test_a_tensor_goes_by_its_variable_a_parameter_by_its_path() -> None:
    layer = nn.Linear(2, 2)
    with trace() as record:
        x = torch.ones(1, 2)
        h = layer(x) * SCALE
    names = Names(record._tracer)
    names.look_around()
    found = [name_of(record, names, t) for t in (x, h, layer.weight, SCALE)]
    assert found == ["x", "h", "layer.weight", "SCALE"]
    assert name_of(record, names, torch.ones(1)) == ""


def test_the_innermost_variable_of_a_tensor_names_it() -> None:
    def inner(y: Tensor) -> tuple[Names, str]:
        names = Names(record._tracer)
        names.look_around()
        return names, name_of(record, names, y)

    with trace() as record:
        outer = torch.ones(2) * 2
    assert inner(outer)[1] == "y"


def test_a_name_that_begins_with_an_underscore_names_nothing() -> None:
    with trace() as record:
        _hidden = torch.ones(2) * 2
    names = Names(record._tracer)
    names.look_around()
    assert name_of(record, names, _hidden) == ""


def test_names_that_were_given_come_first() -> None:
    with trace() as record:
        x = torch.ones(2, requires_grad=True)
        holder = record._tracer.uses.of(x * 1).value.maker.uses[0].value.holder
    names = Names(record._tracer)
    names.add([Named("encoder.weight", holder, True)])
    names.look_around()
    assert name_of(record, names, x) == "encoder.weight"
