"""What a reader waits for: a page of ours, and the same page in two other themes.

The others are stock furo and PyTorch's own.  All three are rendered from the reST that
this project generated from one script, and served on loopback with gzip.  PyTorch's
theme asks for an older Sphinx, so it has an environment of its own.  What other hosts
would send is not counted: none answers here.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

import loading
import serving

from . import lighthouse
from .building import build
from .figure import Figure
from .pages import generate

OURS, FURO, PYTORCH = "this project", "stock furo", "PyTorch's theme"
_ROOT = Path(__file__).resolve().parents[1]
_LOCK = _ROOT / "requirements-themes.lock"
_VENV = _ROOT / "build" / "tools" / "themes"
_PAGES, _ROUNDS = 25, 7
_PAGE = "gallery/section_01/product_001_is_detached.html"
_SETTINGS = """
project = "Many small pages"
extensions = ["myst_parser"]
html_theme = "{theme}"
exclude_patterns = ["gallery/**.ipynb", "gallery/**.py"]
"""
#: What PyTorch's theme asks of the settings that use it.
_MORE = """
import pathlib
import pytorch_sphinx_theme2 as theme

extensions += ["pytorch_sphinx_theme2"]
html_theme_path = [theme.get_html_theme_path()]
templates_path = [str(pathlib.Path(theme.__file__).with_name("templates"))]
html_context = {"theme_variables": theme.get_theme_variables()}
"""

Views = dict[str, list[loading.View]]


def figures() -> Iterator[Figure]:
    """Build three sites and look at a page of each in turn; takes two minutes."""
    from playwright.sync_api import sync_playwright

    install()
    with TemporaryDirectory() as folder, sync_playwright() as play:
        sites = built(Path(folder))
        browser = play.chromium.launch(
            executable_path=lighthouse.chrome(), args=lighthouse.FLAGS
        )
        views: Views = {name: [] for name in sites}
        for _ in range(_ROUNDS):
            for name, site in sites.items():
                with serving.host(site) as home:
                    views[name].append(
                        loading.view(browser, home + _PAGE, 390, slow=True)
                    )
        browser.close()
    yield from judged(views)


def install() -> None:
    """Fetch PyTorch's theme with the Sphinx that it asks for, once."""
    python = _VENV / "bin" / "python"
    if not python.is_file():
        subprocess.run([sys.executable, "-m", "venv", str(_VENV)], check=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--require-hashes"]
    subprocess.run([*pip, "--requirement", str(_LOCK)], check=True)


def built(folder: Path) -> dict[str, Path]:
    """Build the same pages in three ways; return the folders of the sites."""
    root = folder / "project"
    generate(root, _PAGES)
    build(root)
    python = str(_VENV / "bin" / "python")
    return {
        OURS: root / "build" / "html",
        FURO: _rendered(root, folder / "furo", sys.executable, "furo"),
        PYTORCH: _rendered(root, folder / "pytorch", python, "pytorch_sphinx_theme2"),
    }


def _rendered(root: Path, other: Path, python: str, theme: str) -> Path:
    """Render what was generated from the scripts in another theme."""
    for name in ("gallery", "index.md"):
        source = root / "docs" / name
        if source.is_dir():
            copytree(source, other / name)
        else:
            (other / name).write_bytes(source.read_bytes())
    settings = _SETTINGS.format(theme=theme)
    more = _MORE if theme == "pytorch_sphinx_theme2" else ""
    (other / "conf.py").write_text(settings + more, encoding="utf-8")
    command = [python, "-m", "sphinx", "-q", str(other), str(other / "out")]
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stdout[-2000:]
    assert (other / "out" / _PAGE).is_file(), done.stdout[-2000:]
    return other / "out"


def judged(views: Views) -> Iterator[Figure]:
    """Yield what was seen of each site, and the ratios that have limits."""
    size, paint = {}, {}
    for name, seen in views.items():
        size[name] = statistics.median(view.bytes for view in seen) / 1000
        paint[name] = statistics.median(view.paint for view in seen)
        yield Figure(f"{name}: first view", size[name], unit="KB")
        yield Figure(f"{name}: requests", seen[0].requests, unit="")
        yield Figure(f"{name}: requests to other hosts", seen[0].foreign, unit="")
        yield Figure(f"{name}: first paint on a slow line", paint[name], unit="ms")
    # Stock furo has no cards, no buttons to copy by and no colours for a graph.
    for other, limit in ((FURO, None), (PYTORCH, 1)):
        yield Figure(f"first view: {OURS} / {other}", size[OURS] / size[other], limit)
        yield Figure(
            f"first paint: {OURS} / {other}", paint[OURS] / paint[other], limit
        )
