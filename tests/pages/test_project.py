"""The files at the root agree, and the package works where it is installed."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

import detach_examples
from detach_examples.guard.script import scripts
from detach_examples.site import address

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    data: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return data["project"]


def _pins(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text("utf-8")
    return dict(re.findall(r"^([\w-]+)==(\S+)", text, re.MULTILINE))


def test_the_citation_agrees_with_the_one_setting(project: dict[str, Any]) -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert cited["url"] == project["urls"]["Documentation"]
    assert cited["repository-code"] == project["urls"]["Source"]
    assert cited["version"] == detach_examples.__version__
    assert cited["license"] == project["license"]


def test_the_environment_overrides_the_addresses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SITE_URL", "https://fork.example/docs")
    monkeypatch.setenv("REPOSITORY_URL", "https://fork.example/source/")
    assert address.site() == "https://fork.example/docs/"
    assert address.repository() == "https://fork.example/source"


def test_the_lock_proves_versions_that_the_package_allows(
    project: dict[str, Any],
) -> None:
    pins = _pins("requirements.lock")
    wanted = project["dependencies"] + project["optional-dependencies"]["site"]
    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(pins[requirement.name.lower()])


def test_torch_is_pinned_first_and_without_a_build_tag() -> None:
    assert next(iter(_pins("requirements.lock"))) == "torch"
    assert "+" not in (ROOT / "requirements.lock").read_text("utf-8")


def test_the_locks_name_no_package_twice() -> None:
    assert not set(_pins("requirements.lock")) & set(_pins("requirements-test.lock"))


def test_ci_calls_the_test_command_of_the_readme() -> None:
    command = "make test"
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    assert f"{command}\n" in blocks
    assert (ROOT / ".ci/run").read_text().splitlines()[-1] == command


@pytest.mark.parametrize(
    "path",
    [".readthedocs.yaml", ".pre-commit-config.yaml", ".github/workflows/ci.yml"],
)
def test_a_service_s_file_is_yaml(path: str) -> None:
    assert isinstance(yaml.safe_load((ROOT / path).read_text("utf-8")), dict)


@pytest.mark.parametrize("name", ["shards", "matrix"])
def test_the_machines_of_a_workflow_do_all_parts(name: str) -> None:
    text = (ROOT / f".github/workflows/{name}.yml").read_text("utf-8")
    job = yaml.safe_load(text)["jobs"]["part"]
    (count,) = re.findall(r'SHARD="\$NUMBER/(\d+)"', text)
    assert job["strategy"]["matrix"]["shard"] == [*range(1, int(count) + 1)]
    assert len(re.findall(rf"-of-{count}\b", text)) >= 2


def test_nothing_generated_is_tracked() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    made = re.compile(r"^(build|docs/gallery|docs/gen_modules)/|\.(md5|ipynb|pyc)$")
    assert tracked
    assert not [path for path in tracked if made.search(path)]


def test_a_download_runs_where_the_package_is_installed(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    pip += ["--no-build-isolation", "--no-cache-dir", "--target", str(tmp_path / "lib")]
    subprocess.run([*pip, str(ROOT)], check=True, capture_output=True)
    script = next(s for s in scripts(ROOT) if s.path.stem == "detach_leaves_the_graph")
    copy = tmp_path / script.path.name
    copy.write_text(script.source)
    code = f"import sys; sys.path.insert(0, {str(tmp_path / 'lib')!r}); import runpy;"
    code += "import detach_examples; print(detach_examples.__file__);"
    code += f"runpy.run_path({str(copy)!r})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(tmp_path))
