"""Let a module be the program for a while."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


@contextmanager
def replaced_main(module: ModuleType) -> Iterator[None]:
    """Let a module be ``__main__``, as what it pickles will ask for."""
    before = sys.modules["__main__"]
    sys.modules["__main__"] = module
    try:
        yield
    finally:
        sys.modules["__main__"] = before
