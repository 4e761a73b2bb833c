"""A record as a drawing; its text form is what is compared."""

from __future__ import annotations

import re
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from detach_examples import picture, trace
from detach_examples.diagram import Diagram
from detach_examples.drawing import describe, dot
from detach_examples.explain.figure import diagram
from detach_examples.explain.judged import Judged
from detach_examples.explain.record import Site
from detach_examples.explain.session import Recording


@pytest.fixture(autouse=True)
def _no_picture_is_left() -> Any:
    yield
    picture.take()


def seen(record: Recording, loss: Tensor, /, **named: Tensor) -> Diagram:
    """Return the diagram of a loss, with names for some tensors."""
    tracer = record._tracer
    value = tracer.uses.of(loss).value
    names = {id(tracer.uses.of(t).value.holder): name for name, t in named.items()}
    judged = Judged([value], Site("train.py", 9, "loss.backward()"))
    return diagram(judged, lambda v: names.get(id(v.holder), ""))


def drawn(found: Diagram) -> list[str]:
    """Write a diagram down: one line per arrow, by labels."""
    arrows = {"data": "->", "severed": "-x", "cut": "-/"}
    return [
        f"{found.label(e.source)} {arrows[e.kind]} {found.label(e.target)}"
        + (f" [{' '.join(e.label.split())}]" if e.label else "")
        for e in found.edges
    ]


def line() -> int:
    import sys

    return sys._getframe(1).f_lineno


def test_the_severed_half_is_drawn_too_and_the_cut_has_its_line() -> None:
    w, v = (torch.ones(2, requires_grad=True) for _ in "wv")
    with trace() as record:
        h = (w * 2).exp()
        quiet, here = h.detach(), line()
        loss = (quiet * v).sum()
    found = seen(record, loss, w=w, v=v, h=h, loss=loss)
    assert drawn(found) == [
        "w -x mul",
        "mul -x exp",
        "exp -x h",
        f"h -/ detach [.detach() test_figure.py:{here}]",
        "detach -x mul",
        "v -> mul",
        "mul -> sum",
        "sum -> loss",
    ]
    roles = {node.label: node.role for node in found.nodes.values()}
    assert roles["w"] == "severed leaf"
    assert roles["v"] == "leaf"
    assert roles["h"] == "severed"
    assert roles["loss"] == "tracked"
    assert roles["exp"] == roles["detach"] == "severed operation"
    assert roles["sum"] == "operation"


def test_a_clean_step_has_no_cut() -> None:
    w = torch.ones(2, requires_grad=True)
    with trace() as record:
        loss = (w * 2).sum()
    found = seen(record, loss, w=w, loss=loss)
    assert drawn(found) == ["w -> mul", "mul -> sum", "sum -> loss"]


def test_a_value_that_left_is_drawn_to_where_it_comes_back() -> None:
    w, v = (torch.ones(2, requires_grad=True) for _ in "wv")
    with trace() as record:
        scale, here = w.sum().item(), line()
        loss = (v * scale).sum()
    found = seen(record, loss, w=w, v=v, loss=loss)
    assert f"sum -/ item [.item() test_figure.py:{here}]" in drawn(found)
    assert "item -x mul" in drawn(found)


def test_data_without_a_name_is_left_out() -> None:
    w = torch.ones(2, requires_grad=True)
    with trace() as record:
        x = torch.ones(2)
        loss = (w * x * torch.ones(2)).sum()
    assert "x -x mul" in drawn(seen(record, loss, w=w, x=x))
    assert [row for row in drawn(seen(record, loss, w=w)) if "data" in row] == []


class Deep(nn.Module):
    def __init__(self, depth: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(3, 3) for _ in range(depth))

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = torch.relu(layer(x))
        return x


@pytest.mark.parametrize("depth", [30, 300])
def test_equal_layers_fold(depth: int) -> None:
    model = Deep(depth)
    with trace() as record:
        loss = model(torch.ones(1, 3)).sum()
    named = {f"model.{n}": p for n, p in model.named_parameters()}
    found = seen(record, loss, **named)
    labels = {node.label for node in found.nodes.values()}
    assert len(found.nodes) <= 24
    assert {f"linear \u00d7{depth}", f"relu \u00d7{depth}"} <= labels
    assert f"model.layers.*.weight \u00d7{depth}" in labels
    assert all(e.source != e.target for e in found.edges)


def test_lines_fold_one_by_one_where_that_is_enough() -> None:
    w = torch.ones(2, requires_grad=True)
    with trace() as record:
        x = w
        for _ in range(20):
            x = x * 2
        for _ in range(30):
            x = x * 3
    assert drawn(seen(record, x, w=w)) == [
        "w -> mul \u00d720",
        "mul \u00d720 -> mul \u00d730",
        "mul \u00d730 -> result",
    ]


def test_a_cut_stays_in_a_drawing_that_folds() -> None:
    model = Deep(30)
    with trace() as record:
        quiet, here = model(torch.ones(1, 3)).detach(), line()
        loss = (quiet * torch.ones(3, requires_grad=True)).sum()
    found = seen(record, loss, **dict(model.named_parameters()))
    (cut,) = [row for row in drawn(found) if "-/" in row]
    assert cut.endswith(f"[.detach() test_figure.py:{here}]")


def test_the_words_say_what_the_drawing_shows() -> None:
    w, v = (torch.ones(2, requires_grad=True) for _ in "wv")
    with trace() as record:
        h = w * 2
        quiet, here = h.detach(), line()
        loss = (quiet * v).sum()
    found = seen(record, loss, w=w, v=v, h=h, loss=loss)
    text = describe(found)
    assert "w is a leaf that no gradient reaches" in text
    assert "v is a leaf" in text
    assert "loss is tracked, made by sum from mul" in text
    place = f"test_figure.py:{here}"
    assert f"between h and detach the gradient is cut by .detach() at {place}" in text
    assert record.draw(loss).alt.count("the gradient is cut by") == 1


def test_the_drawing_marks_the_cut_in_both_of_its_forms() -> None:
    w = torch.ones(2, requires_grad=True)
    with trace() as record:
        quiet, here = (w * 2).detach(), line()
        loss = (quiet * torch.ones(2, requires_grad=True)).sum()
    made = record.draw(loss, "Where it ends.")
    assert made.caption == "Where it ends."
    for svg in (made.wide, made.narrow):
        assert f"test_figure.py:{here}" in svg
        assert "\u2702" in svg
    sizes = [
        [float(n) for n in re.search(r'width="(\S+)pt" height="(\S+)pt"', svg).groups()]
        for svg in (made.wide, made.narrow)
    ]
    assert sizes[0][0] > sizes[0][1]
    assert sizes[1][0] < 360, "a phone's width"


def test_names_are_those_of_the_program() -> None:
    layer = nn.Linear(2, 1)
    with trace() as record:
        x = torch.ones(1, 2)
        loss = layer(x).sum()
    alt = record.draw(loss).alt
    for name in ("layer.weight is a leaf", "x is without history", "loss is tracked"):
        assert name in alt


def test_a_page_gets_the_picture_as_its_thumbnail() -> None:
    picture.take()
    w = torch.ones(2, requires_grad=True)
    with trace() as record:
        loss = w.sum()
    made = record.draw(loss)
    assert picture.take() == [made]


def test_the_drawing_s_text_is_the_same_each_time() -> None:
    def once() -> str:
        w = torch.ones(2, requires_grad=True)
        with trace() as record:
            loss = (w.detach() * w).sum()
        return dot(seen(record, loss, w=w, loss=loss), "LR")

    assert once() == once()
    assert 'class="cut"' in once()
    assert 'class="detached" style=dashed' in once()


def test_names_of_the_report_are_kept_for_the_drawing() -> None:
    weight = nn.Parameter(torch.ones(2))
    with trace() as record:
        loss = weight.sum()
    record.explain(loss, {"encoder.weight": weight})
    assert "encoder.weight is a leaf" in record.draw(loss).alt


def test_tensors_on_one_storage_are_tied_and_copies_are_not() -> None:
    x = torch.tensor([1.0, 4.0], requires_grad=True)
    with trace() as record:
        y = x.sqrt()
        alias, copy = y.detach(), y.detach().clone()
    told = record.draw([y, alias, copy], "An alias.").alt
    assert "y and alias share a storage" in told
    assert told.count("share a storage") == 1
    assert "copy is without history, made by clone from detach" in told


def test_what_leads_to_an_untracked_tensor_carries_no_gradient() -> None:
    x = torch.ones(2, requires_grad=True)
    with trace() as record:
        y = x * 2
        copy = y.detach().clone()
    assert drawn(seen(record, copy, x=x, y=y, copy=copy))[-2:] == [
        "detach -x clone",
        "clone -x copy",
    ]


def test_views_share_a_storage_wherever_they_begin_and_empty_tensors_none() -> None:
    x = torch.tensor([1.0, 4.0])
    with trace() as record:
        last = x[1:]
        a, b = torch.empty(0), torch.empty(0)
    assert "last and x share" in record.draw([last, x]).alt
    assert "share" not in record.draw([a, b]).alt


@pytest.mark.parametrize(
    ("tensor", "numbers"),
    [
        (torch.tensor(3.0), "3"),
        (torch.tensor([0.1, 1 / 3]), "[0.1, 0.3333]"),
        (torch.tensor([[1, 2], [3, 4]]), "[1, 2, 3, 4]"),
        (torch.zeros(2, 3), "2 x 3"),
        (torch.zeros(5), "[5]"),
        (torch.tensor([True]), "[1]"),
        (torch.zeros(1, device="meta"), "[1]"),
        (torch.zeros(2).to_sparse(), "[2]"),
    ],
)
def test_a_small_tensor_shows_its_numbers_and_another_its_shape(
    tensor: Tensor, numbers: str
) -> None:
    with trace() as record:
        y = tensor.detach()
    svg = record.draw(y).wide
    assert f">{numbers}</text>" in svg
