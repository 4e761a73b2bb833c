"""Build many damaged files at once, until each has a verdict of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import projects

from . import bare, oracle
from .damage import Case

#: Seconds for a script: one that hangs costs a build that long.
_LIMIT = "10"


class Trial:
    """A built project, the damaged files in it, and what was wrong of its builds."""

    def __init__(self, root: Path, cases: dict[int, Case]) -> None:
        self.root = root
        self.before = projects.opened(root)
        self.left = {self._write(n, case): (n, case) for n, case in cases.items()}
        self.refused: dict[str, str] = {}
        self.wrong: list[str] = []
        self.builds = 0

    def _write(self, number: int, case: Case) -> str:
        """Write a case's file; return its name in the project."""
        suffix = case.sound.suffix
        folder = "gallery/pitfalls" if suffix == ".py" else "docs/pages"
        file = f"{folder}/{case.stem(number)}{suffix}"
        if (self.root / file).exists():
            file = f"{folder}/damaged_{number:04}{suffix}"
        (self.root / file).write_bytes(case.bytes_for(number))
        return file

    def _note(self, what: str, file: str = "") -> None:
        number, case = self.left.get(file, (0, None))
        told = f"case {number} {case}\n  {what}\n{case.difference()}" if case else what
        self.wrong.append(told)

    def run(self) -> None:
        """Build, take out what was refused, and build again until all is green."""
        while True:
            done = projects.build(self.root, SCRIPT_LIMIT=_LIMIT)
            self.builds += 1
            if crash := oracle.crashed(done.stdout + done.stderr):
                self._note(f"a traceback:\n{crash}")
            if done.returncode == 0:
                break
            if not self._red(done.returncode, done.stderr):
                self._note(f"it names no damaged file:\n{done.stderr[-3000:]}")
                return
        self._green()

    def _red(self, status: int, stderr: str) -> bool:
        """Judge a refusal; take out what it names, and say whether it names one."""
        if status != 1:
            self._note(f"the status {status}")
        if projects.opened(self.root) != self.before:
            self._note("a refused build changed the site")
        told = oracle.red(self.root, stderr)
        named = told.named & set(self.left)
        for what in told.wrong:
            self._note(f"{what}\n{stderr[-3000:]}")
        for file in named:
            (self.root / file).unlink()
            self.refused[file] = stderr
            del self.left[file]
        return bool(named)

    def _green(self) -> None:
        scripts = sorted(file for file in self.left if file.endswith(".py"))
        bare_folder = self.root / "bare"
        bare_folder.mkdir()
        paths = [self.root / file for file in scripts]
        ran = dict(zip(scripts, bare.run(paths, bare_folder), strict=True))
        shutil.rmtree(bare_folder)
        for file in self.left:
            for what in self._hidden(file, ran.get(file)):
                self._note(what, file)
        sound = self.root / "build/html/pages/sound.html"
        if "It stays." not in sound.read_text("utf-8"):
            self._note("the sound page beside them lost its text")

    def _hidden(self, file: str, ran: bare.Ran | None) -> Iterator[str]:
        name = Path(file.removeprefix("docs/")).with_suffix(".html")
        yield from oracle.hidden(self.root / "build/html" / name, self.root / file, ran)
