"""What is installed is locked by hash; what CI runs is pinned, and may do little."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from detach_examples.guard import environment, locks

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted(ROOT.glob("requirements*.lock"))
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
BIN = Path(sys.executable).parent


# -- locks ---------------------------------------------------------------------


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_pin_has_the_hashes_of_its_files(lock: Path) -> None:
    rows = environment.requirements(str(lock))
    assert len(rows) > (1 if lock.name == "requirements-coverage.lock" else 20)
    for row in rows:
        assert re.fullmatch(r"[a-z0-9-]+==\S+( --hash=sha256:[0-9a-f]{64})+", row), row


def test_torch_has_the_hash_of_more_than_one_build() -> None:
    with_torch = [lock for lock in LOCKS if "\ntorch==" in lock.read_text("utf-8")]
    assert len(with_torch) == 3
    for lock in [*with_torch, ROOT / "requirements-test.lock"]:
        (torch,) = (
            row
            for row in environment.requirements(str(lock))
            if environment.name_of(row) == "torch"
        )
        assert torch.count("sha256:6746dbcbeb526eb6") == 1  # the CPU build of CI
        assert torch.count("sha256:") > 10  # those of the index


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """A package of one file, as a wheel."""
    path = tmp_path / "tiny_package-1.0-py3-none-any.whl"
    info = "tiny_package-1.0.dist-info"
    files = {
        "tiny_package.py": "",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: tiny-package\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any",
    }
    record = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in {**files, f"{info}/RECORD": record}.items():
            archive.writestr(name, text)
    return path


@pytest.mark.parametrize("sound", [True, False], ids=["its hash", "another hash"])
def test_a_file_with_another_hash_is_not_installed(
    sound: bool,
    wheel: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "hash", str(wheel)],
        capture_output=True,
        text=True,
        check=True,
    )
    held = done.stdout.split("sha256:")[1].strip()
    named = held if sound else held[:-1] + ("0" if held[-1] != "0" else "1")
    lock, target = wheel.with_name("some.lock"), wheel.with_name("venv")
    lock.write_text(f"# One.\ntiny-package==1.0 \\\n    --hash=sha256:{named}\n")
    venv.create(target, with_pip=True)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheel.parent))
    monkeypatch.chdir(wheel.parent)  # there is no project here, and none is reached
    with pytest.raises(SystemExit) as ended:
        environment.install(str(target), str(lock))
    found = [*target.rglob("tiny_package.py")]
    if sound:
        assert found
        assert "could not install this project" in str(ended.value)
    else:
        assert not found
        assert "could not install the locked packages" in str(ended.value)
        assert "HASH" in capfd.readouterr().err.upper()


def test_renewed_hashes_keep_notes_order_and_another_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b, c = (letter * 64 for letter in "abc")
    lock = tmp_path / "some.lock"
    lock.write_text(
        f"# Why.\n-r other.lock\nzoo==2 \\\n    --hash=sha256:{a}\nape==1\n"
    )
    told = [f"ape==1 --hash=sha256:{c}", f"zoo==2 --hash=sha256:{b}"]
    monkeypatch.setattr(locks, "fetched", lambda _pins: told)
    assert locks.renew(lock) == 2
    assert lock.read_text() == (
        f"# Why.\n-r other.lock\nzoo==2 \\\n    --hash=sha256:{a} \\\n"
        f"    --hash=sha256:{b}\nape==1 \\\n    --hash=sha256:{c}\n"
    )


def test_a_lock_stays_where_the_index_does_not_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("ape==1\n")

    def fails(_pins: list[str]) -> list[str]:
        raise subprocess.CalledProcessError(2, "uv")

    monkeypatch.setattr(locks, "fetched", fails)
    monkeypatch.chdir(tmp_path)
    assert locks.main() == 1
    assert lock.read_text() == "ape==1\n"
    assert "requirements.lock is as it was" in capsys.readouterr().out


# -- workflows -----------------------------------------------------------------


def _read(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
    return data


def _steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_by_its_commit_and_says_which_it_is(path: Path) -> None:
    used = re.findall(r"uses: (.+)", path.read_text("utf-8"))
    assert used
    for action in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)


def test_an_action_is_pinned_to_one_commit_everywhere() -> None:
    text = "".join(path.read_text("utf-8") for path in WORKFLOWS)
    used = set(re.findall(r"uses: (\S+)@(\S+)", text))
    assert len({name for name, _ in used}) == len(used)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_read_and_hands_nothing_on(path: Path) -> None:
    workflow = _read(path)
    assert workflow["permissions"] in ({}, "", {"contents": "read"})
    assert "pull_request_target" not in workflow["on"]
    for step in _steps(workflow):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] == "false"
    for job in workflow["jobs"].values():
        assert int(job["timeout-minutes"]) <= 90


def test_what_builds_a_pull_request_has_no_secret_and_writes_nothing() -> None:
    built = [path for path in WORKFLOWS if "pull_request" in _read(path)["on"]]
    assert [path.name for path in built] == ["ci.yml"]
    (workflow,) = map(_read, built)
    assert workflow["permissions"] == {"contents": "read"}
    assert all("permissions" not in job for job in workflow["jobs"].values())
    assert "secrets" not in built[0].read_text("utf-8")


def test_the_job_that_may_publish_runs_nothing_of_ours() -> None:
    jobs = _read(ROOT / ".github/workflows/pages.yml")["jobs"]
    writing = {n for n, job in jobs.items() if "write" in job["permissions"].values()}
    assert writing == {"publish"}
    assert all("run" not in step for step in jobs["publish"]["steps"])
    assert _read(ROOT / ".github/workflows/pages.yml")["on"] == {
        "push": {"branches": ["main"]}
    }


def _linted(folder: Path) -> int:
    command = [str(BIN / "zizmor"), "--offline", "--no-progress", "--quiet"]
    return subprocess.run([*command, str(folder)], check=False).returncode


def test_the_linter_of_workflows_finds_nothing() -> None:
    assert _linted(ROOT / ".github/workflows") == 0


def test_the_linter_of_workflows_finds_what_is_wrong(tmp_path: Path) -> None:
    text = (ROOT / ".github/workflows/ci.yml").read_text("utf-8")
    loose = text.replace("persist-credentials: false", "fetch-depth: 1")
    assert loose != text
    (tmp_path / ".github/workflows").mkdir(parents=True)
    (tmp_path / ".github/workflows/ci.yml").write_text(loose)
    assert _linted(tmp_path / ".github/workflows") != 0


SCHEMAS = {
    **{f".github/workflows/{path.name}": "github-workflows" for path in WORKFLOWS},
    ".readthedocs.yaml": "readthedocs",
    ".github/renovate.json": "renovate",
}


def _valid(path: Path, schema: str) -> bool:
    command = [str(BIN / "check-jsonschema"), "--builtin-schema", f"vendor.{schema}"]
    return not subprocess.run([*command, str(path)], check=False).returncode


@pytest.mark.parametrize(("name", "schema"), SCHEMAS.items(), ids=SCHEMAS)
def test_a_setting_for_others_is_what_they_read(name: str, schema: str) -> None:
    assert _valid(ROOT / name, schema)


def test_a_setting_that_others_do_not_read_is_found(tmp_path: Path) -> None:
    shutil.copy(ROOT / ".readthedocs.yaml", tmp_path / "wrong.yaml")
    with (tmp_path / "wrong.yaml").open("a") as file:
        file.write("sphynx: conf.py\n")
    assert not _valid(tmp_path / "wrong.yaml", "readthedocs")


def test_the_bot_looks_at_every_lock() -> None:
    settings = yaml.safe_load((ROOT / ".github/renovate.json").read_text("utf-8"))
    (pattern,) = settings["pip_requirements"]["managerFilePatterns"]
    assert all(re.match(pattern.strip("/"), lock.name) for lock in LOCKS)
