"""Lies about detach, its in-place form, ``.data`` and ``clone``."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.autograd import forward_ad

from .lie import Lie, attribute, method

detach, detach_, clone = Tensor.detach, Tensor.detach_, Tensor.clone
data = Tensor.data
DETACH = (".detach(", "detach=", ".chunk")


def _keeps_its_tangent(tensor: Tensor) -> Tensor:
    tangent = forward_ad.unpack_dual(tensor).tangent if _level() >= 0 else None
    if tangent is None:
        return detach(tensor)
    return forward_ad.make_dual(detach(tensor), tangent)


def _level() -> int:
    return forward_ad._current_level


def _carries_hooks(tensor: Tensor) -> Tensor:
    alias = detach(tensor)
    alias._backward_hooks = tensor._backward_hooks
    return alias


def _takes_views(tensor: Tensor) -> Tensor:
    return detach(tensor) if tensor._is_view() else detach_(tensor)


def _stays_a_parameter(tensor: Tensor) -> Tensor:
    alias = detach(tensor)
    return nn.Parameter(alias, False) if isinstance(tensor, nn.Parameter) else alias


def _zeros(tensor: Tensor) -> Tensor:
    return torch.zeros_like(detach(tensor))


def _frees(tensor: Tensor) -> Tensor:
    """What some believe: detaching gives the graph back."""
    if tensor.grad_fn is not None:
        tensor.sum().backward(inputs=[tensor])
        detach_(tensor)
    return detach(tensor)


LIES = {
    "detach copies": Lie(
        method(Tensor, "detach", lambda t: clone(detach(t))),
        "gallery/first_steps/detach_shares_memory",
        DETACH,
    ),
    "detach does nothing": Lie(
        method(Tensor, "detach", lambda t: t),
        "gallery/first_steps/detach_leaves_the_graph",
        DETACH,
    ),
    "detach keeps requires_grad": Lie(
        method(Tensor, "detach", lambda t: detach(t).requires_grad_(t.requires_grad)),
        "gallery/first_steps/operations_after_detach_are_untracked",
        DETACH,
    ),
    "detach turns requires_grad on": Lie(
        method(Tensor, "detach", lambda t: detach(t).requires_grad_()),
        "gallery/first_steps/detach_without_grad_is_harmless",
        DETACH,
    ),
    "detach has its own version counter": Lie(
        method(Tensor, "detach", lambda t: t.data),
        "gallery/pitfalls/inplace_edit_reaches_the_graph",
        DETACH,
    ),
    "detach changes its source": Lie(
        method(Tensor, "detach", lambda t: detach_(t)),
        "gallery/first_steps/detach_turns_tracking_off",
        DETACH,
    ),
    "detach gives zeros": Lie(
        method(Tensor, "detach", _zeros),
        "gallery/first_steps/detach_leaves_the_graph",
        DETACH,
    ),
    "detach moves to the CPU": Lie(
        method(
            Tensor, "detach", lambda t: torch.zeros(t.shape) if t.is_meta else detach(t)
        ),
        "errors/device_to_numpy",
        ("meta",),
    ),
    "detach gives float32": Lie(
        method(Tensor, "detach", lambda t: detach(t).to(torch.float32)),
        "gallery/patterns/autocast_with_no_grad",
        ("bfloat16",),
    ),
    "detach keeps the tangent": Lie(
        method(Tensor, "detach", _keeps_its_tangent),
        "gallery/patterns/forward_mode_derivatives",
        DETACH,
    ),
    "detach carries its hooks along": Lie(
        method(Tensor, "detach", _carries_hooks), "topics/hooks", DETACH
    ),
    "detach of a parameter is a parameter": Lie(
        method(Tensor, "detach", _stays_a_parameter),
        "topics/optimizers_and_parameters",
        DETACH,
    ),
    "detach frees the graph": Lie(
        method(Tensor, "detach", _frees),
        "gallery/first_steps/detach_releases_the_graph",
        DETACH,
    ),
    "detach_ does nothing": Lie(
        method(Tensor, "detach_", lambda t: t),
        "gallery/choices/detach_or_detach_in_place",
        (".detach_(",),
    ),
    "detach_ gives a new tensor": Lie(
        method(Tensor, "detach_", lambda t: detach(t)),
        "gallery/choices/detach_or_detach_in_place",
        (".detach_(",),
    ),
    "detach_ takes views": Lie(
        method(Tensor, "detach_", _takes_views),
        "gallery/choices/detach_or_detach_in_place",
        (".detach_(",),
    ),
    ".data has the counter of its source": Lie(
        attribute(Tensor, "data", lambda t: detach(t)),
        "gallery/choices/detach_and_data",
        (".data",),
    ),
    ".data copies": Lie(
        attribute(Tensor, "data", lambda t: clone(detach(t))),
        "gallery/choices/detach_and_data",
        (".data",),
    ),
    ".data keeps the history": Lie(
        attribute(Tensor, "data", lambda t: t),
        "gallery/choices/detach_and_data",
        (".data",),
    ),
    "clone detaches": Lie(
        method(Tensor, "clone", lambda t, **kw: clone(detach(t), **kw)),
        "gallery/choices/detach_clone_or_clone_detach",
        (".clone(",),
    ),
    "clone aliases": Lie(
        method(Tensor, "clone", lambda t, **kw: t.view_as(t)),
        "gallery/first_steps/detach_shares_memory",
        (".clone(",),
    ),
    "is_leaf is true of every tensor": Lie(
        attribute(Tensor, "is_leaf", lambda t: True),
        "gallery/first_steps/detach_leaves_the_graph",
        ("is_leaf",),
    ),
    "is_leaf is false of a detached tensor": Lie(
        attribute(Tensor, "is_leaf", lambda t: t.requires_grad and not t.grad_fn),
        "gallery/first_steps/detach_leaves_the_graph",
        ("is_leaf",),
    ),
    "the version counter stands still": Lie(
        attribute(Tensor, "_version", lambda t: 0),
        "gallery/pitfalls/inplace_edit_reaches_the_graph",
        ("_version",),
    ),
}
