"""Generated pages: a small project with as many as are asked for."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: Pages in a section, at most.
_SECTION = 50
_HEAD = '''"""
{title}
{line}

It detaches {number} times as much.
"""

import torch
'''
#: Each block prints something; numbers differ from page to page.
_BLOCKS = (
    ("A leaf asks for its gradient.", "x = torch.full(({size},), {number}.0)"),
    ("A product leads back to it.", "y = x.requires_grad_() * {number}"),
    ("The detached copy leads nowhere.", "y = y.detach() + x"),
    ("One of two ways brings a gradient.", "y.sum().backward()"),
)
_SHOWN = ("x", "y", "y.requires_grad", "x.grad")


def generate(root: Path, count: int) -> None:
    """Write a project of ``count`` pages into an empty folder, in some sections."""
    for name in ("conf.py", "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    for name in ("_static", "_templates", "_names"):
        shutil.copytree(ROOT / "docs" / name, root / "docs" / name)
    index = "# A small site\n\n```{toctree}\ngallery/index\n```\n"
    (root / "docs/index.md").write_text(index, encoding="utf-8")
    _header(root / "gallery", "Generated pages", "=")
    for number in range(1, count + 1):
        section = root / f"gallery/section_{(number - 1) // _SECTION + 1:02}"
        if not section.exists():
            _header(section, section.name.replace("_", " ").capitalize(), "-")
        path = section / f"page_{number:04}.py"
        path.write_text(_page(number), encoding="utf-8")


def _header(folder: Path, title: str, line: str) -> None:
    folder.mkdir(parents=True)
    text = f"{title}\n{line * len(title)}\n\nThey were made to be built.\n"
    (folder / "GALLERY_HEADER.rst").write_text(text, encoding="utf-8")


def _page(number: int) -> str:
    title = f"Page {number} detaches a product"
    parts = [_HEAD.format(title=title, line="=" * len(title), number=number)]
    for (text, code), shown in zip(_BLOCKS, _SHOWN, strict=True):
        line = code.format(number=number, size=number % 7 + 1)
        parts.append(f"\n# %%\n# {text}\n\n{line}\nprint({shown})\n")
    return "".join(parts)
