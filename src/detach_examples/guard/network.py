"""A network of a process's own, in which it reaches itself and nothing else.

Linux gives one to whoever may make namespaces; others keep the machine's network.
"""

from __future__ import annotations

import ctypes
import os
import socket
import struct
import sys
from contextlib import suppress
from pathlib import Path

_NEW_USER, _NEW_NETWORK = 0x1000_0000, 0x4000_0000
_READ_FLAGS, _SET_FLAGS, _UP = 0x8913, 0x8914, 0x1
#: A request: an interface's name in 16 bytes, its flags in 2, the rest unused.
_REQUEST = "16sH22x"


def leave() -> bool:
    """Leave the machine's network for good; say whether that was possible.

    Must be called while this process has one thread.
    """
    if sys.platform != "linux" or not _tried():
        return False
    _leave()
    return True


def _tried() -> bool:
    """Try in a process that ends with it: half of it would leave no loopback."""
    child = os.fork()
    if child == 0:
        status = 1
        with suppress(BaseException):  # whatever stands in the way, the status tells
            _leave()
            status = 0
        os._exit(status)
    return os.waitpid(child, 0)[1] == 0


def _leave() -> None:
    user, group = os.geteuid(), os.getegid()
    # One who is root here needs no other users, and would lose rights among them.
    kinds = _NEW_NETWORK if user == 0 else _NEW_NETWORK | _NEW_USER
    if ctypes.CDLL(None, use_errno=True).unshare(kinds):
        raise OSError(ctypes.get_errno(), "no namespace of its own")
    if kinds & _NEW_USER:
        here = Path("/proc/self")
        (here / "setgroups").write_text("deny")
        (here / "uid_map").write_text(f"{user} {user} 1")
        (here / "gid_map").write_text(f"{group} {group} 1")
    _raise_loopback()


def _raise_loopback() -> None:
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        told = fcntl.ioctl(asked, _READ_FLAGS, struct.pack(_REQUEST, b"lo", 0))
        name, flags = struct.unpack(_REQUEST, told)
        fcntl.ioctl(asked, _SET_FLAGS, struct.pack(_REQUEST, name, flags | _UP))
