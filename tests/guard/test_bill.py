"""The bill of materials lists what the site needs, and nothing that changes."""

from __future__ import annotations

import json
import os
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from detach_examples.guard import bill

ROOT = Path(__file__).resolve().parents[2]


def _part(name: str, version: str = "1") -> dict[str, Any]:
    return {"name": name, "version": version, "bom-ref": f"{name}=={version}"}


@pytest.fixture
def whole() -> dict[str, Any]:
    """The bill of an environment with the site's packages and those of the tests."""
    return {
        "specVersion": "1.6",
        "metadata": {"component": {"bom-ref": "root", "name": "site"}},
        "components": [
            _part("Big_Zoo") | {"licenses": [{"license": {"id": "MIT"}}]},
            _part("ape"),
            _part("keeper"),
            _part("tester"),
        ],
        "dependencies": [
            {"ref": "root", "dependsOn": ["Big_Zoo==1", "tester==1"]},
            {"ref": "Big_Zoo==1", "dependsOn": ["keeper==1"]},
            {"ref": "keeper==1", "dependsOn": ["Big_Zoo==1"]},
            {"ref": "ape==1"},
            {"ref": "tester==1"},
        ],
    }


@pytest.fixture
def project(
    tmp_path: Path, whole: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A folder with a lock, and a stand-in for the tool beside the interpreter."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(bill, "faults", lambda text: "")
    monkeypatch.setattr(bill, "needs", lambda python: {"big-zoo": {"keeper"}})
    (tmp_path / "requirements.lock").write_text("# Why.\nbig-zoo==1\nape==1\n")
    (tmp_path / "told.json").write_text(json.dumps(whole))
    tool = tmp_path / "cyclonedx-py"
    tool.write_text('#!/bin/sh\necho "$*" "$SOURCE_DATE_EPOCH" > log\ncat told.json\n')
    tool.chmod(0o755)
    return tmp_path


def test_it_holds_what_is_wanted_and_its_graph(whole: dict[str, Any]) -> None:
    held = bill.only(whole, {"big-zoo", "ape", "keeper"})
    assert [row["name"] for row in held["components"]] == ["Big_Zoo", "ape", "keeper"]
    assert held["dependencies"] == [
        {"ref": "root", "dependsOn": ["Big_Zoo==1"]},
        *whole["dependencies"][1:4],
    ]
    assert held["metadata"] == whole["metadata"]


def test_what_is_needed_is_followed_to_its_end() -> None:
    needed = {"zoo": {"keeper"}, "keeper": {"zoo", "broom"}, "tester": {"ape"}}
    assert bill.closed({"zoo"}, needed) == {"zoo", "keeper", "broom"}


def test_an_extra_that_nobody_asked_for_is_not_needed() -> None:
    needed = bill.needs(sys.executable)
    assert {"jinja2", "docutils"} <= needed["sphinx"]
    assert any("extra" in asked for asked in metadata.requires("sphinx-gallery") or [])
    reached = bill.closed(bill.names(ROOT / "requirements.lock"), needed)
    assert not {"pytest", "mypy", "playwright"} & reached
    assert "torch" in reached


def test_every_pin_of_the_lock_is_a_name() -> None:
    lock = ROOT / "requirements.lock"
    pins = [row for row in lock.read_text("utf-8").splitlines() if "==" in row]
    assert len(bill.names(lock)) == len(pins) > 20
    assert {"torch", "sphinx", "furo"} <= bill.names(lock)


def test_it_is_written_with_versions_and_licences(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bill.main("some/python") == 0
    held = json.loads((project / bill.PLACE).read_text("utf-8"))
    assert held["components"][0]["version"] == "1"
    assert held["components"][0]["licenses"] == [{"license": {"id": "MIT"}}]
    assert capsys.readouterr().out == (
        "build/sbom.json: 3 packages\n    without a stated licence: ape, keeper\n"
    )


def test_no_time_is_asked_for(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert bill.main("some/python") == 0
    called = (project / "log").read_text().strip()
    assert called.endswith("--pyproject pyproject.toml some/python")
    assert "--output-reproducible" in called
    assert os.environ["SOURCE_DATE_EPOCH"] == "1700000000"


def test_the_same_bill_has_the_same_bytes(whole: dict[str, Any]) -> None:
    turned = dict(reversed(list(whole.items())))
    assert list(turned) != list(whole)
    assert bill.written(turned) == bill.written(whole)


def test_a_package_that_is_not_installed_is_named(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (project / "requirements.lock").open("a") as lock:
        lock.write("yak==4\n")
    assert bill.main("some/python") == 1
    assert capsys.readouterr().err == (
        "sbom: build/sbom.json was not written.\n    not installed: yak\n"
    )
    assert not (project / bill.PLACE).exists()


def test_a_bill_against_the_schema_is_not_written(
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(bill, "faults", lambda text: "'type' is missing")
    assert bill.main("some/python") == 1
    assert "no valid CycloneDX: 'type' is missing" in capsys.readouterr().err
    assert not (project / bill.PLACE).exists()


@pytest.mark.parametrize(
    ("tool", "why"),
    [
        (
            "#!/bin/sh\nprintf 'Traceback\\nOSError: no\\n' >&2; exit 3\n",
            "OSError: no\n",
        ),
        ("#!/bin/sh\nexit 3\n", "exit status 3"),
        ("", "call this by make sbom."),
    ],
    ids=["says why", "says nothing", "is not there"],
)
def test_a_tool_that_fails_is_one_message(
    tool: str, why: str, project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (project / "cyclonedx-py").write_text(tool)
    if not tool:
        (project / "cyclonedx-py").unlink()
    assert bill.main("some/python") == 1
    told = capfd.readouterr().err
    assert told.startswith("sbom: build/sbom.json was not written.\n    ")
    assert why in told
    assert "Traceback" not in told
