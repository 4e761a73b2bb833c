from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import projects
import pytest

from detach_examples.guard import golden
from detach_examples.guard.script import Script
from detach_examples.measure import as_bytes, as_ratio, as_time

Write = Callable[..., Script]


@pytest.mark.parametrize("power", range(-10, 4))
@pytest.mark.parametrize("digits", [1.0, 2.34, 9.96])
def test_every_time_and_ratio_that_a_page_prints_is_normalised(
    power: int, digits: float
) -> None:
    value = digits * 10.0**power
    told = f"detach: {as_time(value):>9}, clone {as_ratio(abs(value))}"
    assert golden.normalise(told) == "detach: <time>, clone <ratio> times"


@pytest.mark.parametrize(
    "text",
    [
        "x.grad = [4.0, 4.0], version 2",
        "2 steps, 3 s1, 4 msgs, 5 sums, 2.13.0 torch",
        f"{as_bytes(800)} and {as_bytes(4_000_000)}",
        "12µs, 3 timestamps",
        "line 1\n\n  line 2\n",
    ],
)
def test_all_else_stays_as_it_was_printed(text: str) -> None:
    assert golden.normalise(text) == text


def test_a_time_keeps_the_line_that_it_stands_in() -> None:
    assert golden.normalise("times:\n12 ms\n3 s") == "times:\n <time>\n <time>"


def test_a_script_runs_as_in_a_build(write: Write) -> None:
    script = write(
        "import torch\n\nfrom detach_examples import as_time, seconds\n\n"
        "print(as_time(seconds('a sum', lambda: sum((1, 2)))))\n"
        "print(torch.initial_seed(), torch.is_grad_enabled())\n"
    )
    assert golden.run(script) == " <time>\n0 True\n"


def test_a_script_that_leaves_a_change_is_not_frozen(write: Write) -> None:
    script = write("import torch\n\ntorch.set_default_dtype(torch.float64)\n")
    with pytest.raises(golden.Unsound) as caught:
        golden.run(script)
    assert caught.value.fault.file == script.file
    assert caught.value.fault.line == 3


def test_the_output_is_frozen_and_its_changes_are_shown(
    tmp_path: Path, write: Write
) -> None:
    write("print('one')\n", "a/page")
    left = tmp_path / "tests/golden/a/gone.txt"
    left.parent.mkdir(parents=True)
    left.touch()
    told = golden.renew(tmp_path)
    assert "+one\n" in told
    assert "removed tests/golden/a/gone.txt\n" in told
    assert not left.exists()
    assert golden.renew(tmp_path) == ""
    write("print('two')\n", "a/page")
    told = golden.renew(tmp_path)
    assert "--- tests/golden/a/page.txt (before)\n" in told
    assert "-one\n+two\n" in told
    assert (tmp_path / "tests/golden/a/page.txt").read_text() == "two\n"


@pytest.mark.parametrize(
    ("code", "line", "what"),
    [
        ("print(1)\nraise KeyError('lost')", 2, "KeyError: 'lost'"),
        ("def f():\n    assert 1 == 2, 'no'\n\nf()", 2, "AssertionError: no"),
        ("import sys\n\nsys.exit(0)", 3, "SystemExit: 0"),
        ("import warnings\n\nwarnings.warn('old')", 3, "UserWarning: old"),
    ],
)
def test_a_script_that_cannot_be_frozen_is_named_with_its_line(
    code: str, line: int, what: str, tmp_path: Path, write: Write
) -> None:
    write(code)
    with pytest.raises(golden.Unsound) as caught:
        golden.renew(tmp_path)
    assert (caught.value.fault.line, caught.value.fault.what) == (line, what)
    assert not list(tmp_path.rglob("*.txt"))


def test_the_command_passes_the_fault_on(project: Path) -> None:
    source = projects.add(
        project, "pitfalls/a_page", "import sys\n\nsys.exit(0)  # here"
    )
    done = projects.build(project, "golden")
    assert done.returncode == 1
    (fault,) = projects.faults(done.stderr)
    assert fault.file == "gallery/pitfalls/a_page.py"
    assert fault.line == projects.marked(source)
    assert "Traceback" not in done.stderr


def test_a_page_that_cannot_be_read_is_not_frozen(project: Path) -> None:
    projects.add(project, "pitfalls/some_claim", "if True print(1)")
    done = projects.build(project, "golden")
    assert done.returncode == 1
    assert "syntax error" in done.stderr
    assert not (project / "tests/golden").exists()


def test_a_script_that_never_ends_is_ended_with_its_line(project: Path) -> None:
    source = projects.add(project, "pitfalls/a_page", "while True:\n    pass  # here")
    done = projects.build(project, "golden", SCRIPT_LIMIT="1")
    assert done.returncode != 0
    lines = {projects.marked(source), projects.marked(source) - 1}
    assert any(f'a_page.py", line {line}' in done.stderr for line in lines)
