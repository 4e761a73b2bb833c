from __future__ import annotations

import pytest

from detach_examples.recall.needed import needed

PAGE = [
    "import torch",
    "from detach_examples import trace, watch_saved",
    "x = torch.ones(2, requires_grad=True)",
    "layer = torch.nn.Linear(1, 1)",
    "torch.nn.init.ones_(layer.weight)",
    "y = x * 2",
    "y.sum().backward()",
    "alias = y.detach()",
    "alias[0] = 5.0",
    "copy = y.detach().clone()",
    "copy[0] = 7.0",
    "torch.manual_seed(3)",
    "x.grad = None",
]
X = [PAGE[0], PAGE[2]]


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("print(3)", []),
        ("print(x)", [*X, "x.grad = None"]),
        ("x = 3\nprint(x)", []),
        ("print(layer(x))", [*X, *PAGE[3:5], "x.grad = None"]),
        # A backward may have filled it; what came after it has not.
        ("print(layer.weight.grad)", [PAGE[0], *PAGE[2:7]]),
        # An edit of the memory that y shares is an edit of y; one of a copy is none.
        ("print(y)", [*X, *PAGE[5:9]]),
        (
            "with watch_saved() as s:\n    pass",
            ["from detach_examples import watch_saved"],
        ),
    ],
)
def test_what_code_needs_of_its_page_is_found(code: str, wanted: list[str]) -> None:
    assert needed(PAGE, [code]) == wanted


def test_a_name_of_a_function_s_own_is_not_needed() -> None:
    assert needed(["t = 1", "u = 2"], ["def f(t):\n    return t + u"]) == ["u = 2"]


def test_a_call_of_a_module_s_function_edits_no_module() -> None:
    before = ["import torch", "torch.manual_seed(3)", "x = torch.ones(2)"]
    assert needed(before, ["print(x)"]) == [before[0], before[2]]
