"""Set-up on a fresh machine: what is installed, kept, refused, and made anew.

No package is fetched: the interpreter is a stand-in that writes down how it is
called, and plays ``venv`` and ``pip``.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import projects
import pytest

from detach_examples.guard import environment

SCRIPT = "src/detach_examples/guard/environment.py"
FILES = ("Makefile", "pyproject.toml", "requirements.lock", "requirements-test.lock")

STAND_IN = f"""#!/bin/sh
echo "$*" >> "$LOG"
case "$1 $2" in
    "-m venv") [ "$VENV_FAILS" ] && exit 1
        mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
    "-m pip") for word; do case "$word" in
            *wanted.txt) sed 's/ .*//; s/^/-m pip row /' "$word" >> "$LOG" ;;
            *torch.json) echo "$REPORT" > "$word" ;;
        esac; done; eval "$PIP" ;;
    "-c "*) case "$2" in *torch*) echo "$TORCH" ;; *) echo "$NUMPY" ;; esac ;;
    {SCRIPT}*) exec {sys.executable} -c '
import os, runpy, sys
sys.executable, *sys.argv = sys.argv[1:]
sys.version_info = eval(os.environ["VERSION"] or "sys.version_info")
runpy.run_path(sys.argv[0], run_name="__main__")' "$0" "$@" ;;
esac
"""

Make = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What set-up needs of a fresh clone, with a site built before."""
    for name in FILES:
        shutil.copy(projects.ROOT / name, tmp_path)
    (tmp_path / SCRIPT).parent.mkdir(parents=True)
    shutil.copy(projects.ROOT / SCRIPT, tmp_path / SCRIPT)
    (tmp_path / "python").write_text(STAND_IN)
    (tmp_path / "python").chmod(0o755)
    (tmp_path / "build/html").mkdir(parents=True)
    (tmp_path / "build/html/index.html").write_text("built before")
    return tmp_path


@pytest.fixture
def make(checkout: Path) -> Make:
    """Call make in the checkout, with the stand-in as its Python."""

    def call(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        plain = dict.fromkeys(("PIP", "TORCH", "NUMPY", "VENV_FAILS", "VERSION"), "")
        plain["REPORT"] = '{"install": []}'
        # A make around this one exports what it was told.
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("MAKE") and name not in {"VENV", "JOBS"}
        }
        done = subprocess.run(
            ["make", *words, f"PYTHON={checkout}/python"],
            cwd=checkout,
            env={**kept, "LOG": str(checkout / "log"), **plain, **more},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (checkout / "build/html/index.html").read_text() == "built before"
        assert "Traceback" not in done.stderr
        return done

    return call


def _calls(checkout: Path) -> list[str]:
    """Return what the stand-in was asked since the last look."""
    log = checkout / "log"
    lines = log.read_text().splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return lines


def _installed(calls: list[str]) -> set[str]:
    """The pinned packages that pip was asked for."""
    words = " ".join(c for c in calls if c.startswith("-m pip")).split()
    return {word for word in words if "==" in word}


def _locked(*locks: str) -> set[str]:
    lines = "".join((projects.ROOT / lock).read_text() for lock in locks)
    return {line.split()[0] for line in lines.splitlines() if "==" in line}


BUILD = "-m detach_examples.site build"


def test_a_fresh_clone_gets_the_locked_packages_and_is_built(
    checkout: Path, make: Make
) -> None:
    assert make("html").returncode == 0
    calls = _calls(checkout)
    assert _installed(calls) == _locked("requirements.lock")
    assert "-m venv .venv" in calls
    assert calls[-2].endswith("--no-deps --no-build-isolation --editable .")
    assert calls[-1] == BUILD
    assert not list(checkout.glob("*.unfinished"))


def test_a_second_call_goes_straight_to_the_build(checkout: Path, make: Make) -> None:
    make("html")
    _calls(checkout)
    assert make("html").returncode == 0
    assert _calls(checkout) == [BUILD]


def test_the_tests_need_one_more_installation(checkout: Path, make: Make) -> None:
    make("html")
    _calls(checkout)
    assert make("test").returncode == 0
    calls = _calls(checkout)
    assert _installed(calls) == _locked("requirements.lock", "requirements-test.lock")
    assert calls[-1].startswith("-m pytest -n auto ")
    make("html")
    assert _calls(checkout) == [BUILD]


def test_a_changed_lock_is_installed(checkout: Path, make: Make) -> None:
    make("html")
    _calls(checkout)
    for path in (checkout / ".venv").glob(".detach-examples-*"):
        os.utime(path, (0, 0))
    assert make("html").returncode == 0
    assert any(call.startswith("-m pip") for call in _calls(checkout))
    make("html")
    assert _calls(checkout) == [BUILD]


@pytest.mark.parametrize(
    ("numpy", "kept"), [("2.5.0", {"torch", "numpy"}), ("", {"torch"})]
)
def test_an_environment_that_exists_keeps_its_torch(
    numpy: str, kept: set[str], checkout: Path, make: Make
) -> None:
    (checkout / "mine/bin").mkdir(parents=True)
    shutil.copy(checkout / "python", checkout / "mine/bin/python")
    done = make("html", "VENV=mine", TORCH="2.14.1+cu130", NUMPY=numpy)
    assert done.returncode == 0
    assert "set-up: keeping torch 2.14.1+cu130" in done.stdout
    calls = _calls(checkout)
    assert not any(call.startswith("-m venv") for call in calls)
    left_out = _locked("requirements.lock") - _installed(calls)
    assert {name.partition("==")[0] for name in left_out} == kept


def test_an_environment_made_here_follows_the_lock(checkout: Path, make: Make) -> None:
    make("html")
    _calls(checkout)
    os.utime(checkout / ".venv/.detach-examples-site", (0, 0))
    assert "keeping torch" not in make("html", TORCH="2.12.0").stdout
    assert _installed(_calls(checkout)) == _locked("requirements.lock")


def test_an_installation_that_was_killed_is_made_anew(
    checkout: Path, make: Make
) -> None:
    assert make("html", PIP="touch .venv/half; kill -9 $PPID").returncode != 0
    assert BUILD not in _calls(checkout)
    done = make("html")
    assert done.returncode == 0
    assert "set-up: .venv was left unfinished: making it anew" in done.stdout
    assert not (checkout / ".venv/half").exists()
    assert _calls(checkout)[-1] == BUILD
    assert not list(checkout.glob("*.unfinished"))


def test_a_half_made_environment_without_python_is_made_anew(
    checkout: Path, make: Make
) -> None:
    (checkout / ".venv/lib").mkdir(parents=True)
    (checkout / ".venv.unfinished").touch()
    assert make("html").returncode == 0
    assert not (checkout / ".venv/lib").exists()


def test_a_folder_that_is_no_environment_is_refused_and_kept(
    checkout: Path, make: Make
) -> None:
    (checkout / "thesis").mkdir()
    (checkout / "thesis/chapter.txt").write_text("years of work")
    for _ in range(2):
        done = make("html", "VENV=thesis", PIP="exit 1")
        assert done.returncode != 0
        assert "set-up: thesis is not empty, and no environment" in done.stderr
        assert "Name another: make html VENV=DIR" in done.stderr
    assert [p.name for p in (checkout / "thesis").iterdir()] == ["chapter.txt"]


def _found(sha256: str) -> str:
    """What pip tells of a torch that it installed from a file."""
    archive = {"archive_info": {"hashes": {"sha256": sha256}}}
    one = {"metadata": {"name": "torch"}, "download_info": archive}
    return json.dumps({"install": [one]})


def test_a_torch_that_the_lock_lists_is_taken(make: Make) -> None:
    (row,) = (
        row
        for row in environment.requirements(str(projects.ROOT / "requirements.lock"))
        if row.startswith("torch==")
    )
    for listed in row.split("sha256:")[1:3]:
        assert make("html", REPORT=_found(listed.split()[0])).returncode == 0


@pytest.mark.parametrize(
    ("fault", "what", "do"),
    [
        (
            {"VERSION": "(3, 9, 1, 'final', 0)"},
            "set-up: Python 3.9 is too old ({0}/python); 3.11 or newer is needed.",
            "Name a newer one: make html PYTHON=python3.12",
        ),
        (
            {"VENV_FAILS": "yes"},
            "set-up: the environment could not be made in .venv.",
            "On Debian and Ubuntu: apt install python3-venv.",
        ),
        (
            {"PIP": "exit 1"},
            "set-up: pip could not install the locked packages.",
            "Read pip's message above, then run the same command again.",
        ),
        (
            {"REPORT": _found("0" * 64)},
            "set-up: the torch that pip found is no build that the lock lists:"
            f" sha256:{'0' * 64}",
            "Where you trust it, install it yourself: make html VENV=DIR",
        ),
        (
            {"PIP": 'case "$*" in *editable*) exit 1; esac'},
            "set-up: pip could not install this project.",
            "Read pip's message above, then run the same command again.",
        ),
    ],
    ids=["old Python", "no venv", "no packages", "another torch", "no project"],
)
def test_a_set_up_that_fails_says_what_to_do_and_can_be_called_again(
    fault: dict[str, str], what: str, do: str, checkout: Path, make: Make
) -> None:
    done = make("html", **fault)
    assert done.returncode != 0
    assert f"{what.format(checkout)}\n    {do}" in done.stderr
    assert BUILD not in _calls(checkout)
    assert make("html").returncode == 0
    assert _calls(checkout)[-1] == BUILD


def test_an_old_python_can_read_the_script_that_refuses_it() -> None:
    ast.parse((projects.ROOT / SCRIPT).read_text("utf-8"), feature_version=(3, 6))
