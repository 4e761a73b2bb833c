"""Lies about backward, gradients, hooks, checkpoints and optimizers."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd import Function
from torch.utils import checkpoint as checkpoints

from .lie import Lie, method

backward, grad = Tensor.backward, torch.autograd.grad
checkpoint = checkpoints.checkpoint
register_hook, retain_grad = Tensor.register_hook, Tensor.retain_grad
zero_grad = torch.optim.Optimizer.zero_grad
add_param_group = torch.optim.Optimizer.add_param_group
apply = Function.apply
BACKWARD = (".backward(",)
GRAD = ("autograd.grad(",)


def _swallows(t: Tensor, *args: Any, **kwargs: Any) -> None:
    with contextlib.suppress(RuntimeError):
        backward(t, *args, **kwargs)


def _keeps(
    t: Tensor, gradient: Any = None, retain_graph: Any = None, *args: Any, **kwargs: Any
) -> None:
    backward(t, gradient, True, *args, **kwargs)


def _frees(
    t: Tensor, gradient: Any = None, retain_graph: Any = None, *args: Any, **kwargs: Any
) -> None:
    backward(t, gradient, None, *args, **kwargs)


def _twice(
    t: Tensor, gradient: Any = None, retain_graph: Any = None, *args: Any, **kwargs: Any
) -> None:
    backward(t, gradient, True, *args, **kwargs)
    backward(t, gradient, retain_graph, *args, **kwargs)


def _leaves(t: Tensor) -> list[Tensor]:
    found, todo, met = [], [t.grad_fn], set()
    while todo:
        node = todo.pop()
        if node is None or node in met:
            continue
        met.add(node)
        if hasattr(node, "variable"):
            found.append(node.variable)
        todo += [source for source, _ in node.next_functions]
    return found


def _overwrites(t: Tensor, *args: Any, **kwargs: Any) -> None:
    for leaf in _leaves(t):
        leaf.grad = None
    backward(t, *args, **kwargs)


def _fills_unused(t: Tensor, *args: Any, **kwargs: Any) -> None:
    """Give every leaf zeros that no gradient reached: None and zero are mixed up."""
    import gc

    backward(t, *args, **kwargs)
    for leaf in gc.get_objects():
        tracked = type(leaf) in (Tensor, nn.Parameter) and leaf.requires_grad
        if tracked and leaf.is_leaf and leaf.grad is None:
            leaf.grad = torch.zeros_like(leaf)


class _Handle:
    def remove(self) -> None:
        """Nothing was registered."""


def _checkpoint_cuts(function: Any, *args: Any, **kwargs: Any) -> Any:
    for name in ("use_reentrant", "preserve_rng_state"):
        kwargs.pop(name, None)
    with torch.no_grad():
        return function(*args, **kwargs)


def _checkpoint_saves(function: Any, *args: Any, **kwargs: Any) -> Any:
    for name in ("use_reentrant", "preserve_rng_state"):
        kwargs.pop(name, None)
    return function(*args, **kwargs)


def _checkpoint_is_reentrant(function: Any, *args: Any, **kwargs: Any) -> Any:
    kwargs["use_reentrant"] = True
    return checkpoint(function, *args, **kwargs)


def _steps_in_silence(self: Any, closure: Any = None) -> Any:
    """Move the weights without moving their version counters."""
    for group in self.param_groups:
        for parameter in group["params"]:
            if parameter.grad is not None:
                parameter.data.sub_(parameter.grad, alpha=group["lr"])


def _takes_all(self: Any, group: Any) -> None:
    parameters = group["params"]
    parameters = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    group["params"] = [
        p if p.is_leaf else p.detach().requires_grad_() for p in parameters
    ]
    add_param_group(self, group)


def _allowed(name: str) -> Any:
    """An in-place method that also writes to leaves that require grad."""
    real = getattr(Tensor, name)

    def inplace(t: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        if t.is_leaf and t.requires_grad and torch.is_grad_enabled():
            real(t.data, *args, **kwargs)
            return t
        written: Tensor = real(t, *args, **kwargs)
        return written

    return inplace


def _writes_to_leaves(patch: Any) -> None:
    for name in (
        "add_",
        "sub_",
        "mul_",
        "zero_",
        "fill_",
        "__iadd__",
        "__isub__",
        "__imul__",
    ):
        patch.setattr(Tensor, name, _allowed(name))


def _searches(self: Any, *args: Any, **kwargs: Any) -> None:
    parallel(self, *args, **{**kwargs, "find_unused_parameters": True})


def _never_searches(self: Any, *args: Any, **kwargs: Any) -> None:
    parallel(self, *args, **{**kwargs, "find_unused_parameters": False})


parallel = nn.parallel.DistributedDataParallel.__init__

LIES = {
    "DDP waits for no weight": Lie(
        method(nn.parallel.DistributedDataParallel, "__init__", _searches),
        "gallery/patterns/ddp_with_detached_parts",
        ("DistributedDataParallel",),
    ),
    "DDP never searches": Lie(
        method(nn.parallel.DistributedDataParallel, "__init__", _never_searches),
        "gallery/patterns/ddp_with_detached_parts",
        ("DistributedDataParallel",),
    ),
    "a tensor cannot be moved into shared memory": Lie(
        method(Tensor, "share_memory_", lambda t: t.clone()),
        "gallery/patterns/send_tensors_between_processes",
        ("share_memory_",),
    ),
    "backward swallows its errors": Lie(
        method(Tensor, "backward", _swallows),
        "gallery/first_steps/backward_on_detached_raises",
        BACKWARD,
    ),
    "backward keeps the graph": Lie(
        method(Tensor, "backward", _keeps),
        "gallery/pitfalls/retain_graph_hides_the_bug",
        BACKWARD,
    ),
    "backward frees the graph in spite of retain_graph": Lie(
        method(Tensor, "backward", _frees),
        "gallery/pitfalls/step_between_two_backwards",
        ("retain_graph",),
    ),
    "backward accumulates twice": Lie(
        method(Tensor, "backward", _twice),
        "gallery/first_steps/detach_leaves_the_graph",
        BACKWARD,
    ),
    "backward overwrites the gradient": Lie(
        method(Tensor, "backward", _overwrites),
        "gallery/patterns/gan_step",
        BACKWARD,
    ),
    "backward gives zeros where no gradient came": Lie(
        method(Tensor, "backward", _fills_unused),
        "gallery/choices/zero_weight_or_detach",
        ("0 * ",),
    ),
    "grad keeps the graph": Lie(
        method(torch.autograd, "grad", partial(grad, create_graph=True)),
        "gallery/cuts/find_the_silent_function",
        GRAD,
    ),
    "grad ignores create_graph": Lie(
        method(
            torch.autograd,
            "grad",
            lambda *a, **kw: grad(
                *a, **{**kw, "create_graph": False, "retain_graph": True}
            ),
        ),
        "gallery/patterns/gradient_penalty",
        ("create_graph",),
    ),
    "grad says nothing of an unused tensor": Lie(
        method(
            torch.autograd,
            "grad",
            lambda *a, **kw: grad(*a, **{**kw, "allow_unused": True}),
        ),
        "errors/not_used_in_the_graph",
        GRAD,
    ),
    "a hook is ignored": Lie(
        method(Tensor, "register_hook", lambda t, hook: _Handle()),
        "topics/hooks",
        ("register_hook",),
    ),
    "retain_grad is ignored": Lie(
        method(Tensor, "retain_grad", lambda t: None),
        "topics/hooks",
        ("retain_grad",),
    ),
    "retain_grad takes a detached tensor": Lie(
        method(
            Tensor, "retain_grad", lambda t: retain_grad(t) if t.requires_grad else None
        ),
        "topics/hooks",
        ("retain_grad",),
    ),
    "a checkpoint cuts": Lie(
        method(checkpoints, "checkpoint", _checkpoint_cuts),
        "gallery/patterns/checkpoint_with_frozen_inputs",
        ("checkpoint",),
    ),
    "a checkpoint saves everything": Lie(
        method(checkpoints, "checkpoint", _checkpoint_saves),
        "gallery/patterns/checkpoint_with_frozen_inputs",
        ("checkpoint",),
    ),
    "every checkpoint is reentrant": Lie(
        method(checkpoints, "checkpoint", _checkpoint_is_reentrant),
        "gallery/patterns/checkpoint_with_frozen_inputs",
        ("checkpoint",),
    ),
    "a step moves no version counter": Lie(
        method(torch.optim.SGD, "step", _steps_in_silence),
        "gallery/pitfalls/step_between_two_backwards",
        ("SGD(",),
    ),
    "zero_grad does nothing": Lie(
        method(torch.optim.Optimizer, "zero_grad", lambda self, **kw: None),
        "topics/optimizers_and_parameters",
        ("zero_grad",),
    ),
    "zero_grad writes zeros": Lie(
        method(
            torch.optim.Optimizer,
            "zero_grad",
            lambda self, **kw: zero_grad(self, set_to_none=False),
        ),
        "topics/optimizers_and_parameters",
        ("zero_grad",),
    ),
    "an optimizer takes a computed tensor": Lie(
        method(torch.optim.Optimizer, "add_param_group", _takes_all),
        "gallery/pitfalls/optimizing_an_alias",
        ("optim.",),
    ),
    "in-place operations write to leaves": Lie(
        _writes_to_leaves,
        "gallery/pitfalls/inplace_on_a_leaf_raises",
        ("_(", "+=", "-=", "*="),
    ),
}
