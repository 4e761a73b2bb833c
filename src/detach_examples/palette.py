"""The one set of colours: CSS variables on the site, hex values in plots."""

from __future__ import annotations

from typing import NamedTuple


class Colour(NamedTuple):
    """A meaning's colour on a light and on a dark page, as hex strings."""

    light: str
    dark: str


#: What each colour means; never used without a second mark (line, shape, text).
COLOURS: dict[str, Colour] = {
    "tracked": Colour("#0b5cad", "#6cb6ff"),
    "leaf": Colour("#17703a", "#5fd38d"),
    "detached": Colour("#5f6875", "#a0aab8"),
    "cut": Colour("#b93c09", "#ff9d66"),
    "error": Colour("#a3123f", "#ff7a9c"),
    "storage": Colour("#8a6100", "#e3b341"),
    "ink": Colour("#1d232b", "#dde3ea"),
    "faint": Colour("#d5d9df", "#3d444d"),
}


def variable(meaning: str) -> str:
    """Return the CSS variable that carries a meaning's colour.

    >>> variable("leaf")
    'var(--de-leaf)'
    """
    return f"var(--de-{meaning})"


def style_sheet() -> str:
    """Return the CSS rules that define every variable, light and dark.

    furo marks a chosen mode on ``body``; ``auto`` follows the system.
    """
    light = "".join(f"--de-{name}: {c.light};" for name, c in COLOURS.items())
    dark = "".join(f"--de-{name}: {c.dark};" for name, c in COLOURS.items())
    return (
        f"body {{{light}}}\n"
        f'body[data-theme="dark"] {{{dark}}}\n'
        "@media (prefers-color-scheme: dark) {"
        f'body:not([data-theme="light"]) {{{dark}}}}}\n'
        f"@media print {{body {{{light}}}}}\n"
    )
