"""Start a page from a template that passes, or find one by its name."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from string import Template

from ..guard.faults import Fault
from ..guard.script import Script, scripts, sections

_TEMPLATE = Path(__file__).with_name("new_page.txt")


def write(root: Path, page: str) -> str | Fault:
    """Write ``gallery/SECTION/STEM.py``; return its path, or what is wrong."""
    match = re.fullmatch(r"(?P<section>[a-z_]+)/(?P<stem>[a-z][a-z0-9_]*)", page)
    if not match:
        do = "Name section and claim: make new PAGE=pitfalls/some_claim"
        return Fault("PAGE", 1, f"{page!r} is no name of a page.", do)
    known = [s.name for s in sections(root)]
    if match["section"] not in known:
        do = f"Choose from: {', '.join(known)}."
        return Fault("PAGE", 1, f"There is no section {match['section']!r}.", do)
    for other in scripts(root):
        if other.path.stem == match["stem"]:
            what, do = "A page of this name exists.", "Name the claim of yours."
            return Fault(other.file, 1, what, do)
    title = match["stem"].replace("_", " ").capitalize()
    text = Template(_TEMPLATE.read_text(encoding="utf-8"))
    path = root / "gallery" / f"{page}.py"
    path.write_text(text.substitute(title=title, line="=" * len(title)))
    return path.relative_to(root).as_posix()


def find(root: Path, page: str) -> Script | Fault:
    """Return the script called ``STEM`` or ``SECTION/STEM``, or what is wrong."""
    known = {s.path.stem: s for s in scripts(root)}
    stem = page.rpartition("/")[2].removesuffix(".py")
    if stem in known:
        return known[stem]
    near = difflib.get_close_matches(stem, known, n=3) or sorted(known)[:3]
    do = f"Do you mean {', '.join(near)}? make new PAGE=section/name starts a page."
    return Fault("PAGE", 1, f"There is no page {page!r}.", do)
