"""A box for an error message, and lists of the messages that have a page.

A page in ``docs/errors`` is named by its message, and says where it is listed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from docutils import nodes
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

FOLDER = "errors"
_HEAD = re.compile(r"---\nsymptom: (?P<symptom>\w+)\n---\n# (?P<text>.+)\n")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_BOX = """<form class="finder" role="search" aria-label="Find an error message" hidden>
<label for="finder-text">Your error message or traceback</label>
<textarea id="finder-text" rows="3" spellcheck="false" autocomplete="off"
 placeholder="RuntimeError: element 0 of tensors does not require grad ..."></textarea>
<p role="status" class="finder-status"></p>
</form>"""


@dataclass(frozen=True)
class Message:
    """A message as torch words it, the stem of its page, and where it is listed."""

    text: str
    stem: str
    symptom: str


def messages(docs: Path) -> list[Message]:
    """Return the messages that have a page, in the order of their first letters.

    :raises ExtensionError: for a page that does not begin as the others do.
    """
    found = [_read(path) for path in (docs / FOLDER).glob("*.md")]
    return sorted(found, key=lambda m: re.sub(r"\W", "", m.text.lower()))


def _read(path: Path) -> Message:
    head = _HEAD.match(path.read_text("utf-8"))
    if head is None:
        what = f"{path.name} does not begin with its symptom and its message"
        raise ExtensionError(f"{what}: compare it with another page of {FOLDER}.")
    return Message(_ESCAPED.sub(r"\1", head["text"]), path.stem, head["symptom"])


class FinderDirective(SphinxDirective):
    """``{finder}`` shows the box; it needs JavaScript, and a list in its section."""

    def run(self) -> list[nodes.Node]:
        """Return the box."""
        return [nodes.raw("", _BOX, format="html")]


class MessagesDirective(SphinxDirective):
    """``{messages} SYMPTOM`` lists the messages of one; alone, it lists them all.

    The whole list is shown where there is no JavaScript to look through it.
    """

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the links, each at the address of the section that it once was."""
        docs = Path(self.env.srcdir)
        found = messages(docs)
        # Read this page again when one of those comes, goes or changes.
        self.env.glob_toctrees.add(self.env.docname)
        for message in found:
            self.env.note_dependency(str(docs / FOLDER / f"{message.stem}.md"))
        if self.arguments:
            found = [m for m in found if m.symptom == self.arguments[0]]
            if not found:
                what = f"no message has the symptom {self.arguments[0]!r}"
                return [self.state_machine.reporter.warning(what, line=self.lineno)]
        links = "\n".join(f"- {{doc}}`/{FOLDER}/{m.stem}`" for m in found)
        whole = [] if self.arguments else ["finder-whole"]
        listed = nodes.container("", classes=["finder-list", *whole])
        listed += self.parse_text_to_nodes(links)
        if self.arguments:
            items = listed.findall(nodes.list_item)
            for item, message in zip(items, found, strict=True):
                item["ids"].append(nodes.make_id(message.text))
        return [listed]
