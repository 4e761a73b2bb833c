from __future__ import annotations

import pytest

from detach_examples.recall.asked import asked


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("x = 1  # it is 1\n", "x = 1\n"),
        ("assert x == 1\n", None),
        ("record.draw(x, 'It is 1.')\n", None),
        ("show_plot(figure, caption='It is 1.')\n", None),
        (
            "for i in x:\n    print(i)\n    assert i == 1\n",
            "for i in x:\n    print(i)\n",
        ),
        ("for i in x:\n    assert i == 1\n", None),
        (
            "with trace() as r, expect_error(E, match='no'):\n    f()\n",
            "with trace() as r, outcome():\n    f()\n",
        ),
        (
            "with expect_warning(W, match='no'):\n    f()\n",
            "with outcome():\n    f()\n",
        ),
        ("with trace() as record:\n    y = x\n", "y = x\n"),
        ("print('# 1')\n", "print('# 1')\n"),
    ],
)
def test_what_tells_the_answer_is_left_out(source: str, left: str | None) -> None:
    assert asked([source]) == ([left] if left else [])


def test_a_record_that_is_asked_stays() -> None:
    block = "with trace() as record:\n    y = x\n"
    question = "print(record.explain(y))\n"
    assert asked([block, question]) == [block, question]
