"""Sound scripts and pages to damage: the site's own, made to stand alone."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import projects

#: Ends the names that stand once in a project; each case puts its number there.
MARK = "case-0000"
#: Scripts that take seconds, measure, or need another page; pages that need a file.
_NEEDS = re.compile(
    r"# uses|compile|export|Explorer|seconds\(|PostLocalSGD|literalinclude|autocast"
    r"|```console|```\{(?!note)|:::\{(?!claim|note)|\[\]\(|^\{#|jvp|vmap|manual_seed",
    re.MULTILINE,
)
_DOC = re.compile(r"(:(?:doc|ref):|\{(?:doc|ref)\})`[^`]*`")
_LINK = re.compile(r"\]\((?!http)[^)]+\)")
_CLAIM = re.compile(r"(\{claim\}|\.\. claim::) ([a-z0-9-]+)")
_LABEL = re.compile(r"^\(([a-z0-9-]+)\)=$", re.MULTILINE)
_TERM = re.compile(r"(?::term:|\{term\})`(?:[^`<]*<)?([^`<>]+)>?`")

_OF_EVERYTHING = """\
(of-everything)=
# A page of everything

See {py:meth}`torch.Tensor.detach`, [the start](/index.md) and {term}`leaf`.

:::{note}
It is **small**, it is *short*, and it has `code`.
:::

| name | value |
| --- | --- |
| alpha | first |
| omega | final |

```python
>>> import torch
>>> torch.ones(2, requires_grad=True).detach().requires_grad
False
```

1. Number one stands here.
2. Number two stands there.

## A claim

::::{claim} everything-is-detached
The result of `detach` needs no gradient.

```python
>>> torch.ones(1, requires_grad=True).detach().requires_grad
False
```
::::

> A quotation ends it.

term one
: Its definition.
"""


@dataclass(frozen=True)
class Sound:
    """A sound source: ``suffix`` says whether it is a script or a page."""

    name: str
    suffix: str
    text: str


@cache
def sources() -> list[Sound]:
    """Return what is damaged, the smallest first: what fails is shown by those."""
    paths = [*projects.ROOT.glob("gallery/*/*.py")]
    paths += projects.ROOT.glob("docs/errors/*.md")
    paths += projects.ROOT.glob("docs/topics/*.md")
    paths.append(projects.ROOT / "docs/lesson.md")
    found = [
        Sound(path.stem, path.suffix, alone(path.read_text("utf-8")))
        for path in sorted(paths)
        if not _NEEDS.search(path.read_text("utf-8"))
    ]
    found.append(Sound("small", ".py", projects.page("Small page")))
    found.append(Sound("everything", ".md", alone(_OF_EVERYTHING)))
    return sorted(found, key=lambda sound: len(sound.text))


def alone(text: str) -> str:
    """Return a source without links to what a small project does not have."""
    before = r"^Read before: .*$", "Read before: :doc:`/gallery/pitfalls/sound_page`"
    text = _DOC.sub(r"\1`/index`", text)
    text = re.sub(r"(:ref:|\{ref\})`/index`", "the start", text)
    text = re.sub(*before, text, flags=re.MULTILINE)
    text = _LINK.sub("](/index.md)", text)
    text = _CLAIM.sub(rf"\1 \2-{MARK}", text)
    return _LABEL.sub(rf"(\1-{MARK})=", text)


def project(root: Path) -> None:
    """Write a project that the sources stand in, with one script and one page."""
    projects.make(root)
    for path in (projects.ROOT / "docs").glob("_*.json"):
        shutil.copy(path, root / "docs")
    shutil.copytree(projects.ROOT / "docs/_scripts", root / "docs/_scripts")
    (root / "docs/pages").mkdir()
    (root / "docs/pages/sound.md").write_text("# A sound page\n\nIt stays.\n")
    told = {term for sound in sources() for term in _TERM.findall(sound.text)}
    glossary = "".join(f"{term}\n    A word.\n\n" for term in sorted(told))
    (root / "docs/glossary.md").write_text(
        f"# Words\n\n```{{glossary}}\n{glossary}```\n", encoding="utf-8"
    )
    (root / "docs/index.md").write_text(
        "# A small site\n\n```{toctree}\ngallery/index\nglossary\n```\n\n"
        "```{toctree}\n:glob:\n\npages/*\n```\n"
    )
