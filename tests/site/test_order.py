from __future__ import annotations

import pytest

from detach_examples.site.order import learning_order, section_order


@pytest.mark.parametrize(
    ("read_before", "order"),
    [
        pytest.param({"z": [], "a": ["z"]}, "z a", id="a page follows what it needs"),
        pytest.param(
            {"a": [], "b": ["a"], "c": ["a"], "d": ["b"]},
            "a b d c",
            id="a chain is followed to its end",
        ),
        pytest.param(
            {"a": ["b", "c"], "b": [], "c": ["b"]},
            "b c a",
            id="a page waits for all that it needs",
        ),
        pytest.param(
            {"alone": [], "b": ["a"], "a": [], "also": []},
            "a b alone also",
            id="pages without links come last",
        ),
        pytest.param(
            {"a": ["other/page"], "b": [], "c": ["b"]},
            "a b c",
            id="a link out of the section is a link",
        ),
        pytest.param({"b": [], "a": []}, "a b", id="no links at all: by name"),
        pytest.param({}, "", id="an empty section"),
    ],
)
def test_pages_stand_in_learning_order(
    read_before: dict[str, list[str]], order: str
) -> None:
    inside = {
        f"s/{page}": [b if "/" in b else f"s/{b}" for b in before]
        for page, before in read_before.items()
    }
    assert learning_order(inside) == order.split()


def test_sections_stand_in_their_order_and_new_ones_follow_by_name() -> None:
    names = ["pitfalls", "zebra", "choices", "first_steps", "apes", "patterns"]
    wanted = ["first_steps", "choices", "patterns", "pitfalls", "apes", "zebra"]
    assert sorted(names, key=lambda n: section_order(f"../gallery/{n}")) == wanted
