"""Renew the comparison with other tools: ``python -m bench.peers``.

Each tool looks in a process of its own: some of them change torch itself.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch

from . import subject
from .answer import QUESTIONS, Asked, Output, Question, Test
from .graph import ENGINE
from .tools import TOOLS, Tool

RECORD = Path("docs/_peers.json")


def compare() -> dict[str, Any]:
    """Ask every tool, and return the record."""
    return {
        "python": "{}.{}".format(*sys.version_info[:2]),
        "torch": torch.__version__.partition("+")[0],
        "cuts": list(subject.CUTS),
        "questions": {
            key: {"asked": q.words, "looked_for": q.test.__doc__}
            for key, q in QUESTIONS.items()
        },
        "tools": {name: _elsewhere(name) for name in TOOLS},
    }


def _elsewhere(name: str) -> dict[str, Any]:
    print(f"asking {name}", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        # TorchLens draws with a program of this name.
        (Path(folder) / "dot").symlink_to(ENGINE)
        path = f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"
        done = subprocess.run(
            [sys.executable, "-m", "bench.peers", "--tool", name],
            env={**os.environ, "PATH": path},
            stdout=subprocess.PIPE,
            check=True,
        )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def ask(tool: Tool) -> dict[str, Any]:
    """Let one tool look at every cut, and judge what it puts out."""
    plain = _look(tool, _uncut).drawing
    asked = {name: _asked(tool, cut, plain) for name, cut in subject.CUTS.items()}
    failures = {n: a.output.failure for n, a in asked.items() if a.output.failure}
    return {
        "package": tool.package,
        "version": version(tool.package).partition("+")[0],
        "how": tool.how,
        "cells": {key: _cell(q, asked) for key, q in QUESTIONS.items()},
        **({"failures": failures} if failures else {}),
    }


def _uncut(h: torch.Tensor) -> torch.Tensor:
    return h * 1.5


def _look(tool: Tool, cut: Any) -> Output:
    return tool.look(subject.Net(cut))


def _asked(tool: Tool, cut: Any, plain: str) -> Asked:
    net = subject.Net(cut)
    net(subject.batch()).sum().backward()
    lost = subject.without_gradient(net)
    severed = any(p.grad is None for p in net.parameters())
    return Asked(_look(tool, cut), lost, severed, subject.lines_of(cut), plain)


def _cell(question: Question, asked: dict[str, Asked]) -> dict[str, Any]:
    """Return a cell: the verdict, and for which cuts the tests are passed."""
    asked = {name: a for name, a in asked.items() if question.applies(a)}
    passed = _passed(question.test, asked)
    lesser = {words: _passed(test, asked) for words, test in question.lesser.items()}
    lesser = {words: names for words, names in lesser.items() if names}
    whole = len(passed) == len(asked)
    found = {"": passed, **({} if whole else lesser)}
    counts = [f"{words} {len(names)} of {len(asked)}" for words, names in found.items()]
    return {
        "verdict": "yes" if whole else "partly" if any(found.values()) else "no",
        "evidence": "; ".join(counts).strip(),
        "passed": passed,
        "of": len(asked),
        "lesser": {} if whole else lesser,
    }


def _passed(test: Test, asked: dict[str, Asked]) -> list[str]:
    return [name for name, a in asked.items() if test(a)]


def main() -> None:
    """Ask one tool and print its part, or ask all and write the record."""
    parser = argparse.ArgumentParser(prog="python -m bench.peers")
    parser.add_argument("--tool", choices=TOOLS)
    options = parser.parse_args()
    if options.tool:
        print(json.dumps(ask(TOOLS[options.tool])))
        return
    text = json.dumps(compare(), indent=2, ensure_ascii=False)
    RECORD.write_text(f"{text}\n", encoding="utf-8")
    print(f"wrote {RECORD}", file=sys.stderr)


if __name__ == "__main__":
    main()
