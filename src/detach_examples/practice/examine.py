"""Run a reader's file in this process, and let its check look at what it made."""

from __future__ import annotations

import traceback
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

import torch

from ..expect import first_clause
from .contract import Task, Wrong
from .verdict import Verdict


def examine(file: Path, name: str) -> Verdict:
    """Return whether a file solves an exercise.

    What the file does to torch's modes and to warnings ends here.
    """
    tracking = torch.is_grad_enabled()
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        warnings.simplefilter("ignore", ResourceWarning)
        try:
            return _examine(file, name)
        finally:
            torch.set_grad_enabled(tracking)


def _examine(file: Path, name: str) -> Verdict:
    namespace: dict[str, Any] = {"__name__": name, "__file__": str(file)}
    task = Task(namespace)
    try:
        exec(compile(file.read_bytes(), str(file), "exec"), namespace)
        import_module(f"{__package__}.exercises.{name}.check").check(task)
    except Wrong as wrong:
        return Verdict(False, wrong.what, wrong.line or task.line)
    except OSError as error:
        if error.filename != str(file):
            return _raised(error, file, task.line)
        return Verdict(False, f"the file cannot be read: {error.strerror}")
    except BaseException as error:  # sys.exit too: no file may end its check
        return _raised(error, file, task.line)
    return Verdict(True)


def _raised(error: BaseException, file: Path, line: int) -> Verdict:
    """Say what a file raised, in its line that was reached last."""
    name = type(error).__name__
    told = f"{name}: {first_clause(str(error))}".removesuffix(": ")
    if isinstance(error, SyntaxError | UnicodeDecodeError | ValueError):
        if isinstance(error, SyntaxError) and error.filename == str(file):
            return Verdict(False, f"{name}: {error.msg}", error.lineno or 1)
        if error.__traceback__ and error.__traceback__.tb_next is None:
            return Verdict(False, f"Python cannot read the file: {told}", 1)
    if isinstance(error, SystemExit):
        told = "the file ends the interpreter (sys.exit or the like)"
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame.lineno for frame in frames if frame.filename == str(file)]
    return Verdict(False, told, own[-1] if own and own[-1] else line)
