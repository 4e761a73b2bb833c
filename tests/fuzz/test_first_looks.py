"""What looks at files before a build, given each damaged file by itself.

hypothesis shrinks what fails here to the smallest damage that does.
"""

from __future__ import annotations

import os
import shutil
import tomllib
from pathlib import Path

import projects
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detach_examples.guard import claims, lint, pages
from detach_examples.guard.faults import Fault
from detach_examples.guard.golden import Unsound
from detach_examples.guard.rules import MUST, STYLE
from detach_examples.quiz import reading

from . import damage, material

CASES = int(os.environ.get("FUZZ_CASES") or 40)
often = settings(
    max_examples=CASES,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
_PROBLEMS = sorted((projects.ROOT / reading.FOLDER).rglob("*.toml"))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which every source can stand, not built."""
    folder = tmp_path_factory.mktemp("looks") / "project"
    material.project(folder)
    return folder


def _placed(root: Path, faults: list[Fault]) -> None:
    """Each fault has a place in a file, and says what to do."""
    for fault in faults:
        path = root / fault.file
        assert path.is_file() or path.name == "GALLERY_HEADER.rst"
        rows = path.read_bytes().decode("utf-8", "replace").splitlines()
        assert 1 <= fault.line <= max(len(rows), 1)
        assert fault.what.strip()
        assert fault.do.strip()


@often
@given(case=damage.cases())
def test_no_first_look_crashes(case: damage.Case, root: Path) -> None:
    suffix = case.sound.suffix
    folder = "gallery/pitfalls" if suffix == ".py" else "docs/pages"
    path = root / folder / f"{case.stem(1)}{suffix}"
    path.write_bytes(case.data)
    try:
        _placed(root, lint.check_gallery(root, MUST + STYLE))
        _placed(root, pages.faults(root))
        _placed(root, claims.faults(root))
    finally:
        path.unlink()


@often
@given(
    source=st.sampled_from(_PROBLEMS),
    way=st.sampled_from(sorted(damage.WAYS)),
    data=st.data(),
)
def test_no_damaged_problem_crashes_its_reader(
    source: Path, way: str, data: st.DataObject, root: Path
) -> None:
    rows = source.read_text("utf-8").split("\n")
    at = data.draw(st.integers(0, len(rows) - 1))
    path = root / reading.FOLDER / "try" / source.name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "\n".join(damage.WAYS[way](data.draw, rows, at))
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        problem = reading.read(path, root)
    except Unsound as unsound:
        _placed(root, [unsound.fault])
    else:
        assert problem.title == tomllib.loads(path.read_text("utf-8"))["title"]
    finally:
        path.unlink()
        shutil.rmtree(root / reading.FOLDER)
