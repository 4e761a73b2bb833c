"""The page of cards: complete without scripts, and the same in its files."""

from __future__ import annotations

import csv
import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import projects
import pytest
from bs4 import BeautifulSoup, Tag

from detach_examples.recall.cards import Card, cards
from detach_examples.site import address

NAME = "learn/recall.html"
STATIC = projects.ROOT / "docs/_static"


@pytest.fixture(scope="module")
def made(site: Path) -> dict[str, Card]:
    """The cards, by their names."""
    assert site.is_dir()
    return {card.name: card for card in cards(projects.ROOT)}


@pytest.fixture(scope="module")
def shown(site: Path) -> dict[str, Tag]:
    """The cards of the page, by their ids, with the indents of their code."""
    text = (site / NAME).read_text("utf-8")
    kept = {"pre", "code"}
    page = BeautifulSoup(text, "html.parser", preserve_whitespace_tags=kept)
    return {tag["id"]: tag for tag in page.select("details.recall-card")}


def test_every_card_stands_on_the_page_with_its_answer_and_a_link(
    made: dict[str, Card], shown: dict[str, Tag]
) -> None:
    assert set(shown) == set(made)
    for name, tag in shown.items():
        card = made[name]
        question, code = tag.summary.select("span, code.highlight")[:2]
        assert question.text == card.question
        assert code.text == card.front, name
        back = tag.select_one(".recall-back")
        assert "".join(pre.text for pre in back.select("pre")) == card.shown, name
        assert len(back.select("p:not(.cite)")) == len(card.said)
        assert back.select_one("p").text.strip()
        link = urljoin(NAME, back.select_one(".cite a")["href"])
        assert link.startswith(f"{card.page}.html"), name


def test_a_summary_holds_no_block(shown: dict[str, Tag]) -> None:
    for tag in shown.values():
        assert {part.name for part in tag.summary.find_all(True)} <= {"span", "code"}


def test_decks_are_the_sections_and_the_errors_come_last(
    pages: dict[str, BeautifulSoup], made: dict[str, Card]
) -> None:
    decks = pages[NAME].select(".recall-deck")
    titles = [deck.h3.text for deck in decks]
    assert titles[:2] == ["First steps", "Choices"]
    assert titles[-1] == "Error messages"
    assert len(set(titles)) == len(titles)
    for deck in decks:
        names = [tag["id"] for tag in deck.select(".recall-card")]
        assert {f"deck-{made[name].deck}" for name in names} == {deck["id"]}
    first = [tag["id"] for tag in decks[0].select(".recall-card")]
    assert first[0] == "a-detached-tensor-has-the-same-values"
    errors = [tag["id"] for tag in decks[-1].select(".recall-card")]
    messages = [i for i, name in enumerate(errors) if "-" not in name]
    assert len(messages) >= 70


def test_the_table_has_the_cards_of_the_page(site: Path, shown: dict[str, Tag]) -> None:
    text = (site / "learn/cards.csv").read_bytes().decode("utf-8")
    head, *rows = csv.reader(text.splitlines(keepends=True))
    assert head == ["front", "back", "link", "tags"]
    assert len(rows) == len(shown)
    for (front, back, link, tags), (name, tag) in zip(rows, shown.items(), strict=True):
        code = tag.summary.select_one("code.highlight").text
        assert front == f"{tag.summary.span.text}\n\n{code}", name
        told = "".join(f"{pre.text}\n\n" for pre in tag.select("pre"))
        said = "\n\n".join(_words(p) for p in tag.select("p:not(.cite)"))
        assert back == told + said, name
        assert link == _address(tag)
        assert tags.split()[0] == tag.find_parent("section")["id"].removeprefix("deck-")


def _words(paragraph: Tag) -> str:
    parts = paragraph.children
    return "".join(f"`{p.text}`" if p.name == "code" else p.text for p in parts)


def _address(tag: Tag) -> str:
    return urljoin(urljoin(address.site(), NAME), tag.select_one(".cite a")["href"])


def test_the_file_for_anki_has_the_cards_of_the_page(
    site: Path, shown: dict[str, Tag]
) -> None:
    text = (site / "learn/cards-anki.txt").read_bytes().decode("utf-8")
    head, body = text.split("#tags column:4\n")
    assert head.splitlines() == [
        "#separator:tab",
        "#html:true",
        "#notetype:Basic",
        "#deck:detach examples",
        "#guid column:1",
    ]
    rows = list(csv.reader(body.splitlines(keepends=True), delimiter="\t"))
    assert len(rows) == len(shown)
    for (guid, front, back, _), tag in zip(rows, shown.values(), strict=True):
        assert guid == f"detach-examples/{tag['id']}"
        asked, told = (BeautifulSoup(part, "html.parser") for part in (front, back))
        assert asked.p.text == tag.summary.span.text
        assert asked.pre.text == tag.summary.select_one("code.highlight").text
        assert [p.text for p in told.select("pre")] == [
            p.text for p in tag.select("pre")
        ]
        said = [str(p) for p in tag.select("p:not(.cite)")]
        assert [str(p) for p in told.select("p")][:-1] == said
        assert told.a["href"] == _address(tag)


def test_the_page_offers_both_files(pages: dict[str, BeautifulSoup]) -> None:
    offered = [a["href"] for a in pages[NAME].select("a[download]")]
    assert offered == ["cards.csv", "cards-anki.txt"]


def _zipped(*paths: Path) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


def test_the_page_and_its_scripts_are_light(site: Path) -> None:
    assert _zipped(site / NAME) <= 100_000
    assert _zipped(STATIC / "recall.js") <= 2800
    assert _zipped(STATIC / "progress.js") <= 1300


def test_no_search_result_shows_a_card_before_its_claim(site: Path) -> None:
    index = (site / "searchindex.js").read_text("utf-8")
    told = json.loads(index[index.index("(") + 1 : index.rindex(")")])
    at = told["docnames"].index("learn/recall")
    assert all(
        at not in (held if isinstance(held, list) else [held])
        for held in told["terms"].values()
    )


def test_cards_are_made_without_torch() -> None:
    code = (
        "import sys; import detach_examples.site.recall; print('torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


CLAIM = ":::{{claim}} one-and-one\nOne and one is `{said}`.\n\n>>> 1 + 1\n2\n:::\n"
ERROR = "---\norphan: true\n---\n# no such\n\nIt is gone.\n\n## Fix\n\nBring it back.\n"


@pytest.fixture
def with_cards(project: Path) -> Path:
    """A small project with a page of cards."""
    docs = project / "docs"
    for name, text in {
        "claimed.md": f"---\norphan: true\n---\n# Sums\n\n{CLAIM.format(said='two')}",
        "errors/no_such.md": ERROR,
        "learn/recall.md": "---\norphan: true\n---\n# Recall\n\n```{cards}\n```\n",
    }.items():
        (docs / name).parent.mkdir(exist_ok=True)
        (docs / name).write_text(text)
    built(project)
    return project


def built(project: Path) -> dict[str, Any]:
    """Build; return what came of it."""
    done = projects.build(project)
    assert done.returncode == 0, done.stdout + done.stderr
    told: dict[str, Any] = json.loads((project / "build/result.json").read_text())
    return told


def test_a_changed_claim_renews_its_card_and_the_files(with_cards: Path) -> None:
    files = (NAME, "learn/cards.csv", "learn/cards-anki.txt")
    for text in (CLAIM.format(said="zwei"), CLAIM.format(said="deux")):
        page = with_cards / "docs/claimed.md"
        page.write_text(f"---\norphan: true\n---\n# Sums\n\n{text}")
        told = built(with_cards)
        assert told["ran"] == []
        opened = projects.opened(with_cards)
        word = text.split("`")[1].encode()
        assert all(word in opened[name] for name in files)


def test_a_new_error_page_comes_as_a_card(with_cards: Path) -> None:
    text = ERROR.replace("no such", "other")
    (with_cards / "docs/errors/other.md").write_text(text)
    built(with_cards)
    assert _opened(with_cards).select_one("#other code").text == "other"


def test_a_new_claim_of_a_script_comes_as_a_card(with_cards: Path) -> None:
    claim = "# %%\n# .. claim:: it-is-three\n#\n#    It is three."
    code = f"x = 3  # so\n\n{claim}\n\nprint(x)"
    projects.add(with_cards, "pitfalls/sound_page", code)
    built(with_cards)
    card = _opened(with_cards).select_one("#it-is-three")
    assert card.code.text == "x = 3\nprint(x)"
    assert card.pre.text == "3"


def _opened(project: Path) -> BeautifulSoup:
    return BeautifulSoup(projects.opened(project)[NAME], "html.parser")


def test_a_build_with_nothing_to_do_leaves_the_cards_and_imports_no_torch(
    with_cards: Path,
) -> None:
    before = projects.opened(with_cards)
    assert b"one-and-one" in before["learn/cards.csv"]
    told = built(with_cards)
    assert (told["ran"], told["torch_imported"]) == ([], False)
    assert projects.opened(with_cards) == before
