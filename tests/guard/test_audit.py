"""An audit that nobody answered is no audit; what is found is told in one line."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from detach_examples.guard import audit

SOUND = {"name": "ape", "version": "1", "vulns": []}
FAULTY = {
    "name": "zoo",
    "version": "2",
    "vulns": [
        {"id": "PYSEC-1", "fix_versions": ["3", "2.1"]},
        {"id": "PYSEC-2", "fix_versions": []},
    ],
}
UNKNOWN = {"name": "yak", "skip_reason": "Dependency not found on PyPI: yak (4)"}


def test_its_lock_and_the_others_name_one_version_each() -> None:
    root = Path(__file__).resolve().parents[2]
    locks = {*root.glob("requirements*.lock")}
    # What an old Sphinx asks for is old.
    locks -= {root / "requirements-themes.lock"}
    held = [dict(_pins(path)) for path in sorted(locks)]
    (ours,) = (pins for pins in held if "pip-audit" in pins)
    for pins in held:
        shared = ours.keys() & pins.keys()
        assert shared
        assert {n: pins[n] for n in shared} == {n: ours[n] for n in shared}


def _pins(lock: Path) -> list[tuple[str, str]]:
    return re.findall(r"^([\w-]+)==(\S+)", lock.read_text("utf-8"), re.MULTILINE)


@pytest.fixture
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One lock in the folder that is audited."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "requirements.lock"
    path.write_text("ape==1\n")
    return path


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for pip-audit beside a stand-in for the interpreter."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    path = tmp_path / "pip-audit"
    path.touch(0o755)
    return path


def _answers(tool: Path, *rows: object, code: int = 0) -> None:
    answer = json.dumps({"dependencies": rows})
    tool.write_text(f"#!/bin/sh\ncat <<'END'\n{answer}\nEND\nexit {code}\n")


def test_a_sound_lock_passes(
    lock: Path, tool: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _answers(tool, SOUND)
    assert audit.main() == 0
    assert capsys.readouterr().out == "requirements.lock: 1 packages, 0 faults\n"


def test_each_fault_is_one_line_and_says_what_mends_it(
    lock: Path, tool: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _answers(tool, SOUND, FAULTY, code=1)
    assert audit.main() == 1
    assert capsys.readouterr().out.splitlines() == [
        "requirements.lock: 2 packages, 2 faults",
        "    zoo 2: PYSEC-1, mended in 3, 2.1",
        "    zoo 2: PYSEC-2, mended in no version yet",
    ]


def test_every_lock_is_audited_after_a_fault(
    lock: Path, tool: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock.with_name("requirements-a.lock").write_text("zoo==2\n")
    tool.write_text(
        "#!/bin/sh\nfor lock; do :; done\n"  # it is named last
        'cat "$lock.told"\n'
    )
    for name, row in (("requirements-a", FAULTY), ("requirements", SOUND)):
        told = lock.with_name(f"{name}.lock.told")
        told.write_text(json.dumps({"dependencies": [row]}))
    assert audit.main() == 1
    assert "requirements.lock: 1 packages, 0 faults" in capsys.readouterr().out


def test_a_package_that_was_not_looked_up_is_a_fault(
    lock: Path, tool: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _answers(tool, SOUND, UNKNOWN)  # pip-audit itself ends with 0 here
    assert audit.main() == 2
    assert capsys.readouterr().err.splitlines() == [
        "audit: requirements.lock was not audited.",
        "    the index does not know 1 of its 2 packages: yak ...",
        "    It needs an answer of pypi.org for each package.",
    ]


@pytest.mark.parametrize(
    ("stderr", "why"),
    [
        ("Traceback\\n  File x\\nConnectionError: no route\\n", "ConnectionError"),
        ("", "pip-audit says nothing"),
    ],
)
def test_no_answer_is_one_message_without_a_traceback(
    stderr: str, why: str, lock: Path, tool: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    tool.write_text(f"#!/bin/sh\nprintf '{stderr}' >&2\nexit 1\n")
    assert audit.main() == 2
    told = capfd.readouterr().err
    assert why in told
    assert "Traceback" not in told
    assert len(told.splitlines()) == 3


def test_the_command_ends_with_what_was_found(lock: Path) -> None:
    """The tool is not installed beside this interpreter, and that is told too."""
    done = subprocess.run(
        [sys.executable, "-m", "detach_examples.guard.audit"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "make audit" in done.stderr
    assert "Traceback" not in done.stderr
