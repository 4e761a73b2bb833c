"""The interpreter's state that scripts share: reset before, compared after."""

from __future__ import annotations

import builtins
import random
import sys
import threading
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

SEED = 0
#: Why nothing may run in this process; empty where it may.
_forbidden = ""


def forbid(why: str) -> None:
    """Let nothing run from now on: what is run asks for a fresh state first."""
    global _forbidden
    _forbidden = why


def reset() -> None:
    """Give the next script a fresh state; every warning becomes an error.

    torch gives many warnings once per process: here they come every time, so
    that a page does not depend on what ran before it.

    :raises RuntimeError: where nothing may run.
    """
    if _forbidden:
        raise RuntimeError(_forbidden)
    import numpy
    import torch

    vars(builtins).update(_builtins())
    random.seed(SEED)
    numpy.random.seed(SEED)
    numpy.set_printoptions(**_numpy_options())
    _seed_torch()
    torch.set_warn_always(True)
    torch.set_grad_enabled(True)
    torch.set_default_dtype(torch.float32)
    torch.set_num_threads(_threads())
    torch.set_printoptions(profile="default")
    torch.autograd.set_detect_anomaly(False)
    if torch.are_deterministic_algorithms_enabled():
        # The call imports a compiler: seconds, where there is nothing to reset.
        torch.use_deterministic_algorithms(False)
    refuse_warnings()


def _seed_torch() -> None:
    """Seed the generators of all devices; where there is the processor alone, that one.

    ``torch.manual_seed`` writes down the stack of its caller for each kind of device
    that is not in use yet: with Sphinx below, a millisecond for each script.
    """
    import torch

    if torch.accelerator.is_available():
        torch.manual_seed(SEED)
    else:
        torch.default_generator.manual_seed(SEED)


def refuse_warnings() -> None:
    """Let every warning be an error, but for one that torch gives itself.

    The first use of forward-mode AD calls what torch calls deprecated.
    """
    warnings.resetwarnings()
    warnings.simplefilter("error")
    warnings.filterwarnings("ignore", ".torch.jit.script", DeprecationWarning)


@cache
def _threads() -> int:
    """The number before any script ran."""
    import torch

    return torch.get_num_threads()


@cache
def _builtins() -> dict[str, Any]:
    """Those before any script ran; a prompt leaves its answer in ``_``."""
    return {name: value for name, value in vars(builtins).items() if name != "_"}


def _changed_builtins() -> list[str]:
    now = vars(builtins)
    return sorted(n for n, value in _builtins().items() if now.get(n) is not value)


@cache
def _numpy_options() -> Any:
    """Those before any script ran."""
    import numpy

    return numpy.get_printoptions()


def _print_options() -> Any:
    import numpy
    from torch import _tensor_str

    return f"{_tensor_str.PRINT_OPTS} {numpy.get_printoptions()}"


def _running() -> list[str]:
    """The threads that Python started; those of C code have no name of their own."""
    sharing = sys.modules.get("multiprocessing.resource_sharer")
    sharer = getattr(getattr(sharing, "_resource_sharer", None), "_thread", None)
    return sorted(
        thread.name
        for thread in threading.enumerate()
        # One that multiprocessing keeps for as long as this process lives.
        if thread is not sharer and not isinstance(thread, threading._DummyThread)
    )


def _probes() -> dict[str, tuple[Callable[[], Any], str]]:
    """What is compared: name, how it is read, the call in a script that sets it."""
    import torch

    return {
        "the grad mode": (torch.is_grad_enabled, "set_grad_enabled"),
        "the default dtype": (torch.get_default_dtype, "set_default_dtype"),
        "the number of threads": (torch.get_num_threads, "set_num_threads"),
        "the print options": (_print_options, "set_printoptions"),
        "anomaly mode": (torch.is_anomaly_enabled, "set_detect_anomaly"),
        "deterministic mode": (
            torch.are_deterministic_algorithms_enabled,
            "use_deterministic_algorithms",
        ),
        "the running threads": (_running, "start"),
        "the builtins": (_changed_builtins, "setattr"),
    }


def snapshot() -> dict[str, Any]:
    """Return the state now; a script's seed is its own affair."""
    return {name: read() for name, (read, _) in _probes().items()}


def changed(before: dict[str, Any]) -> list[tuple[str, set[str], str]]:
    """Return (what, calls to look for, advice) for all that a script left changed."""
    found = []
    for name, (read, call) in _probes().items():
        old, now = before[name], read()
        if old != now:
            values = f" ({old} to {now})" if len(f"{old}{now}") < 80 else ""
            do = "Use a with block, or set it back at the end."
            found.append((f"The script leaves {name} changed{values}.", {call}, do))
    if _open_figures():
        what = "The script leaves a pyplot figure open; the page would not show it."
        do = "Use new_plot(...), and show_plot(figure, ...) as the block's last line."
        found.append((what, {"plt", "pyplot"}, do))
    return found


def _open_figures() -> bool:
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None or not pyplot.get_fignums():
        return False
    pyplot.close("all")
    return True
