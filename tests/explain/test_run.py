"""One run from end to end: what is said, when, and the exit status."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest
from explaining import Ended, command

Write = Callable[..., Path]
Explain = Callable[..., Ended]

BEGIN = """\
import sys
import torch
from torch import nn
enc, head = nn.Linear(2, 2), nn.Linear(2, 1)
x = torch.ones(1, 2)
"""
CLEAN = "head(enc(x)).sum().backward()\n"
CUT = "head(enc(x).detach()).sum().backward()\n"
ZERO = "(head(enc(x)) * 0).sum().backward()\n"
UNUSED = "head(x).sum().backward()\n"
UNREACHED = "spare = enc(x)\nhead(x).sum().backward()\n"
FROZEN = "enc.requires_grad_(False)\nhead(enc(x)).sum().backward()\n"
BY_GRAD = "torch.autograd.grad(head(enc(x).detach()).sum(), head.weight)\n"


@pytest.fixture
def explain(write: Write, tmp_path: Path) -> Explain:
    def explain_(source: str, *options: str) -> Ended:
        write(BEGIN + source)
        return command(tmp_path, *options, "train.py")

    return explain_


@pytest.mark.parametrize(
    ("source", "status"),
    [(CLEAN, 0), (FROZEN, 0), (CUT, 1), (ZERO, 1), (UNUSED, 1), (UNREACHED, 1)]
    + [(BY_GRAD, 1), ("", 2), ("raise KeyError", 2), ("sys.exit(0)", 2)],
)
def test_the_exit_status_is_the_verdict_s(
    source: str, status: int, explain: Explain
) -> None:
    assert explain(source).status == status


@pytest.mark.parametrize(
    "after",
    ["raise KeyError('later')", "sys.exit(5)", "sys.exit('bye')", "1 / 0"]
    + ["nn.Linear(1, 1)(torch.ones(2, 2))"],
)
@pytest.mark.parametrize(("step", "status"), [(CLEAN, 0), (CUT, 1)])
def test_what_comes_later_changes_no_verdict(
    step: str, status: int, after: str, explain: Explain
) -> None:
    done = explain(f"{step}print('later', flush=True)\n{after}\n")
    assert done.status == status
    assert done.out.startswith("The backward at train.py:")
    assert "later" in done.out


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", "no backward was reached: train.py ended"),
        ("sys.exit(3)", "no backward was reached: train.py ended with exit status 3"),
        ("raise KeyError('x')", "no backward was reached: train.py failed: KeyError"),
    ],
)
def test_without_a_verdict_the_last_line_says_why(
    source: str, said: str, explain: Explain
) -> None:
    done = explain(source)
    assert done.out == ""
    assert done.err.splitlines()[-1].startswith(f"explain: {said}")


def test_a_failure_before_is_told_with_its_line(explain: Explain) -> None:
    done = explain("def f():\n    return missing\nf()\n")
    assert done.err.endswith(
        "NameError: name 'missing' is not defined\n"
        "explain: no backward was reached: train.py failed: NameError at train.py:7\n"
    )


def test_the_report_comes_at_the_backward_and_the_program_goes_on(
    explain: Explain,
) -> None:
    done = explain(f"print('before')\n{CUT}print('after')\n")
    before, report, after = done.out.partition("The backward")
    assert before == "before\n"
    assert report
    assert after.endswith("after\n")


def test_the_report_is_seen_whatever_the_program_does_with_its_output(
    explain: Explain,
) -> None:
    silent = "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()):\n"
    assert "The backward at train.py" in explain(f"{silent}    {CLEAN}").out
    done = explain(f"sys.stdout.close()\n{CLEAN}")
    assert "The backward at train.py" in done.out
    assert (done.status, done.err) == (0, "")


def test_files_lie_where_they_were_asked_for(explain: Explain, tmp_path: Path) -> None:
    moved = "import os\nos.mkdir('sub')\nos.chdir('sub')\n"
    explain(moved + CLEAN, "--json", "out.json", "--svg", "graph.svg")
    assert {p.name for p in tmp_path.iterdir()} >= {"out.json", "graph.svg"}


def test_stop_in_a_thread_ends_the_program_too(explain: Explain) -> None:
    done = explain(
        f"""
import threading
def work():
    {CLEAN}
    print("after")
thread = threading.Thread(target=work)
thread.start()
thread.join()
print("end")
""",
        "--stop",
    )
    assert done.out == "The backward at train.py:9 leaves no fault in 4 parameters.\n"
    assert done.err == ""


def test_an_interrupt_shows_the_program_s_frames_alone(explain: Explain) -> None:
    done = explain("raise KeyboardInterrupt\n")
    assert done.err.count("File ") == 1
    assert "KeyboardInterrupt" in done.err


def test_a_process_that_the_program_forks_makes_no_report_of_its_own(
    explain: Explain,
) -> None:
    done = explain(
        f"""
import multiprocessing
def work():
    {CUT}
worker = multiprocessing.get_context("fork").Process(target=work)
worker.start()
worker.join()
{CLEAN}
""",
        "--json",
        "-",
    )
    assert json.loads(done.out)["backward"]["line"] == 14
    assert done.status == 0


def test_stop_ends_the_program_there(explain: Explain) -> None:
    done = explain(
        "try:\n    " + CUT + "except Exception:\n    print('caught')\n"
        "finally:\n    print('cleaned up')\nprint('after')\n",
        "--stop",
    )
    assert "caught" not in done.out
    assert "after" not in done.out
    assert done.out.endswith("cleaned up\n")
    assert done.err == ""
    assert done.status == 1


LOOP = """\
for i in range(3):
    h = enc(x)
    if i == 1:
        h = h.detach()
    head(h).sum().backward()
print("end")
"""


@pytest.mark.parametrize(("at", "status"), [("1", 0), ("2", 1), ("3", 0)])
def test_the_backward_that_was_asked_for_is_judged(
    at: str, status: int, explain: Explain
) -> None:
    done = explain(LOOP, "--at", at)
    assert done.status == status
    assert done.out.count("The backward at train.py:10") == 1


def test_a_backward_that_never_comes_is_no_verdict(explain: Explain) -> None:
    done = explain(LOOP, "--at", "4")
    assert done.status == 2
    assert "backward 4 was not reached (3 ran)" in done.err


def test_cuts_that_are_meant_are_facts_and_no_faults(explain: Explain) -> None:
    done = explain(CUT, "--except", "enc.*")
    assert done.status == 0
    assert "leaves no fault in 4 parameters" in done.out
    assert "enc.weight, enc.bias have no gradient (excepted)" in done.out
    assert explain(CUT, "--except", "enc.weight", "--except", "head.*").status == 1


def test_all_lists_what_is_fine_too(explain: Explain) -> None:
    assert "head.weight" not in explain(CUT).out
    assert "head.weight, head.bias have gradients." in explain(CUT, "--all").out


def test_the_bound_on_memory_is_told_where_it_was_hit(explain: Explain) -> None:
    long = "h = enc(x)\nfor i in range(50):\n    h = h + 1\nhead(h).sum().backward()\n"
    assert "bound" not in explain(long).out
    assert "bound of 20 operations" in explain(long, "--max-ops", "20").out


def test_the_picture_is_a_file_of_its_own(explain: Explain, tmp_path: Path) -> None:
    done = explain(CUT, "--svg", "graph.svg")
    svg = (tmp_path / "graph.svg").read_text(encoding="utf-8")
    assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert "train.py:6" in svg
    assert "enc.weight" in svg
    used, defined = (
        set(re.findall(p, svg)) for p in (r"var\((--\S+?)\)", r"(--\S+?):")
    )
    assert used <= defined, "the file needs no style sheet"
    assert (
        "cut by .detach() at train.py:6"
        in ElementTree.fromstring(svg).attrib["aria-label"]
    )
    assert done.status == 1


def test_a_script_with_gradients_alone_is_judged_at_the_first_when_it_ends(
    explain: Explain,
) -> None:
    done = explain(
        BY_GRAD + "torch.autograd.grad(enc(x).sum(), enc.weight)\nprint(1)\n"
    )
    assert done.out.startswith("1\nThe backward at train.py:6 leaves 2 of 4")
    assert "enc.weight, enc.bias have no gradient" in done.out


def test_a_gradient_before_a_backward_is_part_of_the_forward_pass(
    explain: Explain,
) -> None:
    done = explain(BY_GRAD + CLEAN)
    assert "The backward at train.py:7 leaves no fault in 4 parameters." in done.out


def test_a_script_with_gradients_alone_is_judged_even_if_it_fails_later(
    explain: Explain,
) -> None:
    done = explain(BY_GRAD + "raise KeyError('later')\n", "--json", "-")
    assert json.loads(done.out)["backward"]["line"] == 6
    assert "KeyError: 'later'" in done.err
    assert done.status == 1


GUARDED = """
import torch
from torch import nn

def main():
    model = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
    h = model[0](torch.ones(1, 2)).data
    model[2](h).sum().backward()

if __name__ == "__main__":
    main()
"""
TRAINER = """
import torch
from torch import nn

class Trainer:
    def __init__(self):
        self.model = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
    def fit(self, epochs):
        for epoch in range(epochs):
            self.epoch(epoch)
    def epoch(self, epoch):
        h = self.model[0](torch.ones(1, 2)).data
        self.model[2](h).sum().backward()

Trainer().fit(2)
"""


@pytest.mark.parametrize(
    ("source", "prefix"), [(GUARDED, "model"), (TRAINER, "self.model")]
)
def test_a_program_whose_model_is_no_global_is_judged(
    source: str, prefix: str, write: Write, tmp_path: Path
) -> None:
    write(source)
    done = command(tmp_path, "train.py", "--json", "-")
    found = {p["name"]: p["status"] for p in json.loads(done.out)["parameters"]}
    assert found == {
        f"{prefix}.0.weight": "cut",
        f"{prefix}.0.bias": "cut",
        f"{prefix}.2.weight": "flows",
        f"{prefix}.2.bias": "flows",
    }


WORKERS = """
from torch.utils.data import DataLoader, Dataset

class Squares(Dataset):
    def __len__(self):
        return 8
    def __getitem__(self, i):
        x = torch.tensor([i / 8, 1.0])
        return x, x.square().sum(0, keepdim=True).detach()

def main():
    optimizer = torch.optim.SGD([*enc.parameters(), *head.parameters()], lr=0.1)
    seen = 0.0
    for x, y in DataLoader(Squares(), batch_size=4, num_workers=WORKERS):
        loss = (head(enc(x)) - y).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        seen += loss.item()
    print(f"seen {seen:.9f}")

if __name__ == "__main__":
    main()
"""


def test_a_loader_with_workers_comes_to_the_same(explain: Explain) -> None:
    done = [
        explain(
            "torch.manual_seed(0)\nenc.reset_parameters()\nhead.reset_parameters()\n"
            + WORKERS.replace("WORKERS", n)
        )
        for n in ("0", "2")
    ]
    assert [d.status for d in done] == [0, 0]
    assert "leaves no fault in 4 parameters" in done[1].out
    assert done[0].out.splitlines()[-1] == done[1].out.splitlines()[-1]
    assert done[1].err == ""


def test_a_thread_that_logs_all_the_time_changes_nothing(explain: Explain) -> None:
    done = explain("""
import queue, threading
lines, log = queue.Queue(), []
def write():
    while (t := lines.get()) is not None:
        log.append(t.detach().norm().item())
        with torch.no_grad():
            t.mean().tolist()
writer = threading.Thread(target=write)
writer.start()
for i in range(20):
    h = enc(x)
    lines.put(h)
    loss = head(h).sum()
    lines.put(loss)
    loss.backward()
lines.put(None)
writer.join()
print(len(log))
""")
    assert done.out == (
        "The backward at train.py:21 leaves no fault in 4 parameters.\n40\n"
    )


def test_nothing_is_left_running(explain: Explain) -> None:
    done = explain(f"""
import threading
print(enc(x).mean().item() < 100)
{CLEAN}
print(threading.active_count(), sys.gettrace(), torch.is_grad_enabled())
""")
    assert done.out.endswith("\n1 None True\n")
