"""What a reader types, and what becomes of the reader's files."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from waiting import read_until, running

from detach_examples import command
from detach_examples.practice import desk
from detach_examples.practice.check import Checked
from detach_examples.practice.examine import examine
from detach_examples.practice.exercise import ALL, ORDER, Exercise

FIRST, SECOND = ALL[:2]
Type = Callable[..., tuple[int, str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The reader's folder, not yet made; the reader stands beside it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PRACTICE_LIMIT", raising=False)
    return Path("mine")


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let files be checked in this process; return the names of those that were."""
    seen: list[str] = []

    def check(file: Path, name: str, _limit: float) -> Checked:
        seen.append(name)
        return Checked(examine(file, name), "")

    monkeypatch.setattr(desk, "check", check)
    return seen


@pytest.fixture
def type_(capfd: pytest.CaptureFixture[str]) -> Type:
    """Type a command; return its status and what it told."""

    def typed(*words: str | Path) -> tuple[int, str]:
        capfd.readouterr()
        try:
            status = command.main(["practice", *map(str, words)])
        except SystemExit as refused:
            status = int(refused.code or 0)
        return status, "".join(capfd.readouterr())

    return typed


def solve(folder: Path, *names: str) -> None:
    """Write the first solution of some exercises, or of all, into a folder."""
    for exercise in ALL:
        if exercise.name in names or not names:
            answer = exercise.solutions[0].read_text("utf-8")
            (folder / f"{exercise.name}.py").write_text(answer, "utf-8")


def mend(folder: Path, exercise: Exercise, source: str = "x = 1\n") -> Path:
    """Write something of the reader's own into a file."""
    file = folder / f"{exercise.name}.py"
    file.write_text(source, "utf-8")
    return file


# -- copying and checking ------------------------------------------------------


def test_a_new_folder_is_filled_and_its_first_exercise_checked(
    folder: Path, type_: Type, at_once: list[str]
) -> None:
    status, told = type_(folder / "deep", "--no-watch")
    assert status == 1
    files = [folder / "deep" / f"{name}.py" for name in ORDER]
    assert [f.read_text("utf-8") for f in files] == [e.task for e in ALL]
    assert f"Copied {len(ALL)} exercises into mine/deep.\n" in told
    assert f"0 of {len(ALL)} solved" in told
    assert f"mine/deep/{FIRST.name}.py:9: w.grad is None" in told
    command = f"python -m detach_examples practice mine/deep --hint {FIRST.name}\n"
    assert told.endswith(command)
    assert at_once == [FIRST.name]


def test_what_the_reader_has_is_never_written_over(
    folder: Path, type_: Type, at_once: list[str]
) -> None:
    folder.mkdir()
    mine = mend(folder, SECOND, "mine = 1\n")
    other = folder / "notes.txt"
    other.write_text("mine")
    _, told = type_(folder, "--no-watch")
    assert f"Copied {len(ALL) - 1} exercises into mine; 1 was there and stays" in told
    type_(folder, "--no-watch")
    assert (mine.read_text(), other.read_text()) == ("mine = 1\n", "mine")
    (folder / f"{FIRST.name}.py").unlink()
    _, told = type_(folder, "--no-watch")
    assert f"Copied 1 exercise into mine; {len(ALL) - 1} were there and stay" in told
    assert mine.read_text() == "mine = 1\n"


def test_solving_goes_on_to_the_next_and_ends_with_all(
    folder: Path, type_: Type, at_once: list[str]
) -> None:
    type_(folder, "--no-watch")
    solve(folder, FIRST.name)
    status, told = type_(folder, "--no-watch")
    assert status == 1
    assert f"Solved: mine/{FIRST.name}.py\n" in told
    assert f"[#{'.' * (len(ALL) - 1)}] 1 of {len(ALL)} solved" in told
    assert f"Next: mine/{SECOND.name}.py" in told
    solve(folder)
    status, told = type_(folder, "--no-watch")
    assert status == 0
    assert f"[{'#' * len(ALL)}] {len(ALL)} of {len(ALL)} solved" in told
    assert type_(folder, "--no-watch")[0] == 0
    assert type_(folder)[0] == 0  # nothing is left to wait for
    mend(folder, SECOND)
    assert type_(folder, "--no-watch")[0] == 1


def test_what_is_solved_or_not_begun_is_not_checked_again(
    folder: Path, type_: Type, at_once: list[str]
) -> None:
    type_(folder, "--no-watch")
    solve(folder, FIRST.name)
    mend(folder, ALL[5])
    at_once.clear()
    _, told = type_(folder, "--no-watch")
    assert at_once == [ALL[5].name, FIRST.name, SECOND.name]
    assert f"mine/{ALL[5].name}.py:1: the function step is missing" in told
    at_once.clear()
    type_(folder, "--no-watch")
    assert at_once == [ALL[5].name, SECOND.name]


def test_notes_that_cannot_be_read_count_as_none(
    folder: Path, type_: Type, at_once: list[str]
) -> None:
    type_(folder, "--no-watch")
    for text in ("{", "[]", '{"hints": 1, "solved": {}}', '{"hints": {"a": "b"}}'):
        (folder / ".practice.json").write_text(text)
        assert type_(folder, "--no-watch")[0] == 1
        assert json.loads((folder / ".practice.json").read_text())["solved"] == {}


# -- hints, solutions, reset, list ---------------------------------------------


def test_hints_come_one_by_one_and_by_number(
    folder: Path, type_: Type, at_once: list[str]
) -> None:
    type_(folder, "--no-watch")
    shown = [type_(folder, "--hint")[1] for _ in range(4)]
    numbers = [re.findall(rf"{FIRST.name}, hint (\d) of 3:", told) for told in shown]
    assert numbers == [["1"], ["2"], ["3"], ["3"]]
    for told, hint in zip(shown, FIRST.hints, strict=False):
        assert " ".join(hint.split()) in " ".join(told.split())
    assert "--solution" in shown[-1]
    assert "hint 2 of 3" in type_(folder, "--hint", "2")[1]
    assert f"{SECOND.name}, hint 1" in type_(folder, "--hint", SECOND.name)[1]
    told = type_(folder, "--hint", f"{SECOND.name}.py", "3")[1]
    assert f"{SECOND.name}, hint 3" in told
    assert type_(folder, "--no-watch")[1].endswith(f"--solution {FIRST.name}\n")


def test_solutions_are_shown_and_nothing_is_written(
    folder: Path, type_: Type, at_once: list[str]
) -> None:
    type_(folder, "--no-watch")
    for words, exercise in (([], FIRST), ([SECOND.name], SECOND)):
        status, told = type_(folder, "--solution", *words)
        assert status == 0
        places = [told.find(p.read_text("utf-8").rstrip()) for p in exercise.solutions]
        assert places == sorted(places)
        assert places[0] == 0
    assert (folder / f"{FIRST.name}.py").read_text("utf-8") == FIRST.task


def test_a_reset_keeps_the_reader_s_file(
    folder: Path, type_: Type, at_once: list[str]
) -> None:
    type_(folder, "--no-watch")
    for number in (1, 2):
        file = mend(folder, FIRST, f"mine = {number}\n")
        status, told = type_(folder, "--reset", FIRST.name)
        kept = folder / f"backups/{FIRST.name}-{number}.py"
        assert status == 0
        assert f"Your file is kept: {kept}\n" in told
        assert kept.read_text() == f"mine = {number}\n"
        assert file.read_text("utf-8") == FIRST.task
    assert (folder / f"backups/{FIRST.name}-1.py").read_text() == "mine = 1\n"
    assert "is kept" not in type_(folder, "--reset", FIRST.name)[1]
    file.unlink()
    assert type_(folder, "--reset", FIRST.name)[0] == 0
    assert file.read_text("utf-8") == FIRST.task


def test_the_list_says_how_each_stands(
    folder: Path, type_: Type, at_once: list[str]
) -> None:
    type_(folder, "--no-watch")
    solve(folder, FIRST.name)
    mend(folder, SECOND)
    type_(folder, "--no-watch")
    status, told = type_(folder, "--list")
    *rows, bar = told.splitlines()
    assert status == 0
    assert [row.split()[-1] for row in rows] == [*ORDER]
    how = [
        row.removesuffix(name).strip() for row, name in zip(rows, ORDER, strict=True)
    ]
    assert how == ["solved", "begun", *["as given"] * (len(ALL) - 2)]
    assert "1 of" in bar


# -- wrong use -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "required: FOLDER"),
        (["mine", "--hint", "none_such"], "no exercise 'none_such'; --list shows"),
        (["mine", "--solution", "none_such"], "no exercise 'none_such'"),
        (["mine", "--reset", "none_such"], "no exercise 'none_such'"),
        (["mine", "--hint", "4"], "no hint 4; choose from 1 to 3"),
        (["mine", "--hint", "0"], "no hint 0"),
        (["mine", "--hint", "a", "b"], "one name and one number"),
        (["mine", "--hint", "--list"], "not allowed with"),
        (["mine", "--limit", "0"], "'0' is no number of seconds"),
        (["mine", "--limit", "soon"], "'soon' is no number of seconds"),
        (["elsewhere", "--list"], "there is no folder elsewhere; begin: python -m"),
        (["elsewhere", "--hint"], "there is no folder elsewhere"),
        (["mine/text", "--no-watch"], "mine/text is a file; name a folder"),
        (["mine/text", "--list"], "mine/text is a file; name a folder"),
        (["/proc/none/such", "--no-watch"], "name a folder you can write"),
    ],
)
def test_wrong_use_is_told_in_one_line(
    words: list[str], told: str, folder: Path, type_: Type, at_once: list[str]
) -> None:
    type_(folder, "--no-watch")
    (folder / "text").write_text("")
    status, said = type_(*words)
    assert status == 2
    assert told in said.splitlines()[-1]
    assert at_once == [FIRST.name]


def test_a_wrong_limit_of_the_environment_is_named(
    folder: Path, type_: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRACTICE_LIMIT", "long")
    status, told = type_(folder, "--no-watch")
    assert status == 2
    assert told.startswith("practice: PRACTICE_LIMIT: 'long' is no number")


def test_without_the_watcher_one_line_says_what_to_do(
    folder: Path, type_: Type, at_once: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    status, told = type_(folder)
    assert status == 2
    assert told.count("\n") == 1
    assert "pip install watchfiles " in told
    assert "--no-watch" in told
    assert not folder.exists()
    assert type_(folder, "--no-watch")[0] == 1


# -- a sitting -----------------------------------------------------------------


@pytest.fixture
def sitting(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The command, waiting in a terminal of its own."""
    command = [sys.executable, "-u", "-m", "detach_examples", "practice", str(folder)]
    with running(command, start_new_session=True) as started:
        yield started


def press_ctrl_c(started: subprocess.Popen[str]) -> str:
    """Send what a terminal sends to all in it; return what is told to the end."""
    os.killpg(started.pid, signal.SIGINT)
    return started.communicate(timeout=60)[0]


def test_a_saved_file_is_checked_until_ctrl_c(
    sitting: subprocess.Popen[str], folder: Path
) -> None:
    told = read_until(sitting, "Waiting for you")
    assert f"{FIRST.name}.py:9: w.grad is None" in told
    mend(folder, SECOND)
    told = read_until(sitting, f"{SECOND.name}.py:1: the function loss_of is missing")
    (folder / f"{ALL[2].name}.py").unlink()
    told = read_until(sitting, f"To get it back: .*--reset {ALL[2].name}")
    assert f"{ALL[2].name}.py: the file is gone" in told
    solve(folder, FIRST.name)
    told = read_until(sitting, f"^Next: .*{SECOND.name}")
    assert f"Solved: mine/{FIRST.name}.py" in told
    told = press_ctrl_c(sitting)
    assert sitting.returncode == 130
    assert "Stopped. To go on: python -m detach_examples practice mine" in told
    assert "Traceback" not in told


def test_ctrl_c_ends_a_file_that_never_ends(
    sitting: subprocess.Popen[str], folder: Path, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read_until(sitting, "Waiting for you")
    source = (
        "import os\nwith open({!r}, 'w') as pipe:\n    pipe.write(str(os.getpid()))\n"
    )
    mend(folder, FIRST, f"{source.format(str(pipe))}while True:\n    pass\n")
    pid = int(pipe.read_text())  # waits until the file runs
    told = press_ctrl_c(sitting)
    assert sitting.returncode == 130
    assert "Traceback" not in told
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
