"""What took a gradient between a value read and a value made?"""

from __future__ import annotations

from typing import NamedTuple

from .record import Op, Place, Site, Value

_OFF_BEFORE = (
    "gradients were off before the trace began; the line is the first that missed them"
)
#: Roles of library code that are cuts.
_ROLE_KINDS = {
    "deepcopy": "deepcopy",
    "state_dict": "state_dict",
    "load": "setattr",
    "sample": "rng",
}


class Cut(NamedTuple):
    """What a dead edge is blamed on."""

    kind: str
    op: str
    site: Site
    inner: Place | None
    guess: str = ""


def blame(op: Op, index: int, made: Value) -> Cut:
    """Say what took the gradient on the way back from a value made.

    :param index: which of the operation's uses is the value read.
    """
    value, asked, off = op.uses[index]
    kind = _ROLE_KINDS.get(op.role) or op.kind
    if kind == "setattr" and op.tracked and op.role != "load" and op.updates is value:
        kind = ""
    if not kind and made.discrete:
        kind = "integer"
    flag = value.holder.leaf and not asked and value.holder.requires_grad
    if flag and kind in ("", "setattr", "custom_function"):
        place = off or value.holder.switched_on or op.place
        return Cut("requires_grad_", "requires_grad_", Site.of(place), None)
    if not kind and not op.tracked:
        site = Site.of(op.switch or op.place)
        guess = "" if op.switch else _OFF_BEFORE
        return Cut(op.switch_kind, op.switch_kind, site, op.place.inner, guess)
    kind = kind or "not_differentiable"
    return Cut(kind, op.name, Site.of(op.place), op.place.inner)
