"""What is known of the program's frames while their statements run."""

from __future__ import annotations

import ast
from types import FrameType

from .expressions import Reader
from .marks import NONE, MarkedNames, MarkedObjects, Marks
from .spans import Span, owner_of, running_span
from .tensors import Tensors


class Running:
    """The statement that a frame is executing."""

    __slots__ = ("line", "readers", "results")

    def __init__(self, line: int) -> None:
        self.line = line
        #: What calls that ran in it gave, by their place.
        self.results: dict[Span, Marks] = {}
        self.readers: list[tuple[ast.stmt, Reader]] = []


class Frames:
    """Per frame, the statement that runs and the names that carry something."""

    def __init__(self, tensors: Tensors) -> None:
        self.objects = MarkedObjects(tensors)
        self._names: dict[int, dict[str, Marks]] = {}
        self._running: dict[int, Running] = {}

    def begin(self, frame: FrameType, line: int) -> Running:
        """Note that a frame begins to execute the statement of a line."""
        running = self._running[id(frame)] = Running(line)
        return running

    def running(self, frame: FrameType) -> Running | None:
        """Return the statement that a frame executes, if it is looked at."""
        return self._running.get(id(frame))

    def drop(self, frame: FrameType) -> None:
        """Forget a frame that has returned."""
        self._running.pop(id(frame), None)
        self._names.pop(id(frame), None)

    def clear(self) -> None:
        """Forget all."""
        self.objects.clear()
        self._names.clear()
        self._running.clear()

    def names(self, frame: FrameType) -> MarkedNames:
        """Return what a frame's names carry."""
        own = self._names.setdefault(id(frame), {})
        everywhere = self._names.setdefault(id(frame.f_globals), {})
        return MarkedNames(own, everywhere, frame.f_code)

    def gave(self, frame: FrameType, marks: Marks) -> None:
        """Note that the expression which a frame is evaluating has those marks."""
        span = running_span(frame)
        running = self._running.get(id(owner_of(frame)))
        if running is not None and span is not None:
            running.results[span] = running.results.get(span, NONE) | marks

    def carry(self) -> bool:
        """Say whether anything carries marks."""
        return (
            bool(self.objects)
            or any(self._names.values())
            or any(r.results for r in self._running.values())
        )

    def reader(self, frame: FrameType) -> Reader:
        """Return a reader of the expression that a frame is evaluating."""
        owner = owner_of(frame)
        running = self._running.get(id(owner))
        results = running.results if running else {}
        reader = Reader(frame, self.objects, self.names(owner), results)
        if frame is not owner:
            reader.around = self.reader(owner)
        return reader

    def reader_in(self, frame: FrameType, running: Running) -> Reader:
        """Return a reader of a statement that a frame executes."""
        return Reader(frame, self.objects, self.names(frame), running.results)
