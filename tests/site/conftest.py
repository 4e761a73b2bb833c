"""What tests of the built site share: its pages, parsed once, and a server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from projects import ROOT

from detach_examples.site import address, headers, moved


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, BeautifulSoup]:
    """Every page of the site, by its path."""
    return {
        path.relative_to(site).as_posix(): BeautifulSoup(
            path.read_text("utf-8"), "html.parser"
        )
        for path in sorted(site.rglob("*.html"))
    }


@pytest.fixture(scope="session")
def content(pages: dict[str, BeautifulSoup]) -> dict[str, BeautifulSoup]:
    """The pages that have a source: all but those that Sphinx makes by itself."""
    made = {"404.html", "genindex.html", "search.html"}
    made |= moved.pages(ROOT / "docs")
    return {name: page for name, page in pages.items() if name not in made}


class _Host(SimpleHTTPRequestHandler):
    """Serves the site under the path of its public address, like a web host."""

    def translate_path(self, path: str) -> str:
        inside = path.removeprefix(urlsplit(address.site()).path)
        return super().translate_path(f"/{inside}")

    def send_error(
        self, code: int, message: str | None = None, explain: str | None = None
    ) -> None:
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self) -> None:
        told = (Path(self.directory) / headers.FILE).read_text("utf-8")
        for name, value in headers.read(told).items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """The site's address on loopback, with a slash at its end."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Host, directory=site)) as host:
        threading.Thread(target=host.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{host.server_port}{urlsplit(address.site()).path}"
        host.shutdown()
