"""Random programs, and what became of their gradients, read from their text."""

from .composing import PIECES, Program, compose
from .running import Plain, parameter
from .truth import Verdict

__all__ = [
    "PIECES",
    "Plain",
    "Program",
    "Verdict",
    "compose",
    "parameter",
]
