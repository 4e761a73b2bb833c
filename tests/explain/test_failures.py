"""An error of backward itself: which line made, freed or edited the tensor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from explaining import Ended, command, explain

from detach_examples import trace

Write = Callable[..., Path]

BEGIN = """\
import torch
import torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
model = nn.Linear(3, 2)
x = torch.randn(4, 3)
"""


def lines_of(source: str) -> dict[str, int]:
    """Return the line of each word that a line ends in, as a comment."""
    rows = enumerate(source.splitlines(), 1)
    return {row.rpartition("# ")[2]: i for i, row in rows if "# " in row}


NO_HISTORY = {
    "a detached loss": "loss = F.mse_loss(model(x), x[:, :2]).detach()  # made",
    "a loss of numbers": "loss = torch.tensor(model(x).sum().item())  # made",
    "under no_grad": "with torch.no_grad():\n    loss = model(x).sum()  # made",
    "an index": "loss = model(x).argmax().float()  # made",
    "a mean of integers": "loss = (model(x) > 0).float().mean()  # made",
}


@pytest.mark.parametrize("case", NO_HISTORY)
def test_a_loss_without_history_is_told_with_the_line_that_made_it(
    case: str, write: Write
) -> None:
    source = f"{BEGIN}{NO_HISTORY[case]}\nloss.backward()\n"
    done = explain(write(source))
    assert isinstance(done.raised, RuntimeError)
    assert "no history" in done.report.error
    assert f"train.py:{lines_of(source)['made']} " in done.report.error
    assert done.report["model.weight"].status == "cut"
    assert done.report.status == 1


def test_a_loss_that_nothing_made_is_told_so(write: Write) -> None:
    error = explain(write(f"{BEGIN}torch.zeros(1).backward()\n")).report.error
    assert "no history" in error


def test_a_loss_that_was_made_before_the_trace_is_told_so() -> None:
    loss = torch.zeros(1)
    with trace() as record, pytest.raises(RuntimeError, match="does not require grad"):
        loss.backward()
    assert "outside" in record.explain(loss, {}).error


EDITS = {
    "a saved result": """\
h = model(x).exp()  # saved
h += 1  # edited
h.sum().backward()
""",
    "a saved input": """\
h = model(x) * 2  # saved
y = h * h
h.mul_(3)  # edited
y.sum().backward()
""",
    "an element": """\
h = torch.sigmoid(model(x))  # saved
h[0] = 0  # edited
h.sum().backward()
""",
    "a view": """\
h = torch.tanh(model(x))  # saved
h.view(-1).clamp_(0, 1)  # edited
h.sum().backward()
""",
    "a helper": """\
def quench(t):
    t.zero_()  # edited
    return t
h = model(x).softmax(-1)  # saved
quench(h)
(h * h).sum().backward()
""",
    "in a module": """\
act = nn.ReLU(inplace=True)
h = model(x).sigmoid()  # saved
act(h)  # edited
h.sum().backward()
""",
    "an optimizer's step": """\
second = nn.Linear(2, 1)
opt = torch.optim.SGD(second.parameters(), lr=0.1)
loss = second(model(x)).sum()
second.weight.grad = torch.ones_like(second.weight)
opt.step()  # edited
loss.backward()
""",
    "an optimizer on lists": """\
second = nn.Linear(2, 1)
opt = torch.optim.Adam(second.parameters(), lr=0.1, foreach=True)
loss = second(model(x)).sum()
second.weight.grad = torch.ones_like(second.weight)
opt.step()  # edited
loss.backward()
""",
    "data by another name": """\
h = model(x).exp()  # saved
h.detach().fill_(1)  # edited
h.sum().backward()
""",
}


@pytest.mark.parametrize("case", EDITS)
def test_an_edit_in_place_is_told_with_its_line(case: str, write: Write) -> None:
    source = BEGIN + EDITS[case]
    done = explain(write(source))
    assert isinstance(done.raised, RuntimeError)
    assert "inplace operation" in str(done.raised)
    assert f"train.py:{lines_of(source)['edited']} " in done.report.error
    assert "Edit a clone" in done.report.error


def test_of_many_edits_the_last_one_of_that_tensor_is_told(write: Write) -> None:
    source = f"""{BEGIN}
other = torch.ones(4, 2)
other += 1
h = model(x).exp()
h += 1
h += 2  # edited
other += 1
h.sum().backward()
"""
    error = explain(write(source)).report.error
    assert f"train.py:{lines_of(source)['edited']} " in error


AGAIN = {
    "twice": """\
loss = model(x).square().sum()
loss.backward()  # freed
loss.backward()  # again
""",
    "a shared part": """\
h = model(x).exp()
h.sum().backward()  # freed
(h * h).sum().backward()  # again
""",
    "a state that is carried over": """\
cell = nn.RNNCell(2, 2)
h = torch.ones(4, 2)
for i in range(3):
    h = cell(model(x), h)
    h.square().sum().backward()  # freed
""",
}


@pytest.fixture
def ended(write: Write, tmp_path: Path) -> Callable[[str], Ended]:
    def run(source: str) -> Ended:
        write(source)
        return command(tmp_path, "train.py")

    return run


@pytest.mark.parametrize("case", AGAIN)
def test_a_second_backward_is_told_with_the_line_that_freed_the_graph(
    case: str, ended: Callable[[str], Ended]
) -> None:
    source = BEGIN + AGAIN[case]
    lines = lines_of(source)
    done = ended(source)
    assert done.status == 0, "what comes later changes no verdict"
    assert "leaves no fault" in done.out
    assert "RuntimeError: Trying to backward through the graph a second" in done.err
    (told,) = [row for row in done.err.splitlines() if row.startswith("explain: ")]
    again = lines.get("again", lines["freed"])
    assert told.startswith(f"explain: The later backward at train.py:{again} ")
    assert f"freed by the backward at train.py:{lines['freed']} " in told


def test_of_three_backwards_the_one_that_freed_that_graph_is_told(
    ended: Callable[[str], Ended],
) -> None:
    source = f"""{BEGIN}
model(x).sum().backward()
loss = model(x).square().sum()
loss.backward()  # freed
loss.backward()  # again
"""
    done = ended(source)
    assert f"freed by the backward at train.py:{lines_of(source)['freed']} " in done.err


def test_a_failure_at_the_judged_backward_is_told_and_the_program_fails(
    ended: Callable[[str], Ended],
) -> None:
    done = ended(f"{BEGIN}loss = model(x).sum().detach()\nloss.backward()\n")
    assert done.status == 1
    assert "no history" in done.out
    assert done.err.startswith("Traceback (most recent call last):\n")
    assert 'train.py", line 8, in <module>\n    loss.backward()\n' in done.err
    assert "element 0 of tensors does not require grad" in done.err


def test_a_failure_that_the_program_catches_is_its_own_affair(
    ended: Callable[[str], Ended],
) -> None:
    source = f"""{BEGIN}
loss = model(x).sum()
try:
    loss.detach().backward()
except RuntimeError:
    print("caught")
"""
    done = ended(source)
    assert done.status == 1
    assert done.out.endswith("caught\n")
    assert done.err == ""
