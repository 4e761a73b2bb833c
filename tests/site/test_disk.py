"""A disk that is full, or takes nothing at all: one clear error, nothing lost."""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import projects
import pytest

from detach_examples.guard.faults import Fault
from detach_examples.site import disk, publish

_NO_NEW_PRIVILEGES = 38
_CAPABILITIES_3 = 0x2008_0522


def _obeys_modes() -> None:
    """Let a process obey the modes of files, also where it is root's.

    It gives up its capabilities, and what it starts gets none back: no right is
    needed for that, and nothing of it is left where a sandbox gave root some for good.
    """
    if sys.platform == "linux" and os.geteuid() == 0:
        system = ctypes.CDLL(None, use_errno=True)
        whose = (ctypes.c_uint32 * 2)(_CAPABILITIES_3, 0)
        none = (ctypes.c_uint32 * 6)()
        failed = system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        if failed or system.capset(whose, none):
            raise OSError(ctypes.get_errno(), "root keeps its capabilities")


def _fault(project: Path, before: Callable[[], None]) -> Fault:
    """Build in a process that was prepared; return the one fault."""
    opened = projects.opened(project)
    command = [sys.executable, "-m", "detach_examples.site", "--root", str(project)]
    done = subprocess.run(
        [*command, "build"],
        cwd=project,
        capture_output=True,
        text=True,
        preexec_fn=before,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr, done.stderr
    assert "The site built before still opens: build/html" in done.stderr
    assert projects.opened(project) == opened
    (fault,) = projects.faults(done.stderr)
    return fault


def _larger_than(most: int) -> Callable[[], None]:
    """Let a process write no file beyond a size, as on a disk with little room."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


@pytest.mark.parametrize("most", [0, 300, 3_000, 10_000, 30_000])
def test_a_disk_that_fills_up_is_named_wherever_it_happens(
    most: int, project: Path
) -> None:
    projects.add(project, "pitfalls/other_page")
    fault = _fault(project, _larger_than(most))
    kinds = (errno.EFBIG, errno.ENOSPC)  # the second where no temporary folder works
    assert fault.what in [f"{os.strerror(kind)}." for kind in kinds]
    assert fault.do == "Make room, and build again: what was built before is kept."
    assert projects.build(project).returncode == 0
    assert "gallery/pitfalls/other_page.html" in projects.opened(project)


#: A build on a file system of its own, with some KiB of room; then with more.
FILLS = """
set -e
mount -t tmpfs none "$1"
cp -a "$2" "$1/project"
cd "$1/project"
looks() { (cd build/html && find . -type f -exec md5sum {} + | sort); }
before=$(looks)
mount -o remount,size=$(($(df --output=used -k . | tail -1) + $3))k "$1"
set +e
"$4" -m detach_examples.site build
echo "status $?"
test "$before" = "$(looks)" && echo kept
mount -o remount,size=1g "$1"
"$4" -m detach_examples.site build && echo "built again"
"""


@pytest.mark.parametrize("room", ["8", "64", "200"])
def test_a_real_disk_that_is_full_is_named(
    room: str, project: Path, tmp_path: Path
) -> None:
    projects.add(project, "pitfalls/other_page")
    place = tmp_path / "small"
    place.mkdir()
    alone = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-Urm"]
    script = ["sh", "-c", FILLS, "sh", str(place), str(project), room, sys.executable]
    done = subprocess.run(
        [*alone, *script], capture_output=True, text=True, check=False
    )
    if "status" not in done.stdout:  # no mounts for us here: the limit must do
        assert _fault(project, _larger_than(10_000)).do.startswith("Make room")
        return
    assert "status 1\nkept\n" in done.stdout
    assert "No space left on device.\n    Make room" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout.endswith("built again\n")


@pytest.mark.parametrize("closed", ["build", "docs/gallery", "docs/gallery/pitfalls"])
def test_a_folder_that_takes_nothing_is_named(closed: str, project: Path) -> None:
    projects.add(project, "pitfalls/other_page")
    (project / closed).chmod(0o555)
    if closed == "build":
        (project / "build/.lock").chmod(0o444)
    fault = _fault(project, _obeys_modes)
    assert fault.file.startswith(closed)
    assert fault.what == "Permission denied."
    assert fault.do == "Let the build write to build and docs/gallery."
    (project / closed).chmod(0o755)
    if closed == "build":
        (project / "build/.lock").chmod(0o644)
    assert projects.build(project).returncode == 0


def test_sources_that_nobody_may_write_to_are_built(project: Path) -> None:
    projects.add(project, "pitfalls/other_page")
    sources = [project, project / "docs", *(project / "gallery").rglob("*")]
    for path in (*sources, *(project / "docs/_static").rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    command = [sys.executable, "-m", "detach_examples.site", "--root", str(project)]
    done = subprocess.run(
        [*command, "build"], cwd=project, preexec_fn=_obeys_modes, check=False
    )
    for path in sources:
        path.chmod(0o755)
    assert done.returncode == 0
    assert "gallery/pitfalls/other_page.html" in projects.opened(project)


def test_a_publish_that_finds_no_room_leaves_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staging, public = tmp_path / "site", tmp_path / "html"
    staging.mkdir()
    (staging / "page.html").write_text("old")
    publish.publish(staging, public)
    (staging / "page.html").write_text("newer")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "html.next/page.html")

    monkeypatch.setattr(shutil, "copy2", full)
    with pytest.raises(OSError, match="No space"):
        publish.publish(staging, public)
    assert (public / "page.html").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["html", "site"]


def test_an_error_of_another_kind_is_not_the_disks(tmp_path: Path) -> None:
    assert disk.fault(tmp_path, ValueError("no")) is None
    assert disk.fault(tmp_path, FileNotFoundError(errno.ENOENT, "no", "a")) is None
    (tmp_path / "build").mkdir()
    assert disk.probe(tmp_path) is None
    assert list((tmp_path / "build").iterdir()) == []
