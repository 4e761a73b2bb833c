"""The command line: which words are ours, which are the program's."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from explaining import Ended, command

from detach_examples import command as room
from detach_examples.explain import command as explain_room
from detach_examples.explain import run

Write = Callable[..., Path]

#: A script that says what it was given, and cuts nothing.
SCRIPT = """\
import sys
import torch
print(sys.argv)
w = torch.ones(2, requires_grad=True)
(w * 2).sum().backward()
"""


@pytest.fixture
def understood(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., tuple[dict[str, Any], list[str]]]:
    """Say how a command line is understood, without running anything."""
    found: list[tuple[dict[str, Any], list[str]]] = []

    def explain(options: Any, program: list[str], json_to: Any) -> int:
        found.append((vars(options), program))
        return 0

    monkeypatch.setattr(run, "explain", explain)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").touch()

    def understand(*arguments: str) -> tuple[dict[str, Any], list[str]]:
        assert explain_room.main([*arguments]) == 0
        return found[-1]

    return understand


DEFAULTS = {
    "m": None,
    "json": None,
    "svg": None,
    "all": False,
    "at": 1,
    "max_ops": None,
    "excepted": [],
    "stop": False,
}


@pytest.mark.parametrize(
    ("line", "options", "program"),
    [
        ("train.py", {}, "train.py"),
        ("--json out.json train.py", {"json": "out.json"}, "train.py"),
        ("train.py --json out.json", {"json": "out.json"}, "train.py"),
        ("train.py --json=out.json", {"json": "out.json"}, "train.py"),
        ("train.py --all --stop", {"all": True, "stop": True}, "train.py"),
        ("train.py --at 2 --max-ops 50", {"at": 2, "max_ops": 50}, "train.py"),
        ("--svg g.svg train.py --lr 3", {"svg": "g.svg"}, "train.py --lr 3"),
        ("train.py --lr=3 -v x", {}, "train.py --lr=3 -v x"),
        ("train.py -- --all -m x", {}, "train.py --all -m x"),
        ("train.py --all -- --all", {"all": True}, "train.py --all"),
        (
            "--except G.* train.py --except D.*",
            {"excepted": ["G.*", "D.*"]},
            "train.py",
        ),
        ("-m pkg.train --lr 3", {"m": "pkg.train"}, "--lr 3"),
        ("--all -m pkg.train x", {"m": "pkg.train", "all": True}, "x"),
        ("-m pkg.train --all x", {"m": "pkg.train", "all": True}, "x"),
        ("-m pkg.train -- -m x", {"m": "pkg.train"}, "-m x"),
    ],
)
def test_a_line_is_understood(
    line: str, options: dict[str, Any], program: str, understood: Any
) -> None:
    assert understood(*line.split()) == (DEFAULTS | options, program.split())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "name a script"),
        ("--all", "name a script"),
        ("--at 0 train.py", "above zero"),
        ("--at x train.py", "--at"),
        ("--max-ops -3 train.py", "above zero"),
        ("--jsn out.json train.py", "--jsn"),
        ("--al train.py", "--al"),
        ("-x train.py", "-x"),
        ("train.py --json", "--json"),
        ("-m", "-m"),
    ],
)
def test_a_line_that_is_not_understood_ends_with_2(
    line: str, said: str, understood: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        explain_room.main(line.split())
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_a_missing_script_is_one_clear_line(
    understood: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert explain_room.main(["none.py", "--json", "-"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "explain: there is no script none.py; give the path of a .py file\n"


def test_help_says_all_options_and_the_exit_status(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        explain_room.main(["--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    for word in ("--json", "--svg", "--all", "--at", "--max-ops", "--except", "--stop"):
        assert word in text
    assert "Exit status: 0" in text


@pytest.mark.parametrize(
    ("arguments", "status", "stream"),
    [([], 2, "err"), (["-h"], 0, "out"), (["--help"], 0, "out"), (["x"], 2, "err")],
)
def test_the_package_s_command_says_what_it_offers(
    arguments: list[str],
    status: int,
    stream: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert room.main(arguments) == status
    said = capsys.readouterr()._asdict()
    assert "explain" in said.pop(stream)
    assert [*said.values()] == [""]


def test_the_program_s_help_is_the_program_s_after_two_dashes(
    write: Write, tmp_path: Path
) -> None:
    write(SCRIPT)
    done = command(tmp_path, "train.py", "--", "--help")
    assert done.out.startswith("['train.py', '--help']\n")
    assert done.status == 0


# -- where the output goes ------------------------------------------------------

LOUD = """\
import os
import subprocess
import sys
import torch
print("by print")
sys.stdout.write("by write\\n")
sys.__stdout__.write("by the first stdout\\n")
os.write(1, b"by C\\n")
os.system("echo by a shell")
subprocess.run([sys.executable, "-c", "print('by a child')"], check=True)
w = torch.ones(2, requires_grad=True)
(w * 2).sum().backward()
print("at the end")
"""
SAID = ["by print", "by write", "by the first stdout", "by C", "by a shell"]
SAID += ["by a child", "at the end"]


def assert_all_said(text: str) -> None:
    assert sorted(row for row in text.splitlines() if row in SAID) == sorted(SAID)


@pytest.fixture
def loud(write: Write, tmp_path: Path) -> Callable[..., Ended]:
    write(LOUD)
    return lambda *options: command(tmp_path, "train.py", *options)


def test_json_on_standard_output_is_alone_there(loud: Callable[..., Ended]) -> None:
    done = loud("--json", "-")
    assert json.loads(done.out)["parameters"][0]["name"] == "w"
    assert_all_said(done.err)
    assert "leaves no fault" not in done.err


def test_without_it_the_program_s_output_stays_where_it_was(
    loud: Callable[..., Ended],
) -> None:
    done = loud()
    assert_all_said(done.out)
    assert "leaves no fault in 1 parameter" in done.out
    assert done.err == ""


def test_json_in_a_file_goes_beside_the_text(
    loud: Callable[..., Ended], tmp_path: Path
) -> None:
    done = loud("--json", "out.json")
    assert "leaves no fault" in done.out
    assert json.loads((tmp_path / "out.json").read_text())["script"] == "train.py"


def test_a_file_that_cannot_be_written_is_one_clear_line(
    loud: Callable[..., Ended],
) -> None:
    for option in ("--json", "--svg"):
        done = loud(option, "no/such/folder/out")
        assert "no/such/folder/out" in done.err
        assert "Traceback" not in done.err
