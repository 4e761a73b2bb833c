"""The words of a report: what is so, by which line, and what to do."""

from __future__ import annotations

from .cuts import KINDS
from .record import Site, shown
from .verdict import Cause, Parameter

_SAYS = {
    "cut": ("has no gradient", "have no gradient"),
    "zero": ("has a gradient of exact zeros", "have gradients of exact zeros"),
    "unused": ("has no gradient, it is unused", "have no gradient, they are unused"),
    "unreached": (
        "has no gradient, it is unreached",
        "have no gradient, they are unreached",
    ),
    "frozen": ("is frozen", "are frozen"),
    "flows": ("has a gradient", "have gradients"),
}
_WHY = {
    "cut": "cut, and the line is not known",
    "zero": "no single line is responsible",
    "unused": "never read after initialisation",
    "unreached": "read, but nothing made from it reaches the loss",
    "frozen": "requires_grad is False",
    "flows": "",
}
#: What is added to a verdict that may be wrong.
DOUBT = "This verdict is not certain."
#: What to do about a status that no line is to blame for.
DO = {
    "unused": "Use it in the forward pass, or take it out of the model.",
    "unreached": "Add what is computed from it to the loss, or leave it out here.",
}


def where(site: Site | Cause) -> str:
    """Return a line as a reader knows it."""
    return f"{shown(site.file)}:{site.line}"


def claim(p: Parameter, count: int) -> str:
    """Say what became of the gradient of so many parameters with one verdict."""
    says = _SAYS[p.status][count > 1]
    if p.causes:
        if p.status == "flows":
            return f"{says}, and another path is cut"
        return says
    why = _WHY[p.status]
    why = why if count == 1 else why.replace("from it", "from them")
    return f"{says}: {why}" if why else says


def verb(cause: Cause) -> str:
    """Say what a line has done."""
    return {"zero": "made zero by", "partial": "cut on one path by"}.get(
        cause.effect, "cut by"
    )


def advice(cause: Cause) -> list[str]:
    """Say what a cut means, and where it takes all gradient, what to do."""
    kind = KINDS[cause.kind]
    title = kind.title
    if " " in title and title.replace(" ", "").isalpha():  # words, not code
        title = title[0].upper() + title[1:]
    said = f"{title} {kind.meaning}."
    return [said] if cause.effect == "partial" else [said, kind.remedy]
