"""What the guide to lost gradients says in prose and tables, held to what runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from detach_examples import command, trace
from detach_examples.guard import sessions
from detach_examples.guard.sessions import Terminal
from detach_examples.site import finder

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "docs/_scripts"
PAGE = (ROOT / "docs/find_your_cut.md").read_text("utf-8")
EXPLAIN = "python -m detach_examples explain"


def section(title: str) -> str:
    """Return the text of a section, up to the next one of its rank."""
    rank, _, _ = title.partition(" ")
    after = PAGE.split(f"\n{title}\n")[1]
    return re.split(rf"^{rank} |^\(", after, flags=re.MULTILINE)[0]


def table(text: str) -> list[list[str]]:
    """Return the cells of a text's first table, without its head and code marks."""
    rows = re.search(r"(?:^\|.*\n)+", text, re.MULTILINE)
    assert rows is not None
    lines = rows[0].splitlines()[2:]
    return [[c.strip().strip("`") for c in row.strip("|").split("|")] for row in lines]


def shown(command: str) -> str:
    """Return what the page shows below a command."""
    found = [e for e in sessions.exchanges(PAGE) if e.command == command]
    return found[0].shown.partition("```")[0]


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(SCRIPTS, tmp_path)


# -- the story -----------------------------------------------------------------


def test_the_fixed_script_differs_in_the_line_that_the_report_names() -> None:
    broken, fixed = (
        (SCRIPTS / name).read_text("utf-8").splitlines()
        for name in ("train.py", "train_fixed.py")
    )
    differs = [
        i for i, (a, b) in enumerate(zip(broken, fixed, strict=True), 1) if a != b
    ]
    assert differs == [7]
    assert broken[6].replace(".detach()", "") == fixed[6]


def test_every_part_of_the_report_is_read_in_its_order() -> None:
    report = shown(f"{EXPLAIN} train.py")
    parts = re.findall(r"^`([^`]+)`$", section("## Read the report"), re.MULTILINE)
    assert len(parts) > 5
    places = [report.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)
    # No line is left out but the one with the address, which the prose names.
    unread = [
        line
        for line in report.splitlines()
        if line and not any(part in line for part in parts)
    ]
    assert [line.strip().partition(":")[0] for line in unread] == ["https"]


def test_the_helper_is_called_where_the_page_says() -> None:
    said = re.search(r"inside the helper, not at its call in line (\d+)", PAGE)
    assert said is not None
    lines = (SCRIPTS / "train.py").read_text("utf-8").splitlines()
    assert "unit_length(" in lines[int(said[1]) - 1]


# -- the command ---------------------------------------------------------------


def test_the_table_of_options_is_the_command_s(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        command.main(["explain", "--help"])
    offered = re.findall(
        r"^  (--?\w[\w-]*(?: [A-Z]+)?)(?:  |$)", capsys.readouterr().out, re.MULTILINE
    )
    listed = [
        row[0] for row in table(section("## Choose what is judged, and what is told"))
    ]
    assert sorted(listed) == sorted(offered)


def test_options_stand_on_both_sides_and_the_rest_is_the_script_s(
    terminal: Terminal, tmp_path: Path
) -> None:
    (tmp_path / "words.py").write_text(
        "import sys\n\nimport torch\n\nprint(sys.argv[1:])\n"
        "torch.ones(1, requires_grad=True).sum().backward()\n"
    )
    told = terminal.run(
        f"$ {EXPLAIN} --all words.py fast 3\n"
        f"$ {EXPLAIN} words.py fast --all 3\n"
        f"$ {EXPLAIN} --all words.py -- --all --at 9\n"
    )
    first, second, third = (e.shown for e in sessions.exchanges(told))
    assert first == second
    assert first.startswith("['fast', '3']\n")
    assert third.startswith("['--all', '--at', '9']\n")
    assert "The backward at words.py:6" in third


def test_json_on_standard_output_stands_there_alone(terminal: Terminal) -> None:
    told = terminal.run(
        f"$ {EXPLAIN} train.py --json - 2>else.txt | python -m json.tool >whole.txt\n"
        "$ echo $?\n$ cat else.txt\n"
    )
    _, status, other = (e.shown for e in sessions.exchanges(told))
    assert status == "0\n"
    assert other == "encoder has a gradient: False\n"


@pytest.mark.parametrize("code", ["raise KeyError('lost')", "import sys; sys.exit(0)"])
def test_a_script_that_ends_before_a_backward_cannot_be_judged(
    code: str, terminal: Terminal, tmp_path: Path
) -> None:
    (tmp_path / "early.py").write_text(code)
    told = terminal.run(f"$ {EXPLAIN} early.py\n$ echo $?\n")
    assert "explain: no backward was reached" in told
    assert told.endswith("$ echo $?\n2\n")


def test_every_exit_status_of_the_table_is_seen_on_the_page() -> None:
    listed = [row[0] for row in table(section("## Mend the line, and ask again"))]
    seen = {e.shown[0] for e in sessions.exchanges(PAGE) if e.command == "echo $?"}
    assert sorted(seen) == listed == ["0", "1", "2"]


def test_an_exception_may_be_made_more_than_once(terminal: Terminal) -> None:
    told = terminal.run(
        f"$ {EXPLAIN} --stop --except '*.bias' --except '*.weight' train.py\n"
        "$ echo $?\n"
    )
    assert told.endswith("$ echo $?\n0\n")


# -- statuses ------------------------------------------------------------------


def test_the_table_of_statuses_is_what_its_step_printed() -> None:
    text = section("## Tell six statuses apart")
    rows = [[row[0], *row[2:]] for row in table(text)]
    printed = re.findall(r"^(\w+ \| \w+ \| \w+)$", text, re.MULTILINE)
    assert rows == [line.split(" | ") for line in printed]
    assert [gradient for _, gradient, _ in rows].count("none") == 4


def test_a_report_is_a_box_in_a_notebook() -> None:
    import torch

    x = torch.ones(1, requires_grad=True)
    with trace() as record:
        loss = x.sum()
    assert record.explain(loss, {"x": x})._repr_html_().startswith("<div")


# -- errors --------------------------------------------------------------------

#: A script whose backward raises, and the line that the report must name.
RAISING = {
    "a loss without history": (
        "x = torch.ones(2, requires_grad=True)\n"
        "loss = x.detach().sum()  # here\n"
        "loss.backward()\n"
    ),
    "a second backward": (
        "x = torch.ones(2, requires_grad=True)\n"
        "loss = (x * x).sum()\n"
        "loss.backward()  # here\n"
        "loss.backward()\n"
    ),
}


@pytest.mark.parametrize("name", RAISING)
def test_an_error_of_backward_is_explained_by_a_line(
    name: str, terminal: Terminal, tmp_path: Path
) -> None:
    source = f"import torch\n\n{RAISING[name]}"
    (tmp_path / "raising.py").write_text(source)
    told = terminal.run(f"$ {EXPLAIN} raising.py\n")
    line = 1 + [row.endswith("here") for row in source.splitlines()].index(True)
    (explained,) = re.findall(r"^(?:.*: )?The (?:loss|graph) .*$", told, re.MULTILINE)
    assert f"raising.py:{line}" in explained
    _has_its_page(told)


def test_the_edited_tensor_s_error_has_its_page() -> None:
    _has_its_page(shown(f"{EXPLAIN} edited.py"))


def _has_its_page(told: str) -> None:
    """The error's message is the title of a page of messages."""
    raised = re.findall(r"^RuntimeError: .*$", told, re.MULTILINE)
    messages = finder.messages(ROOT / "docs")
    assert any(message.text in raised[-1] for message in messages)


# -- reach ---------------------------------------------------------------------


def test_the_trainers_are_those_of_the_tests_in_the_versions_of_their_lock() -> None:
    rows = table(section("## Use it with trainers and several processes"))
    tried = {p.stem for p in (ROOT / "tests/trainers").glob("with_*.py")}
    assert {f"with_{name}" for name, _ in rows} == tried
    lock = (ROOT / "requirements-trainers.lock").read_text("utf-8").split()
    assert {f"{name}=={version}" for name, version in rows} <= set(lock)


#: How a number comes back as one that the loss depends on.
PYTHON = "back = [n * 2 + 1 for n in numbers]"
NUMPY = "back = (np.stack([numbers]) ** 2).mean(0).tolist()"
FILE = (
    "with open('numbers.json', 'w') as file:\n"
    "    json.dump(numbers, file)\n"
    "with open('numbers.json') as file:\n"
    "    back = json.load(file)"
)
MEMORY = (
    "memory = (ctypes.c_double * 2)()\n"
    "ctypes.memmove(memory, (ctypes.c_double * 2)(*numbers), 16)\n"
    "back = list(memory)"
)


@pytest.mark.parametrize(
    ("way", "followed"),
    [(PYTHON, True), (NUMPY, True), (FILE, False), (MEMORY, False)],
    ids=["Python", "NumPy", "a file", "memory"],
)
def test_numbers_are_followed_as_far_as_the_page_says(
    way: str, followed: bool, terminal: Terminal, tmp_path: Path
) -> None:
    (tmp_path / "numbers_leave.py").write_text(
        "import ctypes\nimport json\n\nimport numpy as np\nimport torch\n\n"
        "w = torch.tensor([1.0, 4.0], requires_grad=True)\n"
        "x = torch.tensor([1.0, 4.0], requires_grad=True)\n"
        f"numbers = (w * 3.3).tolist()\n{way}\n"
        "(torch.tensor(back) * x).sum().backward()\n"
    )
    told = terminal.run(f"$ {EXPLAIN} numbers_leave.py\n")
    assert ("w has no gradient: cut by .tolist() at numbers_leave.py:9" in told) == (
        followed
    )
    assert ("w has no gradient, it is unreached" in told) != followed
