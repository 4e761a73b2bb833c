"""Cards are made without running anything: here each is run, alone."""

from __future__ import annotations

import contextlib
import io
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE, DocTestParser, OutputChecker
from pathlib import Path
from typing import Any

import pytest

from detach_examples.expect import first_clause
from detach_examples.guard import claims, golden, state
from detach_examples.guard.script import Script
from detach_examples.recall import cards
from detach_examples.recall.cards import ERRORS, LINES, Card

ROOT = Path(__file__).resolve().parents[2]
PROMPTS = (">>> ", "... ")


@pytest.fixture(scope="module")
def made(site: Path) -> list[Card]:
    """The cards of this project, whose gallery is built."""
    assert site.is_dir()
    return cards.cards(ROOT)


@pytest.fixture(scope="module")
def of_code(made: list[Card]) -> list[Card]:
    """The cards that ask what code prints."""
    return [card for card in made if card.anchor]


def test_most_claims_and_all_error_pages_have_a_card(made: list[Card]) -> None:
    stems = {path.stem for path in (ROOT / "docs" / ERRORS).glob("*.md")}
    assert {card.name for card in made if not card.anchor} == stems
    names = [claim.name for claim in claims.claims(ROOT)]
    asked = [card.name for card in made if card.anchor]
    assert set(asked) <= set(names)
    assert len(asked) >= 0.75 * len(names)
    assert len(made) >= 250
    assert Counter(card.name for card in made).most_common(1)[0][1] == 1


def test_a_front_is_short_and_tells_no_answer(of_code: list[Card]) -> None:
    for card in of_code:
        assert 1 <= len(card.front.splitlines()) <= LINES, card.name
        for word in ("assert ", "expect_", "match=", ".draw(", "  # "):
            assert word not in card.front, card.name


def test_what_a_script_s_card_shows_is_frozen(of_code: list[Card]) -> None:
    for card in of_code:
        if card.file.endswith(".py"):
            held = golden.frozen(ROOT, Script(ROOT / card.file, ROOT))
            assert f"{card.shown}\n" in held.read_text("utf-8"), card.name


def test_each_card_run_alone_prints_its_back(of_code: list[Card]) -> None:
    assert len(of_code) > 200
    wrong = {card.name: told for card in of_code if (told := differs(card))}
    assert wrong == {}


def differs(card: Card) -> str:
    """Run a card's front; return what differs from its back."""
    state.reset()
    scope: dict[str, Any] = {"__name__": "__main__", "outcome": outcome}
    exec("import torch", scope)
    with warnings.catch_warnings():
        state.refuse_warnings()
        if card.prompts:
            return "".join(answered(card, scope))
        printed = run(compile(card.front, card.name, "exec"), scope)
        return "" if printed.strip("\n") == card.shown else printed


def answered(card: Card, scope: dict[str, Any]) -> Iterator[str]:
    """Yield what prompts answer other than the back says."""
    parse = DocTestParser().get_examples
    wanted = [(example.source, example.want) for example in parse(card.shown)]
    for example in parse(card.front):
        got = run(compile(example.source, card.name, "single"), scope)
        if wanted and wanted[0][0] == example.source:
            _, want = wanted.pop(0)
            # A message may go on where a page cuts it.
            want = want.replace(" ...", "...")
            if not OutputChecker().check_output(
                want, got, ELLIPSIS | NORMALIZE_WHITESPACE
            ):
                yield f"{example.source}{got}"
        elif got and not example.source.rstrip().endswith(")"):
            yield f"not on the back: {example.source}{got}"
    if wanted:
        yield f"not asked: {wanted}"


def run(code: Any, scope: dict[str, Any]) -> str:
    """Return what code prints; an error is printed as a page shows it."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            exec(code, scope)
        except Exception as error:
            print("Traceback (most recent call last):\n    ...")
            print("".join(traceback.format_exception_only(error)), end="")
    return out.getvalue()


@contextlib.contextmanager
def outcome() -> Iterator[None]:
    """What the page says of it: print the block's error or warning, if one comes."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            yield
        except Exception as error:
            print(f"{type(error).__name__}: {first_clause(str(error))}")
    for warned in caught[:1]:
        print(f"{warned.category.__name__}: {first_clause(str(warned.message))}")


@pytest.mark.parametrize(
    "proof",
    [
        "\n".join(f">>> x{i} = {i}" for i in range(LINES + 1)) + "\n>>> x1\n1",
        ">>> x = 1",
        ">>> DistributedDataParallel = 3\n>>> DistributedDataParallel\n3",
        ">>> 'clone: 12 µs'\n'clone: 12 µs'",
    ],
    ids=["long", "shows nothing", "needs processes", "measured"],
)
def test_a_claim_that_makes_no_good_card_makes_none(proof: str, tmp_path: Path) -> None:
    good = ">>> 1 + 1\n2"
    for text, count in ((good, 1), (proof, 0)):
        page = tmp_path / "docs/page.md"
        page.parent.mkdir(exist_ok=True)
        page.write_text(f":::{{claim}} a-b\nSo.\n\n{text}\n:::\n", "utf-8")
        (claim,) = claims.of_page(page, tmp_path)
        assert len([*cards.of_claim(claim, tmp_path)]) == count


def test_a_card_brings_what_its_code_needs(tmp_path: Path) -> None:
    page = tmp_path / "docs/page.md"
    page.parent.mkdir()
    page.write_text(
        "# A page\n```python\n>>> import torch\n>>> x = 2  # two\n>>> x / 0\n"
        "Traceback (most recent call last):\n    ...\nZeroDivisionError: no\n```\n"
        "::::{claim} a-b\nSo.\n\n```python\n>>> y = x + 1\n>>> y\n3\n```\n::::\n"
    )
    (claim,) = claims.of_page(page, tmp_path)
    (card,) = cards.of_claim(claim, tmp_path)
    assert card.front == ">>> x = 2\n>>> y = x + 1\n>>> y"
    assert card.shown == ">>> y\n3"
    assert (card.said, card.deck, card.anchor) == (["So."], "page", "claim-a-b")


def test_an_error_page_answers_with_its_first_words_and_its_fix(tmp_path: Path) -> None:
    page = tmp_path / "no_such_thing.md"
    page.write_text(
        "---\nsymptom: x\n---\n# no \\*such\\* thing\n\n"
        "A warning: it is gone.\nMore.\n\n"
        "## Three causes\n\nOne.\n\n## Fix\n\nBring it back.\nOr not.\n"
    )
    card = cards.of_error(page)
    assert (card.name, card.front) == ("no_such_thing", "no *such* thing")
    assert card.said == ["it is gone.", "Bring it back."]
