"""Whose line is it?  The user's, a library's, or this tool's own."""

from __future__ import annotations

import sys
import sysconfig
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch

from detach_examples.explain import callers as room
from detach_examples.explain.callers import Caller, Callers
from detach_examples.explain.record import Place

STDLIB = sysconfig.get_paths()["stdlib"]
PACKAGES = sysconfig.get_paths()["purelib"]
TORCH = str(Path(torch.__file__).parent)
OURS = str(Path(room.__file__).parents[1])
MODULE = f"{TORCH}/nn/modules/module.py"
TRAIN, MODEL = "/home/me/train.py", "/home/me/model.py"


def function_of(file: str, name: str = "f") -> Callable[..., Any]:
    """Return a function that stands in a file, as its code says, and calls another."""
    source = f"def {name}(call, *rest):\n    return call(*rest)\n"
    space: dict[str, Any] = {}
    exec(compile(source, file, "exec"), space)
    return space[name]


def ask(callers: Callers, *path: tuple[str, str]) -> Caller:
    """Ask who calls from within functions of some files, the outermost first."""

    def call() -> Caller:
        return callers.find(sys._getframe(1))

    for file, name in reversed(path):
        call = partial(function_of(file, name), call)
    return call()


@pytest.mark.parametrize(
    ("file", "users"),
    [
        (TRAIN, True),
        ("train.py", True),
        ("<stdin>", True),
        ("<python-input-0>", True),
        ("<doctest README.md[3]>", True),
        ("<ipython-input-3-abc>", True),
        ("/tmp/ipykernel_12/345.py", True),
        (f"{STDLIB}-of-mine/train.py", True),
        (f"{STDLIB}/copy.py", False),
        (f"{PACKAGES}/lightning/trainer.py", False),
        (MODULE, False),
        (f"{OURS}/explain/tracer.py", False),
        (f"{OURS}_of_mine/train.py", True),
        ("<frozen runpy>", False),
        ("<string>", False),
    ],
)
def test_a_file_is_the_user_s_or_a_library_s(file: str, users: bool) -> None:
    assert Callers().is_users(function_of(file).__code__) is users


def test_a_script_is_the_user_s_wherever_it_lies() -> None:
    script, beside = f"{PACKAGES}/recipes/train.py", f"{PACKAGES}/recipes/model.py"
    callers = Callers((script,))
    assert callers.is_users(function_of(script).__code__)
    assert not callers.is_users(function_of(beside).__code__)


@pytest.mark.parametrize(
    ("file", "name", "role"),
    [
        (f"{STDLIB}/copy.py", "deepcopy", "deepcopy"),
        (MODULE, "state_dict", "state_dict"),
        (MODULE, "load_state_dict", "load"),
        (MODULE, "_apply", "move"),
        (MODULE, "_call_impl", ""),
        (f"{TORCH}/distributions/normal.py", "sample", "sample"),
        (f"{TORCH}/distributions/normal.py", "rsample", ""),
        (f"{TORCH}/utils/checkpoint.py", "checkpoint", "checkpoint"),
        (f"{TORCH}/_functorch/apis.py", "vmap", "functorch"),
        (f"{PACKAGES}/mine/deepcopy.py", "deepcopy", ""),
    ],
)
def test_a_library_s_function_says_what_a_call_is_for(
    file: str, name: str, role: str
) -> None:
    found = ask(Callers(), (TRAIN, "step"), (file, name))
    assert found.role == role
    assert found.place.code.co_filename == TRAIN
    assert found.place.line() == 2


def test_of_several_the_outermost_says_what_a_call_is_for() -> None:
    path = [(TRAIN, "f"), (f"{STDLIB}/copy.py", "deepcopy"), (MODULE, "state_dict")]
    assert ask(Callers(), *path).role == "deepcopy"


def test_the_innermost_line_of_the_user_is_to_blame_and_asks_no_further() -> None:
    path = [(TRAIN, "f"), (f"{STDLIB}/copy.py", "deepcopy"), (MODEL, "__deepcopy__")]
    found = ask(Callers(), *path)
    assert found.place.code.co_filename == MODEL
    assert found.role == ""


@pytest.mark.parametrize(
    ("path", "inner"),
    [
        ([(f"{PACKAGES}/zoo/model.py", "f"), (MODULE, "f")], "zoo/model.py"),
        ([(f"{PACKAGES}/a.py", "f"), (f"{PACKAGES}/b.py", "f")], "b.py"),
        ([(MODULE, "f")], None),
        ([], None),
    ],
)
def test_the_library_s_line_that_did_the_work_is_told_beside_the_user_s(
    path: list[tuple[str, str]], inner: str | None
) -> None:
    found = ask(Callers(), (TRAIN, "f"), *path).place.inner
    assert (found and Path(found.code.co_filename)) == (inner and Path(PACKAGES, inner))


def test_without_a_line_of_the_user_the_outermost_frame_stands_for_it() -> None:
    callers, found = Callers(), list[Caller]()

    def call() -> None:
        found.append(callers.find(sys._getframe(1)))

    thread = threading.Thread(target=function_of(MODULE), args=(call,))
    thread.start()
    thread.join()
    assert found[0].place.code is threading.Thread._bootstrap.__code__


def test_equal_code_of_two_files_is_told_apart() -> None:
    library, own = function_of(MODULE).__code__, function_of(MODEL).__code__
    assert library == own, "Python compares all but the file"
    callers = Callers()
    assert [callers.is_users(code) for code in (library, own)] == [False, True]


@pytest.mark.parametrize("off", [torch.no_grad, torch.inference_mode])
def test_a_decorator_that_switches_gradients_off_is_found_by_its_line(
    off: Callable[[], Any],
) -> None:
    found = []

    @off()
    def quiet() -> None:
        found.append(callers.find(sys._getframe(1)).decorated)

    callers = Callers()
    quiet()
    (site,) = found
    assert site.code == "@off()"
    assert site.file == __file__


def test_a_wrapper_that_the_user_wrote_is_found_where_it_wraps() -> None:
    callers = Callers()
    found = []

    def quiet() -> None:
        found.append(callers.find(sys._getframe(1)).decorated)

    place = Place(sys._getframe().f_code, sys._getframe().f_lasti)
    callers.wrapped[id(quiet)] = (quiet, place)
    torch.no_grad()(quiet)()
    assert found == [place]


def test_a_call_is_direct_unless_a_library_stands_between() -> None:
    callers = Callers()

    def direct() -> bool:
        return callers.is_direct(sys._getframe(1))

    assert function_of(TRAIN)(direct)
    assert function_of(TRAIN)(function_of(f"{OURS}/explain/tracer.py"), direct)
    assert not function_of(TRAIN)(function_of(MODULE), direct)
    assert not callers.is_direct(None)


def test_the_user_s_frames_come_innermost_first() -> None:
    callers = Callers((TRAIN, MODEL))

    def frames() -> list[str]:
        found = callers.users_frames(sys._getframe(1))
        return [frame.f_code.co_filename for frame in found]

    assert function_of(TRAIN)(function_of(MODULE), function_of(MODEL), frames)[:3] == [
        MODEL,
        TRAIN,
        __file__,
    ]
