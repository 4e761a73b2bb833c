from __future__ import annotations

import json
import re
import subprocess
import sysconfig
import zipfile
from collections import Counter
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import projects
import pytest
from bs4 import BeautifulSoup

from detach_examples.guard.script import Script, scripts, sections
from detach_examples.site import address, reading
from detach_examples.site.order import learning_order

Pages = dict[str, BeautifulSoup]
ROOT = projects.ROOT
every_script = pytest.mark.parametrize("script", scripts(ROOT), ids=lambda s: s.page)
every_section = pytest.mark.parametrize(
    "section", [path.name for path in sections(ROOT)]
)


def test_the_html_is_valid(site: Path, validator: list[str]) -> None:
    command = [*validator, "--errors-only", "--format", "json", "--skip-non-html"]
    done = subprocess.run(
        [*command, str(site)], capture_output=True, text=True, check=False
    )
    found = [
        f"{m['url'].rpartition('/html/')[2]}:{m.get('lastLine')} {m['message']}"
        for m in json.loads(done.stderr)["messages"]
    ]
    assert found == []


#: Attributes that make a browser fetch something; a plain link does not.
LOADS = "[src], [srcset], [poster], object[data], form[action], link[href], use[href]"
#: What a <link> only tells, without fetching.
TELLS = {"canonical", "author", "index", "search", "next", "prev", "alternate"}
IN_CSS = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")
IN_JS = re.compile(r"['\"`]((?:https?:)?//(?!www\.w3\.org/)\w[^'\"`\s]*)")


def loads(path: Path, page: BeautifulSoup | None = None) -> Iterator[str]:
    """Yield the addresses from which a file of the site makes a browser load."""
    text = path.read_text("utf-8")
    if path.suffix in {".html", ".svg"}:
        page = page or BeautifulSoup(f"<html>{text}", "html.parser")
        for tag in page.select(LOADS):
            if not TELLS & set(tag.get("rel", [])):
                names = ("src", "srcset", "poster", "data", "action", "href")
                yield from (tag[name] for name in names if name in tag.attrs)
        yield from (tag["xlink:href"] for tag in page.find_all(attrs={"xlink:href": 1}))
        text = "\n".join(
            [tag.text for tag in page.select("style")]
            + [tag["style"] for tag in page.select("[style]")]
        )
    if path.suffix == ".js":
        yield from IN_JS.findall(text)
    else:
        yield from (a or b for a, b in IN_CSS.findall(text))


def test_nothing_is_loaded_from_another_host(site: Path, pages: Pages) -> None:
    files = [p for p in site.rglob("*") if p.suffix in {".html", ".svg", ".css", ".js"}]
    foreign = {
        f"{path.relative_to(site)}: {url}"
        for path in files
        for url in loads(path, pages.get(path.relative_to(site).as_posix()))
        if urlsplit(url.strip()).netloc
    }
    assert len(files) > 20
    assert foreign == set()


def test_every_page_has_a_language_a_title_and_one_heading(pages: Pages) -> None:
    for name, page in pages.items():
        assert page.html["lang"] == "en", name
        assert len(page.select("h1")) == 1, name
    titles = Counter(page.title.text for page in pages.values())
    assert titles.most_common(1)[0][1] == 1


def test_every_page_says_in_its_head_what_it_is(content: Pages) -> None:
    for name, page in content.items():
        told = {
            tag.get("name") or tag.get("property"): tag.get("content", "")
            for tag in page.select("meta")
        }
        url = urljoin(address.site(), name)
        assert 40 <= len(told["description"]) <= 300, name
        assert told["og:title"] == page.h1.text.removesuffix("¶"), name
        assert told["og:url"] == url, name
        assert told["og:description"], name
        assert told["og:image"].startswith(address.site()), name
        assert told["og:image:alt"], name
        assert page.select_one("link[rel=canonical]")["href"] == url, name


def test_every_page_has_the_mark(site: Path, pages: Pages) -> None:
    for name, page in pages.items():
        icon = page.select_one('link[rel~="icon"]')["href"]
        path = urlsplit(urljoin(urljoin(address.site(), name), icon)).path
        inside = path.removeprefix(urlsplit(address.site()).path)
        assert (site / inside).is_file(), name


def test_an_id_stands_once_on_a_page(pages: Pages) -> None:
    for name, page in pages.items():
        ids = Counter(tag["id"] for tag in page.select("[id]"))
        assert [i for i, count in ids.items() if count > 1] == [], name


def test_every_image_has_words(pages: Pages) -> None:
    for name, page in pages.items():
        assert all("alt" in tag.attrs for tag in page.select("img")), name
        for tag in page.select("svg[role=img]"):
            assert len(tag["aria-label"]) > 10, name
        assert len(page.select("figure.picture svg")) == len(
            page.select("figure.picture svg[role=img]")
        ), name


WHITE = re.compile(
    r"(?:fill|background(?:-color)?)[=:]\s*['\"]?(?:white|#fff(?:fff)?)\b"
)


def test_no_picture_is_a_white_box(site: Path, pages: Pages) -> None:
    pictures = {
        f"{name} {i}": str(tag)
        for name, page in pages.items()
        for i, tag in enumerate(page.select("svg[role=img]"))
    }
    assert pictures
    pictures |= {p.name: p.read_text("utf-8") for p in site.glob("_images/*.svg")}
    assert [name for name, text in pictures.items() if WHITE.search(text)] == []


def test_every_page_names_the_torch_that_it_was_built_with(content: Pages) -> None:
    for name, page in content.items():
        foot = page.select_one(".built-with").text
        assert f"torch {metadata.version('torch')}, Python 3." in foot, name


def test_every_page_can_be_edited_where_its_source_is(content: Pages) -> None:
    stem = f"{address.repository()}/edit/main/"
    sources = {script.page: script.file for script in scripts(ROOT)}
    for name, page in content.items():
        (source,) = {tag["href"] for tag in page.select(f'a[href^="{stem}"]')}
        assert (ROOT / source.removeprefix(stem)).is_file(), name
        made_of = sources.get(name.removeprefix("gallery/").removesuffix(".html"))
        assert made_of in {None, source.removeprefix(stem)}, name


def test_the_sitemap_lists_every_page(site: Path, content: Pages) -> None:
    tree = ElementTree.parse(site / "sitemap.xml")
    listed = [tag.text for tag in tree.iter() if tag.tag.endswith("}loc")]
    assert sorted(listed) == sorted(urljoin(address.site(), n) for n in content)


def test_the_sitemap_stays_whole_when_one_page_is_written(project: Path) -> None:
    # The first build in a new folder writes every page.
    assert projects.build(project).returncode == 0
    before = (project / "build/html/sitemap.xml").read_text("utf-8")
    with (project / "docs/index.md").open("a") as page:
        page.write("\nOne more line.\n")
    done = projects.build(project)
    assert done.returncode == 0, done.stderr
    assert "One more line" in (project / "build/html/index.html").read_text("utf-8")
    assert before.count("<loc>") > 2
    assert (project / "build/html/sitemap.xml").read_text("utf-8") == before


def test_llms_txt_lists_every_page(site: Path, content: Pages) -> None:
    text = (site / "llms.txt").read_text("utf-8")
    for name, page in content.items():
        assert f"[{page.h1.text.removesuffix('¶')}]" in text, name


def test_the_page_for_lost_readers_works_at_any_address(pages: Pages) -> None:
    """It is shown at the address that is missing: relative links would break."""
    path = urlsplit(address.site()).path
    for tag in pages["404.html"].select("[href], [src]"):
        url = tag.get("href") or tag["src"]
        assert urlsplit(url).netloc or url.startswith((path, "#")), url


def machine_paths() -> set[str]:
    """The folders of this machine that no reader should see."""
    paths = {ROOT, Path.home(), Path(sysconfig.get_path("purelib"))}
    return {f"{path}/" for path in paths if len(path.parts) > 1}


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of a file, or of each file in a zip."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield f"{path.name}/{name}", archive.read(name).decode("utf-8")
    else:
        yield path.name, path.read_text("utf-8", errors="ignore")


def test_no_path_of_this_machine_is_told(site: Path) -> None:
    told = {
        name
        for path in site.rglob("*")
        if path.is_file()
        for name, text in texts(path)
        if any(folder in text for folder in machine_paths())
    }
    assert told == set()


def downloads(site: Path, pages: Pages, name: str) -> dict[str, Path]:
    """The files that a page offers, by their ending."""
    links = [site / name / ".." / a["href"] for a in pages[name].select("a.download")]
    return {path.suffix: path.resolve() for path in links}


@every_script
def test_a_page_s_downloads_are_its_script(
    site: Path, pages: Pages, script: Script
) -> None:
    offered = downloads(site, pages, f"gallery/{script.page}.html")
    assert set(offered) == {".py", ".ipynb", ".zip"}
    assert offered[".py"].read_text("utf-8") == script.source
    assert json.loads(offered[".ipynb"].read_text("utf-8"))["nbformat"] == 4
    inside = dict(texts(offered[".zip"]))
    stem = script.path.stem
    assert inside[f"{stem}.zip/{stem}.py"] == script.source
    assert set(inside) == {f"{stem}.zip/{stem}.py", f"{stem}.zip/{stem}.ipynb"}


def test_all_scripts_can_be_downloaded_at_once(site: Path, pages: Pages) -> None:
    links = pages["gallery/index.html"].select('a.download[href$=".zip"]')
    inside = {
        Path(name).name
        for link in links
        for name, _ in texts(site / "gallery" / link["href"])
    }
    stems = [script.path.stem for script in scripts(ROOT)]
    assert {f"{s}.py" for s in stems} | {f"{s}.ipynb" for s in stems} <= inside


def test_the_lesson_takes_at_most_five_minutes(site: Path, pages: Pages) -> None:
    shown = re.search(r"(\d+) minutes", pages["lesson.html"].article.text)
    assert 1 <= int(shown[1]) <= 5
    assert reading.minutes(site / "lesson.html") <= 5


@every_section
def test_next_leads_through_a_section_in_learning_order(
    pages: Pages, section: str
) -> None:
    name, walked = f"gallery/{section}/index.html", []
    while link := pages[name].select_one("link[rel=next]"):
        url = urljoin(urljoin(address.site(), name), link["href"])
        name = url.removeprefix(address.site())
        if Path(name).parent.name != section:
            break
        walked.append(Path(name).stem)
    here = [s for s in scripts(ROOT) if s.path.parent.name == section]
    assert walked == learning_order({s.page: s.read_before for s in here})
    for script in here:
        before = [
            p.partition("/")[2]
            for p in script.read_before
            if p.startswith(f"{section}/")
        ]
        at = walked.index(script.path.stem)
        assert all(walked.index(page) < at for page in before)
