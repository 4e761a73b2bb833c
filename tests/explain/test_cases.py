"""Every script of ``cases`` and ``flow_cases`` gets the report that it asks for.

The truth stands in the scripts' comments; ``tests/flow_truth.py`` reads them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import flow_truth
import numpy as np
import pytest
import torch
from explaining import Explained, Left, explain, run_plainly
from flow_truth import Truth
from torch import Tensor, nn

from detach_examples.explain.verdict import Parameter

HERE = Path(__file__).parent
SCRIPTS = sorted([*HERE.glob("cases/*.py"), *HERE.glob("flow_cases/*.py")])
every_script = pytest.mark.parametrize("script", SCRIPTS, ids=lambda s: s.stem)

# PyTorch and NumPy warn of some of the cuts.
pytestmark = pytest.mark.filterwarnings("ignore")

explained = cache(explain)


@cache
def truth_of(script: Path) -> Truth:
    return flow_truth.read(script.read_text(encoding="utf-8"))


def differences(
    truth: Truth, names: list[set[str]], found: list[Parameter]
) -> Iterator[str]:
    """Yield each way in which verdicts are not those that the comments ask for."""
    listed = {p.name for p in found}
    yield from (f"{known} is not listed" for known in names if not known & listed)
    for parameter in found:
        known = next((group for group in names if parameter.name in group), set())
        if not known:
            yield f"{parameter.name} is no parameter"
        if parameter.status != truth.status(known):
            yield f"{parameter.name} is {truth.status(known)}, not {parameter.status}"
        marks = truth.blamed(known)
        allowed = [*marks, *truth.allowed(known)]
        for cause in parameter.causes:
            if not any(mark.covers(cause.kind, cause.line) for mark in allowed):
                yield f"{parameter.name} is wrongly blamed on {cause}"
        for mark in marks:
            blamed = [c for c in parameter.causes if mark.covers(c.kind, c.line)]
            if not any(cause.effect == mark.form for cause in blamed):
                yield f"{parameter.name} lacks {mark}"


def assert_as_told(truth: Truth, done: Explained) -> None:
    found = done.report.parameters
    assert len(found) == len({p.name for p in found}) == len(done.names)
    assert [*differences(truth, done.names, found)] == []
    assert done.report.notes == ()
    assert type(done.raised).__name__ == (truth.error or "NoneType")


@every_script
def test_a_report_says_what_the_comments_say(script: Path) -> None:
    assert_as_told(truth_of(script), explained(script))


@every_script
def test_a_report_needs_no_comments(script: Path, tmp_path: Path) -> None:
    bare = tmp_path / "train.py"
    source = flow_truth.without_comments(script.read_text(encoding="utf-8"))
    bare.write_text(source, encoding="utf-8")
    assert not any(flow_truth.comments(source))
    assert_as_told(truth_of(script), explain(bare))


def figures(left: Left) -> Iterator[tuple[str, Tensor]]:
    """Yield all tensors, arrays and numbers that a script left in plain sight."""
    for name, thing in left.items():
        if isinstance(thing, nn.Module):
            state = thing.state_dict(prefix=f"{name}.", keep_vars=True)
            yield from figures(state)
        elif isinstance(thing, Tensor):
            yield name, thing.as_subclass(Tensor)
            if thing.is_leaf and thing.grad is not None:
                yield f"{name}.grad", thing.grad
        elif isinstance(thing, (list, tuple)):
            yield from figures({f"{name}[{i}]": part for i, part in enumerate(thing)})
        elif isinstance(thing, (float, np.ndarray)) and not np.isnan(thing).any():
            yield name, torch.as_tensor(thing)


@every_script
def test_a_script_comes_to_the_same_bits_under_explain(script: Path) -> None:
    if truth_of(script).error:
        with pytest.raises(RuntimeError) as raised:
            run_plainly(script)
        assert str(raised.value) == str(explained(script).raised)
        return
    plain = dict(figures(run_plainly(script)))
    watched = dict(figures(explained(script).left))
    assert plain.keys() == watched.keys()
    assert [n for n in plain if not torch.equal(plain[n], watched[n])] == []


#: A clean step, cuts, an error of backward itself, a script without a backward.
HANDFUL = ["tied_language_model", "hypernetwork", "generator_leaks_no_grad"]
HANDFUL += ["influence_by_grad_only"]


@pytest.mark.parametrize(
    "script", [s for s in SCRIPTS if s.stem in HANDFUL], ids=lambda s: s.stem
)
def test_the_command_line_says_the_same_and_its_status_is_the_verdict_s(
    script: Path,
) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "detach_examples", "explain"]
    done = subprocess.run(
        [*command, "--json", "-", str(script)],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    data: dict[str, Any] = json.loads(done.stdout)
    assert [Parameter.of(p) for p in data["parameters"]] == explained(
        script
    ).report.parameters
    assert done.returncode == explained(script).report.status
    assert (truth_of(script).error in done.stderr) if truth_of(script).error else True
