"""Plots in the site's colours, readable on light and dark pages and phones."""

from __future__ import annotations

import io
import logging
import re
from typing import TYPE_CHECKING, Any

from .palette import COLOURS, variable
from .picture import Picture, keep, tidy

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INK, _FAINT = COLOURS["ink"].light, COLOURS["faint"].light
_STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "detach-examples",
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": _INK,
    "axes.labelcolor": _INK,
    "axes.grid": True,
    "grid.color": _FAINT,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "text.color": _INK,
    "lines.linewidth": 2.0,
}
_FONT = "font-family: Helvetica, Arial, sans-serif"


def new_plot(xlabel: str, ylabel: str) -> tuple[Figure, Axes]:
    """Return an empty figure and its axes, 4.8 by 3 inches, in the site's style.

    The figure is not known to pyplot: nothing stays open after the script.
    Give colours as ``COLOURS["tracked"].light``; on the page they follow the
    reader's mode.
    """
    import matplotlib
    from matplotlib.figure import Figure

    # Names of steps that look like numbers are meant; it tells so where logs are on.
    logging.getLogger("matplotlib.category").setLevel(logging.WARNING)
    with matplotlib.rc_context(_STYLE):
        figure = Figure(figsize=(4.8, 3.0), layout="constrained")
        axes = figure.add_subplot()
        axes.set(xlabel=xlabel, ylabel=ylabel)
    return figure, axes


def show_plot(figure: Figure, *, caption: str, alt: str) -> Picture:
    """Turn a figure into a picture; make it the last expression of a block.

    :param caption: the plot's one message, shown under it.
    :param alt: what the plot shows, in words.
    """
    import matplotlib

    file = io.StringIO()
    for axes in figure.axes:
        if legend := axes.get_legend():
            legend.set_frame_on(False)
    with matplotlib.rc_context(_STYLE):
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    return keep(Picture(_themed(tidy(file.getvalue())), alt, caption))


def _themed(svg: str) -> str:
    """Let each colour follow the page's mode; black, which SVG leaves out, is ink."""
    for name, colour in COLOURS.items():
        svg = svg.replace(colour.light, variable(name))
    svg = svg.replace("#000000", variable("ink"))
    svg = svg.replace("<svg ", f'<svg fill="{variable("ink")}" ', 1)
    return re.sub(r"font-family: [^;\"]+", _FONT, svg)
