from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup

from detach_examples.site import address

Pages = dict[str, BeautifulSoup]


def links(
    name: str, page: BeautifulSoup, of: str = "[href], [src]"
) -> Iterator[tuple[str, str]]:
    """Yield (path, fragment) of each thing on the site that a page points to."""
    base = urljoin(address.site(), name)
    for tag in page.select(of):
        url = urlsplit(urljoin(base, tag.get("href") or tag["src"]))
        if url.geturl().startswith(address.site()):
            path = unquote(url.path).removeprefix(urlsplit(address.site()).path)
            yield path or "index.html", unquote(url.fragment)


def test_every_link_leads_to_a_file_and_an_anchor_that_exist(
    site: Path, pages: Pages
) -> None:
    ids = {n: {tag["id"] for tag in page.select("[id]")} for n, page in pages.items()}
    dead = {
        f"{name} -> {path}#{fragment}"
        for name, page in pages.items()
        for path, fragment in links(name, page)
        if not (site / path).is_file()
        or (fragment and path in ids and fragment not in ids[path])
    }
    assert dead == set()


def test_no_link_leaves_the_site_s_path(pages: Pages) -> None:
    """A link like /page.html works on this machine and breaks on the web host."""
    root, inside = urljoin(address.site(), "/"), address.site()
    astray = {
        f"{name}: {url}"
        for name, page in pages.items()
        for tag in page.select("[href], [src]")
        for url in [urljoin(urljoin(inside, name), tag.get("href") or tag["src"])]
        if url.startswith(root) and not url.startswith(inside)
    }
    assert astray == set()


def test_every_page_can_be_reached_from_the_front_page(content: Pages) -> None:
    reached, todo = set(), ["index.html"]
    while todo:
        name = todo.pop()
        if name not in reached and name in content:
            reached.add(name)
            todo += [path for path, _ in links(name, content[name], "a[href]")]
    assert set(content) - reached == set()
