"""What a reader meets who has a keyboard alone, a narrow screen, or paper."""

from __future__ import annotations

from typing import Any

#: Numbers what the Tab key should reach, as the page stands.
_MARK = """() => {
  const may = "a[href], button, input, select, textarea, summary, [tabindex]";
  const all = [...document.querySelectorAll(may)].filter((e) => e.tabIndex >= 0
    && !e.disabled && e.type !== "radio" && !e.matches("[type=hidden]")
    && e.checkVisibility({ visibilityProperty: true }));
  all.forEach((e, i) => (e.dataset.stop = i));
  return all.length;
}"""
_AT = """() => {
  const e = document.activeElement, style = getComputedStyle(e);
  if (e === document.body) return null;
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
    || style.boxShadow !== "none" || e.type === "radio";
  return [e.dataset.stop ?? "", ring, e.outerHTML.slice(0, 90)];
}"""
_PRINTED = """() => [".sidebar-drawer", ".toc-drawer", ".mobile-header", ".copybtn",
  ".theme-toggle", ".related-pages"].filter((name) =>
  [...document.querySelectorAll(name)].some((e) => e.checkVisibility()))"""


def walk(page: Any, most: int = 80) -> list[str]:
    """Press Tab to the end, or so often; return what is missed or does not show."""
    left, faults = set(range(page.evaluate(_MARK))), []
    for _ in range(most):
        page.keyboard.press("Tab")
        at = page.evaluate(_AT)
        if at is None or (at[0] and int(at[0]) not in left):
            break
        if at[0]:
            left.discard(int(at[0]))
        if not at[1]:
            faults.append(f"no visible focus: {at[2]}")
    else:
        return faults
    faults += [f"not reached: {number}" for number in sorted(left)]
    return faults


def sideways(page: Any, width: int = 320) -> bool:
    """Say whether a page scrolls sideways: 320 is 1280 at a zoom of 400 %."""
    page.set_viewport_size({"width": width, "height": 900})
    return bool(page.evaluate("document.documentElement.scrollWidth") > width)


def moves(page: Any) -> int:
    """Return how many animations run for a reader who asked for none."""
    page.emulate_media(reduced_motion="reduce")
    return int(page.evaluate("document.getAnimations().length"))


def printed(page: Any) -> list[str]:
    """Return what is on paper and is of no use there."""
    page.emulate_media(media="print")
    found: list[str] = page.evaluate(_PRINTED)
    page.emulate_media(media="screen")
    return found
