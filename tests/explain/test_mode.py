"""The mode lets other modes, subclasses and forked workers be."""

from __future__ import annotations

import os
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from detach_examples import trace


@pytest.fixture
def model() -> nn.Module:
    return nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))


def test_another_mode_and_a_subclass_go_on_to_work(model: nn.Module) -> None:
    seen = []

    class Watching(torch.overrides.TorchFunctionMode):
        def __torch_function__(
            self, func: Any, types: Any, args: Any = (), kwargs: Any = None
        ) -> Any:
            seen.append(func)
            return func(*args, **(kwargs or {}))

    class Named(Tensor):
        pass

    with Watching(), trace() as record, Watching():
        x = torch.ones(1, 3).as_subclass(Named)
        loss = model(x).sum()
    report = record.explain(loss, model)
    assert type(loss) is Named
    assert report.status == 0
    assert torch.nn.functional.linear in seen


def test_a_worker_that_was_forked_from_the_program_is_not_recorded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with trace() as record:
        number = record._tracer.operations.number
        process = os.getpid()
        monkeypatch.setattr(os, "getpid", lambda: process + 1)
        assert (torch.ones(2) * 2).tolist() == [2, 2]
        monkeypatch.undo()
    assert record._tracer.operations.number == number
