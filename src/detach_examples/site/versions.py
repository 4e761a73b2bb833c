"""Links between the sites that were built with different versions of torch.

``SITE_VERSIONS`` names a JSON file: for each version of torch the address of its site,
seen from this one's root, and the list of its pages where that is known::

    {"2.13": {"at": "../torch-2.13/", "pages": "torch-2.13.txt"}, "2.14": {"at": ""}}

The list has the form of ``docs/_published.txt``; without it, a link leads to the index.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

from sphinx.errors import ExtensionError

from .stamp import version

VARIABLE = "SITE_VERSIONS"


class Version(NamedTuple):
    """A site: its version of torch, its address seen from this root, its pages."""

    torch: str
    at: str
    pages: frozenset[str]


def settings(app: Any) -> None:
    """Let Sphinx write all pages again where the versions are others."""
    app.add_config_value("versions", [tuple(v[:2]) for v in read()], "html")


def read() -> list[Version]:
    """Return the versions, the newest first; none where there is no such file.

    :raises ExtensionError: for a file that says something else.
    """
    name = os.environ.get(VARIABLE, "")
    if not name:
        return []
    path = Path(name)
    try:
        told = json.loads(path.read_text("utf-8"))
        found = [
            Version(torch, site["at"], _pages(path.parent, site.get("pages", "")))
            for torch, site in told.items()
        ]
        return sorted(found, key=_order, reverse=True)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        what = f"{VARIABLE}: {name} does not say what it should ({error})"
        raise ExtensionError(
            f'{what}: write {{"2.13": {{"at": "../2.13/"}}}}.'
        ) from None


def _pages(folder: Path, name: str) -> frozenset[str]:
    rows = (folder / name).read_text("utf-8").splitlines() if name else ["index"]
    return frozenset(row for row in rows if "#" not in row)


def _order(site: Version) -> list[int]:
    return [int(part) for part in site.torch.split(".")]


def here() -> str:
    """Return the version of torch that this site is built with, without its patch."""
    return ".".join(version("torch").split(".")[:2])


def add(
    app: Any, page: str, _template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give the templates the links; name the newest site's page as the one to find."""
    found = read()
    if len(found) < 2:
        return
    up = "../" * page.count("/")
    context["version_here"] = here()
    context["other_versions"] = [
        (site.torch, f"{up}{site.at}{_target(app, site, page)}")
        for site in found
        if site.torch != here()
    ]
    newest = found[0]
    if newest.torch != here() and page in newest.pages:
        public = urljoin(app.config.html_baseurl, newest.at)
        context["pageurl"] = f"{public}{app.builder.get_target_uri(page)}"


def _target(app: Any, site: Version, page: str) -> str:
    there = page if page in site.pages else app.config.root_doc
    return str(app.builder.get_target_uri(there))
