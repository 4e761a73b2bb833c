"""Cards: a question on the front, its answer on the back, made of what the site has.

A claim asks with the code of its proof, and answers with what that code printed.  A
page of ``docs/errors`` asks with its message, and answers with its first sentence
and the first of its fix.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..guard.claims import Claim, claims
from ..guard.golden import normalise
from . import proofs
from .asked import OUTCOME, asked
from .needed import needed, without_idle_resets
from .proofs import Proof

#: The lines of code that a reader can keep in mind at once.
LINES = 12
ERRORS = "errors"
OF_CODE = "What does this print or raise?"
OF_ERROR = "What does this message mean, and what do you do?"
_ERROR_PAGE = re.compile(
    r"^# (?P<message>.+)\n\n(?P<meaning>.+)\n(?:.*\n)*?## Fix\n\n(?P<fix>.+)\n",
    re.MULTILINE,
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
#: Code that needs other processes cannot be tried by itself.
_NEEDS_MORE = "DistributedDataParallel"


@dataclass(frozen=True)
class Card:
    """A card, its deck, and the page that tells more.

    ``front`` and ``shown`` are code or output as it stands; ``prompts`` says whether
    they are a session.  ``said`` is what the back says, a paragraph each, in the
    markup of ``file``.
    """

    name: str
    deck: str
    question: str
    front: str
    shown: str
    said: list[str]
    file: str
    page: str
    anchor: str = ""
    prompts: bool = False


def cards(root: Path) -> list[Card]:
    """Return the cards of a project whose gallery was built, in the files' order."""
    shown = (c for c in claims(root) if c.file.startswith(("docs/", "gallery/")))
    made = [card for claim in shown for card in of_claim(claim, root)]
    pages = sorted((root / "docs" / ERRORS).glob("*.md"))
    return [*made, *(of_error(page) for page in pages)]


def of_claim(claim: Claim, root: Path) -> Iterator[Card]:
    """Yield the card of a claim, if its code is short and can stand alone."""
    prompts = not claim.file.endswith(".py")
    proof = (proofs.of_page if prompts else proofs.of_script)(claim, root)
    steps = asked([step.source for step in proof.steps])
    before = asked(needed([step.source for step in proof.before], steps))
    shown = _session(proof) if prompts else proof.printed
    lines = [
        line
        for text in without_idle_resets([*before, *steps])
        if text.strip() != "import torch"
        for line in (_prompted(text) if prompts else text.rstrip()).splitlines()
    ]
    if shown and _is_good(before, lines, shown):
        question, front = OF_CODE, "\n".join(lines)
        anchor, deck, said = f"claim-{claim.name}", deck_of(claim), [claim.statement]
        where = claim.file, claim.page, anchor
        yield Card(claim.name, deck, question, front, shown, said, *where, prompts)


def _is_good(before: list[str], lines: list[str], shown: str) -> bool:
    """Say whether a card is short, prints nothing else, and prints it each time."""
    return (
        len(lines) <= LINES
        and not any("print(" in text or OUTCOME in text for text in before)
        and not any(_NEEDS_MORE in line for line in lines)
        and normalise(shown) == shown
    )


def deck_of(claim: Claim) -> str:
    """Return the folder of a claim's page, or the page itself where it has none."""
    return claim.page.removeprefix("gallery/").partition("/")[0]


def _session(proof: Proof) -> str:
    """Return the prompts that answer something, and their answers."""
    answered = [step for step in proof.steps if step.answer]
    sources = asked([step.source for step in answered])
    rows = zip(sources, answered, strict=True)
    return "".join(_prompted(text) + step.answer for text, step in rows).rstrip()


def _prompted(source: str) -> str:
    first, *more = source.splitlines()
    return "".join([f">>> {first}\n", *(f"... {line}\n" for line in more)])


def of_error(page: Path) -> Card:
    """Return the card of an error page."""
    told = _ERROR_PAGE.search(page.read_text("utf-8"))
    assert told is not None, f"{page.name} has no meaning, or no fix"
    message, stem = _ESCAPED.sub(r"\1", told["message"]), page.stem
    said = [told["meaning"].removeprefix("A warning: "), told["fix"]]
    file = f"docs/{ERRORS}/{page.name}"
    return Card(stem, ERRORS, OF_ERROR, message, "", said, file, f"{ERRORS}/{stem}")
