"""A sandbox for the process that runs scripts: the kernel's own, where it has one.

Linux lets a process give up rights for itself and all that it starts (Landlock).
It is per process, not per script: what one script may do, all may.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from . import powers


@dataclass(frozen=True)
class Rights:
    """What a process keeps; all other files are refused to it.

    :param read: files and folders, with all below them.
    :param listed: folders whose entries may be seen; the files need ``read``.
    :param write: folders in which anything may be made, changed and removed.
    :param rewrite: files and devices that may be written to, and not removed.
    :param tcp: whether it may listen and connect.
    """

    read: tuple[Path, ...] = ()
    listed: tuple[Path, ...] = ()
    write: tuple[Path, ...] = ()
    rewrite: tuple[Path, ...] = ()
    tcp: bool = False


def holds() -> bool:
    """Say whether this system can keep a process from other files."""
    if sys.platform != "linux":
        return False
    try:
        from landlockpy import supported
    except ImportError:
        return False
    return bool(supported())


def confine(rights: Rights) -> list[str]:
    """Give up all other rights, for ever; return what is held.

    Where the kernel or the binding is missing, only root's powers are given up.
    """
    powers.drop()
    if not holds():
        return []
    from landlockpy import AccessFS, AccessNet, Ruleset, Scope

    reads = AccessFS.READ_FILE | AccessFS.READ_DIR | AccessFS.EXECUTE
    changes = ~AccessFS.EXECUTE
    writes = AccessFS.READ_FILE | AccessFS.WRITE_FILE | AccessFS.TRUNCATE
    of_files = reads & ~AccessFS.READ_DIR | writes | AccessFS.IOCTL_DEV
    rules = (
        (rights.read, reads),
        (rights.listed, AccessFS.READ_DIR),
        (rights.write, changes),
        (rights.rewrite, writes | AccessFS.IOCTL_DEV),
    )
    tcp = AccessNet.NONE if rights.tcp else AccessNet.BIND_TCP | AccessNet.CONNECT_TCP
    apart = Scope.ABSTRACT_UNIX_SOCKET | Scope.SIGNAL
    with Ruleset(handled_net=tcp, scoped=apart) as ruleset:
        for paths, access in rules:
            for path in filter(Path.exists, paths):
                held = access if path.is_dir() else access & of_files
                ruleset.allow_path(path, held)
        ruleset.restrict()
        parts = {"tcp": ruleset.handled_net, "signals": ruleset.scoped}
    return ["files", *(name for name, held in parts.items() if held)]
