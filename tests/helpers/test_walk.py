from __future__ import annotations

import pytest
import torch

from detach_examples.diagram import Diagram
from detach_examples.walk import walk


def arrows(diagram: Diagram) -> set[tuple[str, str]]:
    """The arrows, by labels."""
    label = diagram.label
    return {
        (label(e.source), label(e.target)) for e in diagram.edges if e.kind == "data"
    }


def ties(diagram: Diagram) -> list[tuple[str, str]]:
    return [(e.source, e.target) for e in diagram.edges if e.kind == "storage"]


def labels(diagram: Diagram) -> list[str]:
    return sorted(node.label for node in diagram.nodes.values())


@pytest.fixture
def x() -> torch.Tensor:
    return torch.tensor([1.0, 4.0], requires_grad=True)


def test_a_leaf_flows_through_operations_into_a_named_tensor(x: torch.Tensor) -> None:
    y = (x * 2).sum()
    assert arrows(walk({"x": x, "y": y})) == {
        ("x", "mul"),
        ("mul", "sum"),
        ("sum", "y"),
    }


def test_a_named_tensor_stands_between_its_operations(x: torch.Tensor) -> None:
    y = x * 2
    z = y.sum()
    wanted = {("x", "mul"), ("mul", "y"), ("y", "sum"), ("sum", "z")}
    assert arrows(walk({"x": x, "y": y, "z": z})) == wanted


def test_each_output_of_one_operation_keeps_its_name(x: torch.Tensor) -> None:
    a, b = x.unbind()
    product = a * b
    wanted = {("x", "unbind"), ("unbind", "a"), ("unbind", "b")}
    wanted |= {("a", "mul"), ("b", "mul"), ("mul", "product")}
    assert arrows(walk({"x": x, "a": a, "b": b, "product": product})) == wanted


def test_an_unnamed_output_does_not_borrow_its_neighbour_s_name(
    x: torch.Tensor,
) -> None:
    a, b = x.unbind()
    y = b.exp()
    diagram = walk({"a": a, "y": y})
    assert ("unbind", "exp") in arrows(diagram)
    assert ("a", "exp") not in arrows(diagram)


def test_a_tensor_under_two_names_is_drawn_as_both(x: torch.Tensor) -> None:
    y = x * 2
    assert {("mul", "y"), ("mul", "z")} <= arrows(walk({"y": y, "z": y}))


def test_a_leaf_without_a_name_is_called_leaf(x: torch.Tensor) -> None:
    diagram = walk({"y": x * 2})
    assert arrows(diagram) == {("leaf", "mul"), ("mul", "y")}


def test_a_graph_that_is_shared_is_drawn_once(x: torch.Tensor) -> None:
    shared = x.exp()
    diagram = walk({"a": shared * 2, "b": shared + 1})
    assert labels(diagram) == ["a", "add", "b", "exp", "leaf", "mul"]


def test_roles_follow_autograd(x: torch.Tensor) -> None:
    y = x * 2
    diagram = walk({"x": x, "y": y, "alias": y.detach()})
    roles = {key: diagram.nodes[key].role for key in ("x", "y", "alias")}
    assert roles == {"x": "leaf", "y": "tracked", "alias": "detached"}


def test_a_detached_tensor_has_no_arrow_but_a_tie(x: torch.Tensor) -> None:
    y = x * 2
    diagram = walk({"y": y, "alias": y.detach(), "copy": y.detach().clone()})
    assert ties(diagram) == [("y", "alias")]
    assert not {"alias", "copy"} & {end for arrow in arrows(diagram) for end in arrow}


def test_a_view_shares_the_storage_wherever_it_begins(x: torch.Tensor) -> None:
    assert ties(walk({"last": x[1:], "x": x})) == [("last", "x")]


def test_empty_tensors_share_nothing() -> None:
    assert ties(walk({"a": torch.empty(0), "b": torch.empty(0)})) == []


def test_a_long_chain_is_walked_to_its_end(x: torch.Tensor) -> None:
    y = x
    for _ in range(3000):
        y = y + 1
    assert len(walk({"x": x, "y": y}).nodes) == 3002


@pytest.mark.parametrize(
    ("tensor", "value"),
    [
        (torch.tensor(3.0), "3"),
        (torch.tensor([0.1, 1 / 3]), "[0.1, 0.3333]"),
        (torch.tensor([[1, 2], [3, 4]]), "[1, 2, 3, 4]"),
        (torch.zeros(2, 3), "2 x 3"),
        (torch.tensor([True]), "[1]"),
    ],
)
def test_a_small_tensor_shows_its_values_and_a_large_one_its_shape(
    tensor: torch.Tensor, value: str
) -> None:
    assert walk({"t": tensor}).nodes["t"].value == value
