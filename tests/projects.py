"""Small projects to break, and what the site's command says of them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from detach_examples.guard.faults import Fault

ROOT = Path(__file__).resolve().parents[1]
_FAULT = re.compile(
    r"^  (?P<file>\S.*?):(?P<line>\d+): (?P<what>.+)\n    (?P<do>.+)$", re.MULTILINE
)


def build(
    root: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the site's command in a project; return the finished process."""
    inherited = os.environ.copy()
    if root != ROOT:
        for name in ("MEASURE", "SCRIPT_LIMIT"):
            inherited.pop(name, None)
    command = [sys.executable, "-m", "detach_examples.site", "--root", str(root)]
    return subprocess.run(
        [*command, *(arguments or ("build",))],
        cwd=root,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def make(root: Path) -> None:
    """Write a project of one page."""
    gallery = root / "gallery"
    (gallery / "pitfalls").mkdir(parents=True)
    for name in ("conf.py", "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    for name in ("_static", "_templates", "_names"):
        shutil.copytree(ROOT / "docs" / name, root / "docs" / name)
    (root / "docs/index.md").write_text(
        "# A small site\n\n```{toctree}\ngallery/index\n```\n"
    )
    for name in ("GALLERY_HEADER.rst", "pitfalls/GALLERY_HEADER.rst"):
        shutil.copy(ROOT / "gallery" / name, gallery / name)
    add(root, "pitfalls/sound_page")


def add(root: Path, name: str, code: str = "print('fine')") -> str:
    """Write a script; return its source.  Code that begins with a docstring is all."""
    source = code
    if not code.lstrip().startswith('"""'):
        source = page(name.rpartition("/")[2].replace("_", " ").capitalize(), code)
    (root / f"gallery/{name}.py").write_text(source, encoding="utf-8")
    return source


def page(title: str, code: str = "print('fine')", header: str = "") -> str:
    """Return a small script that builds, with some code in its second block."""
    lines = [f'"""\n{title}\n{"=" * len(title)}\n\n{header or "It is small."}\n"""', ""]
    lines += ["# %%", "# The first block runs.", "", "print('start')", ""]
    lines += ["# %%", "# The second block is the subject.", "", code]
    return "\n".join(lines) + "\n"


def marked(source: str) -> int:
    """Return the line of a source that ends in the word ``here``, else 1."""
    lines = [i for i, row in enumerate(source.splitlines(), 1) if row.endswith(" here")]
    return lines[0] if lines else 1


def faults(stderr: str) -> list[Fault]:
    """Read back the faults that the command printed."""
    return [
        Fault(m["file"], int(m["line"]), m["what"], m["do"])
        for m in _FAULT.finditer(stderr)
    ]


def opened(root: Path) -> dict[str, bytes]:
    """Return what readers open: every file of ``build/html`` and its bytes."""
    html = root / "build/html"
    return {
        path.relative_to(html).as_posix(): path.read_bytes()
        for path in html.rglob("*")
        if path.is_file()
    }
