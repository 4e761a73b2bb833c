"""What a browser fetches and moves until a page stands still."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_SHIFTS = """window.shifted = 0;
window.moved = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    window.shifted += entry.value;
    for (const { node, previousRect: a, currentRect: b } of entry.sources) {
      const name = `${node?.nodeName}.${node?.className}`;
      window.moved.push(`${name} ${a.x},${a.y} to ${b.x},${b.y}`);
    }
  }
}).observe({ type: "layout-shift", buffered: true });"""
_PAINT = """() => (performance.getEntriesByName("first-contentful-paint")[0]
  || { startTime: NaN }).startTime"""


#: A phone on a slow line: each part of a page is seen before the next has come.
_SLOW_LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 200_000,
    "uploadThroughput": 90_000,
}
_SLOW_PHONE = 6


@dataclass(frozen=True)
class View:
    """The first view of a page.

    :param bytes: what came over the wire, without the heads of answers.
    :param foreign: the requests to hosts other than the page's own.
    :param shift: the sum of layout shifts; 0 where nothing moved.
    :param moved: the elements that did, and from where to where.
    :param paint: milliseconds to the first content.
    """

    bytes: int
    requests: int
    foreign: int
    shift: float
    moved: tuple[str, ...]
    paint: float


def view(browser: Any, url: str, width: int = 1280, *, slow: bool = False) -> View:
    """Open a page with an empty cache, and wait until it asks for nothing more.

    :param slow: over a slow line, on a phone of few means; both show what moves.
    """
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_init_script(_SHIFTS)
    page = context.new_page()
    if slow:
        tools = context.new_cdp_session(page)
        tools.send("Network.enable")
        tools.send("Network.emulateNetworkConditions", _SLOW_LINE)
        tools.send("Emulation.setCPUThrottlingRate", {"rate": _SLOW_PHONE})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    got: list[Any] = []
    page.on("response", lambda answer: got.append(answer))
    page.goto(url, wait_until="networkidle")
    own = "/".join(url.split("/")[:3])
    asked = [each for each in asked if not each.startswith(("data:", "blob:"))]
    foreign = sum(not each.startswith(own) for each in asked)
    shift, moved = page.evaluate("[window.shifted, window.moved]")
    paint = page.evaluate(_PAINT)
    size = sum(int(each.header_value("content-length") or 0) for each in got)
    context.close()
    return View(size, len(asked), foreign, shift, tuple(moved), paint)
