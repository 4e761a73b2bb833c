"""Real trainers, unchanged: Lightning, Hugging Face and an Accelerate loop.

Not in the ordinary run: these packages are large.  `make trainers` makes an
environment of their own and calls it.  Each script is whole and clean; a test plants
a cut in a copy.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

HERE = Path(__file__).parent
OFFLINE = {
    "CUDA_VISIBLE_DEVICES": "",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_OFFLINE": "1",
}
#: How many parameters the model of each script has, and how its last line begins.
TRAINERS = {
    "with_lightning": (7, "last loss"),
    "with_transformers": (40, "mean loss"),
    "with_accelerate": (7, "total loss"),
}


class Plant(NamedTuple):
    """An edit of a script, and what becomes of the part of the model that it hits."""

    find: str
    put: str
    part: str
    status: str
    kinds: tuple[str, ...] = ()


ENCODED = r"^( +)(h = .*)$"
DETACH = Plant(ENCODED, r"\1\2.detach()", "encoder", "cut", ("detach",))
NO_GRAD = Plant(
    ENCODED, r"\1with torch.no_grad():\n\1    \2", "encoder", "cut", ("no_grad",)
)
ITEM = Plant(r"(/ self\.temperature)$", r"\1.item()", "temperature", "cut", ("item",))
FREEZE = Plant(
    r"^( +)(self\.encoder = .*(?:\n {12}.*)*)$",
    r"\1\2\n\1self.encoder.requires_grad_(False)",
    "encoder",
    "frozen",
)
POOLER = Plant(r", add_pooling_layer=False", "", "pooler", "unreached")


def planted(source: str, plant: Plant | None) -> tuple[str, int]:
    """Return the source with the edit, and the first line that differs."""
    if plant is None:
        return source, 0
    edited, count = re.subn(plant.find, plant.put, source, flags=re.MULTILINE)
    assert count == 1, "the edit must fit exactly one place"
    pairs = zip(source.splitlines(), edited.splitlines(), strict=False)
    return edited, next(i for i, (a, b) in enumerate(pairs, 1) if a != b)


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run Python offline, in a folder of the test's own."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, **OFFLINE, "HF_HOME": str(folder / "hub")},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def explain(
    folder: Path, script: str, *arguments: str
) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
    """Explain a script of the folder; return the process and its JSON."""
    command = ["-m", "detach_examples", "explain", "--json", "out.json"]
    done = run(folder, *command, script, *arguments)
    out = folder / "out.json"
    assert out.is_file(), done.stdout[-2000:] + done.stderr[-3000:]
    return done, json.loads(out.read_text(encoding="utf-8"))


def last_figures(text: str, begin: str) -> list[str]:
    """Return the lines in which the script prints what it came to."""
    return [line for line in text.splitlines() if line.startswith(begin)]


CASES = [
    *((name, None) for name in TRAINERS),
    *((name, plant) for name in TRAINERS for plant in (DETACH, NO_GRAD, ITEM, FREEZE)),
    ("with_transformers", POOLER),
]


def _label(value: Any) -> str:
    if isinstance(value, Plant):
        return "_".join(value.kinds) or value.status
    return value or "clean"


@pytest.mark.parametrize(("name", "plant"), CASES, ids=_label)
def test_a_trainer_runs_unchanged_and_its_cut_is_named(
    name: str, plant: Plant | None, tmp_path: Path
) -> None:
    source, line = planted((HERE / f"{name}.py").read_text(encoding="utf-8"), plant)
    (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")
    done, report = explain(tmp_path, f"{name}.py")
    parameters = report["parameters"]
    hit = [p for p in parameters if plant and plant.part in p["name"].split(".")]
    rest = [p for p in parameters if p not in hit]

    count = TRAINERS[name][0] + (2 if plant is POOLER else 0)
    assert len(parameters) == count, [p["name"] for p in parameters]
    assert bool(hit) == bool(plant)
    assert {(p["status"], *_lines(p)) for p in rest} == {("flows",)}
    if plant:
        blamed = [(f"{name}.py", line)] if plant.kinds else []
        assert {(p["status"], *_lines(p)) for p in hit} == {(plant.status, *blamed)}
        kinds = {cause["kind"] for p in hit for cause in p["causes"]}
        assert kinds <= set(plant.kinds)
    assert all(p["certain"] for p in parameters)
    faulty = plant is not None and plant is not FREEZE
    assert done.returncode == int(faulty), done.stdout[-2000:] + done.stderr[-2000:]
    if plant and plant.kinds:
        assert f"{name}.py:{line}" in done.stdout


def _lines(parameter: dict[str, Any]) -> list[tuple[str, int]]:
    return [(Path(c["file"]).name, c["line"]) for c in parameter["causes"]]


@pytest.mark.parametrize("name", TRAINERS)
def test_a_traced_trainer_comes_to_the_same_figures(name: str, tmp_path: Path) -> None:
    source = (HERE / f"{name}.py").read_text(encoding="utf-8")
    (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")
    plain = run(tmp_path, f"{name}.py")
    assert plain.returncode == 0, plain.stderr[-3000:]
    traced, _ = explain(tmp_path, f"{name}.py")
    begin = TRAINERS[name][1]
    assert len(last_figures(plain.stdout, begin)) == 1
    assert last_figures(traced.stdout, begin) == last_figures(plain.stdout, begin)


@pytest.mark.parametrize("plant", [None, DETACH, ITEM], ids=_label)
def test_mixed_precision_changes_no_verdict(
    plant: Plant | None, tmp_path: Path
) -> None:
    name = "with_accelerate"
    source, line = planted((HERE / f"{name}.py").read_text(encoding="utf-8"), plant)
    (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")
    done, report = explain(tmp_path, f"{name}.py", "bf16")
    for parameter in report["parameters"]:
        hit = plant is not None and plant.part in parameter["name"].split(".")
        found = parameter["status"], _lines(parameter)
        assert found == (("cut", [(f"{name}.py", line)]) if hit else ("flows", []))
    assert done.returncode == int(plant is not None)
