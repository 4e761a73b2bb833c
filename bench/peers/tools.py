"""The tools, each set up as its documentation says is best for this question.

A tool looks at one step of the subject and returns what it puts out.
"""

from __future__ import annotations

import tempfile
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import torch

from . import ddp
from .answer import Output
from .subject import Net, batch


@dataclass(frozen=True)
class Tool:
    """A tool: the package that brings it, how it is called here, and the call."""

    package: str
    how: str
    look: Callable[[Net], Output]


def _explain(net: Net) -> Output:
    from detach_examples import drawing, trace

    with trace() as record:
        loss = net(batch()).sum()
        loss.backward()
    report = str(record.explain(loss, net))
    # The text that the drawing hands to the layout engine.
    drawn: list[str] = []
    dot = drawing.dot

    def keep(*arguments: Any, **options: Any) -> str:
        drawn.append(dot(*arguments, **options))
        return drawn[-1]

    with patch.object(drawing, "dot", keep):
        record.draw(loss)
    return Output(report.split("\n\n"), drawing=drawn[0])


def _torchviz(net: Net) -> Output:
    from torchviz import make_dot

    loss, names = net(batch()).sum(), dict(net.named_parameters())
    drawn = make_dot(loss, params=names, show_attrs=True, show_saved=True)
    return Output(drawing=drawn.source)


def _torchview(net: Net) -> Output:
    from torchview import draw_graph

    drawn = draw_graph(
        net,
        input_data=batch(),
        mode="train",
        depth=10,
        expand_nested=True,
        hide_module_functions=False,
        hide_inner_tensors=False,
    )
    return Output(drawing=drawn.visual_graph.source)


def _torchlens(net: Net) -> Output:
    import torchlens
    from torchlens.checks import ChecksSession
    from torchlens.debug import gradient_flow_audit_rows
    from torchlens.options import CaptureOptions

    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        options = CaptureOptions(save_grads=True, keep_orphans=True)
        log = torchlens.trace(net, batch(), capture=options)
        log.log_backward(log[log.output_layers[0]].out.sum())
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # The engine has no width for one sign of the labels.
        warnings.simplefilter("ignore")
        drawing = log.draw(
            vis_mode="rolled",
            vis_outpath=str(Path(folder) / "graph"),
            vis_fileformat="svg",
            vis_save_only=True,
            show_orphans=True,
            show_legend=False,
        )
    rows, _ = gradient_flow_audit_rows(log)
    records = [str(w.message) for w in warned] + [str(r) for r in rows if r["severity"]]
    listing = [
        f"{op.func_name} {frame.file}:{frame.line_number}"
        for op in log.ops
        for frame in op.code_context or ()
    ]
    return Output(records + _torchlens_checks(net, ChecksSession), listing, drawing)


def _torchlens_checks(net: Net, session: Any) -> list[str]:
    """Return what its training checks find in one step."""
    net.zero_grad()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.0)
    checks = session(net, optimizer)
    checks.register_change_check(window=(1, 1), action="collect")
    with checks:
        net(batch()).sum().backward()
        optimizer.step()
    found = checks.report().findings
    return [f.message for f in found if f.check == "param_received_no_gradient"]


def _anomaly(net: Net) -> Output:
    failure = ""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        with torch.autograd.detect_anomaly(check_nan=True):
            loss = net(batch()).sum()
            try:
                loss.backward()
            except RuntimeError:
                failure = traceback.format_exc()
    records = [str(w.message) for w in warned] + [failure] * bool(failure)
    listing = [t for node in _nodes(loss) for t in node.metadata.get("traceback_", ())]
    return Output(records, listing)


def _nodes(loss: torch.Tensor) -> Iterator[Any]:
    todo, met = [loss.grad_fn], {loss.grad_fn}
    while todo:
        node = todo.pop()
        yield node
        for following, _ in node.next_functions:
            if following is not None and following not in met:
                met.add(following)
                todo.append(following)


TOOLS = {
    "explain": Tool(
        "detach-examples",
        "trace(), record.explain(loss, model), record.draw(loss)",
        _explain,
    ),
    "torchviz": Tool(
        "torchviz",
        "make_dot(loss, params=dict(model.named_parameters()), show_attrs=True,"
        " show_saved=True)",
        _torchviz,
    ),
    "torchview": Tool(
        "torchview",
        "draw_graph(model, mode='train', depth=10, expand_nested=True,"
        " hide_module_functions=False, hide_inner_tensors=False)",
        _torchview,
    ),
    "TorchLens": Tool(
        "torchlens",
        "trace(model, x) with save_grads=True, log_backward, draw(vis_mode='rolled'),"
        " gradient_flow_audit_rows; a ChecksSession with a change check",
        _torchlens,
    ),
    "anomaly mode": Tool(
        "torch",
        "detect_anomaly(check_nan=True), and the tracebacks that its nodes keep",
        _anomaly,
    ),
    "DDP": Tool(
        "torch",
        "two gloo processes, TORCH_DISTRIBUTED_DEBUG=INFO and then set_debug_level"
        "(DETAIL): the error of the second forward, and the log of a run with"
        " find_unused_parameters=True",
        ddp.look,
    ),
}
