"""Serve the built site on this machine, and build again when a file changes."""

from __future__ import annotations

import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_WATCHED = ("gallery", "src", "docs", "conf.py")


def _ours(_change: object, path: str) -> bool:
    """Leave out what a build itself writes."""
    return "/docs/gallery/" not in path and "__pycache__" not in path


def serve(root: Path, port: int) -> int:
    """Build, serve ``build/html`` on loopback, and watch until Ctrl-C."""
    from watchfiles import watch

    command = [
        sys.executable,
        "-m",
        "detach_examples.site",
        "--root",
        str(root),
        "build",
    ]
    subprocess.run(command, check=False)
    handler = partial(SimpleHTTPRequestHandler, directory=str(root / "build/html"))
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(
            f"Serving http://127.0.0.1:{server.server_port}/  (Ctrl-C ends it)",
            flush=True,
        )
        paths = [root / name for name in _WATCHED]
        for _ in watch(*paths, watch_filter=_ours, raise_interrupt=False):
            subprocess.run(command, check=False)
        server.shutdown()
    return 0
