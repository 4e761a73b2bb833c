"""The site for language models: ``llms.txt`` lists the twins, ``llms-full.txt`` is all.

The form is that of llmstxt.org: a title, a summary, and links with a description.
The site's own search shows the same descriptions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from . import twin

SUMMARY = "Executable examples of how to stop gradients in PyTorch."
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_NOT_TOLD = re.compile(r"[#`|>!\-]|About \d+ minutes|Drawing: ")
_CODE = re.compile(r"(?<!\\)`")
_ESCAPE = re.compile(r"\\([\W_])")
_LONGEST = 200


def write(app: Any, exception: Exception | None) -> None:
    """Write the files into the built site, if they differ."""
    if exception is not None or app.builder.name != "html":
        return
    pages = {page: twin.path(app, page) for page in _in_order(app.env)}
    texts = {p: held.read_text("utf-8") for p, held in pages.items() if held.exists()}
    for name, text in {
        "llms.txt": "".join(_index(app, texts)),
        "llms-full.txt": "".join(_whole(app, texts)),
        "_static/described.js": _for_search(app, texts),
    }.items():
        target = Path(app.outdir) / name
        if not target.exists() or target.read_text("utf-8") != text:
            target.write_text(text, encoding="utf-8")


def _in_order(env: Any) -> list[str]:
    """Return all pages: as the contents name them, then those that they do not."""
    found: dict[str, None] = {}

    def walk(page: str) -> None:
        if page not in found and page in env.all_docs:
            found[page] = None
            for below in env.toctree_includes.get(page, ()):
                walk(below)

    for page in (env.config.root_doc, *sorted(env.all_docs)):
        walk(page)
    return list(found)


def _index(app: Any, texts: dict[str, str]) -> Iterator[str]:
    yield f"# {app.config.project}\n\n> {SUMMARY}\n\n"
    yield "Every output on these pages was made by running torch, and every claim is "
    yield "a test.\n"
    for folder, pages in groupby(sorted(texts, key=_folder), key=_folder):
        yield f"\n## {_title_of(folder, texts)}\n\n"
        for page in pages:
            held = texts[page]
            told = _told(app, page, held)
            url = f"{app.config.html_baseurl}{page}.md"
            yield f"- [{title(held)}]({url}){f': {told}' if told else ''}\n"


def _told(app: Any, page: str, text: str) -> str:
    return app.env.metadata[page].get("mode") or description(text)


def _for_search(app: Any, texts: dict[str, str]) -> str:
    """Return a script, which a page can load also where it was opened from a file."""
    found = {page: _told(app, page, held) for page, held in texts.items()}
    plain = {
        page: _ESCAPE.sub(r"\1", _CODE.sub("", t)) for page, t in found.items() if t
    }
    return f'"use strict";\nconst detachDescribed = {json.dumps(plain)};\n'


def _whole(app: Any, texts: dict[str, str]) -> Iterator[str]:
    for page, text in texts.items():
        yield f"<{app.config.html_baseurl}{page}.md>\n\n{text}\n\n"


def _folder(page: str) -> str:
    return page.rpartition("/")[0]


def _title_of(folder: str, texts: dict[str, str]) -> str:
    index = texts.get(f"{folder}/index")
    if index is None:
        return folder.rpartition("/")[2].capitalize() or "Pages"
    return title(index)


def title(text: str) -> str:
    r"""Return the title of a page, without its marks.

    >>> title("# The `grad` of \\`x\\`\n")
    'The grad of `x`'
    """
    told = _CODE.sub("", text.partition("\n")[0].removeprefix("# "))
    return _ESCAPE.sub(r"\1", told)


def description(text: str) -> str:
    """Return the first sentences of a page, without their links.

    >>> description("# A page\\n\\nAbout 4 minutes.\\n\\nIt [says](so.md) this.\\n")
    'It says this.'
    """
    for block in text.split("\n\n")[1:]:
        if not _NOT_TOLD.match(block):
            told = _LINK.sub(r"\1", " ".join(block.split()))
            return _shortened(told)
    return ""


def _shortened(told: str) -> str:
    """Keep whole sentences, or as many words as there is room for."""
    if len(told) <= _LONGEST:
        return told
    end = told.rfind(". ", 0, _LONGEST)
    if end > 0:
        return told[: end + 1]
    return told[: told.rfind(" ", 0, _LONGEST)] + " ..."
