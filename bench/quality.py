"""What the built site is like to read: its weight, its marks, and who is left out.

The site is served on loopback as a host serves it, with gzip and its headers, and
looked at by the tools of the tests.  A figure that counts faults prints each of them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import access
import kinds
import loading
import serving
import walking

from . import lighthouse
from .figure import Figure

_ROOT = Path(__file__).resolve().parents[1]
_SITE = _ROOT / "build" / "html"
#: Advice on furo's frame, none of it serious: words outside a landmark, two asides.
_THEIRS = ("region: ['.visually-hidden']", "landmark-unique: ['.sidebar-drawer']")


def figures() -> Iterator[Figure]:
    """Measure all; takes about a quarter of an hour."""
    from playwright.sync_api import sync_playwright

    lighthouse.install()
    with serving.host(_SITE) as home, sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=lighthouse.chrome(), args=lighthouse.FLAGS
        )
        yield from weights(browser, home)
        yield counted("HTML errors, all pages", invalid())
        yield from faults(browser, home, pages())
        browser.close()
        yield from marked(home)


def pages() -> list[str]:
    """Return the paths of all pages."""
    return [p.relative_to(_SITE).as_posix() for p in sorted(_SITE.rglob("*.html"))]


def counted(name: str, found: list[str]) -> Figure:
    """Return how many faults there are, none allowed; tell each."""
    for fault in found:
        print(f"    {fault}", file=sys.stderr)
    return Figure(name, len(found), 0)


def weights(browser: Any, home: str) -> Iterator[Figure]:
    """Yield what first views weigh, how far they shift, and whom they ask."""
    views = {
        (kind, width, slow): loading.view(browser, home + path, width, slow=slow)
        for kind, path in kinds.KINDS.items()
        for width in (1280, 390)
        for slow in (False, True)
    }
    for limit, name in ((60, "ordinary pages"), (120, "widgets, lists, search")):
        sizes = [v.bytes for (k, *_), v in views.items() if kinds.budget(k) == limit]
        yield Figure(
            f"heaviest first view, {name}", max(sizes) / 1000, limit, unit="KB"
        )
    for (kind, width, slow), seen in views.items():
        for each in seen.moved:
            print(f"    {kind}, {width}, {slow=}: {each}", file=sys.stderr)
    yield Figure("largest layout shift", max(v.shift for v in views.values()), 0)
    yield Figure(
        "requests to other hosts", sum(v.foreign for v in views.values()), limit=0
    )


def invalid() -> list[str]:
    """Return what the Nu HTML checker objects to."""
    jar = _ROOT / "build" / "tools" / "vnu.jar"
    command = ["java", "-jar", str(jar), "--errors-only", "--format", "json"]
    done = subprocess.run(
        [*command, "--skip-non-html", str(_SITE)],
        capture_output=True,
        text=True,
        check=False,
    )
    told = json.loads(done.stderr)["messages"]
    return [f"{each.get('url')}: {each['message']}" for each in told]


def ours(found: list[str]) -> list[str]:
    """Leave out what the theme's own frame does on each page.

    >>> ours(["light region: ['.visually-hidden'] Fix", "light region: ['p'] Fix"])
    ["light region: ['p'] Fix"]
    """
    return [each for each in found if not any(other in each for other in _THEIRS)]


def faults(browser: Any, home: str, every: list[str]) -> Iterator[Figure]:
    """Yield how many readers' faults there are on all pages, and on each kind."""
    page = browser.new_page()
    axe, wide, paper = [], [], []
    for path in every:
        page.goto(home + path)
        told = access.faults(page, "html", access.LOOKS[:1])
        axe += [f"{path} {fault}" for fault in ours(told)]
        paper += [f"{path} prints {what}" for what in walking.printed(page)]
        wide += [path] if walking.sideways(page) else []
    yield counted("axe faults of any level, ours, all pages", axe)
    yield counted("pages that scroll sideways at 320 pixels", wide)
    yield counted("controls on paper, all pages", paper)
    looks, keys, still = [], [], []
    page.emulate_media(reduced_motion="reduce")
    for kind, path in kinds.KINDS.items():
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(home + path)
        keys += [f"{kind}: {fault}" for fault in walking.walk(page)]
        still += [kind] * walking.moves(page)
        looks += [f"{kind}: {fault}" for fault in ours(access.faults(page, "html"))]
    yield counted("axe faults of any level, ours, kinds in three looks", looks)
    yield counted("controls that the Tab key misses or does not show", keys)
    yield counted("animations where motion is unwanted", still)
    page.close()


def marked(home: str) -> Iterator[Figure]:
    """Yield Lighthouse's lowest mark of each category, over all kinds."""
    for form in lighthouse.FORMS:
        all_marks = {
            k: lighthouse.marks(home + kinds.KINDS[k], form) for k in kinds.MARKED
        }
        for name in all_marks[kinds.MARKED[0]]:
            low = min(kinds.MARKED, key=lambda kind: all_marks[kind][name])
            mark = all_marks[low][name]
            if mark < 100:
                print(f"    {form} {name}: {low} has {mark}", file=sys.stderr)
            label = f"Lighthouse, {form}, {name.replace('-', ' ')}, lowest of all"
            yield Figure(label, mark, 100, at_least=True)
