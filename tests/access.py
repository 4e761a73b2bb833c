"""What a browser finds wrong for readers with other senses or other hands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from axe_playwright_python.sync_playwright import Axe

#: What axe looks at each page in: the screen's width, the reader's mode.
LOOKS = [(1280, "light"), (1280, "dark"), (390, "dark")]
#: Of what is sound, the rules alone are told: to send each element takes half the time.
_TOLD = {"resultTypes": ["violations"]}


def faults(
    page: Any, within: str = "", looks: Sequence[tuple[int, str]] = LOOKS
) -> list[str]:
    """Return axe's serious faults of a page as it is, in each look.

    :param within: a selector; inside it every fault counts, and none outside.
    """
    found = []
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        told = Axe().run(page, within or None, _TOLD).response
        found += [
            f"{width} {scheme} {rule['id']}: {node['target']} {node['failureSummary']}"
            for rule in told["violations"]
            if within or rule["impact"] in {"serious", "critical"}
            for node in rule["nodes"]
        ]
        # Proves that axe looked, at the contrast of the text too.
        assert "color-contrast" in {rule["id"] for rule in told["passes"]}
    return found
