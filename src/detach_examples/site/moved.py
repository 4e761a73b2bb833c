"""Addresses that have moved: ``docs/_moved.txt`` says from where to where.

Each line is an old address and a new one: ``lesson#old lesson#new``, or whole pages,
``old/page new/page``.  An old page becomes one that leads on; ``_redirects`` tells
hosts that read it.  An old place on a page that is there says where it has gone.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from sphinx.errors import ExtensionError

FILE = "_moved.txt"
REDIRECTS = "_redirects"
#: Stands in each page that only leads on.
MARK = '<meta name="moved"'
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{mark} content="{url}">
<title>This page has moved</title>
<link rel="canonical" href="{url}">
<noscript><meta http-equiv="refresh" content="0; url={to}"></noscript>
<script src="{up}_static/moved.js" defer></script>
</head>
<body>
<h1>This page has moved</h1>
<ul>
<li><a data-moved href="{to}">Its new address</a></li>
{parts}</ul>
</body>
</html>
"""
_PART = '<li><a id="{id}" href="{to}">Its part {id}</a></li>\n'
_PLACE = '<p class="moved" id="{id}">This part has moved: <a href="{to}">{name}</a></p>'


def read(docs: Path) -> dict[str, str]:
    """Return the new address of each old one.

    :raises ExtensionError: for a line that has not two addresses, or one named twice.
    """
    path, found = docs / FILE, {}
    rows = path.read_text("utf-8").splitlines() if path.exists() else []
    for number, row in enumerate(rows, 1):
        if not row.strip() or row.startswith("# "):
            continue
        old, *new = row.split()
        if len(new) != 1 or old in found:
            what = f"docs/{FILE}:{number}: {row!r} is not one old address and its new"
            raise ExtensionError(f"{what}: write OLD NEW, each old address once.")
        found[old] = new[0]
    return found


def pages(docs: Path) -> set[str]:
    """Return the old pages, by their names in the built site."""
    return {f"{old}.html" for old in read(docs) if "#" not in old}


def parts(table: dict[str, str], page: str) -> dict[str, str]:
    """Return the parts of an old page that moved, with their new addresses."""
    return {
        old.partition("#")[2]: new
        for old, new in table.items()
        if old.startswith(f"{page}#")
    }


def show(
    app: Any, page: str, _template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Say on a page where a part of it has gone, to who comes for that part."""
    if doctree is None:
        return
    for name, new in parts(read(Path(app.srcdir)), page).items():
        to = _link(app, page, new)
        context["body"] += _PLACE.format(id=escape(name), to=escape(to), name=new)


def settings(app: Any) -> None:
    """Let Sphinx write all pages again where the table has changed."""
    app.add_config_value("moved", read(Path(app.srcdir)), "html")


def write(app: Any, exception: Exception | None) -> None:
    """Write the pages that lead on, and the table for hosts."""
    if exception is not None or app.builder.name != "html":
        return
    table, out = read(Path(app.srcdir)), Path(app.outdir)
    _put(out / REDIRECTS, _redirects(app, table))
    for old, new in table.items():
        if "#" not in old:
            if old in app.env.all_docs:
                raise ExtensionError(f"docs/{FILE}: {old} has not moved: it is there.")
            _put(out / f"{old}.html", _page(app, old, new, table))


def _page(app: Any, old: str, new: str, table: dict[str, str]) -> str:
    found = parts(table, old).items()
    listed = (
        _PART.format(id=escape(n), to=escape(_link(app, old, to))) for n, to in found
    )
    return _PAGE.format(
        mark=MARK,
        url=escape(urljoin(app.config.html_baseurl, _target(app, new))),
        to=escape(_link(app, old, new)),
        up="../" * old.count("/"),
        parts="".join(listed),
    )


def _target(app: Any, new: str) -> str:
    """Return the address of a page or a part of one; it must be there."""
    page, sharp, part = new.partition("#")
    if page not in app.env.all_docs:
        raise ExtensionError(f"docs/{FILE}: there is no page {page} to move to.")
    return f"{app.builder.get_target_uri(page)}{sharp}{part}"


def _link(app: Any, old: str, new: str) -> str:
    return "../" * old.count("/") + _target(app, new)


def _redirects(app: Any, table: dict[str, str]) -> str:
    base = urlsplit(app.config.html_baseurl).path
    return "".join(
        f"{base}{old}.html {base}{_target(app, new)} 301\n"
        for old, new in sorted(table.items())
        if "#" not in old
    )


def _put(path: Path, text: str) -> None:
    """Write a file that differs, and no empty one."""
    if not text:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, encoding="utf-8")
