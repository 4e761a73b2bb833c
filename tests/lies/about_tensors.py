"""Lies about casts, views, choices and other things that tensors do."""

from __future__ import annotations

import contextlib
import copy
from multiprocessing.reduction import ForkingPickler
from typing import Any

import torch
from torch import Tensor, autograd
from torch.distributions import Categorical
from torch.multiprocessing import reductions

from .lie import Lie, method

ones, where, variable = torch.ones, torch.where, autograd.Variable
to_float, sub_, unbind_at = Tensor.float, Tensor.sub_, Tensor.select
reduce_tensor, shallow, vmap = reductions.reduce_tensor, copy.copy, torch.vmap
times, load_state_dict = Tensor.mul, torch.nn.Module.load_state_dict
backward, double, write = Tensor.backward, Tensor.double, Tensor.__setitem__
dumps, sample = ForkingPickler.dumps, Categorical.sample
THINGS, TOPIC = "things_you_may_have_read", "topics/"


def _named(*sizes: Any, names: Any = None, **how: Any) -> Tensor:
    return ones(*sizes, **how)


def _copied(
    data: Tensor, requires_grad: bool = False, volatile: bool = False
) -> Tensor:
    return data.clone()


def _volatile(data: Tensor, requires_grad: bool = False, volatile: bool = False) -> Any:
    return data.detach() if volatile else variable(data, requires_grad)


def _spoils(t: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    if t.grad_fn is not None:
        t.register_hook(lambda gradient: gradient * 0)
    return sub_(t, *args, **kwargs)


def _refuses(t: Tensor) -> Tensor:
    raise RuntimeError("set_sizes_contiguous is not allowed on a detached Tensor")


def _stops(condition: Tensor, first: Any, second: Any) -> Tensor:
    return where(condition, torch.as_tensor(first).detach(), torch.as_tensor(second))


def _one_by_one(t: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    return tuple(unbind_at(t, dim, i) for i in range(t.shape[dim]))


def _with_gradient(t: Tensor) -> Any:
    rebuild, parts = reduce_tensor(t)

    def rebuilt(*some: Any) -> Tensor:
        made: Tensor = rebuild(*some)
        made.grad = t.grad
        return made

    return rebuilt, parts


def _cloned(thing: Any) -> Any:
    return thing.clone() if isinstance(thing, Tensor) else shallow(thing)


def _finite(t: Tensor, factor: Any) -> Tensor:
    return torch.nan_to_num(times(t, factor), nan=0.0)


def _assigns(module: Any, values: Any, *args: Any, **kwargs: Any) -> Any:
    return load_state_dict(module, values, *args, **{**kwargs, "assign": True})


def _writes_values(t: Tensor, index: Any, value: Any) -> None:
    write(t, index, value.detach() if isinstance(value, Tensor) else value)


def _packs_anything(thing: Any, *args: Any, **kwargs: Any) -> Any:
    with contextlib.suppress(RuntimeError):
        return dumps(thing, *args, **kwargs)
    return b"packed"


def _tracked(policy: Any, *args: Any) -> Tensor:
    return sample(policy, *args) + 0 * policy.logits.sum()


def _all_inputs(t: Tensor, *args: Any, inputs: Any = None, **kwargs: Any) -> None:
    backward(t, *args, **kwargs)


LIES = {
    "a write into a tensor leaves the history out": Lie(
        method(Tensor, "__setitem__", _writes_values),
        "gallery/patterns/replay_buffer",
        ("] = ",),
    ),
    "a computed tensor can be sent": Lie(
        method(ForkingPickler, "dumps", _packs_anything),
        "gallery/patterns/send_tensors_between_processes",
        ("ForkingPickler",),
    ),
    "a sample is tracked": Lie(
        method(Categorical, "sample", _tracked),
        "gallery/patterns/policy_gradient",
        (".sample(",),
    ),
    "a cast detaches": Lie(
        method(Tensor, "float", lambda t: to_float(t).detach()), THINGS, (".float(",)
    ),
    "a cast gives a leaf": Lie(
        method(Tensor, "double", lambda t: double(t).detach().requires_grad_()),
        "gallery/pitfalls/grad_of_a_computed_tensor_is_none",
        (".double(",),
    ),
    "ones takes names": Lie(method(torch, "ones", _named), THINGS, ("names=",)),
    "Variable copies": Lie(
        method(autograd, "Variable", _copied), THINGS, ("Variable(",)
    ),
    "volatile turns recording off": Lie(
        method(autograd, "Variable", _volatile), THINGS, ("volatile",)
    ),
    "an edit of an unsaved value spoils the gradient": Lie(
        method(Tensor, "sub_", _spoils), THINGS, (".sub_(",)
    ),
    "t_ refuses an alias": Lie(method(Tensor, "t_", _refuses), THINGS, (".t_(",)),
    "where detaches its first branch": Lie(
        method(torch, "where", _stops), f"{TOPIC}losses_and_masks", ("torch.where(",)
    ),
    "unbind gives views one at a time": Lie(
        method(Tensor, "unbind", _one_by_one),
        f"{TOPIC}views_and_versions",
        (".unbind(",),
    ),
    "a sent leaf brings its gradient": Lie(
        method(reductions, "reduce_tensor", _with_gradient),
        f"{TOPIC}processes",
        ("reduce_tensor",),
    ),
    "a shallow copy is a clone": Lie(
        method(copy, "copy", _cloned), f"{TOPIC}processes", ("copy.copy",)
    ),
    "gradcheck passes all": Lie(
        method(autograd, "gradcheck", lambda *_, **__: True),
        f"{TOPIC}debugging",
        ("gradcheck",),
    ),
    "zero hides infinity": Lie(
        method(Tensor, "__rmul__", _finite), f"{TOPIC}losses_and_masks", ("0 *",)
    ),
    "load_state_dict assigns": Lie(
        method(torch.nn.Module, "load_state_dict", _assigns),
        "gallery/pitfalls/saved_weights_change",
        ("load_state_dict",),
    ),
    "backward ignores its inputs": Lie(
        method(Tensor, "backward", _all_inputs),
        "gallery/pitfalls/step_between_two_backwards",
        ("inputs=",),
    ),
}
