"""Notice a script that reaches for the network or for another process.

An audit hook sees what goes through Python.  It names a fault in a script that
means no harm; it is no sandbox.
"""

from __future__ import annotations

import ipaddress
import re
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from .faults import Fault

_PROCESS = {"os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.system"}
_PROCESS |= {"subprocess.Popen"}
#: Each is given an address last, or a host's name first.
_ADDRESS = {"socket.bind", "socket.connect", "socket.sendmsg", "socket.sendto"}
_NAME = {"socket.getaddrinfo", "socket.gethostbyaddr", "socket.gethostbyname"}
_NETWORK = _ADDRESS | _NAME
_DECLARED = re.compile(r"^# uses: (?P<uses>[a-z, ]+)$", re.MULTILINE)
_OURS = str(Path(__file__).parent.parent)

#: What a script may declare in a line ``# uses: processes, loopback``.
DECLARABLE = ("processes", "loopback")


def declared(source: str) -> set[str]:
    """Return what a script's own comment says that it uses."""
    return {
        word.strip()
        for match in _DECLARED.finditer(source)
        for word in match["uses"].split(",")
    }


class Reach:
    """Watches one script at a time; hooks cannot be removed, so it is made once."""

    def __init__(self) -> None:
        self._page = ""
        self._path = ""
        self._allowed: set[str] = set()
        self.faults: list[Fault] = []
        sys.addaudithook(self._hook)

    def begin(self, page: str, path: Path) -> None:
        """Watch ``path``, called ``page`` in faults, until :meth:`end`."""
        self._allowed = declared(path.read_text(encoding="utf-8"))
        self._page, self._path, self.faults = page, str(path), []

    def end(self) -> list[Fault]:
        """Stop watching; return what was noticed, swallowed or not."""
        self._page = ""
        return self.faults

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        if not self._page or event not in _PROCESS | _NETWORK:
            return
        what = self._refusal(event, args)
        line = self.line(sys._getframe(1)) if what else 0
        if not what or line == 0:
            return
        use = "processes" if event in _PROCESS else "loopback"
        do = f"Remove it, or declare it in the script: # uses: {use}"
        if use in self._allowed:
            do = "Remove it: a script may reach this machine alone."
        self.faults.append(Fault(self._page, line, what, do))
        raise PermissionError(f"{what} {do}")

    def _refusal(self, event: str, args: tuple[Any, ...]) -> str:
        if event in _PROCESS:
            allowed = "processes" in self._allowed
            return "" if allowed else f"The script starts a process ({event})."
        if "loopback" not in self._allowed:
            return f"The script reaches for the network ({event})."
        host = _host(event, args)
        return "" if _loopback(host) else f"The script reaches for {host!r} ({event})."

    def line(self, frame: FrameType | None) -> int:
        """The script's line behind a call; 0 where our own package makes it."""
        while frame is not None:
            name = frame.f_code.co_filename
            if name == self._path:
                return frame.f_lineno
            if name.startswith(_OURS) and name != __file__:
                return 0
            frame = frame.f_back
        return 0


def _host(event: str, args: tuple[Any, ...]) -> str:
    target = args[0] if event in _NAME else args[-1]
    return str(target[0]) if isinstance(target, tuple) else str(target)


def _loopback(host: str) -> bool:
    """Say whether it is this machine; a path is that of a socket in a folder."""
    if host.startswith("/"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in ("localhost", "None")
