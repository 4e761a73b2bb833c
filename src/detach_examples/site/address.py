"""Where the site and its sources live: one setting, in pyproject.toml.

The environment variables override it for forks and previews.
"""

from __future__ import annotations

import os
import tomllib
from functools import cache
from pathlib import Path

#: The environment variables that override the addresses.
SITE_URL, REPOSITORY_URL = "SITE_URL", "REPOSITORY_URL"
ROOT = Path(__file__).resolve().parents[3]


@cache
def _urls() -> dict[str, str]:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    urls: dict[str, str] = tomllib.loads(text)["project"]["urls"]
    return urls


def site() -> str:
    """Return the site's public address, with a slash at its end."""
    url = os.environ.get(SITE_URL) or _urls()["Documentation"]
    return url.rstrip("/") + "/"


def repository() -> str:
    """Return the address of the sources, without a slash at its end."""
    return (os.environ.get(REPOSITORY_URL) or _urls()["Source"]).rstrip("/")
