from __future__ import annotations

import pytest

from detach_examples.explorer.program import CHOICES, NoProgram, Program

TEXT = """
import torch

x = torch.tensor(2.0, requires_grad=True)
# The left one.
left = x * 3.0  # six
right = x
loss = left * right
loss.backward()
"""
PROGRAM = Program(TEXT, ["left", "right"])


def chosen(choice: str, edge: str = "left") -> list[str]:
    """The lines that a choice changes."""
    text = PROGRAM.text({edge: choice})
    return [row for row in text.splitlines() if row not in TEXT.splitlines()]


def test_each_choice_is_a_form_of_the_marked_line() -> None:
    assert chosen("keep") == []
    assert chosen("detach") == ["left = (x * 3.0).detach()  # six"]
    assert chosen(".data") == ["left = (x * 3.0).data  # six"]
    assert chosen("no_grad") == ["with torch.no_grad():", "    left = x * 3.0  # six"]
    assert chosen("clone().detach()") == ["left = (x * 3.0).clone().detach()  # six"]


def test_a_name_needs_no_brackets() -> None:
    assert chosen("detach", "right") == ["right = x.detach()"]


def test_with_all_kept_the_text_is_the_one_given() -> None:
    assert PROGRAM.text({}) == TEXT.lstrip("\n")


def test_leaves_are_printed_at_the_end() -> None:
    assert PROGRAM.text({}, ["x"]).endswith('\n\nprint("x.grad =", x.grad)\n')


def test_all_choices_are_combined_and_the_kept_one_is_first() -> None:
    found = PROGRAM.all_choices()
    assert len(found) == len(CHOICES) ** 2 == len({tuple(f.values()) for f in found})
    assert found[0] == {"left": "keep", "right": "keep"}


@pytest.mark.parametrize("choice", CHOICES)
def test_lines_are_those_of_the_statements(choice: str) -> None:
    rows = PROGRAM.text({"left": choice}).splitlines()
    starts = [rows[line - 1].split()[0] for line in PROGRAM.lines({"left": choice})]
    left = "with" if choice == "no_grad" else "left"
    assert starts == ["import", "x", left, "right", "loss", "loss.backward()"]


@pytest.mark.parametrize(
    ("text", "edges", "told"),
    [
        (TEXT, ["left"], r"at least 2 edges, and edges=\['left'\]"),
        (TEXT, ["left", "left"], "at least 2 edges"),
        (TEXT, ["left", "middle"], "'middle' is assigned 0 times"),
        (TEXT + "left = x\n", ["left", "right"], "'left' is assigned 2 times"),
        (TEXT.replace("import torch", ""), ["left", "right"], "begin it with import"),
        (TEXT.replace("loss.backward()", ""), ["left", "right"], "must end with"),
        (TEXT + "loss.backward()\n", ["left", "right"], "its one call of backward"),
        (TEXT + "print(x.grad)\n", ["left", "right"], "must end with"),
        (TEXT + "x = = 2\n", ["left", "right"], "not Python: line 9"),
        (TEXT.replace("3.0", "3" * 70), ["left", "right"], "Longer than 72 columns"),
    ],
)
def test_another_text_is_refused_with_what_to_do(
    text: str, edges: list[str], told: str
) -> None:
    with pytest.raises(NoProgram, match=told):
        Program(text, edges)
