"""A build that is killed at any moment costs nothing but its time."""

from __future__ import annotations

import fcntl
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import projects
import pytest
from waiting import until

from detach_examples.site import publish

#: How many kills, spread over a build: every other one from nothing, else a change.
KILLS = 20
SEED = 7

TIMED = """import torch

from detach_examples import as_time, seconds, trace

print(as_time(seconds("a sum", lambda: sum(range(1000)))))
w = torch.ones(1, requires_grad=True)
with trace() as record:
    loss = w.sum()
record.draw(loss, "One edge.")"""


@pytest.fixture(scope="module")
def timed(seed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of four pages; one shows seconds, and a picture of a card."""
    root = tmp_path_factory.mktemp("timed") / "project"
    shutil.copytree(seed, root)
    projects.add(root, "pitfalls/a_time", TIMED)
    for name in ("b_page", "c_page"):
        projects.add(root, f"pitfalls/{name}", "import torch\n\nprint(torch.ones(2))")
    assert projects.build(root).returncode == 0
    return root


@pytest.fixture(scope="module")
def figures(timed: Path) -> dict[str, str]:
    """What lets each build replay the seconds of the first."""
    kept = timed.with_name("figures.json")
    shutil.copy(timed / "build/measurements.json", kept)
    return {"MEASURE": str(kept)}


def _started(root: Path, **environment: str) -> subprocess.Popen[bytes]:
    """Start a build in a group of its own, as a shell does."""
    return subprocess.Popen(
        [sys.executable, "-m", "detach_examples.site", "--root", str(root), "build"],
        cwd=root,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _change(root: Path) -> None:
    """Let there be something to do: a page and a script."""
    with (root / "docs/index.md").open("a") as page:
        page.write("\nMore.\n")
    with (root / "gallery/pitfalls/a_time.py").open("a") as script:
        script.write("print('more')\n")


def _unbuilt(at: str, names: list[str]) -> set[str]:
    """Leave out what is made, in a copy of a project."""
    return {"build"} & set(names) | ({"gallery"} if Path(at).name == "docs" else set())


@pytest.fixture(scope="module")
def clean(
    timed: Path, figures: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, bytes], float]:
    """What a clean build of the changed project opens, and how long it takes."""
    root = tmp_path_factory.mktemp("clean") / "project"
    shutil.copytree(timed, root, ignore=_unbuilt)
    _change(root)
    begun = time.monotonic()
    assert projects.build(root, **figures).returncode == 0
    return projects.opened(root), time.monotonic() - begun


@pytest.mark.parametrize("number", range(KILLS))
def test_a_build_that_is_killed_is_made_good_by_the_next(
    number: int,
    timed: Path,
    figures: dict[str, str],
    clean: tuple[dict[str, bytes], float],
    tmp_path: Path,
) -> None:
    wanted, seconds = clean
    root, cold = tmp_path / "project", number % 2 == 0
    shutil.copytree(timed, root, ignore=_unbuilt if cold else None)
    _change(root)
    chance = random.Random(SEED + number).random()
    started = _started(root, **figures)
    with suppress(subprocess.TimeoutExpired):
        started.wait((number + chance) / KILLS * seconds)
    with suppress(ProcessLookupError):
        os.killpg(started.pid, signal.SIGKILL)
    started.wait()
    done = projects.build(root, **figures)
    assert done.returncode == 0, done.stderr
    assert projects.opened(root) == wanted


def test_a_page_that_counts_as_run_has_its_measurements(
    timed: Path, tmp_path: Path
) -> None:
    root, place = tmp_path / "project", tmp_path / "clean"
    shutil.copytree(timed, root)
    _change(root)
    mark = root / "docs/gallery/pitfalls/a_time.made"
    mark.unlink()
    started = _started(root)
    until(lambda: mark.exists())
    os.killpg(started.pid, signal.SIGKILL)
    started.wait()
    assert projects.build(root).returncode == 0
    told = json.loads((root / "build/result.json").read_text())
    assert "pitfalls/a_time" not in told["ran"]
    shutil.copytree(root, place, ignore=_unbuilt)
    measured = str(root / "build/measurements.json")
    assert projects.build(place, MEASURE=measured).returncode == 0
    assert projects.opened(place) == projects.opened(root)


@pytest.mark.parametrize("renames", [0, 1])
def test_a_kill_between_the_renames_of_publishing_loses_nothing(
    renames: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staging, public = tmp_path / "site", tmp_path / "html"
    staging.mkdir()
    (staging / "page.html").write_text("old")
    publish.publish(staging, public)
    (staging / "page.html").write_text("newer")
    real, calls = Path.rename, []

    def killed(path: Path, target: Path) -> Path:
        if len(calls) == renames:
            raise KeyboardInterrupt
        calls.append(path)
        return real(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", killed)
        with pytest.raises(KeyboardInterrupt):
            publish.publish(staging, public)
    publish.recover(public)
    assert (public / "page.html").read_text() == "old"
    publish.publish(staging, public)
    assert (public / "page.html").read_text() == "newer"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["html", "site"]


def test_a_build_waits_for_what_a_killed_one_left_to_end(project: Path) -> None:
    with (project / "build/.lock").open("w") as dying:
        fcntl.flock(dying, fcntl.LOCK_EX)
        ends = threading.Timer(0.3, fcntl.flock, (dying, fcntl.LOCK_UN))
        ends.start()
        done = projects.build(project)
        ends.join()
    assert done.returncode == 0, done.stderr
