"""What pages depend on beside their scripts: when it changes, all run again.

sphinx-gallery compares the script alone: a changed helper, torch or Python would
leave yesterday's output on the page.
"""

from __future__ import annotations

import hashlib
import platform
import shutil
from importlib import metadata
from pathlib import Path

_SOURCES = {".md", ".py", ".rst"}
_PACKAGES = ("torch", "numpy", "matplotlib", "sphinx-gallery", "graphviz-pure")
#: Parts of our package that no page's output depends on.
_APART = {
    f"guard/{name}.py"
    for name in (
        *("environment", "golden", "letters", "lint", "locks", "pages", "rules"),
        "sessions",
    )
}
_APART |= {
    f"site/{name}.py"
    for name in ("command", "merge", "new", "part", "reading", "serve", "split")
}
_APART |= {f"site/{name}.py" for name in ("live", "preview", "warm")}
#: These write what the pages hold in another form, and run no script for it.
_APART |= {
    f"site/{name}.py"
    for name in ("book", "fragment", "inline", "llms", "markdown", "moved")
}
_APART |= {
    f"site/{name}.py" for name in ("offline", "published", "twin", "versions", "xhtml")
}
#: Pages with problems follow these by themselves.
_APART |= {
    f"quiz/{name}.py" for name in ("frozen", "problem", "reading", "run", "verdict")
}
_APART |= {f"site/{name}.py" for name in ("forms", "problems", "tags")}


def current(root: Path, replay: Path | None) -> str:
    """Return a digest of the helpers, the versions and the replayed figures."""
    digest = hashlib.sha256(platform.python_version().encode())
    for name in _PACKAGES:
        digest.update(f"{name}={version(name)}\n".encode())
    package = Path(__file__).parent.parent
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package).as_posix()
        if name not in _APART and not name.startswith("practice/"):
            digest.update(path.read_bytes())
    digest.update((root / "conf.py").read_bytes())
    digest.update(replay.read_bytes() if replay else b"measured")
    return digest.hexdigest()


def version(package: str) -> str:
    """Return an installed package's version, without importing it."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "none"


def forget_stale(root: Path, stamp: str) -> bool:
    """Make all anew if the stamp differs, pages and what scripts gave; say whether."""
    file = root / "build" / "stamp"
    if file.exists() and file.read_bytes() == stamp.encode():
        return False
    for path in (root / "docs" / "gallery").rglob("*.md5"):
        path.unlink()
    shutil.rmtree(root / "build/doctrees", ignore_errors=True)
    file.write_text(stamp, encoding="utf-8")
    return True


def pages(root: Path) -> set[str]:
    """Return the sources that pages are made from, relative to the project."""
    return {
        path.relative_to(root).as_posix()
        for folder in ("docs", "gallery")
        for path in (root / folder).rglob("*")
        if path.suffix in _SOURCES and root / "docs/gallery" not in path.parents
    }


def prune(root: Path) -> None:
    """Remove generated files whose script or section is gone."""
    generated = root / "docs" / "gallery"
    for path in sorted(generated.glob("*/*.py")):
        if not (root / "gallery" / path.parent.name / path.name).exists():
            for leftover in path.parent.rglob(f"*{path.stem}*"):
                leftover.unlink()
    for section in generated.glob("*/"):
        source = root / "gallery" / section.name
        if section.name != "images" and not source.exists():
            for path in sorted(section.rglob("*"), reverse=True):
                path.rmdir() if path.is_dir() else path.unlink()
            section.rmdir()
