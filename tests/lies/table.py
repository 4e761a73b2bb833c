"""All lies, by name."""

from __future__ import annotations

from . import about_backward, about_detach, about_modes, about_tensors, about_values
from .lie import Lie

LIES: dict[str, Lie] = {
    **about_detach.LIES,
    **about_modes.LIES,
    **about_values.LIES,
    **about_tensors.LIES,
    **about_backward.LIES,
}
