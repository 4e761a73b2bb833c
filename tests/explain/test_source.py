"""The first line of a statement stands for all of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from detach_examples.explain.source import decorator_line, statement_line, tree_of

Write = Callable[..., Path]

#: Each line names the line that stands for it.
STATEMENTS = """\
x = f(  # 1
    a,  # 1
    b,  # 1
)  # 1
with g(  # 5
    a,  # 5
):  # 5
    y = [  # 8
        1,  # 8
    ]  # 8
    z = 1  # 11


@deco(  # 14
    a,  # 14
)  # 14
@other  # 17
def h(  # 18
    a,  # 18
):  # 18
    return (  # 21
        a  # 21
    )  # 21


class K:  # 26
    @deco  # 27
    def m(self):  # 28
        pass  # 29


if a: b = 1  # 32
for i in (  # 33
    1,  # 33
):  # 33
    try:  # 36
        pass  # 37
    except E:  # 38
        pass  # 39
    else:  # 40
        pass  # 41
match a:  # 42
    case 1:  # 42
        pass  # 44
"""


def test_the_innermost_statement_s_first_line_stands_for_it(write: Write) -> None:
    file = str(write(STATEMENTS))
    for number, row in enumerate(STATEMENTS.splitlines(), 1):
        if row:
            assert statement_line(file, number) == int(row.rpartition("# ")[2]), row


@pytest.mark.parametrize("source", ["x = (", "x = 1\0"])
def test_a_line_of_a_text_that_does_not_parse_stands_for_itself(
    source: str, write: Write
) -> None:
    file = str(write(source))
    assert tree_of(file) is None
    assert statement_line(file, 1) == 1


def test_a_line_without_a_text_stands_for_itself() -> None:
    assert tree_of("<stdin>") is None
    assert statement_line("<stdin>", 7) == 7
    assert decorator_line("<stdin>", 7) == 7


@pytest.mark.parametrize("off", ["torch.no_grad()", "inference_mode", "no_grad"])
def test_of_many_decorators_the_one_that_switches_gradients_off_is_found(
    off: str, write: Write
) -> None:
    file = str(write(f"@logged\n@{off}\n@cached\ndef f():\n    pass\n"))
    assert [decorator_line(file, line) for line in (1, 2, 3, 4)] == [2, 2, 2, 2]


def test_a_function_that_no_decorator_switches_off_has_its_own_line(
    write: Write,
) -> None:
    file = str(write("@logged\ndef f():\n    pass\n"))
    assert decorator_line(file, 1) == 1
