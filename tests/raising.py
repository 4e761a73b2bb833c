"""What the prompts of a page raise, as a reader sees it who runs them from a file."""

from __future__ import annotations

import ast
import contextlib
import doctest
import io
import re
import traceback
import types
import warnings
from collections.abc import Iterator
from pathlib import Path

from torch import distributed

from detach_examples.guard import state

_BLOCK = re.compile(r"^```python\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path) -> list[str]:
    """Return the blocks of prompts of a page."""
    return [m["code"] for m in _BLOCK.finditer(page.read_text("utf-8"))]


def tracebacks(prompts: str, folder: Path) -> Iterator[tuple[Exception, str]]:
    """Run prompts as the rows of ``train.py``; yield each error and its traceback."""
    examples = doctest.DocTestParser().get_examples(prompts)
    path = folder / "train.py"
    path.write_text("".join(example.source for example in examples))
    namespace, line = types.ModuleType("__main__").__dict__, 0
    state.reset()
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        state.refuse_warnings()
        for example in examples:
            tree = ast.parse("\n" * line + example.source, str(path), "single")
            line += example.source.count("\n")
            try:
                exec(compile(tree, str(path), "single"), namespace)
            except Exception as error:
                yield error, "".join(traceback.format_exception(error))
    if distributed.is_initialized():
        distributed.destroy_process_group()
    state.reset()
