"""What each function of torch means for a gradient: one table, by its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Functions that hand a value to Python: name, then the kind of cut.
ESCAPES = {
    "item": "item",
    "tolist": "tolist",
    "numpy": "numpy",
    "__array__": "numpy",
    "__dlpack__": "numpy",
    "__format__": "item",
    "__float__": "float",
    "__int__": "float",
    "__bool__": "float",
    "__index__": "float",
    "__complex__": "float",
}
#: Functions that cut by their nature.
CUTS = {
    "detach": "detach",
    "detach_": "detach_",
    "tensor": "tensor",
    "as_tensor": "tensor",
    "asarray": "tensor",
    "new_tensor": "tensor",
}
#: Functions whose result depends on the shape of what they are given, not its value.
SHAPE_ONLY = _words(
    """
    zeros_like ones_like empty_like rand_like randn_like randint_like new_zeros
    new_ones new_empty new_empty_strided isnan isinf isfinite isreal
    """
)
#: Functions that read the value of their first argument alone.
FIRST_ONLY = _words(
    """
    expand_as view_as reshape_as type_as __deepcopy__
    """
)
#: Functions whose later results come of one argument alone: result, argument.
OUTPUT_OF = {"_pad_packed_sequence": {1: 1}, "_pack_padded_sequence": {1: 1}}
#: Functions that read all but the value of the first.
NOT_FIRST = _words(
    """
    full_like new_full new_tensor
    """
)
#: Functions whose i-th result comes of the i-th tensor that they are given.
PAIRWISE = _words(
    """
    broadcast_tensors atleast_1d atleast_2d atleast_3d meshgrid
    """
)
#: In-place functions that leave nothing of what was there.
OVERWRITES = _words(
    """
    copy_ fill_ zero_ normal_ uniform_ random_ bernoulli_ exponential_ geometric_
    log_normal_ cauchy_ set_ eye_ constant_ ones_ zeros_ dirac_ xavier_uniform_
    xavier_normal_ kaiming_uniform_ kaiming_normal_ trunc_normal_ orthogonal_
    sparse_ trunc_normal_ _no_grad_uniform_ _no_grad_normal_
    """
)
#: Functions whose numbers are values; elsewhere a whole number is a size or an axis.
COUNTS_WHOLE = _words(
    """
    __getitem__ __setitem__ tensor as_tensor full full_like fill_ new_full
    new_tensor add sub mul div true_divide floor_divide pow remainder __rsub__
    __rpow__ rsub __rdiv__ __rtruediv__ __radd__ __rmul__ add_ sub_ mul_ div_ pow_
    select index_select lerp lerp_ scatter scatter_ masked_fill masked_fill_
    index_fill index_fill_ clamp eq ne lt le gt ge where addcmul addcdiv addcmul_
    addcdiv_ arange one_hot embedding from_numpy linspace roll
    """
)
#: Questions about a tensor; no value leaves and none is made.
_PLAIN = _words(
    """
    size dim stride numel nelement ndimension element_size storage_offset data_ptr
    is_floating_point is_complex is_contiguous is_signed is_conj is_neg is_inference
    is_set_to is_shared is_pinned is_same_size get_device type __len__ __hash__
    __dlpack_device__ __array_priority__ _parse_to retain_grad
    _has_compatible_shallow_copy_type _is_view _record_function_enter_new
    _record_function_exit._RecordFunction result_type can_cast promote_types
    get_default_dtype _nested_tensor_size is_tensor is_storage manual_seed has_names
    share_memory_ pin_memory_ __torch_dispatch__
    """
)
_WHOLE_ATTRIBUTES = _words(
    """
    T mT H mH real imag
    """
)


class Meaning(NamedTuple):
    """How to treat a call: the action, the function's name, and its kind."""

    action: str
    name: str
    kind: str = ""


def name_of(function: Callable[..., Any]) -> str:
    """Return the name by which programs call a function."""
    return getattr(function, "__name__", "") or type(function).__name__


def meaning_of(function: Callable[..., Any]) -> Meaning:
    """Look a function up."""
    name = name_of(function)
    if name in ("__get__", "__set__"):
        return _attribute(name, function)
    module = getattr(function, "__module__", None) or ""
    if module.startswith("torch.autograd") and name in ("backward", "grad"):
        return Meaning(name, name)
    special = {
        "_set_grad_enabled": "switch",
        "requires_grad_": "require",
        "register_hook": "hook",
        "register_post_accumulate_grad_hook": "plain",
        "backward": "backward",
        "untyped_storage": "pickle",
        "__repr__": "look",
    }
    if name in special:
        return Meaning(special[name], name)
    if name in ESCAPES:
        return Meaning("escape", name, ESCAPES[name])
    if name in _PLAIN:
        return Meaning("plain", name)
    return Meaning("record", name, CUTS.get(name, ""))


def _attribute(access: str, function: Callable[..., Any]) -> Meaning:
    name = getattr(getattr(function, "__self__", None), "__name__", "")
    if access == "__set__":
        action = {"data": "put", "requires_grad": "require"}.get(name, "plain")
        return Meaning(action, name, "setattr" if action == "put" else "")
    if name == "data":
        return Meaning("record", name, "data")
    return Meaning("record" if name in _WHOLE_ATTRIBUTES else "plain", name)


def writes_in_place(name: str) -> bool:
    """Say whether a function is named as one that writes in place."""
    if name.startswith("__"):
        return name in ("__setitem__",) or name.startswith("__i")
    return name.endswith("_")
