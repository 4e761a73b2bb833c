"""The interpreter's state that scripts share: reset before, compared after."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

SEED = 0


def reset() -> None:
    """Give the next script a fresh state; every warning becomes an error.

    torch gives many warnings once per process: here they come every time, so
    that a page does not depend on what ran before it.
    """
    import torch

    torch.manual_seed(SEED)
    torch.set_warn_always(True)
    torch.set_grad_enabled(True)
    torch.set_default_dtype(torch.float32)
    torch.set_num_threads(_threads())
    torch.set_printoptions(profile="default")
    torch.autograd.set_detect_anomaly(False)
    torch.use_deterministic_algorithms(False)
    warnings.resetwarnings()
    warnings.simplefilter("error")


@cache
def _threads() -> int:
    """The number before any script ran."""
    import torch

    return torch.get_num_threads()


def _print_options() -> Any:
    from torch import _tensor_str

    return repr(_tensor_str.PRINT_OPTS)


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
    }


def snapshot() -> dict[str, Any]:
    """Return the state now; a script's seed is its own affair."""
    return {name: read() for name, (read, _) in _probes().items()}


def changed(before: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return (what, word to look for, advice) for all that a script left changed."""
    found = []
    for name, (read, call) in _probes().items():
        if read() != before[name]:
            what = f"The script leaves {name} changed ({before[name]} to {read()})."
            found.append((what, call, "Use a with block, or set it back at the end."))
    if _open_figures():
        what = "The script leaves a pyplot figure open; the page would not show it."
        do = "Use new_plot(...), and show_plot(figure, ...) as the block's last line."
        found.append((what, "plt.", do))
    return found


def _open_figures() -> bool:
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None or not pyplot.get_fignums():
        return False
    pyplot.close("all")
    return True
