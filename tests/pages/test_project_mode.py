"""The projects break for the reason that their page gives, and bend as it says.

A reader changes a line and runs the file: so do these tests.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import torch

from detach_examples.guard import golden, state
from detach_examples.guard.script import Script

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/learn/project.md").read_text("utf-8")
VQ_VAE, DQN = (
    Script(ROOT / f"gallery/projects/{stem}.py", ROOT)
    for stem in ("break_a_vq_vae", "break_a_dqn_on_a_grid")
)
every_project = pytest.mark.parametrize(
    "script", [VQ_VAE, DQN], ids=lambda script: script.path.stem
)
_INCLUDE = re.compile(
    r"\{literalinclude\} \.\./\.\./(?P<file>\S+)\n(?P<how>(?::.*\n)*)"
)


@pytest.fixture(autouse=True)
def _one_thread() -> Any:
    """Small matrices are slower on many threads."""
    state.reset()
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def defined(script: Script, *changes: tuple[str, str]) -> dict[str, Any]:
    """Run what a script defines and sets up, with some of its lines changed."""
    source = script.source
    for old, new in changes:
        assert old in source, f"no line reads {old}"
        source = source.replace(old, new)
    kept = ("print", "right", "wrong", "figure", "axes", "assert", "for", "show_plot")
    tree = ast.parse(source)
    tree.body = [n for n in tree.body if not ast.unparse(n).startswith(kept)]
    space: dict[str, Any] = {}
    exec(compile(tree, script.file, "exec"), space)
    return space


def codes(space: dict[str, Any], line: str, seed: int) -> tuple[int, float]:
    """Train a VQ-VAE; return how many codes it uses, and its error."""
    *_, last = space["train"](space[line], space["new_parts"](seed))
    return last


def solved(space: dict[str, Any], line: str, seed: int) -> list[int]:
    """Train a DQN; return the squares solved, over the steps."""
    return [*space["train"](space[line], space["new_q"](seed))]


SEEDS = [0, 1, 2, 3]


def test_the_codebook_collapses_whatever_the_seed() -> None:
    space = defined(VQ_VAE)
    for seed in SEEDS:
        used, error = codes(space, "whole", seed)
        assert used >= 7
        assert error < 0.05
        assert codes(space, "broken", seed) == (1, pytest.approx(3 / 16, abs=1e-3))


def test_the_agent_learns_or_hardly_learns_whatever_the_seed() -> None:
    space = defined(DQN)
    for seed in SEEDS:
        assert solved(space, "whole", seed)[-1] == 15
        assert solved(space, "broken", seed)[-1] < 15 / 3


@every_project
def test_whole_and_broken_differ_by_the_detach_alone(script: Script) -> None:
    lines = {
        name: ast.unparse(node.body[0])
        for node in ast.walk(script.tree)
        if isinstance(node, ast.FunctionDef) and (name := node.name) != "train"
    }
    assert lines["broken"] == lines["whole"].replace(".detach()", "")
    assert lines["broken"] != lines["whole"]


def test_without_the_other_detaches_most_pictures_keep_a_code() -> None:
    space = defined(
        VQ_VAE, ("z.detach() - code", "z - code"), ("z - code.detach()", "z - code")
    )
    for seed in SEEDS:
        assert codes(space, "whole", seed)[0] > 8 / 2


def test_ten_times_the_steps_do_not_save_the_agent() -> None:
    space = defined(DQN, ("(200, 32)", "(2000, 32)"), ("step % 5", "step % 500"))
    for seed in SEEDS[:2]:
        assert max(solved(space, "broken", seed)) < 15 / 3


def test_with_a_discount_the_agent_is_slow_and_arrives() -> None:
    space = defined(
        DQN,
        ("(200, 32)", "(2000, 32)"),
        ("step % 5", "step % 50"),
        ("(use(best) - 1)", "(0.9 * use(best) - 1)"),
    )
    broken = solved(space, "broken", seed=1)
    assert broken[4] < 15 / 3
    assert broken[-1] == 15


def test_a_target_network_makes_the_detach_idle() -> None:
    space = defined(DQN, ("best = q(", "best = frozen("))
    runs: list[list[int]] = []
    for line in ("whole", "broken"):
        space["frozen"] = space["new_q"](seed=1)
        runs.append(solved(space, line, seed=1))
    assert runs[0] == runs[1]
    assert len(set(runs[0])) > 1


def _chosen(file: str, how: str) -> list[str]:
    """The lines of a file that an include shows."""
    rows = (ROOT / file).read_text("utf-8").splitlines()
    told = dict(re.findall(r':([a-z-]+): "?(.*?)"?\n', how))

    def find(text: str, after: int) -> int:
        return next(i for i, row in enumerate(rows) if i >= after and text in row)

    start = find(told["start-at"], 0) if "start-at" in told else 0
    if "end-before" in told:
        return rows[start : find(told["end-before"], start + 1)]
    return rows[start : find(told["end-at"], start) + 1 if "end-at" in told else None]


@every_project
def test_what_the_reader_types_prints_the_checkpoints_in_their_order(
    script: Script, capsys: pytest.CaptureFixture[str]
) -> None:
    typed, shown = [], []
    for file, how in _INCLUDE.findall(PAGE):
        if file == script.file:
            typed += _chosen(file, how)
        elif Path(file).stem == script.path.stem:
            shown += _chosen(file, how)
    exec(compile("\n".join(typed), "typed", "exec"), {})
    assert capsys.readouterr().out.splitlines() == shown
    assert "\n".join(shown) + "\n" == golden.frozen(ROOT, script).read_text("utf-8")


def _plots(page: Path) -> set[tuple[str, ...]]:
    """The words of each picture; Sphinx trims the rows of some."""
    figures = re.findall(
        r'<figure class="picture">.*?</figure>', page.read_text("utf-8"), re.DOTALL
    )
    return {tuple(figure.split()) for figure in figures}


@every_project
def test_a_project_s_plot_stands_on_the_page(script: Script, site: Path) -> None:
    """The curves are those of the build: the same picture, on both pages."""
    built = _plots(site / f"gallery/{script.page}.html")
    assert len(built) == 1
    assert built < _plots(site / "learn/project.html")
