"""The page linter: rules for each script, and for the gallery as a whole."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from .faults import Fault
from .letters import unreadable
from .rules import MUST, STYLE, Rule
from .script import Script, scripts, sections

_NAME = re.compile(r"[a-z][a-z0-9_]*/[a-z][a-z0-9_]*")
#: Stems that sphinx-gallery uses itself.
_TAKEN = {"index"}

__all__ = ["MUST", "STYLE", "check", "check_gallery"]


def check(script: Script, rules: tuple[Rule, ...]) -> list[Fault]:
    """Return what rules find in one script; what cannot be read hides all else."""
    if unread := unreadable(script.file, script.source):
        return unread
    try:
        compile(script.tree, script.file, "exec", dont_inherit=True)
    except SyntaxError as error:
        what = f"The script has a syntax error: {error.msg}."
        return [Fault(script.file, error.lineno or 1, what, "Mend this line.")]
    except (RecursionError, MemoryError):
        what = "An expression of the script is nested too deep for Python."
        return [Fault(script.file, 1, what, "Break it into several.")]
    return [
        Fault(script.file, max(line, 1), what, do)  # an empty file has a line, too
        for rule in rules
        for line, what, do in rule(script)
    ]


def check_gallery(root: Path, rules: tuple[Rule, ...] = MUST) -> list[Fault]:
    """Return the faults of all scripts, and those between them."""
    if not (root / "gallery").is_dir():
        do = "Run this in the project's root folder."
        return [Fault("gallery", 1, "There is no such folder.", do)]
    found = [fault for script in scripts(root) for fault in check(script, rules)]
    if found:
        return sorted(found)
    return sorted(
        fault
        for between in (_headers, _strays, _names, _same_names, _read_before)
        for fault in between(root)
    )


def _headers(root: Path) -> Iterator[Fault]:
    for section in sections(root):
        if not (section / "GALLERY_HEADER.rst").is_file():
            file = f"gallery/{section.name}/GALLERY_HEADER.rst"
            do = "Write it: the section's title, ----- under it, one sentence."
            yield Fault(file, 1, "The section has no header.", do)


def _strays(root: Path) -> Iterator[Fault]:
    known = ", ".join(s.name for s in sections(root))
    for path in sorted((root / "gallery").glob("*.py")):
        what, do = "A script outside every section.", f"Move it into one of: {known}."
        yield Fault(path.relative_to(root).as_posix(), 1, what, do)


def _names(root: Path) -> Iterator[Fault]:
    for script in scripts(root):
        if not _NAME.fullmatch(script.page):
            what = "The name of a script or section has other signs than a-z, 0-9, _."
            yield Fault(script.file, 1, what, "Name the claim: some_claim.py")
        if script.path.stem in _TAKEN:
            what = "A page of this name is made by the build."
            yield Fault(script.file, 1, what, "Name the claim: some_claim.py")


def _same_names(root: Path) -> Iterator[Fault]:
    places = defaultdict(list)
    for script in scripts(root):
        places[script.path.stem].append(script)
    for same in places.values():
        for other in same[1:]:
            what = f"A page of this name exists: {same[0].file}."
            yield Fault(other.file, 1, what, "Name the claim of this page.")


def _read_before(root: Path) -> Iterator[Fault]:
    known = {script.page: script for script in scripts(root)}
    for script in known.values():
        line = script.line_of("Read before:")
        for page in script.read_before:
            if page not in known:
                what = f"'Read before' names no page of the gallery: {page}."
                yield Fault(script.file, line, what, "Name section/stem of a script.")
        if script.page in _ancestors(script, known):
            what = "'Read before' leads back to this page."
            yield Fault(script.file, line, what, "Break the circle of links.")


def _ancestors(script: Script, known: dict[str, Script]) -> set[str]:
    seen: set[str] = set()
    todo = [p for p in script.read_before if p in known]
    while todo:
        page = todo.pop()
        if page not in seen:
            seen.add(page)
            todo += [p for p in known[page].read_before if p in known]
    return seen
