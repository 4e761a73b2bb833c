"""Two processes under `torchrun`: each rank judges itself, rank 0 reports once."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

#: How every script begins.
BEGIN = """
import datetime
import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(4, 8)
        self.spare = nn.Linear(8, 8)
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        h = self.encoder(x)
        h = h + self.spare(h)
        return self.head(h.relu())

dist.init_process_group("gloo")
rank = dist.get_rank()
torch.manual_seed(0)
model = Net()
x = torch.randn(6, 4) + rank
"""

#: A loop that averages gradients by hand, and waits for nobody inside backward.
BY_HAND = """
loss = model(x).square().mean()
loss.backward()
for p in model.parameters():
    if p.grad is None:
        p.grad = torch.zeros_like(p)
    dist.all_reduce(p.grad)
print(f"done on {rank}\\n", end="", flush=True)
dist.destroy_process_group()
"""

#: The same under DDP.  Its backward waits for gradients that one rank never sends:
#: a short patience ends the wait, that of the default group would last for minutes.
BY_DDP = """
group = dist.new_group(timeout=datetime.timedelta(seconds=10))
model = DistributedDataParallel(model, process_group=group)
loss = model(x).square().mean()
try:
    loss.backward()
    dist.barrier(group)
except RuntimeError:
    print(f"gave up on {rank}\\n", end="", flush=True)
else:
    print(f"done on {rank}\\n", end="", flush=True)
"""

ENCODE, SPARE = "        h = self.encoder(x)\n", "        h = h + self.spare(h)\n"
CUT = "        h = self.encoder(x).detach()\n"
SPARE_ON_ONE = "        if rank == 0:\n            h = h + self.spare(h)\n"
CUT_ON_ONE = ENCODE + "        if rank == 1:\n            h = h.detach()\n"

ENCODER = {"encoder.weight", "encoder.bias"}
ALL = ENCODER | {"spare.weight", "spare.bias", "head.weight", "head.bias"}


def torchrun(
    folder: Path, source: str, *options: str
) -> subprocess.CompletedProcess[str]:
    """Explain a script in two processes that meet on the loopback."""
    (folder / "train.py").write_text(source, encoding="utf-8")
    run = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
    run += ["--local-addr", "127.0.0.1", "--nproc-per-node", "2"]
    explain = ["-m", "detach_examples", "explain", *options, "train.py"]
    return subprocess.run(
        [*run, *explain],
        cwd=folder,
        env={**os.environ, "GLOO_SOCKET_IFNAME": "lo", "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def line_of(source: str, text: str) -> int:
    """Return the number of the line of a script that holds a text."""
    return [text in line for line in source.splitlines()].index(True) + 1


def only_report(done: subprocess.CompletedProcess[str]) -> dict[str, dict[str, Any]]:
    """Read the one JSON report of a run, by parameter; two would be no JSON."""
    parameters = json.loads(done.stdout)["parameters"]
    return {
        p["name"].removeprefix("model.module.").removeprefix("model."): p
        for p in parameters
    }


def ended(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Return how the script ended on each rank, whichever stream it went to."""
    found = re.findall(r"(?:done|gave up) on \d", done.stdout + done.stderr)
    return sorted(found)


@pytest.mark.parametrize("loop", [BY_HAND, BY_DDP], ids=["by_hand", "by_ddp"])
def test_ranks_that_agree_make_one_report(loop: str, tmp_path: Path) -> None:
    done = torchrun(tmp_path, BEGIN + loop, "--json", "-")
    assert {n: p["status"] for n, p in only_report(done).items()} == dict.fromkeys(
        ALL, "flows"
    )
    assert ended(done) == ["done on 0", "done on 1"]
    assert done.returncode == 0, done.stderr[-3000:]


def test_a_cut_on_all_ranks_is_reported_once(tmp_path: Path) -> None:
    source = (BEGIN + BY_HAND).replace(ENCODE, CUT)
    done = torchrun(tmp_path, source, "--json", "-")
    report = only_report(done)
    assert {n for n, p in report.items() if p["status"] == "cut"} == ENCODER
    blamed = {(c["kind"], c["line"]) for p in report.values() for c in p["causes"]}
    assert blamed == {("detach", line_of(source, ".detach()"))}
    assert ended(done) == ["done on 0", "done on 1"]
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("clean", "other", "said"),
    [
        (SPARE, SPARE_ON_ONE, ["spare.weight", "spare.bias", "unused"]),
        (ENCODE, CUT_ON_ONE, ["encoder.weight", "encoder.bias", "h = h.detach()"]),
    ],
    ids=["unused", "cut"],
)
def test_a_rank_that_differs_is_named(
    clean: str, other: str, said: list[str], tmp_path: Path
) -> None:
    done = torchrun(tmp_path, (BEGIN + BY_HAND).replace(clean, other))
    assert "rank 1" in done.stdout, done.stdout[-2000:] + done.stderr[-3000:]
    assert [word for word in said if word not in done.stdout] == []
    # The rank that ends first must not take the other's report or output with it.
    assert ended(done) == ["done on 0", "done on 1"]
    assert done.returncode == 1


def test_a_backward_that_waits_for_a_rank_is_explained_before_it_gives_up(
    tmp_path: Path,
) -> None:
    done = torchrun(tmp_path, (BEGIN + BY_DDP).replace(SPARE, SPARE_ON_ONE))
    report, _, _ = done.stdout.partition("gave up on")
    assert "rank 1" in report, done.stdout[-2000:] + done.stderr[-3000:]
    assert "spare.weight" in report
    assert "unused" in report
    assert ended(done) == ["gave up on 0", "gave up on 1"]
    assert done.returncode == 1
