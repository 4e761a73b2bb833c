"""The one table of kinds: what each cut means, what to do, and its page."""

from __future__ import annotations

from typing import NamedTuple

#: Names the folder of the pages: the site's own build keeps its links inside.
PAGES = "EXPLAIN_PAGES"


class Kind(NamedTuple):
    """A way to lose a gradient.

    ``meaning`` follows the name of the line, ``remedy`` is an order; ``page`` is a
    path of the site.  A ``copies`` kind is never told of where gradient flows anyway.
    """

    title: str
    meaning: str
    remedy: str
    page: str
    copies: bool = False


_DETACH = "gallery/cuts/find_the_detach"
_SWITCH = "gallery/cuts/find_the_switched_off_block"
_PYTHON = "gallery/cuts/follow_a_value_through_python"
_INTEGER = "gallery/cuts/find_the_integer"
_COPY = "gallery/cuts/find_the_copy"
_FLAG = "gallery/cuts/find_the_flag"
_FUNCTION = "gallery/cuts/find_the_silent_function"
_ZERO = "gallery/cuts/find_the_zeros"

KINDS = {
    "detach": Kind(
        ".detach()",
        "returns the same values without their history",
        "Remove the detach, or list the parameter as an exception if it is meant.",
        _DETACH,
    ),
    "detach_": Kind(
        ".detach_()",
        "takes the history away from the tensor itself",
        "Remove it, or detach a copy and keep the tensor that trains.",
        _DETACH,
    ),
    "data": Kind(
        ".data",
        "returns the values without their history, and autograd checks nothing",
        "Use the tensor itself; where a cut is meant, write detach.",
        _DETACH,
    ),
    "no_grad": Kind(
        "no_grad",
        "switches recording off for all that runs under it",
        "Move the computation that trains out of it, or switch gradients on again.",
        _SWITCH,
    ),
    "inference_mode": Kind(
        "inference_mode",
        "switches recording off and makes tensors that can never train",
        "Use no_grad where the result is fed on, and leave out what trains.",
        _SWITCH,
    ),
    "item": Kind(
        ".item()",
        "hands the value to Python as a number, which has no history",
        "Keep the tensor in the computation; take the number for logs alone.",
        _PYTHON,
    ),
    "float": Kind(
        "float()",
        "turns the tensor into a Python number, which has no history",
        "Use the torch function of that name, such as torch.exp for math.exp.",
        _PYTHON,
    ),
    "tolist": Kind(
        ".tolist()",
        "hands the values to Python as numbers, which have no history",
        "Index or iterate the tensor itself.",
        _PYTHON,
    ),
    "numpy": Kind(
        ".numpy()",
        "hands the values to NumPy, which records nothing for autograd",
        "Do this step with torch functions.",
        _PYTHON,
    ),
    "tensor": Kind(
        "torch.tensor()",
        "copies values into a new leaf",
        "Join tensors with torch.stack or torch.cat.",
        _PYTHON,
    ),
    "integer": Kind(
        "an integer or a comparison",
        "makes whole numbers or booleans, which have no derivative",
        "Use a soft form (softmax, sigmoid), or a straight-through estimate.",
        _INTEGER,
    ),
    "rng": Kind(
        "sample()",
        "draws without a derivative",
        "Use rsample, or a score-function loss with log_prob.",
        _INTEGER,
    ),
    "parameter": Kind(
        "nn.Parameter()",
        "makes a new leaf of a computed tensor",
        "Use the computed tensor itself, with torch.func.functional_call.",
        _COPY,
    ),
    "deepcopy": Kind(
        "a deep copy",
        "has parameters of its own: training reaches the copy",
        "Use the module itself, or train the copy.",
        _COPY,
        copies=True,
    ),
    "clone_data": Kind(
        "a copy made by hand",
        "has values of its own: training reaches the copy",
        "Use the parameter itself, or clone it without detaching.",
        _COPY,
        copies=True,
    ),
    "setattr": Kind(
        "values put into a parameter",
        "arrive without their history",
        "Compute with the values themselves, with torch.func.functional_call.",
        _COPY,
        copies=True,
    ),
    "state_dict": Kind(
        "state_dict()",
        "holds detached values",
        "Use the parameters themselves, with torch.func.functional_call.",
        _COPY,
        copies=True,
    ),
    "requires_grad_": Kind(
        "requires_grad",
        "was off while the forward pass ran",
        "Set the flag before the forward pass, and leave it until after backward.",
        _FLAG,
    ),
    "custom_function": Kind(
        "a custom Function",
        "returns None from its backward for this input, or never took it as one",
        "Return a gradient for each input, and pass parameters in as arguments.",
        _FUNCTION,
    ),
    "checkpoint": Kind(
        "a reentrant checkpoint",
        "is cut off where none of its inputs requires grad",
        "Pass use_reentrant=False.",
        _FUNCTION,
    ),
    "create_graph": Kind(
        "torch.autograd.grad",
        "returns gradients without a history of their own",
        "Pass create_graph=True.",
        _FUNCTION,
    ),
    "round": Kind(
        "a rounding",
        "is flat: its derivative is zero everywhere",
        "Use a straight-through estimate: x + (x.round() - x).detach().",
        _ZERO,
    ),
    "floor": Kind(
        "a step function",
        "is flat: its derivative is zero everywhere",
        "Use a straight-through estimate: x + (x.floor() - x).detach().",
        _ZERO,
    ),
    "sign": Kind(
        "a sign",
        "is flat: its derivative is zero everywhere",
        "Use tanh, or a straight-through estimate.",
        _ZERO,
    ),
    "clamp": Kind(
        "a clamp",
        "has every element outside its limits, where it is flat",
        "Widen the limits, or scale what comes in.",
        _ZERO,
    ),
    "relu": Kind(
        "a relu",
        "has every element on its flat side",
        "Look at the bias and the learning rate, or use a leaky form.",
        _ZERO,
    ),
    "mask": Kind(
        "a multiplication by zeros",
        "turns every gradient into zero",
        "Look at the mask, the weight or the coefficient on this line.",
        _ZERO,
    ),
    "hook": Kind(
        "a hook",
        "replaces the gradient by zeros",
        "Remove the hook, or return None where the gradient shall pass.",
        _ZERO,
    ),
    "not_differentiable": Kind(
        "an operation without derivative",
        "made a result that autograd does not record",
        "Use a differentiable operation, or list the parameter as an exception.",
        _INTEGER,
    ),
}

#: Backward nodes by the kind of zeros that they make; names without ``Backward0``.
ZERO_NODES = {
    "round": "Round",
    "floor": "Floor Ceil Trunc Fix FloorDivide Remainder",
    "sign": "Sign Sgn Heaviside",
    "clamp": "Clamp ClampMin ClampMax Clip Hardtanh Hardsigmoid",
    "relu": (
        "Relu LeakyRelu Threshold Hardswish Prelu PreluKernel Rrelu RreluWithNoise"
        " Softshrink Hardshrink Elu"
    ),
    "rng": "Bernoulli Normal Poisson Exponential Cauchy Uniform Geometric",
    "mask": (
        "Mul Where MaskedFill MaskedScatter MaskedSelect NativeDropout Dropout"
        " FusedDropout FeatureDropout Div Addcmul Addcdiv"
    ),
    "hook": "BackwardHookFunction",
}
_NODE_KIND = {n: kind for kind, names in ZERO_NODES.items() for n in names.split()}
#: Nodes that give zeros whatever they get.
ALWAYS_ZERO = ("round", "floor", "sign", "rng")


def zero_kind(node: str) -> str:
    """Return the kind of zeros that a backward node makes, or nothing."""
    return _NODE_KIND.get(node.rstrip("0123456789").removesuffix("Backward"), "")
