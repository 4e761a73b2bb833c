"""The steps of CONTRIBUTING, typed as they stand there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _steps() -> list[str]:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    block = re.search(r"```sh\n(.*?)```", text, re.DOTALL)
    assert block is not None
    return [line.split("#")[0].strip() for line in block[1].splitlines()]


@pytest.fixture
def checkout(project: Path) -> Path:
    """A small project with a Makefile, in the environment of this run."""
    for name in ("Makefile", "requirements.lock", "requirements-test.lock"):
        shutil.copy2(ROOT / name, project)
    folder = project / "src/detach_examples/guard"
    folder.mkdir(parents=True)
    shutil.copy2(ROOT / "src/detach_examples/guard/environment.py", folder)
    page = "gallery/first_steps/detach_leaves_the_graph.py"
    header = "gallery/first_steps/GALLERY_HEADER.rst"
    (project / "gallery/first_steps").mkdir()
    for name in (page, header):
        shutil.copy2(ROOT / name, project / name)
    text = (project / page).read_text("utf-8")
    text = re.sub(r"^# See also: .*", "# See also: :doc:`/index`", text, flags=re.M)
    (project / page).write_text(text)
    (project / "docs/glossary.md").write_text(
        "# Words\n\n```{glossary}\n"
        + "".join(f"{term}\n    A word.\n\n" for term in ("graph", "leaf", "detached"))
        + "```\n"
    )
    index = project / "docs/index.md"
    index.write_text(
        index.read_text().replace("gallery/index", "gallery/index\nglossary")
    )
    return project


def _make(folder: Path, step: str) -> subprocess.CompletedProcess[str]:
    command = [*step.split(), f"VENV={sys.prefix}"]
    # The locks are newer than the stamps in a copy; the environment is this one.
    command += ["-o", f"{sys.prefix}/.detach-examples-site"]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False
    )


def test_the_steps_add_a_page(checkout: Path) -> None:
    new, one, golden, check = _steps()
    assert check == "make check"
    for step in (new, one, golden):
        done = _make(checkout, step)
        assert done.returncode == 0, (
            f"{step}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        )
    assert (checkout / "gallery/pitfalls/some_claim.py").is_file()
    assert (checkout / "build/one/gallery/pitfalls/some_claim.html").is_file()
    frozen = checkout / "tests/golden/pitfalls/some_claim.txt"
    assert "RuntimeError: element 0" in frozen.read_text("utf-8")


def test_contributing_fits_one_screen() -> None:
    lines = (ROOT / "CONTRIBUTING.md").read_text("utf-8").splitlines()
    assert len(lines) <= 45


def test_the_makefile_lists_its_commands() -> None:
    done = subprocess.run(
        ["make"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    named = set(re.findall(r"make (\w+)", done.stdout))
    wanted = "help html merge test check doctest one new golden published sessions"
    wanted += " notebooks trainers mutants mutations coverage matrix fuzz bench"
    wanted += " locks audit sbom peers serve epub offline verify quality clean"
    assert named == set(wanted.split())
