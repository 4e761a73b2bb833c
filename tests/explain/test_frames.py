"""What is known of a frame is kept while it runs, and no longer."""

from __future__ import annotations

import sys

import pytest

from detach_examples.explain.frames import Frames
from detach_examples.explain.marks import NONE
from detach_examples.explain.record import Holder, Value
from detach_examples.explain.tensors import Tensors

MARK = frozenset([Value(None, Holder())])


@pytest.fixture
def frames() -> Frames:
    return Frames(Tensors())


def test_what_an_expression_gave_belongs_to_its_statement(frames: Frames) -> None:
    frame = sys._getframe()
    frames.gave(frame, MARK)
    assert not frames.carry()  # nothing was known to run
    running = frames.begin(frame, frame.f_lineno)
    frames.gave(frame, MARK)
    assert [*running.results.values()] == [MARK]
    assert frames.carry()
    assert not frames.begin(frame, frame.f_lineno).results


def test_a_name_of_a_module_is_seen_from_every_frame_of_it(frames: Frames) -> None:
    frame = sys._getframe()
    frames.names(frame).put("frame", MARK)
    frames.names(frame).put("MARK", MARK)

    def inner() -> tuple[object, object]:
        names = frames.names(sys._getframe())
        return names.get("frame"), names.get("MARK")

    assert inner() == (NONE, MARK)


def test_a_frame_that_has_returned_is_forgotten(frames: Frames) -> None:
    frame = sys._getframe()
    frames.begin(frame, 1)
    frames.names(frame).put("frame", MARK)
    frames.drop(frame)
    assert frames.running(frame) is None
    assert frames.names(frame).get("frame") == NONE
