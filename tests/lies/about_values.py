"""Lies about values that leave a tensor, and about tensors made from values."""

from __future__ import annotations

import copy
from typing import Any

import numpy
import torch
from torch import Tensor, nn

from .lie import Lie, attribute, method

item, tolist, to_numpy = Tensor.item, Tensor.tolist, Tensor.numpy
tensor, as_tensor, stack = torch.tensor, torch.as_tensor, torch.stack
from_numpy, real_round = torch.from_numpy, Tensor.round
argmax = Tensor.argmax
deepcopy, state_dict = Tensor.__deepcopy__, nn.Module.state_dict
functional_call = torch.func.functional_call
grad: Any = Tensor.grad


def _keeps_the_graph(value: Any, *args: Any, **kwargs: Any) -> Tensor:
    if isinstance(value, Tensor):
        return value.clone()
    if isinstance(value, list) and value and isinstance(value[0], Tensor):
        return stack(value)
    return tensor(value, *args, **kwargs)


def _aliases(value: Any, *args: Any, **kwargs: Any) -> Tensor:
    if isinstance(value, Tensor):
        return value.detach()
    return tensor(value, *args, **kwargs)


def _cuts(value: Any, *args: Any, **kwargs: Any) -> Tensor:
    made = as_tensor(value, *args, **kwargs)
    return made.detach().clone()


def _stacked(values: Any, *args: Any, **kwargs: Any) -> Tensor:
    return stack([v.detach() for v in values], *args, **kwargs)


def _refuses_force(t: Tensor, *, force: bool = False) -> numpy.ndarray[Any, Any]:
    return to_numpy(t)


def _copied(module: Any, *args: Any, **kwargs: Any) -> Any:
    found = state_dict(module, *args, **kwargs)
    for name, value in list(found.items()):
        if isinstance(value, Tensor):
            found[name] = value.clone()
    return found


def _called_with_copies(module: Any, values: Any, *args: Any, **kwargs: Any) -> Any:
    copies = {name: value.detach() for name, value in values.items()}
    return functional_call(module, copies, *args, **kwargs)


def _deepcopied(t: Tensor, memo: Any) -> Any:
    return deepcopy(t if t.is_leaf else t.detach(), memo)


def _cut_where_frozen(layer: nn.Linear, x: Tensor) -> Tensor:
    x = x if layer.weight.requires_grad else x.detach()
    return nn.functional.linear(x, layer.weight, layer.bias)


def _mse(y: Tensor, target: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    return real_mse(y, target.detach(), *args, **kwargs)


real_mse = nn.functional.mse_loss
sample = torch.distributions.Normal.sample

LIES = {
    "item returns a tensor": Lie(
        method(Tensor, "item", lambda t: t),
        "gallery/choices/item_or_detach",
        (".item(",),
    ),
    "item refuses a tensor that requires grad": Lie(
        method(Tensor, "item", lambda t: to_numpy(t).item()),
        "gallery/choices/item_or_detach",
        (".item(",),
    ),
    "tolist keeps the gradient": Lie(
        method(
            Tensor,
            "tolist",
            lambda t: [*t] if t.dim() and t.requires_grad else tolist(t),
        ),
        "gallery/cuts/follow_a_value_through_python",
        (".tolist(",),
    ),
    "float warns of nothing": Lie(
        method(Tensor, "__float__", lambda t: item(t)),
        "gallery/choices/item_or_detach",
        ("float(",),
    ),
    "numpy copies": Lie(
        method(Tensor, "numpy", lambda t, **kw: to_numpy(t, **kw).copy()),
        "gallery/patterns/tensor_to_numpy",
        (".numpy(",),
    ),
    "numpy detaches in silence": Lie(
        method(Tensor, "numpy", lambda t, **kw: to_numpy(t.detach(), **kw)),
        "gallery/patterns/tensor_to_numpy",
        (".numpy(",),
    ),
    "numpy ignores force": Lie(
        method(Tensor, "numpy", _refuses_force),
        "gallery/patterns/tensor_to_numpy",
        (".numpy(",),
    ),
    "numpy counts its writes": Lie(
        method(Tensor, "__array__", lambda t, *a: to_numpy(t.detach())),
        "topics/numpy_and_python",
        ("np.asarray", "numpy.asarray", "np.array"),
    ),
    "from_numpy copies": Lie(
        method(torch, "from_numpy", lambda array: from_numpy(array.copy())),
        "topics/numpy_and_python",
        ("from_numpy",),
    ),
    "torch.tensor keeps the graph": Lie(
        method(torch, "tensor", _keeps_the_graph),
        "gallery/choices/torch_tensor_or_detach_clone",
        ("torch.tensor(",),
    ),
    "torch.tensor aliases": Lie(
        method(torch, "tensor", _aliases),
        "gallery/choices/torch_tensor_or_detach_clone",
        ("torch.tensor(",),
    ),
    "as_tensor cuts": Lie(
        method(torch, "as_tensor", _cuts),
        "gallery/choices/torch_tensor_or_detach_clone",
        ("as_tensor",),
    ),
    "stack cuts": Lie(
        method(torch, "stack", _stacked),
        "gallery/choices/stack_or_torch_tensor",
        ("torch.stack",),
    ),
    "round passes the gradient": Lie(
        method(Tensor, "round", lambda t: t + (real_round(t) - t).detach()),
        "gallery/patterns/straight_through_estimator",
        (".round(",),
    ),
    "argmax has a slope": Lie(
        method(Tensor, "argmax", lambda t: t.max() * 0.0 + argmax(t)),
        "errors/floating_point",
        (".argmax(",),
    ),
    "a frozen layer cuts": Lie(
        method(nn.Linear, "forward", _cut_where_frozen),
        "errors/inputs_cannot_be_empty",
        ("Linear(",),
    ),
    "a comparison has a slope": Lie(
        method(Tensor, "__gt__", Tensor.sub), "gallery/cuts/find_the_integer", (" > ",)
    ),
    "rsample only draws": Lie(
        method(torch.distributions.Normal, "rsample", sample),
        "gallery/cuts/find_the_integer",
        ("rsample",),
    ),
    "functional_call copies": Lie(
        method(torch.func, "functional_call", _called_with_copies),
        "gallery/cuts/find_the_copy",
        ("functional_call",),
    ),
    "state_dict copies": Lie(
        method(nn.Module, "state_dict", _copied),
        "gallery/pitfalls/saved_weights_change",
        ("state_dict",),
    ),
    "deepcopy of a module aliases": Lie(
        method(copy, "deepcopy", copy.copy),
        "gallery/pitfalls/saved_weights_change",
        ("copy.deepcopy",),
    ),
    "deepcopy takes a computed tensor": Lie(
        method(Tensor, "__deepcopy__", _deepcopied),
        "gallery/pitfalls/deepcopy_of_a_computed_tensor",
        ("deepcopy",),
    ),
    "mse_loss detaches its target": Lie(
        method(nn.functional, "mse_loss", _mse),
        "gallery/pitfalls/loss_trains_the_target",
        ("mse_loss", "MSELoss"),
    ),
    "grad of a computed tensor gives no warning": Lie(
        attribute(
            Tensor,
            "grad",
            lambda t: None if t.grad_fn and not t.retains_grad else grad.__get__(t),
        ),
        "gallery/pitfalls/grad_of_a_computed_tensor_is_none",
        (".grad",),
    ),
}
