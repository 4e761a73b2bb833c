"""Learning order: a page comes after those that it asks to read before."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ..guard.script import Script


class LearningOrder:
    """sphinx-gallery's sort key for one section, named in conf.py by a string."""

    def __init__(self, section: str) -> None:
        # sphinx-gallery tries the key without a section while it reads its settings.
        order = _order(Path(section)) if section else []
        self._place = {f"{stem}.py": i for i, stem in enumerate(order)}

    def __call__(self, filename: str) -> int:
        """Return a page's place in its section."""
        return self._place[Path(filename).name]


@cache
def _order(section: Path) -> list[str]:
    root = section.parent.parent
    scripts = [Script(path, root) for path in sorted(section.glob("*.py"))]
    return learning_order({s.page: s.read_before for s in scripts})


def learning_order(read_before: dict[str, list[str]]) -> list[str]:
    """Return the stems of a section's pages, in the order in which to read them.

    A page that links nowhere and that nobody links comes last; where links
    leave a choice, a chain of pages is followed to its end.

    >>> learning_order({"s/b": ["s/a"], "s/a": [], "s/lone": [], "s/c": ["s/b"]})
    ['a', 'b', 'c', 'lone']
    """
    inside = {
        p: [b for b in links if b in read_before] for p, links in read_before.items()
    }
    linked = {b for links in inside.values() for b in links}
    alone = [p for p in sorted(inside) if not read_before[p] and p not in linked]
    order: list[str] = []

    def follow(page: str) -> None:
        if page in order or not all(b in order for b in inside[page]):
            return
        order.append(page)
        for reader in sorted(p for p in inside if page in inside[p]):
            follow(reader)

    for page in sorted(p for p in inside if p not in alone and not inside[p]):
        follow(page)
    return [page.rpartition("/")[2] for page in [*order, *alone]]


#: The sections in the order in which a newcomer meets them; others follow by name.
SECTIONS = (
    "first_steps",
    "explore",
    "choices",
    "patterns",
    "pitfalls",
    "cuts",
    "costs",
    "projects",
)


def section_order(section: str) -> tuple[int, str]:
    """Return a section's place: sphinx-gallery's sort key, named by a string."""
    name = Path(section).name
    place = SECTIONS.index(name) if name in SECTIONS else len(SECTIONS)
    return place, name
