"""Lighthouse's marks of a page; the program is Google's, from the npm registry."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

VERSION = "12.2.3"
FORMS = {"mobile": (), "desktop": ("--preset=desktop",)}
_FOLDER = Path(__file__).resolve().parents[1] / "build" / "tools" / "lighthouse"
_CLI = _FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"
#: How browsers are started that measure.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
#: The speed of a shared machine wavers, and only ever makes a page slower.
_TRIES = 3

Marks = dict[str, float]


def install() -> None:
    """Fetch the program once."""
    if not _CLI.is_file():
        command = ["npm", "install", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(
            [*command, "--prefix", str(_FOLDER), f"lighthouse@{VERSION}"], check=True
        )


def chrome() -> str:
    """Return the path of this machine's browser."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    assert found, "Chromium is missing; on Debian and Ubuntu: apt install chromium"
    return found


def marks(url: str, form: str) -> Marks:
    """Return the marks of a page from 0 to 100, the best of a few runs."""
    best: Marks = {}
    for _ in range(_TRIES):
        for name, mark in _once(url, form).items():
            best[name] = max(mark, best.get(name, 0))
        if min(best.values()) == 100:
            break
    return best


def _once(url: str, form: str) -> Marks:
    flags = "--headless=new --no-sandbox --disable-gpu"
    command = ["node", str(_CLI), url, "--quiet", "--output=json", *FORMS[form]]
    done = subprocess.run(
        [*command, "--output-path=stdout", f"--chrome-flags={flags}"],
        env={"CHROME_PATH": chrome(), **os.environ},
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)["categories"]
    return {name: round(100 * each["score"]) for name, each in told.items()}
