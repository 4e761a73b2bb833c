"""What pages show of runs that are no script of the gallery.

Such a run happens while its page is read.  A merge runs nothing: there, the parts
brought what came of it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from ..guard.faults import Fault
from .refused import Refused

#: The directives whose pages run something; each is asked for with its argument.
_ASKS = re.compile(
    r"^[ \t]*[`:]{3,}\{(?P<kind>drawn|problems|tools)\}[ \t]*(?P<name>\S*)",
    re.MULTILINE,
)
_NAME = "brought.json"


class Brought:
    """What was brought to this build; nothing is, where ``runs`` is None."""

    def __init__(self) -> None:
        self.runs: dict[str, Any] | None = None

    @property
    def merging(self) -> bool:
        """Whether this build shows what was run elsewhere, and runs nothing."""
        return self.runs is not None

    def find(self, kind: str, name: str = "") -> Any:
        """Return what came of a run, or None where it is for the caller to run.

        :raises Refused: when it was not brought, and must not run here.
        """
        if self.runs is None:
            return None
        key = f"{kind} {name}".strip()
        if key not in self.runs:
            what = f"A merge runs nothing, and no part brought: {key}."
            do = "Make the parts again: make html SHARD=1/4, and so on"
            raise Refused([Fault("build", 1, what, do)])
        return self.runs[key]


build = Brought()


def asked(root: Path) -> list[str]:
    """Return what the pages of a project run, as ``drawn ask.py``, by name."""
    docs = root / "docs"
    made = docs / "gallery"
    pages = (p for p in docs.rglob("*.md") if made not in p.parents)
    return sorted(
        {
            f"{match['kind']} {match['name']}".strip()
            for page in pages
            for match in _ASKS.finditer(page.read_text(encoding="utf-8"))
        }
    )


def run(root: Path, key: str) -> Any:
    """Run what a page asks for; return what can be written as JSON.

    :raises Unsound: where the page could not show it.
    """
    from ..quiz import verdict
    from ..tools import table
    from . import drawn

    kind, _, name = key.partition(" ")
    if kind == "drawn":
        return drawn.draw(root / "docs/_scripts", name)
    if kind == "problems":
        return verdict.told(verdict.judged(root, name))
    return table.outcomes()


def write(folder: Path, runs: dict[str, Any]) -> None:
    """Keep what came of runs."""
    path = folder / _NAME
    path.write_text(json.dumps(runs, indent=1), encoding="utf-8")


def read(folder: Path) -> dict[str, Any]:
    """Return what :func:`write` kept."""
    path = folder / _NAME
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return told
