"""Whose line is it?  Tell the user's frames from those of libraries."""

from __future__ import annotations

import os
import site
import sys
import sysconfig
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, NamedTuple

from .record import Place, Site
from .source import decorator_line

_OURS = str(Path(__file__).parents[1])

#: Library functions that say what a call is for: file's end, name, role.
_ROLES = [
    ("copy.py", "deepcopy", "deepcopy"),
    ("torch/_tensor.py", "__deepcopy__", "deepcopy"),
    ("torch/nn/parameter.py", "__deepcopy__", "deepcopy"),
    ("torch/nn/modules/module.py", "state_dict", "state_dict"),
    ("torch/nn/modules/module.py", "load_state_dict", "load"),
    ("torch/nn/utils/convert_parameters.py", "vector_to_parameters", "load"),
    ("torch/_tensor.py", "_reduce_ex_internal", "pickle"),
    ("torch/_utils.py", "_rebuild_tensor", "move"),
    ("torch/nn/modules/module.py", "_apply", "move"),
    ("torch/nn/utils/parametrizations.py", "_power_method", "move"),
    ("torch/nn/utils/parametrize.py", "register_parametrization", "move"),
    ("torch/nn/utils/clip_grad.py", "clip_grad_norm_", "move"),
    ("torch/utils/_contextlib.py", "decorate_context", "decorator"),
    ("torch/utils/_contextlib.py", "generator_context", "decorator"),
]
#: How files are called that a reader types.
_TYPED = ("<stdin>", "<ipython", "<python-input", "<doctest")
#: Folders of torch whose code runs what it has compiled.
_COMPILERS = ("torch/_inductor/", "torch/_functorch/_aot_autograd/")
#: How the files begin, or are called, that a compiler writes.
_COMPILED = "<eval_with_key>"
_COMPILED_FOLDER = "torchinductor"


class Caller(NamedTuple):
    """The user's line, and the role of the library code between."""

    place: Place
    role: str
    frame: FrameType
    decorated: Place | Site | None


def _library_roots() -> tuple[str, ...]:
    paths = sysconfig.get_paths()
    roots = {paths[k] for k in ("stdlib", "platstdlib", "purelib", "platlib")}
    roots.update(site.getsitepackages())
    roots.add(site.getusersitepackages())
    if torch := sys.modules.get("torch"):
        roots.add(str(Path(str(torch.__file__)).parents[1]))
    return tuple(sorted(root.rstrip(os.sep) + os.sep for root in {_OURS, *roots}))


def forget_snapshot(frame: FrameType) -> None:
    """Let go of the copy of its names that Python leaves in a frame, up to 3.12.

    It would keep alive what the program has let go.  Inside a trace function the copy
    is written back, and must not be touched.
    """
    if sys.version_info < (3, 13) and frame.f_code.co_flags & CO_OPTIMIZED:
        frame.f_locals.clear()


class Callers:
    """Finds the innermost line of the user's code on the stack.

    :param mine: files and folders that count as the user's wherever they lie.
    """

    def __init__(self, mine: tuple[str, ...] = ()) -> None:
        self._mine = mine
        self._roots = _library_roots()
        self._torch = str(Path(str(sys.modules["torch"].__file__)).parent)
        #: Per code object: None for the user's, else its role ("" for none).  Equal
        #: code of two files is not the same, so that identity is the key.
        self._roles: dict[int, tuple[CodeType, str | None]] = {}
        #: Where functions were wrapped to run without gradient, by the function.
        self.wrapped: dict[int, tuple[object, Place]] = {}

    def is_users(self, code: CodeType) -> bool:
        """Say whether a code object belongs to the user's program."""
        return self._role(code) is None

    def _role(self, code: CodeType) -> str | None:
        known = self._roles.get(id(code))
        if known is None:
            role = self._find_role(code.co_filename, code.co_name)
            known = self._roles[id(code)] = (code, role)
        return known[1]

    def is_users_file(self, file: str) -> bool:
        """Say whether a file belongs to the user's program."""
        return self._find_role(file, "") is None

    def _find_role(self, file: str, name: str) -> str | None:
        if file.startswith(self._mine) if self._mine else False:
            return None
        cache = os.environ.get("TORCHINDUCTOR_CACHE_DIR") or _COMPILED_FOLDER
        if file.startswith(_COMPILED) or cache in file:
            return "compiled"
        if "ipykernel" in file or file.startswith(_TYPED):
            return None
        if file.startswith(("<", *self._roots)):
            return self._library_role(file.replace("\\", "/"), name)
        return None

    def _library_role(self, file: str, name: str) -> str:
        if "torch/distributions/" in file and name in ("sample", "sample_n"):
            return "sample"
        if any(part in file for part in _COMPILERS):
            return "compiled"
        if "torch/_functorch/" in file:
            return "functorch"
        if "torch/utils/checkpoint" in file:
            return "checkpoint"
        tail = f"/{file}"
        found = [r for end, n, r in _ROLES if n == name and tail.endswith(f"/{end}")]
        return found[0] if found else ""

    def is_direct(self, frame: FrameType | None) -> bool:
        """Say whether the user's code called torch without a library between."""
        while frame is not None and frame.f_code.co_filename.startswith(_OURS):
            frame = frame.f_back
        if frame is not None and frame.f_code.co_name == "handle_torch_function":
            frame = frame.f_back and frame.f_back.f_back
        return frame is not None and self.is_users(frame.f_code)

    def here(self) -> Caller:
        """Return the user's line that is running."""
        return self.find(sys._getframe(1))

    def find(self, frame: FrameType | None) -> Caller:
        """Return the innermost user's frame from ``frame`` outwards."""
        role, decorated, inner, last = "", None, None, frame
        while frame is not None:
            code = frame.f_code
            found = self._role(code)
            if found is None:
                place = Place(code, frame.f_lasti, inner)
                return Caller(place, role, frame, decorated)
            if found == "decorator":
                decorated = decorated or self._decorated(frame)
            elif found and role != "compiled":
                role = found
            if inner is None and not code.co_filename.startswith(
                (self._torch, _OURS, "<")
            ):
                inner = Place(code, frame.f_lasti)
            last, frame = frame, frame.f_back
        assert last is not None
        return Caller(Place(last.f_code, last.f_lasti), role, last, decorated)

    def _decorated(self, frame: FrameType) -> Place | Site | None:
        """Where a decorator that switches gradients stands, if the user wrote it."""
        function = frame.f_locals.get("func")
        seen = self.wrapped.get(id(function))
        if seen is not None and self.is_users(seen[1].code):
            return seen[1]
        code = getattr(function, "__code__", None)
        if not isinstance(code, CodeType) or not self.is_users(code):
            return None
        file = code.co_filename
        return Site.at(file, decorator_line(file, code.co_firstlineno))

    def locals_of(self, frame: FrameType) -> dict[str, Any]:
        """Return a frame's names; not to be called from a trace function."""
        held = frame.f_locals
        found = dict(held)
        if held is not frame.f_globals:
            forget_snapshot(frame)
        return found

    def users_frames(self, frame: FrameType | None) -> list[FrameType]:
        """Return the user's frames, innermost first."""
        found = []
        while frame is not None:
            if self.is_users(frame.f_code):
                found.append(frame)
            frame = frame.f_back
        return found
