"""List every page for search engines, also after a build that wrote one page only."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

_FRAME = """<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{urls}
</urlset>
"""


def write(app: Any, exception: Exception | None) -> None:
    """Write ``sitemap.xml`` into the built site."""
    if exception is None and app.builder.name == "html":
        urls = "\n".join(
            f"<url><loc>{escape(app.config.html_baseurl)}{escape(page)}</loc></url>"
            for page in map(app.builder.get_target_uri, sorted(app.env.found_docs))
        )
        text = _FRAME.format(urls=urls)
        target = Path(app.outdir) / "sitemap.xml"
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8")
