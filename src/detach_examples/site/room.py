"""What the process that runs scripts may touch: the project, Python, the system.

It reads no home folder and no ``.git``, sees no variable that is not listed, and
writes neither sources nor the site that readers open.
"""

from __future__ import annotations

import compileall
import json
import os
import shutil
import site
import sys
from collections.abc import Iterator
from pathlib import Path

from .. import measure
from ..guard import network, processes, sandbox
from ..guard.reach import declared
from ..guard.sandbox import Rights
from ..guard.script import scripts
from ..guard.variables import kept
from . import address

#: Where that process leaves notes for its parent.
NOTES = "build/child"
#: Its home: caches stay there from build to build.
HOME = "build/home"
_MADE = ("build/doctrees", NOTES, HOME, "docs/gallery")
_FILES = ("build/warnings.txt", "build/torch.inv")
_SYSTEM = (
    *("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/opt", "/nix", "/gnu"),
    *("/proc", "/sys", "/dev/random", "/dev/urandom", "/var/cache/fontconfig"),
)
#: Of ``/etc``, what libraries look up: no keys, no passwords.
_ETC = (
    *("alternatives", "fonts", "host.conf", "hosts", "ld.so.cache", "ld.so.conf"),
    *("ld.so.conf.d", "localtime", "matplotlibrc", "mime.types", "nsswitch.conf"),
    *("os-release", "passwd", "group", "protocols", "services", "timezone"),
    "python3*",
)
#: Graphics cards are devices that are written to.
_DEVICES = ("null", "zero", "full", "tty", "nvidia*", "dri", "kfd")
#: What matplotlib took a second to find out, in a home.
_FONTS = ".cache/matplotlib"


def prepare(root: Path, out: str) -> None:
    """Make what the process writes to, and what it could not write."""
    for name in (*_MADE, f"build/{out}"):
        (root / name).mkdir(parents=True, exist_ok=True)
    for name in _FILES:
        (root / name).touch()
    own = root / HOME / _FONTS
    if not own.exists():
        own.mkdir(parents=True)
        for path in (Path.home() / _FONTS).glob("fontlist-*.json"):
            shutil.copy(path, own)
    compileall.compile_dir(Path(__file__).parents[1], quiet=2)


def variables(root: Path, temporary: str) -> dict[str, str]:
    """Return the environment of the process, with a home and a folder of its own."""
    own = {"HOME": str(root / HOME), "TMPDIR": temporary}
    return kept(os.environ) | own | {"PYTHONUSERBASE": site.getuserbase()}


def enter(root: Path, out: str, parent: int) -> list[str]:
    """Give up all other rights, in the process itself; return what is held."""
    alone = network.leave()
    held = sandbox.confine(rights(root, out, Path(os.environ["TMPDIR"])))
    processes.bind(parent)
    return ["network", *held] if alone else held


def rights(root: Path, out: str, temporary: Path) -> Rights:
    """Return what a build's process keeps."""
    made = [root / name for name in (*_MADE, f"build/{out}")]
    devices = [path for name in _DEVICES for path in Path("/dev").glob(name)]
    return Rights(
        read=(
            *(*_sources(root), *_sources(address.ROOT), *_versions()),
            *(*_python(root), *_system()),
        ),
        listed=(root,),
        write=(*made, temporary, Path("/dev/shm")),
        rewrite=(*(root / name for name in _FILES), *devices),
        tcp=any("loopback" in declared(script.source) for script in scripts(root)),
    )


def _sources(root: Path) -> Iterator[Path]:
    """Yield the project but for hidden files, among which are keys and ``.git``."""
    yield from (p for p in root.iterdir() if not p.name.startswith("."))


def _versions() -> Iterator[Path]:
    """Yield the file that names sites of other versions, and their lists of pages."""
    if name := os.environ.get("SITE_VERSIONS"):
        yield Path(name)
        yield from Path(name).parent.glob("*.txt")


def _python(root: Path) -> Iterator[Path]:
    yield from map(Path, {sys.prefix, sys.base_prefix, sys.exec_prefix})
    places = (Path(entry).resolve() for entry in sys.path if entry)
    yield from (place for place in places if not root.is_relative_to(place))
    libraries = os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep)
    yield from (Path(entry) for entry in libraries if entry)


def _system() -> Iterator[Path]:
    yield from map(Path, _SYSTEM)
    yield from (path for name in _ETC for path in Path("/etc").glob(name))


def note(root: Path) -> None:
    """Write down what the process has measured, for its parent."""
    told = json.dumps(measure.recorded(), indent=1, sort_keys=True)
    coming = root / NOTES / "measurements.next"
    coming.write_text(f"{told}\n", encoding="utf-8")
    coming.replace(coming.with_suffix(".json"))


def adopt(root: Path) -> None:
    """Take over what the process measured, also where its parent was killed then."""
    measured = root / NOTES / "measurements.json"
    if measured.is_file() and not measured.is_symlink():
        measured.replace(root / "build" / measured.name)
