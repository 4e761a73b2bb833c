"""A file that holds no sound problem is refused in one clear error."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from detach_examples.guard.golden import Unsound
from detach_examples.quiz import reading

Write = Callable[..., Path]
FILE = "docs/learn/_problems/try/stop.toml"
FILL = 'kind = "fill"'

#: What is changed, and the line, the words and the advice of the error.
REFUSED = {
    "no TOML": (("level =", "level"), 3, "This is no TOML: ", "Mend the line."),
    "a key is missing": (
        ('title = "Stop it"\n', ""),
        1,
        "The problem has no title.",
        "Write: title = ...",
    ),
    "a key is unknown": (
        ("hints =", 'hint = ""\nhints ='),
        1,
        "A problem has no key 'hint'.",
        "Choose from: goal, hints, ",
    ),
    "no such kind": ((FILL, 'kind = "riddle"'), 1, "There is no kind 'riddle'.", "Ch"),
    "no such level": (('"easy"', '"odd"'), 1, "There is no level 'odd'.", "Choose"),
    "no why": (
        ('why = "It is recorded."\n', ""),
        21,
        "This option has no why.",
        "Write: why = ...",
    ),
    "no code": (('code = "x"', 'text = "x"'), 25, "This option has no code.", "Write"),
    "a proof without a statement": (
        ('code = "x"', 'code = "x"\nproof = "True"'),
        25,
        "An option of this kind has no key 'proof'.",
        "Choose from: code, replace, why.",
    ),
    "no goal": (
        ("assert x.grad.item() == 3\n", ""),
        1,
        "The problem has no goal.",
        "Write the asserts",
    ),
    "no blank": (("___", "x"), 17, "The program has no one blank.", "Write ___ once"),
    "two options alike": (
        ("x.clone()", "x.detach()"),
        21,
        "This option stands here twice.",
        "Remove one of the two.",
    ),
    "a line that is not there": (
        ('x.clone()"', 'x.clone()"\nreplace = "print(x)"'),
        21,
        "The program has not one line 'print(x)'.",
        "Copy the line",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_problem_that_is_unsound_is_refused(case: str, write: Write) -> None:
    change, line, what, do = REFUSED[case]
    path = write(change)
    with pytest.raises(Unsound) as refused:
        reading.read(path, path.parents[4])
    fault = refused.value.fault
    assert (fault.file, fault.line) == (FILE, line)
    assert fault.what.startswith(what)
    assert fault.do.startswith(do)


def test_two_options_are_too_few(write: Write) -> None:
    path = write(('\n[[options]]\ncode = "x"\nwhy = "It is tracked."\n', ""))
    with pytest.raises(Unsound, match="The problem has 2 options."):
        reading.read(path, path.parents[4])


def test_easy_problems_come_first(write: Write) -> None:
    easy = write()
    root = easy.parents[4]
    easy.rename(easy.with_name("zebra.toml"))
    write(('"easy"', '"hard"'))
    assert [p.name for p in reading.problems(root, "try")] == ["zebra", "stop"]


def test_the_order_of_options_is_not_the_file_s_and_does_not_move(
    write: Write,
) -> None:
    path = write()
    problem = reading.read(path, path.parents[4])
    keys = [option.key for option in problem.shuffled]
    assert sorted(keys) == sorted(option.key for option in problem.options)
    turned = type(problem)(**{**vars(problem), "options": problem.options[::-1]})
    assert [option.key for option in turned.shuffled] == keys


def test_an_option_takes_the_indent_of_the_line_it_replaces(write: Write) -> None:
    path = write(
        ("(x * ___).backward()", "if True:\n    ___"),
        ('code = "x"', "code = '''\nfor _ in range(2):\n    print(x)'''"),
    )
    problem = reading.read(path, path.parents[4])
    filled = problem.filled(problem.options[2])
    assert "if True:\n    for _ in range(2):\n        print(x)\n" in filled


def test_to_read_problems_imports_no_torch(write: Write) -> None:
    path = write()
    code = (
        "import sys; from pathlib import Path;"
        "from detach_examples.quiz import reading, verdict;"
        f"reading.problems(Path({str(path.parents[4])!r}), 'try');"
        "sys.exit('torch' in sys.modules or 'sphinx' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
