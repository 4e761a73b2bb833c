"""Whoever switched gradients off is named, also after a block inside has ended."""

from __future__ import annotations

import threading

import torch
from torch import Tensor

from detach_examples import trace
from detach_examples.explain.session import Recording

W = torch.ones(2, requires_grad=True)
HEAD = torch.ones(2, requires_grad=True)


def blamed(record: Recording, loss: Tensor) -> str:
    """Return the code of the one line that is blamed."""
    (cause,) = record.explain(loss, {"w": W})["w"].causes
    return cause.code


def test_leaving_a_block_restores_who_did_before() -> None:
    with trace() as record:
        with torch.no_grad():  # outer
            with torch.enable_grad():
                pass
            made = W * 2
        loss = (made * HEAD).sum()
    assert blamed(record, loss) == "with torch.no_grad():  # outer"


def test_a_block_within_a_block_goes_by_the_inner_one() -> None:
    with trace() as record:
        with torch.no_grad():
            quiet = HEAD * 1
            with torch.enable_grad():
                loud = HEAD * quiet
                with torch.no_grad():  # inner
                    made = W * 2
        loss = (made * loud).sum()
    assert blamed(record, loss) == "with torch.no_grad():  # inner"


def test_a_block_that_ended_is_forgotten() -> None:
    with trace() as record:
        with torch.no_grad():
            pass
        torch.set_grad_enabled(False)  # for good
        made = W * 2
        torch.set_grad_enabled(True)
        loss = (made * HEAD).sum()
    assert blamed(record, loss) == "torch.set_grad_enabled(False)  # for good"


def test_a_thread_has_switches_of_its_own() -> None:
    box = list[Tensor]()

    def work() -> None:
        with torch.no_grad():  # its own
            box.append(W * 2)

    with trace() as record:
        thread = threading.Thread(target=work)
        with torch.no_grad():
            thread.start()
            thread.join()
            assert record._tracer.switches.place is not None
        loss = (box[0] * HEAD).sum()
    assert blamed(record, loss) == "with torch.no_grad():  # its own"
