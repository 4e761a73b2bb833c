"""Write the colours into the style sheet: the palette is their only source."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .. import palette


def write(app: Any) -> None:
    """Put the palette's variables into ``_static/colours.css`` of the built site.

    Before pages are written: they link the sheet with its checksum.
    """
    if app.builder.format == "html":
        target = Path(app.outdir) / "_static" / "colours.css"
        target.parent.mkdir(parents=True, exist_ok=True)
        text = palette.style_sheet()
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8")
