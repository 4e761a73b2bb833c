"""Claims: statements about torch with a permanent name, and the lines that prove them.

A page states ``:::{claim} name``, a script ``.. claim:: name``.  The prompts inside
are its proof, or else the code right after it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from textwrap import dedent

from .faults import Fault
from .script import Script, scripts

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
_IN_PAGE = re.compile(
    r"^(?P<fence>:{3,})\{claim\}[ ]+(?P<name>\S+)[ ]*\n(?P<body>.*?)^(?P=fence)[ ]*$",
    re.MULTILINE | re.DOTALL,
)
_IN_SCRIPT = re.compile(
    r"^\.\. claim:: (?P<name>\S+)[ ]*\n(?P<body>(?:[ ]{3}.*(?:\n|\Z)|[ ]*\n)*)",
    re.MULTILINE,
)
_FENCE = re.compile(r"^```.*?^```[ ]*$", re.MULTILINE | re.DOTALL)
_NEXT_FENCE = re.compile(r"\s*^```(?:python|pycon)\n.*?^```[ ]*$", re.M | re.DOTALL)
_PROMPTS = re.compile(r"^[ ]*>>> .*?(?:\n[ ]*\n|\Z)", re.MULTILINE | re.DOTALL)
_PROMPT = re.compile(r"^\s*>>> ", re.MULTILINE)
_WORD = re.compile(r"\{claim\}|^(?:# )?[ ]*\.\. claim::", re.MULTILINE)


@dataclass(frozen=True)
class Claim:
    """A statement, where it stands, and the lines of its proof.

    ``page`` is its address on the site, without a suffix; ``first`` and ``last`` are
    the lines of the proof, both 0 where there is none.
    """

    name: str
    statement: str
    page: str
    file: str
    line: int
    first: int = 0
    last: int = 0

    def proves(self, line: int) -> bool:
        """Say whether an example that begins at ``line`` belongs to the proof."""
        return self.first <= line <= self.last


def claims(root: Path) -> list[Claim]:
    """Return the claims of a project's pages and scripts, in the order of the files."""
    found = [claim for page in pages(root) for claim in of_page(page, root)]
    return found + [c for script in scripts(root) for c in of_script(script)]


def pages(root: Path) -> list[Path]:
    """Return the pages whose prompts are run: those of the site, and of the project."""
    kept = [root / name for name in ("README.md", "CONTRIBUTING.md")]
    folder = root / "docs"
    made = folder / "gallery"
    written = (p for p in sorted(folder.rglob("*.md")) if made not in p.parents)
    return [path for path in (*kept, *written) if path.is_file()]


def _text(path: Path) -> str:
    """Read a file whose letters another look refuses."""
    return path.read_text(encoding="utf-8", errors="replace")


def of_page(path: Path, root: Path) -> Iterator[Claim]:
    """Yield the claims of a page."""
    text, file = _text(path), path.relative_to(root).as_posix()
    address = file.removeprefix("docs/").removesuffix(".md")
    for match in _IN_PAGE.finditer(text):
        body, start = match["body"], match.start("body")
        proof = (start, match.end()) if _PROMPT.search(body) else (0, 0)
        following = _NEXT_FENCE.match(text, match.end())
        if not proof[1] and following:
            proof = match.end(), following.end()
        lines = [text.count("\n", 0, at) + 1 for at in (match.start(), *proof)]
        first, last = lines[1:] if proof[1] else (0, 0)
        stated = _stated(_FENCE.sub("", body))
        yield Claim(match["name"], stated, address, file, lines[0], first, last)


def of_script(script: Script) -> Iterator[Claim]:
    """Yield the claims of a script."""
    ends = [b.line for b in script.blocks] + [len(script.lines) + 1]
    for block, end in zip(script.blocks, ends[1:], strict=True):
        rows = block.text.count("\n") + 1
        for match in _IN_SCRIPT.finditer(block.text):
            at = block.line + 1 + block.text.count("\n", 0, match.start())
            inside = at, at + match[0].count("\n")
            after = (block.line + rows + 1, end - 1) if block.code else (0, 0)
            proof = inside if _PROMPT.search(match["body"]) else after
            page = f"gallery/{script.page}"
            stated = _stated(match["body"])
            yield Claim(match["name"], stated, page, script.file, at, *proof)


def _stated(body: str) -> str:
    return " ".join(_PROMPTS.sub("", dedent(body)).split())


def faults(root: Path) -> list[Fault]:
    """Return what is wrong with a project's claims."""
    found = claims(root)
    by_name = defaultdict(list)
    for claim in found:
        by_name[claim.name].append(claim)
    return sorted([*_unsound(found), *_taken(by_name), *_unread(root, found)])


def _unsound(found: list[Claim]) -> Iterator[Fault]:
    for claim in found:
        if not _NAME.fullmatch(claim.name):
            what = f"{claim.name!r} is no name of a claim."
            do = "Write small words with hyphens: detach-shares-storage."
            yield Fault(claim.file, claim.line, what, do)
        if not claim.statement:
            what, do = f"The claim {claim.name} states nothing.", "Write one sentence."
            yield Fault(claim.file, claim.line, what, do)
        if not claim.last:
            what = f"The claim {claim.name} has no proof."
            do = "Put prompts inside it, or its code right after it."
            yield Fault(claim.file, claim.line, what, do)


def _taken(by_name: dict[str, list[Claim]]) -> Iterator[Fault]:
    for name, claimed in by_name.items():
        for first, second in pairwise(claimed):
            what = f"The name {name} is taken: {first.file}:{first.line}."
            do = "Choose another; the older one keeps it for ever."
            yield Fault(second.file, second.line, what, do)


def _unread(root: Path, found: list[Claim]) -> Iterator[Fault]:
    """A claim in a header, or with a broken fence, would vanish in silence."""
    known = {(claim.file, claim.line) for claim in found}
    for path in [*(p for p in pages(root)), *(s.path for s in scripts(root))]:
        file, text = path.relative_to(root).as_posix(), _text(path)
        for match in _WORD.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            row = text.split("\n")[line - 1]
            begins = row.lstrip("# ").startswith((":::", ".. claim::"))
            if begins and (file, line) not in known:
                what, do = "This claim cannot be read.", "Compare it with another one."
                yield Fault(file, line, what, do)
