"""Draw, measure and prove what detaching does in PyTorch.

The package imports in milliseconds: torch and matplotlib are loaded by the
helper that needs them, when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOME = {
    "expect_error": "expect",
    "expect_warning": "expect",
    "seconds": "measure",
    "watch_saved": "measure",
    "as_time": "measure",
    "as_ratio": "measure",
    "as_bytes": "measure",
    "COLOURS": "palette",
    "new_plot": "plot",
    "show_plot": "plot",
    "trace": "explain.session",
    "assert_gradients_flow": "explain.session",
    "Explorer": "explorer.explorer",
}

__all__ = [*_HOME]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
