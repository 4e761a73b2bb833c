"""What DistributedDataParallel says of a cut: two processes on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from .answer import Output
from .subject import CUTS, Net, batch

#: Set before torch starts: the error then has names; gloo stays on this machine.
SETTINGS = {
    "TORCH_DISTRIBUTED_DEBUG": "INFO",
    "TORCH_CPP_LOG_LEVEL": "INFO",
    "GLOO_SOCKET_IFNAME": "lo",
    "OMP_NUM_THREADS": "1",
}


def look(net: Net) -> Output:
    """Return what two processes said of the cut of this model."""
    said = _said()
    name = next((n for n, cut in CUTS.items() if cut is net.cut), "")
    return Output([said[name]] if name else [])


@cache
def _said() -> dict[str, str]:
    """Run all cuts in one pair of processes; return each one's messages."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", __name__, folder]
        pair = [
            subprocess.Popen(
                [*command, str(rank)],
                env={**os.environ, **SETTINGS},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            )
            for rank in (0, 1)
        ]
        logs = [process.communicate(timeout=300)[1] for process in pair]
        if any(process.returncode for process in pair):
            raise RuntimeError(f"a process ended early:\n{logs[0]}\n{logs[1]}")
        errors = json.loads((Path(folder) / "errors.json").read_text("utf-8"))
    return {name: errors[name] + log for name, log in _parts(logs[0]).items()}


def _parts(log: str) -> dict[str, str]:
    """Part what C++ logged at the marks that stand between the cuts."""
    parts = log.split("cut: ")[1:]
    return {p.partition("\n")[0]: p.partition("\n")[2] for p in parts}


def _main(folder: Path, rank: int) -> None:
    from torch import distributed

    where = f"file://{folder / 'meeting'}"
    distributed.init_process_group("gloo", where, rank=rank, world_size=2)
    # Set from the start, this level ends torch 2.13.0 in a segmentation fault.
    distributed.set_debug_level(distributed.DebugLevel.DETAIL)
    errors = {}
    for name, cut in CUTS.items():
        print(f"cut: {name}", file=sys.stderr, flush=True)
        errors[name] = _step_twice(Net(cut), False) + _step_twice(Net(cut), True)
    if rank == 0:
        (folder / "errors.json").write_text(json.dumps(errors), encoding="utf-8")
    distributed.destroy_process_group()


def _step_twice(net: Net, find_unused: bool) -> str:
    """Train two steps: the second forward is where a missing gradient raises."""
    from torch.nn.parallel import DistributedDataParallel

    model = DistributedDataParallel(net, find_unused_parameters=find_unused)
    try:
        for _ in range(2):
            model(batch()).sum().backward()
    except RuntimeError as error:
        return str(error)
    return ""


if __name__ == "__main__":
    _main(Path(sys.argv[1]), int(sys.argv[2]))
