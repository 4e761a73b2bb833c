"""The user's program runs as ``python`` would run it, and its parameters have names."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from explaining import Ended, command, explain

from detach_examples.explain import program
from detach_examples.explain.program import Program, plain_traceback

Write = Callable[..., Path]


@pytest.fixture
def names(write: Write) -> Callable[..., list[str]]:
    """Return the names that a script's parameters go by."""

    def names_(source: str) -> list[str]:
        head = "import torch\nfrom torch import nn\n"
        report = explain(write(head + dedent(source))).report
        return [p.name for p in report]

    return names_


def test_modules_come_before_tensors_each_in_the_order_of_the_globals(
    names: Callable[..., list[str]],
) -> None:
    found = names("""
        scale = torch.ones(1, requires_grad=True)
        b = nn.Linear(1, 1)
        a = nn.Sequential(nn.Linear(1, 1, bias=False))
        data, flag = torch.ones(1, 1), 3
        frozen = nn.Parameter(torch.ones(1), requires_grad=False)
        (scale * frozen * a(b(data))).sum().backward()
    """)
    assert found == ["b.weight", "b.bias", "a.0.weight", "scale", "frozen"]


def test_a_parameter_with_several_names_goes_by_the_first(
    names: Callable[..., list[str]],
) -> None:
    found = names("""
        model = nn.Sequential(nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False))
        model[1].weight = model[0].weight
        part = model[0]
        for p in model.parameters():
            pass
        model(torch.ones(1, 1)).sum().backward()
    """)
    assert found == ["model.0.weight"]


def test_locals_of_the_frames_that_run_count_after_the_globals(
    names: Callable[..., list[str]],
) -> None:
    found = names("""
        outer = nn.Linear(1, 1, bias=False)
        def step(net, x):
            loss = (outer(x) * net(x)).sum()
            gain = torch.ones(1, requires_grad=True)
            (loss * gain).backward()
        def main():
            model = nn.Linear(1, 1, bias=False)
            step(model, torch.ones(1, 1))
        if __name__ == "__main__":
            main()
    """)
    assert found == ["outer.weight", "model.weight", "gain"]


def test_the_parameters_of_an_object_that_trains_are_found(
    names: Callable[..., list[str]],
) -> None:
    found = names("""
        class Trainer:
            def __init__(self):
                self.model = nn.Linear(1, 1)
            def fit(self):
                self.model(torch.ones(1, 1)).sum().backward()
        Trainer().fit()
    """)
    assert found == ["self.model.weight", "self.model.bias"]


@pytest.mark.parametrize(
    ("holder", "found"),
    [
        ("nets = {'a': nn.Linear(1, 1, bias=False)}", ["nets['a'].weight"]),
        ("nets = [nn.Linear(1, 1, bias=False)]", ["nets[0].weight"]),
        ("nets = (torch.ones(1, requires_grad=True),)", ["nets[0]"]),
        (
            "from types import SimpleNamespace as N\n"
            "nets = N(a=torch.ones(1, requires_grad=True))",
            ["nets.a"],
        ),
    ],
)
def test_where_nothing_stands_in_plain_sight_containers_are_searched(
    holder: str, found: list[str], names: Callable[..., list[str]]
) -> None:
    source = f"{holder}\ndef leaves(x):\n    return x\n"
    first = found[0]
    assert names(f"{source}({first} * 1).sum().backward()\n") == found


def test_left_over_loop_variables_and_classes_are_no_parameters(
    names: Callable[..., list[str]],
) -> None:
    found = names("""
        class Net(nn.Module):
            scale = nn.Parameter(torch.ones(1))
        layers = nn.ModuleList([nn.Linear(1, 1, bias=False) for _ in range(2)])
        x = torch.ones(1, 1)
        for layer in layers:
            x = layer(x)
        x.sum().backward()
    """)
    assert found == ["layers.0.weight", "layers.1.weight"]


# -- as python would run it -----------------------------------------------------


@pytest.fixture
def run(write: Write, tmp_path: Path) -> Callable[..., Ended]:
    def run_(source: str, *arguments: str) -> Ended:
        write(source)
        return command(tmp_path, *(arguments or ("train.py",)))

    return run_


BACKWARD = """
import torch
w = torch.ones(2, requires_grad=True)
(w * 2).sum().backward()
"""


def test_the_program_sees_itself_as_under_python(
    run: Callable[..., Ended], write: Write
) -> None:
    write("WORD = 'beside'", "helper.py")
    source = """
import pickle
import sys
import helper

class Config:
    pass

print(sys.argv, __name__, __file__, helper.WORD, sys.path[0])
print(type(pickle.loads(pickle.dumps(Config()))) is Config)
print(sys.modules["__main__"].Config is Config)
"""
    done = run(source + BACKWARD, "train.py", "--lr", "3")
    words = done.out.splitlines()[0]
    assert words.startswith("['train.py', '--lr', '3'] __main__ /")
    assert "/train.py beside /" in words
    assert done.out.splitlines()[1:3] == ["True", "True"]


def test_a_module_runs_as_python_m_does(
    run: Callable[..., Ended], write: Write
) -> None:
    write("", "pkg/__init__.py")
    write("import torch\ndef cut(x):\n    return x.detach()\n", "pkg/ops.py")
    source = """
import sys
from .ops import cut
print(sys.argv[0].endswith("pkg/train.py"), sys.argv[1:], __name__, __package__)
import torch
w, v = (torch.ones(2, requires_grad=True) for _ in "wv")
(cut(w) * v).sum().backward()
"""
    write(source, "pkg/train.py")
    done = run("", "-m", "pkg.train", "--lr", "3")
    assert done.out.startswith("True ['--lr', '3'] __main__ pkg\n")
    assert "cut by .detach() at pkg/ops.py:3" in done.out
    assert done.status == 1


def test_a_package_with_a_main_runs(run: Callable[..., Ended], write: Write) -> None:
    write("", "pkg/__init__.py")
    write(BACKWARD, "pkg/__main__.py")
    assert run("", "-m", "pkg").status == 0


def test_a_module_that_is_missing_is_one_clear_line(run: Callable[..., Ended]) -> None:
    done = run("", "-m", "no.such.module")
    assert done.status == 2
    assert "no" in done.err
    assert done.err.splitlines()[-1].startswith("explain: ")


def test_a_script_in_another_folder_finds_its_neighbours(
    run: Callable[..., Ended], write: Write
) -> None:
    write("WORD = 'beside'", "deep/helper.py")
    write("import helper\nprint(helper.WORD)\n" + BACKWARD, "deep/train.py")
    assert run("", "deep/train.py").out.startswith("beside\n")


def test_a_traceback_has_the_program_s_frames_alone(run: Callable[..., Ended]) -> None:
    done = run("""\
import torch
def inner(x):
    return x @ torch.ones(3)
def outer(x):
    try:
        return inner(x)
    except RuntimeError as error:
        raise ValueError("mine") from error
w = torch.ones(2, requires_grad=True)
outer(w).backward()
""")
    assert done.status == 2
    frames = [row.split(", line ") for row in done.err.splitlines() if "File" in row]
    assert [name.endswith('train.py"') for name, _ in frames] == [True] * 4
    assert [place for _, place in frames] == [
        "6, in outer",
        "3, in inner",
        "10, in <module>",
        "8, in outer",
    ]
    assert done.err.splitlines()[-2] == "ValueError: mine"
    assert "inconsistent tensor size" in done.err


FAILS = """\
import torch
from torch import nn
def step(model, x):
    return model(x)
step(nn.Sequential(nn.LayerNorm(3), nn.Linear(1, 1)), torch.ones(2, 2))
"""


def test_its_frames_are_those_that_python_shows(write: Write) -> None:
    path = write(FAILS)
    done = program.run(Program(str(path), False, []), 1, 100, lambda *_: None)
    with pytest.raises(RuntimeError) as plain:
        exec(compile(FAILS, str(path), "exec"), {"__name__": "__main__"})
    assert done.raised is not None
    frames = plain_traceback(done.raised).splitlines()
    ours = [row.strip() for row in frames if row.startswith("  File")]
    assert ours == [
        f'File "{frame.filename}", line {frame.lineno}, in {frame.name}'
        for frame in traceback.extract_tb(plain.tb)[1:]
    ]
    assert frames[-1].endswith(str(plain.value).splitlines()[-1])


def test_the_text_of_a_syntax_error_is_python_s_own(run: Callable[..., Ended]) -> None:
    done = run("import torch\nx = (\n")
    assert done.status == 2
    assert "SyntaxError: '(' was never closed" in done.err
    assert 'train.py", line 2' in done.err
    assert done.err.splitlines()[-1].startswith("explain: ")


def test_the_program_s_annotations_are_its_own(run: Callable[..., Ended]) -> None:
    source = "def f(x: int): ...\nprint(f.__annotations__)\n"
    assert run(source + BACKWARD).out.startswith("{'x': <class 'int'>}\n")


def test_a_trace_function_of_the_program_s_own_is_left_to_it(
    run: Callable[..., Ended],
) -> None:
    done = run("""\
import sys
import torch
def own(frame, event, argument):
    return own
w, v = (torch.ones(2, requires_grad=True) for _ in "wv")
scale = w[0].item()
sys.settrace(own)
(v * scale).sum().backward()
print(sys.gettrace() is own)
sys.settrace(None)
""")
    assert done.out.endswith("True\n")


def test_warnings_name_the_program_s_line(run: Callable[..., Ended]) -> None:
    done = run("""\
import torch
w = torch.ones(2, requires_grad=True)
x = torch.tensor(w)
(w * x).sum().backward()
""")
    assert "train.py:3: UserWarning: To copy construct from a tensor" in done.err
    assert "tracer.py" not in done.err
