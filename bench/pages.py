"""Projects of many small pages, to build in several ways."""

from __future__ import annotations

import shutil
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
#: Pages of a section: as many as a reader can look over.
_SECTION = 25

_INDEX = "# Many small pages\n\n```{toctree}\n:hidden:\n\ngallery/index\n```\n"
_SCRIPT = '''"""
Detach a product, number {number}
=================={line}

The gradient of ``w * {number}`` stops at ``detach``.
"""

import torch

# %%
# One product
# -----------
# The gradient of the first use is {number}.

w = torch.tensor(2.0, requires_grad=True)
y = w * {number}
y.backward()
print(w.grad)

# %%
# One product, detached
# ---------------------
# The second use of ``y`` has no history, so it adds nothing.

w.grad = None
y = w * {number}
loss = y + y.detach()
loss.backward()
print(w.grad)

# %%
# Takeaway
# --------
# A detached value is a constant to autograd.

print(y.detach().requires_grad)
'''


def generate(root: Path, count: int) -> None:
    """Write a project with ``count`` scripts, and nothing else to read.

    It takes this project's settings, styles and templates, so that it is built as
    this project is.
    """
    root.mkdir(parents=True)
    for name in ("conf.py", "pyproject.toml"):
        shutil.copy(_ROOT / name, root)
    for name in ("_static", "_templates", "_names"):
        shutil.copytree(_ROOT / "docs" / name, root / "docs" / name)
    (root / "docs/index.md").write_text(_INDEX, encoding="utf-8")
    _write(root / "gallery/GALLERY_HEADER.rst", _header("Gallery"))
    for number in range(1, count + 1):
        section = f"section_{(number - 1) // _SECTION + 1:02}"
        folder = root / "gallery" / section
        if not folder.exists():
            title = section.replace("_", " ").capitalize()
            _write(folder / "GALLERY_HEADER.rst", _header(title))
        line = "=" * len(f", number {number}")
        _write(
            folder / f"{name_of(number)}.py", _SCRIPT.format(number=number, line=line)
        )


def name_of(number: int) -> str:
    """Return the stem of a generated script."""
    return f"product_{number:03}_is_detached"


def _header(title: str) -> str:
    return f"{title}\n{'=' * len(title)}\n\nSmall pages, all of one kind.\n"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
