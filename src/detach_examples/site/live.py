"""The site on this machine, whose open pages follow what is built.

A small script is added to each page as it is served, and to none that is built.
"""

from __future__ import annotations

import asyncio
import json
import mimetypes
import socket
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_SCRIPT = """<script>
{
  let since = %d;
  let changes;
  const hear = (event) => {
    const told = JSON.parse(event.data);
    const missed = told.number !== since + 1;
    since = told.number;
    let note = document.getElementById("live-fault");
    if (!told.fault) {
      const here = location.pathname.replace(/^\\//, "").replace(/\\/?$/, (end) =>
        end ? "/index.html" : "") || "index.html";
      if (note || missed || told.but !== here) location.reload();
      return;
    }
    if (!note) {
      note = document.createElement("pre");
      note.id = "live-fault";
      note.setAttribute("role", "alert");
      note.style.cssText = "position:fixed;inset:auto 0 0 0;margin:0;padding:1rem;" +
        "z-index:99;max-height:50vh;overflow:auto;white-space:pre-wrap;" +
        "background:#fff;color:#000;border-top:4px solid #b00";
      document.body.append(note);
    }
    note.textContent = told.fault;
  };
  // A browser keeps few connections to one host: pages in the background have none.
  const listen = () => {
    if (changes) changes.close();
    if (document.hidden) return;
    changes = new EventSource(`/-/changes?since=${since}`);
    changes.onmessage = hear;
    changes.onerror = () => changes.readyState === 2 && setTimeout(listen, 1000);
  };
  document.addEventListener("visibilitychange", listen);
  listen();
}
</script>"""


@dataclass
class Change:
    """What open pages are told: to load again, but for one, or what is wrong."""

    number: int = 0
    fault: str = ""
    but: str = ""


class Live:
    """A server on loopback, in a thread of its own."""

    def __init__(self, folders: list[Path], port: int) -> None:
        """Take the port; folders are looked through in their order.

        :raises OSError: when another program has the port.
        """
        # Pages that an earlier server left open know smaller numbers.
        self.change = Change(time.time_ns() // 1_000_000)
        self._folders = folders
        self._socket = socket.create_server(("127.0.0.1", port))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"

    def start(self) -> None:
        """Serve from now on."""
        import uvicorn
        from starlette.applications import Starlette
        from starlette.routing import Route

        routes = [
            Route("/-/changes", self._changes),
            Route("/{name:path}", self._file),
        ]
        settings = uvicorn.Config(
            Starlette(routes=routes), log_level="error", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(settings)
        sockets = [self._socket]
        self._thread = threading.Thread(
            target=self._server.run, args=(sockets,), daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End the server, and the connections to open pages."""
        self._server.should_exit = True
        self._thread.join(5)

    def reload(self, but: str = "") -> None:
        """Let open pages load again, but for one that is as it is shown."""
        self.change = Change(self.change.number + 1, "", but)

    def refuse(self, fault: str) -> None:
        """Show what is wrong on open pages, which stay as they are."""
        self.change = Change(self.change.number + 1, fault)

    async def _file(self, request: Request) -> Response:
        from starlette.responses import Response

        name = request.path_params["name"] or "index.html"
        path = self._find(f"{name}index.html" if name.endswith("/") else name)
        number = self.change.number  # before the file is read: none is missed
        status = 200 if path else 404
        body = path.read_bytes() if path else self._lost()
        kind = mimetypes.guess_type(name)[0] or "text/html" if path else "text/html"
        if kind == "text/html":
            told = (_SCRIPT % number).encode()
            body = body.replace(b"</body>", told + b"</body>", 1)
        # What is named with its digest stays as it is.
        kept = "max-age=86400, immutable" if "v" in request.query_params else "no-store"
        return Response(body, status, {"Cache-Control": kept}, kind)

    def _find(self, name: str) -> Path | None:
        # What is previewed is pages and pictures: styles are those of the site.
        first = -1 if name.startswith("_static/") else 0
        for folder in self._folders[first:]:
            path = (folder / name).resolve()
            if path.is_relative_to(folder.resolve()) and path.is_file():
                return path
        return None

    def _lost(self) -> bytes:
        page = self._find("404.html")
        return page.read_bytes() if page else b"<body>Nothing is built yet.</body>"

    async def _changes(self, request: Request) -> Response:
        from starlette.responses import StreamingResponse

        since = int(request.query_params.get("since", 0))
        return StreamingResponse(self._told(since), media_type="text/event-stream")

    async def _told(self, since: int) -> AsyncIterator[str]:
        """Yield each change once; a fault that still holds comes first."""
        if self.change.fault:
            since = self.change.number - 1
        while not self._server.should_exit:
            change = self.change
            if change.number != since:
                since = change.number
                yield f"data: {json.dumps(vars(change))}\n\n"
            await asyncio.sleep(0.03)
