"""Terminal sessions on pages: commands that are run, and what they must print.

A session is a ``console`` block.  Its lines that begin with ``$`` are commands; below
each stands what the terminal shows, where ``...`` stands for anything.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
import subprocess
import sys
from doctest import ELLIPSIS, OutputChecker
from functools import partial
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
_PROMPT = re.compile(r"^\$ (?P<command>.+)\n(?P<shown>(?:(?!\$ ).*\n)*)", re.MULTILINE)
_MARK = "--- the next command"
#: Seconds until a command that never ends fails its test.
_LIMIT = 120
#: What would change the addresses that a report links to, or its lines.
_DROPPED = ("EXPLAIN_PAGES", "SITE_URL", "REPOSITORY_URL", "COLUMNS")


class Exchange(NamedTuple):
    """A command, and what the terminal shows below it."""

    command: str
    shown: str


def exchanges(block: str) -> list[Exchange]:
    r"""Return the commands of a session.

    >>> exchanges("$ echo one\none\n$ true\n")
    [Exchange(command='echo one', shown='one\n'), Exchange(command='true', shown='')]
    """
    return [Exchange(m["command"], m["shown"]) for m in _PROMPT.finditer(block)]


class Terminal:
    """A shell in a folder of its own that holds the scripts of the pages.

    :param scripts: the folder whose scripts are copied.
    :param folder: where they are run, and may leave files.
    """

    def __init__(self, scripts: Path, folder: Path) -> None:
        shutil.copytree(scripts, folder, dirs_exist_ok=True)
        self._folder = folder.resolve()

    def run(self, block: str) -> str:
        """Return the session as it goes here and now.  One shell runs it all."""
        commands = [exchange.command for exchange in exchanges(block)]
        told = self._told("".join(map(_marked, commands)))
        pairs = zip(commands, told.split(f"\n{_MARK}\n"), strict=False)
        return "".join(f"$ {command}\n{_whole(shown)}" for command, shown in pairs)

    def _told(self, script: str) -> str:
        python = f'python() {{ "{sys.executable}" "$@"; }}\n'
        torchrun = 'torchrun() { python -m torch.distributed.run "$@"; }\n'
        kept = {k: v for k, v in os.environ.items() if k not in _DROPPED}
        done = subprocess.run(
            ["sh", "-c", python + torchrun + script],
            cwd=self._folder,
            env={**kept, "OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_LIMIT,
            check=False,
        )
        return done.stdout.replace(f"{self._folder}/", "")

    def difference(self, block: str) -> str:
        """Run a session; return how it differs from what the page shows, or nothing."""
        wanted, got = exchanges(block), exchanges(self.run(block))
        return "".join(
            _difference(w, g)
            for w, g in zip_longest(wanted, got, fillvalue=Exchange("", ""))
            if not _agree(w, g)
        )


def _marked(command: str) -> str:
    """Let the next command see this one's status, as it would in a terminal."""
    return f"{command}\nstatus=$?; printf '\\n%s\\n' '{_MARK}'; (exit $status)\n"


def _whole(shown: str) -> str:
    return shown if shown.endswith("\n") or not shown else f"{shown}\n"


def _agree(wanted: Exchange, got: Exchange) -> bool:
    same = OutputChecker().check_output(wanted.shown, got.shown, ELLIPSIS)
    return same and wanted.command == got.command


def _difference(wanted: Exchange, got: Exchange) -> str:
    old, new = wanted.shown.splitlines(True), got.shown.splitlines(True)
    rows = difflib.unified_diff(old, new, "on the page", "in the shell")
    return f"$ {wanted.command}\n{''.join(rows)}"


def renew(root: Path) -> str:
    """Write sessions anew where they differ; return the diff.

    What stands for anything on the page is then written out: shorten it again.
    """
    changes: list[str] = []
    folders = (root / "docs", root / "docs/learn", root)
    for page in (page for folder in folders for page in sorted(folder.glob("*.md"))):
        old = page.read_text(encoding="utf-8")
        with TemporaryDirectory() as folder:
            terminal = Terminal(root / "docs/_scripts", Path(folder))
            new = _BLOCK.sub(partial(_renewed, terminal), old)
        page.write_text(new, encoding="utf-8")
        name = page.relative_to(root).as_posix()
        changes += difflib.unified_diff(
            old.splitlines(True), new.splitlines(True), f"{name} (before)", name
        )
    return "".join(changes)


def _renewed(terminal: Terminal, block: re.Match[str]) -> str:
    """Return a session with what its commands print now, where that is otherwise."""
    wanted, got = exchanges(block[0]), exchanges(terminal.run(block[0]))
    kept = [w if _agree(w, g) else g for w, g in zip(wanted, got, strict=False)]
    return "".join(f"$ {command}\n{shown}" for command, shown in kept)
