"""What root may do beyond files: given up, since no script needs it.

With it root reads the variables of any process, also through a sandbox.
"""

from __future__ import annotations

import ctypes
import sys

_VERSION = 0x2008_0522
#: Who builds as root in a folder of somebody else needs the first five: files.
_FILES = 0b1_1111


class _Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("process", ctypes.c_int)]


class _Powers(ctypes.Structure):
    _fields_ = [
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    ]


def drop() -> None:
    """Keep of Linux's capabilities those over files; others have none to lose."""
    if sys.platform != "linux":
        return
    system, header = ctypes.CDLL(None, use_errno=True), _Header(_VERSION, 0)
    powers = (_Powers * 2)()
    system.capget(ctypes.byref(header), powers)
    for half, kept in zip(powers, (_FILES, 0), strict=True):
        half.effective &= kept
        half.permitted &= kept
        half.inheritable = 0
    system.capset(ctypes.byref(header), powers)
