"""The site as an ePub: Sphinx's builder over what the last build read and ran."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from . import steady

NAME = "detach-examples"
FILE = f"build/{NAME}.epub"
_PACKAGE = "content.opf"
_ITEM = re.compile(r'href="([^"]+)" media-type="application/xhtml\+xml"(?= />)')
#: What a book must declare of a page, and how it is seen there.
_PROPERTIES = {"svg": b"<svg ", "mathml": b"<math "}


def make(root: Path) -> str:
    """Write the book of a project whose site is built; return what went wrong."""
    trees, out = root / "build/doctrees/book", root / "build/book"
    for folder in (trees, out):
        shutil.rmtree(folder, ignore_errors=True)
    # A copy: the site's next build finds its own trees as it left them.
    shutil.copytree(root / "build/doctrees/site", trees)
    command = [sys.executable, "-m", "sphinx", "-b", "epub", "-q", "-W", "-n"]
    command += ["--keep-going", "-c", str(root), "-d", str(trees)]
    then = {"SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", "315532800")}
    done = subprocess.run(
        [*command, str(root / "docs"), str(out)],
        cwd=root,
        env={**os.environ, **then},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        return done.stderr.replace(f"{root}/", "") or "Sphinx failed."
    _bind(out / f"{NAME}.epub", root / FILE)
    return ""


def _bind(made: Path, target: Path) -> None:
    """Write the book anew: its type first, each page's properties, no times."""
    with zipfile.ZipFile(made) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    package = next(name for name in held if name.endswith(_PACKAGE))
    read: Callable[[str], bytes] = held.__getitem__
    text = held[package].decode("utf-8")
    held[package] = _ITEM.sub(lambda m: _declared(m, read), text).encode("utf-8")
    first = {"mimetype": held.pop("mimetype")}
    steady.pack(target, {**first, **dict(sorted(held.items()))}, stored=first)


def _declared(item: re.Match[str], read: Callable[[str], bytes]) -> str:
    page = read(item[1])
    found = [name for name, sign in _PROPERTIES.items() if sign in page]
    return f'{item[0]} properties="{" ".join(found)}"' if found else item[0]
