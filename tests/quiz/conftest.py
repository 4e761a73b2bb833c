"""What tests of problems share: one that is sound, the test's own to break."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from detach_examples.quiz.reading import FOLDER

SOUND = """title = "Stop it"
kind = "fill"
level = "easy"
question = "What goes in?"
program = '''
import torch

x = torch.tensor(3.0, requires_grad=True)
(x * ___).backward()
print(x.grad)
'''
goal = '''
assert x.grad.item() == 3
'''
hints = ["Think."]

[[options]]
code = "x.detach()"
why = "It is a number."

[[options]]
code = "x.clone()"
why = "It is recorded."

[[options]]
code = "x"
why = "It is tracked."
"""
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write the sound problem with some of its text replaced; return its file."""

    def write_(*changes: tuple[str, str], text: str = SOUND) -> Path:
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / FOLDER / "try/stop.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write_
