"""A page's Markdown twin says what the page says, and leads where it leads."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

import projects
import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from docutils.core import publish_doctree
from markdown_it import MarkdownIt
from markdown_it.token import Token

from detach_examples.guard import examples
from detach_examples.site import fragment, llms, markdown

ROOT = projects.ROOT
DOCS = ROOT / "docs"
#: Pages whose prompts stand in their source, and not in a directive's file.
WRITTEN = sorted(
    path.relative_to(DOCS).with_suffix("").as_posix()
    for path in DOCS.rglob("*.md")
    if "gallery" not in path.parts and ">>> " in path.read_text("utf-8")
)
Pages = dict[str, BeautifulSoup]


@cache
def tokens(path: Path) -> list[Token]:
    """The twin as CommonMark reads it, what stands in lines included."""
    parser = MarkdownIt("commonmark").enable("table")
    found = parser.parse(path.read_text("utf-8"))
    return [*found, *(inner for token in found for inner in token.children or ())]


def twin(site: Path, name: str) -> Path:
    return (site / name).with_suffix(".md")


def shown(token: Token) -> str:
    return "".join(inner.content for inner in token.children or ())


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def test_every_page_has_a_twin_and_names_it(site: Path, content: Pages) -> None:
    for name, page in content.items():
        (link,) = page.select("link[rel=alternate][type='text/markdown']")
        assert site / urljoin(name, unquote(link["href"])) == twin(site, name)
        assert twin(site, name).is_file()
    twins = {path.relative_to(site).as_posix() for path in site.rglob("*.md")}
    assert twins == {Path(name).with_suffix(".md").as_posix() for name in content}


def test_no_tag_and_no_role_is_left_in_a_twin(site: Path, content: Pages) -> None:
    for name in content:
        path = twin(site, name)
        left = [t.content for t in tokens(path) if t.type.startswith("html")]
        assert left == [], name
        assert "{py:" not in path.read_text("utf-8"), name
        assert "<svg" not in path.read_text("utf-8"), name


def test_the_headings_of_a_page_are_those_of_its_twin(
    site: Path, content: Pages
) -> None:
    for name, page in content.items():
        found = tokens(twin(site, name))
        at = [n for n, t in enumerate(found) if t.type == "heading_open"]
        got = [words(shown(found[n + 1])) for n in at]
        for tag in page.select("article :is(h1, h2, h3)"):
            assert words(tag.text.removesuffix("¶")) in got, (name, tag.text)


def test_code_and_output_of_a_page_stand_in_its_twin(
    site: Path, content: Pages
) -> None:
    seen = 0
    for name, page in content.items():
        held = {t.content.strip() for t in tokens(twin(site, name))}
        for pre in page.select("article pre"):
            if pre.find_parent("template"):
                continue
            seen += 1
            numbers = {id(text) for text in pre.select(".linenos")}
            text = "".join(t for t in pre.strings if id(t.parent) not in numbers)
            assert text.strip() in held, (name, text)
    assert seen > 1000


def test_what_a_drawing_shows_is_said_in_the_twin(site: Path, content: Pages) -> None:
    seen = 0
    for name, page in content.items():
        told = twin(site, name).read_text("utf-8").replace("\\", "")
        for svg in page.select("article svg[aria-label]"):
            seen += 1
            assert svg["aria-label"].replace("\\", "") in told, name
            assert svg.find_parent("figure").figcaption.text in told, name
    assert seen > 100


def test_the_links_of_a_twin_lead_somewhere(site: Path, content: Pages) -> None:
    ids = {
        twin(site, name).relative_to(site).as_posix(): {
            tag["id"] for tag in page.select("[id]")
        }
        for name, page in content.items()
    }
    dead, seen = [], 0
    for name in ids:
        for token in tokens(site / name):
            url = token.attrGet("href") or token.attrGet("src")
            if not url or ":" in str(url):
                continue
            path, section = urldefrag(urljoin(name, unquote(str(url))))
            seen += 1
            known = (site / path).is_file() and (
                not section or path not in ids or section in ids[path]
            )
            dead += [] if known and not path.endswith(".html") else [(name, url)]
    assert dead == []
    assert seen > 2000


@pytest.mark.parametrize("name", WRITTEN)
def test_the_prompts_of_a_page_are_found_in_its_twin(site: Path, name: str) -> None:
    """By the parser that runs them: what is copied from a twin runs."""
    read = [
        [asked(e.parsed) for e in document.examples() if examples.is_prompt(e)]
        for path in (DOCS / f"{name}.md", site / f"{name}.md")
        for document in [examples.pages.parse(path)]
    ]
    assert read[0]
    assert [example for example in read[0] if example not in read[1]] == []


def asked(parsed: Any) -> tuple[str, str]:
    """A prompt and what it prints; Sphinx leaves out how that is compared."""
    return re.sub(r" *# doctest:.*", "", parsed.source), parsed.want


def test_a_twin_follows_its_page_and_no_other_is_written(project: Path) -> None:
    html = project / "build/html"
    before = {path: path.stat().st_mtime_ns for path in html.rglob("*.md")}
    with (project / "docs/index.md").open("a") as page:
        page.write("\nOne *more* line.\n")
    assert projects.build(project).returncode == 0
    after = {path: path.stat().st_mtime_ns for path in html.rglob("*.md")}
    changed = [path.name for path in after if after[path] != before[path]]
    assert changed == ["index.md"]
    assert "\nOne *more* line.\n" in (html / "index.md").read_text("utf-8")
    assert "One *more* line." in (html / "llms-full.txt").read_text("utf-8")


def test_a_twin_is_written_anew_when_its_writer_changes(
    project: Path, tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "src", tmp_path / "src")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(DOCS / "_static", tmp_path / "docs/_static")
    writer = tmp_path / "src/detach_examples/site/fragment.py"
    writer.write_text(writer.read_text().replace("{fence}{language}", "{fence}snake"))
    done = projects.build(project, PYTHONPATH=str(tmp_path / "src"))
    assert "Scripts run: 0." in done.stdout, done.stderr
    page = project / "build/html/gallery/pitfalls/sound_page.md"
    assert "```snake\nprint(" in page.read_text("utf-8")


def as_markdown(text: str) -> str:
    return markdown.page(publish_doctree(text), lambda node: "asset")


@pytest.mark.parametrize(
    "text",
    [
        "a * b * c and 2*3",
        "_private and __all__ but snake_case",
        "a [link](nowhere) that is none",
        "<b>no tag</b> and a < b",
        "a & b, &amp; and &#38;",
        "back`tick and back\\slash",
    ],
)
def test_plain_words_stay_plain(text: str) -> None:
    document = nodes.document(None, None)
    document += nodes.paragraph("", text)
    (block,) = MarkdownIt("commonmark").parse(markdown.page(document, str))[1:2]
    assert shown(block) == text
    assert {t.type for t in block.children or ()} <= {"text", "text_special"}


@pytest.mark.parametrize("start", ["1. ", "- ", "# ", "> ", "+ ", "---", "12) "])
def test_a_line_that_looks_like_a_list_stays_a_line(start: str) -> None:
    document = nodes.document(None, None)
    document += nodes.paragraph("", f"first\n{start}second")
    parsed = MarkdownIt("commonmark").parse(markdown.page(document, str))
    assert [t.type for t in parsed] == ["paragraph_open", "inline", "paragraph_close"]


def test_lists_tables_and_terms_keep_their_form() -> None:
    told = as_markdown(
        "- one\n- two\n\n  - deep\n\n3. three\n4. four\n\n"
        "term\n  what it *means*\n\n"
        "=== ===\nA   B\n=== ===\n1|2 x\n=== ===\n\n"
        ".. image:: a.svg\n   :alt: A graph\n"
    )
    assert "- one\n- two\n  - deep\n" in told
    assert "3. three\n4. four\n" in told
    assert "- **term**\n\n  what it *means*" in told
    assert "| A | B |\n| --- | --- |\n| 1\\|2 | x |" in told
    assert "![A graph](asset)" in told


def test_code_that_holds_a_fence_or_a_tick_stays_whole() -> None:
    assert fragment.fenced("```\nx\n```", "md").startswith("````md\n")
    assert fragment.code("`x`") == "`` `x` ``"
    assert fragment.code("x") == "`x`"


def test_the_list_for_language_models_describes_every_page(
    site: Path, content: Pages
) -> None:
    told = (site / "llms.txt").read_text("utf-8")
    rows = re.findall(r"^- \[(.+)\]\((\S+)\): (.+)$", told, re.MULTILINE)
    assert len(rows) == len(content) == told.count("\n- ")
    assert len({url for _, url, _ in rows}) == len(rows)
    for title, url, description in rows:
        (path,) = site.glob(url.partition("/latest/")[2])
        assert path.read_text("utf-8").startswith("# ")
        assert 20 <= len(description) <= 210, (title, description)
        assert "](" not in description


def test_a_long_description_ends_with_a_sentence() -> None:
    text = "# T\n\n```python\nx\n```\n\n" + "A sentence here. " * 20
    assert llms.description(text).endswith("here.")
    assert len(llms.description(text)) <= 200
    assert llms.description("# T\n\n" + "word " * 80).endswith("word ...")
    assert llms.description("# T\n\n- a list\n") == ""
