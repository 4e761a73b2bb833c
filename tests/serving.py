"""A web host on loopback: the site under its public path, headers and gzip included."""

from __future__ import annotations

import gzip
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from detach_examples.site import address, headers

#: What hosts compress; pictures of pixels and archives are compressed already.
_TEXT = {".html", ".css", ".js", ".svg", ".txt", ".json", ".xml"}


@lru_cache(maxsize=1024)
def _packed(path: Path, _changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), compresslevel=9, mtime=0)


class _Host(SimpleHTTPRequestHandler):
    """Serves the site under the path of its public address, like a web host."""

    protocol_version = "HTTP/1.1"

    def translate_path(self, path: str) -> str:
        inside = path.removeprefix(urlsplit(address.site()).path)
        return super().translate_path(f"/{inside}")

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        accepted = "gzip" in self.headers.get("Accept-Encoding", "")
        if accepted and path.suffix in _TEXT and path.is_file():
            self._answer(200, path, _packed(path, path.stat().st_mtime_ns))
        else:
            super().do_GET()

    def send_error(
        self, code: int, message: str | None = None, explain: str | None = None
    ) -> None:
        path = Path(self.directory) / "404.html"
        if path.is_file():
            self._answer(code, path, _packed(path, path.stat().st_mtime_ns))
        else:
            super().send_error(code, message, explain)

    def _answer(self, code: int, path: Path, body: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Type", f"{self.guess_type(path)}; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Vary", "Accept-Encoding")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self) -> None:
        file = Path(self.directory) / headers.FILE
        told = file.read_text("utf-8") if file.is_file() else ""
        for name, value in headers.read(told).items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that goes away before it was answered."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def host(site: Path) -> Iterator[str]:
    """Serve a built site; give its address, with a slash at its end."""
    handler = partial(_Host, directory=str(site))
    with _Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}{urlsplit(address.site()).path}"
        server.shutdown()
