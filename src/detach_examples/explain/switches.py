"""Who switched gradients off?  Kept for each thread on its own."""

from __future__ import annotations

import sys
import threading
from types import FrameType
from typing import TYPE_CHECKING, Any

import torch

from .callers import Callers
from .calls import Meaning
from .record import Place, Site

if TYPE_CHECKING:
    from .tracer import Tracer


class Switches(threading.local):
    """The place that holds gradients off, and those around it.

    :param callers: finds the user's line that switched.
    """

    def __init__(self, callers: Callers) -> None:
        #: What holds gradients off now; None where they are on.
        self.place: Place | Site | None = None
        self._callers = callers
        self._around: list[Place | Site | None] = []

    def switched(self, was: bool, now: bool, frame: FrameType | None) -> None:
        """Note who switched gradients off; leaving a block restores who did before."""
        if was == now:
            return
        if now:
            self._around.append(self.place)
            self.place = None
            return
        leaving = _leaves_block(frame)
        before = self._around.pop() if self._around and leaving else None
        caller = self._callers.find(frame)
        self.place = before or caller.decorated or caller.place


def _leaves_block(frame: FrameType | None) -> bool:
    """Say whether gradients are being restored at a block's end."""
    for _ in range(3):
        if frame is None:
            return False
        if frame.f_code.co_name == "__exit__":
            return True
        frame = frame.f_back
    return False


def switch(tracer: Tracer, meaning: Meaning, func: Any, args: Any, kwargs: Any) -> Any:
    """Gradients are switched off or on."""
    was = torch.is_grad_enabled()
    result = func(*args, **kwargs)
    tracer.switches.switched(was, torch.is_grad_enabled(), sys._getframe(1))
    return result
