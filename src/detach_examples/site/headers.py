"""What a web host should send with each page: above all, which scripts may run.

``_headers`` lies at the root of the site, in the form that Netlify, Cloudflare Pages
and others read; for a host that does not, its lines say what to configure.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FILE = "_headers"
#: Scripts that stand in a page and run; data for scripts has a type of its own.
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def write(app: Any, exception: Exception | None) -> None:
    """Write the headers into the built site, if they differ."""
    if exception is None and app.builder.name == "html":
        folder = Path(app.outdir)
        text = headers(path.read_text("utf-8") for path in folder.rglob("*.html"))
        target = folder / FILE
        if not target.exists() or target.read_text("utf-8") != text:
            target.write_text(text, encoding="utf-8")


def headers(pages: Iterable[str]) -> str:
    """Return the headers under which the scripts of some pages run, and no others.

    >>> told = headers(["<script>go()</script>", "<script src='a.js'></script>"])
    >>> told.count("'sha256-")
    1
    """
    scripts = {script for page in pages for script in _INLINE.findall(page)}
    sources = " ".join(["'self'", *sorted(map(_hash, scripts))])
    policy = {
        "default-src": "'none'",
        "script-src": sources,
        # Drawings and themes set styles on single elements; a style runs nothing.
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    told = "; ".join(f"{name} {value}" for name, value in policy.items())
    rows = {
        "Content-Security-Policy": told,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }
    lines = [f"  {name}: {value}\n" for name, value in rows.items()]
    return "".join(["/*\n", *lines])


def read(text: str) -> dict[str, str]:
    """Return the headers of such a file by their names."""
    rows = (row.strip().partition(": ") for row in text.splitlines()[1:])
    return {name: value for name, _, value in rows}


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
