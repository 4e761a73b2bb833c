"""Two builds of one source are the same, wherever and whenever they are made."""

from __future__ import annotations

from pathlib import Path

import projects
import pytest

from detach_examples.site import figure, verify


def told(project: Path) -> tuple[int, str]:
    done = projects.build(project, "verify")
    return done.returncode, done.stdout


def test_two_builds_of_a_project_are_the_same(project: Path) -> None:
    status, text = told(project)
    assert status == 0
    assert "and" not in text
    found, _ = figure.read(project / "docs/_figures/verify.json")
    assert [(each.value, each.verdict) for each in found[1:]] == [(0, "met")] * 2
    assert found[0].value > 20
    assert [each.row() in text for each in found] == [True] * 3


def test_measured_seconds_are_replayed(project: Path) -> None:
    code = """from detach_examples import as_time, seconds

print(as_time(seconds("a sum", lambda: sum(range(1000)))))"""
    projects.add(project, "pitfalls/a_time", code)
    assert told(project)[0] == 0


def test_random_numbers_in_a_drawing_are_the_same(project: Path) -> None:
    script = project / "docs/_scripts/drawing.py"
    script.parent.mkdir()
    script.write_text("""import torch

from detach_examples import trace

w = torch.rand(2, requires_grad=True)
with trace() as record:
    loss = w.sum()
record.draw(loss, "Two numbers.")
""")
    page = project / "docs/index.md"
    page.write_text(f"{page.read_text()}\n```{{drawn}} drawing.py\n```\n")
    assert told(project)[0] == 0


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import random\n\nprint(random.SystemRandom().random())", "differs from byte"),
        ("print(list({'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'}))", "differs from byte"),
        ("print(__import__('os').getcwd())", "names the folder"),
    ],
)
def test_what_differs_is_named_with_its_file(
    project: Path, code: str, found: str
) -> None:
    projects.add(project, "pitfalls/unsteady", code)
    status, text = told(project)
    assert status == 1
    row = next(r for r in text.splitlines() if found in r)
    assert "unsteady" in row
    assert "MISSED" in text


def test_a_place_that_both_builds_name_is_a_fault_of_its_own(project: Path) -> None:
    projects.add(project, "pitfalls/steady", f"print({str(project)!r})")
    status, text = told(project)
    assert status == 1
    assert f"steady.html names the folder {project}" in text
    found, _ = figure.read(project / "docs/_figures/verify.json")
    assert [each.missed for each in found] == [False, False, True]


def test_a_build_that_fails_is_told_and_nothing_is_compared(project: Path) -> None:
    projects.add(project, "pitfalls/broken", "1 / 0")
    status, text = told(project)
    assert status == 1
    assert "ZeroDivisionError" in text
    assert text.endswith("A build failed, so there is nothing to compare.\n")


def test_files_of_one_site_alone_and_first_bytes_are_named(tmp_path: Path) -> None:
    for name, text in (("one", "same"), ("other", "some")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page.html").write_text(text)
        (tmp_path / name / "equal.html").write_text("equal")
    (tmp_path / "one" / "alone.html").write_text("")
    (tmp_path / "other" / "deep").mkdir()
    assert [*verify.differences(tmp_path / "one", tmp_path / "other")] == [
        "alone.html is in one of them alone",
        "deep is in one of them alone",
        "page.html differs from byte 1",
    ]
