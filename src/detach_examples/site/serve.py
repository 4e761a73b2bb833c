"""Serve the built site on this machine, and build again when a file changes."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_WATCHED = ("gallery", "src", "docs", "conf.py")


def _ours(_change: object, path: str) -> bool:
    """Leave out what a build itself writes."""
    return "/docs/gallery/" not in path and "__pycache__" not in path


def serve(root: Path, port: int) -> int:
    """Build, serve ``build/html`` on loopback, and watch until Ctrl-C."""
    command = [sys.executable, "-m", "detach_examples.site", "--root", str(root)]
    handler = partial(SimpleHTTPRequestHandler, directory=str(root / "build/html"))
    with (
        suppress(KeyboardInterrupt),
        ThreadingHTTPServer(("127.0.0.1", port), handler) as server,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        subprocess.run([*command, "build"], check=False)
        address = f"http://127.0.0.1:{server.server_port}/"
        for changed in _changes(root, f"Serving {address}  (Ctrl-C ends it)"):
            if changed:
                subprocess.run([*command, "build"], check=False)
    return 0


def _changes(root: Path, ready: str) -> Iterator[bool]:
    """Yield whether a source changed; say once that the watch has begun."""
    from watchfiles import watch

    paths = [root / name for name in _WATCHED if (root / name).exists()]
    for changes in watch(
        *paths, watch_filter=_ours, rust_timeout=300, yield_on_timeout=True
    ):
        if ready:
            print(ready, flush=True)
            ready = ""
        yield bool(changes)
