"""Draw a diagram: an engine lays it out, the site's style sheet colours it."""

from __future__ import annotations

import re
import subprocess
import sys
from html import escape
from pathlib import Path
from shutil import which

from .diagram import Diagram, Edge, Node
from .palette import COLOURS, variable
from .picture import Picture, tidy

_HEAD = (
    'bgcolor="transparent"; nodesep=0.3; ranksep=0.35; pad=0.05;'
    'node [fontname="Helvetica" fontsize=12 shape=box margin="0.12,0.06"];'
    'edge [fontname="Helvetica" fontsize=10.5 arrowsize=0.7];'
)
_NODE_STYLE = {
    "leaf": 'penwidth=2.5 style="rounded"',
    "tracked": 'penwidth=1.2 style="rounded"',
    "detached": 'penwidth=1.2 style="rounded,dashed"',
    "operation": 'shape=plain margin="0.05,0.03"',
    "severed leaf": 'penwidth=2.5 style="rounded,dashed"',
    "severed operation": 'shape=plain margin="0.05,0.03"',
    "severed": 'penwidth=1.2 style="rounded,dashed"',
}
#: The style sheet's class where it is not the role's own name.
_CLASS = dict.fromkeys(("severed leaf", "severed operation", "severed"), "detached")
#: Stands for the scissors sign while the engine, which cannot measure it, lays out.
_CUT_MARK = "8&lt;"
#: Keeps a label clear of the line that it stands on.
_BELOW = '<br/><font point-size="5"> </font>'
SCISSORS = "\u2702\ufe0e"
#: The longest that may stand at a marked edge; the layout keeps its place free.
MARK, MARK_LINE = ".clone().detach()", "line 00: no cut"
_ROLE_WORDS = {
    "leaf": "a leaf",
    "tracked": "tracked",
    "detached": "without history",
    "severed leaf": "a leaf that no gradient reaches",
    "severed": "out of the gradient's reach",
}


def picture(diagram: Diagram, caption: str, *, numbered: bool = False) -> Picture:
    """Lay out a diagram for wide and for narrow screens.

    :param numbered: give each node and edge its number as a class of the SVG.
    """
    wide, narrow = (
        tidy(_themed(_svg(dot(diagram, d, numbered=numbered)))) for d in ("LR", "TB")
    )
    return Picture(wide, describe(diagram), caption, narrow)


def dot(diagram: Diagram, direction: str, *, numbered: bool = False) -> str:
    """Return the diagram in Graphviz's language; the text that tests compare."""
    keys = {key: f"n{i}" for i, key in enumerate(diagram.nodes)}
    nodes = [_node_line(keys[n.key], n) for n in diagram.nodes.values()]
    edges = [_edge_line(keys, e) for e in diagram.edges]
    if numbered:
        nodes = [_with_class(row, f"n{i}") for i, row in enumerate(nodes)]
        edges = [_with_class(row, f"e{i}") for i, row in enumerate(edges)]
    head = f"digraph {{ rankdir={direction}; {_HEAD}"
    return "\n".join([head, *nodes, *edges, "}"])


def _with_class(row: str, name: str) -> str:
    return row.replace('[class="', f'[class="{name} ', 1)


def _node_line(key: str, node: Node) -> str:
    name = escape(node.label)
    if node.role.endswith("operation"):
        label = f"<<i>{name}</i>>"
    else:
        name = f"<b>{name}</b>" if node.role.endswith("leaf") else name
        label = f"<{name}<br/>{escape(node.value)}>"
    css = _CLASS.get(node.role, node.role)
    return f'{key} [class="{css}" label={label} {_NODE_STYLE[node.role]}];'


def _edge_line(keys: dict[str, str], edge: Edge) -> str:
    ends = f"{keys[edge.source]} -> {keys[edge.target]}"
    if edge.kind == "data":
        return f'{ends} [class="tracked"];'
    if edge.kind == "severed":
        return f'{ends} [class="detached" style=dashed];'
    if edge.kind == "mark":
        label = f"{_CUT_MARK} {MARK}<br/>{MARK_LINE}{_BELOW}"
        return f'{ends} [class="tracked mark" label=<{label}>];'
    if edge.kind == "cut":
        words = escape(edge.label).replace("\n", "<br/>")
        label = f"<b>{_CUT_MARK} {words}</b>{_BELOW}"
        return f'{ends} [class="cut" style=dashed label=<{label}>];'
    return (
        f'{ends} [class="storage" dir=none style=dotted color="black:black"'
        f" label=<same storage{_BELOW}>];"
    )


def _engine() -> str:
    """The engine's command, first beside this Python, then on the path."""
    beside = Path(sys.executable).with_name("graphviz-pure")
    found = str(beside) if beside.exists() else which("graphviz-pure") or which("dot")
    if not found:
        raise RuntimeError(
            "no layout engine: pip install graphviz-pure, or install Graphviz"
        )
    return found


def _svg(dot_text: str) -> str:
    done = subprocess.run(
        [_engine(), "-Tsvg"],
        input=dot_text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the layout engine failed: {done.stderr.strip()}")
    return done.stdout


def _themed(svg: str) -> str:
    """Give each part its meaning's colour; the engine draws all in black."""
    lines, colour = [], variable("ink")
    for line in svg.splitlines():
        if line.startswith("<g "):
            kinds = re.findall(
                r"[a-z]+", line.partition('class="')[2].partition('"')[0]
            )
            colour = variable(next((k for k in kinds if k in COLOURS), "ink"))
        lines.append(_coloured(line, variable("cut") if _CUT_MARK in line else colour))
    return "\n".join(lines)


def _coloured(line: str, colour: str) -> str:
    line = line.replace('"black"', f'"{colour}"').replace(_CUT_MARK, SCISSORS)
    return line.replace("<text ", f'<text fill="{colour}" ')


def describe(diagram: Diagram) -> str:
    """Say in words what the drawing shows."""
    parts = [
        f"{n.label} is {_ROLE_WORDS[n.role]}" + _made_of(diagram, n.key)
        for n in diagram.nodes.values()
        if not n.role.endswith("operation")
    ]
    parts += [
        f"{diagram.label(e.source)} and {diagram.label(e.target)} share a storage"
        for e in diagram.edges
        if e.kind == "storage"
    ]
    parts += [
        f"between {diagram.label(e.source)} and {diagram.label(e.target)} the gradient"
        f" is cut by {e.label.replace(chr(10), ' at ')}"
        for e in diagram.edges
        if e.kind == "cut"
    ]
    return "; ".join(parts) + "."


def _made_of(diagram: Diagram, key: str) -> str:
    operations = diagram.sources(key)
    if not operations:
        return ""
    inputs = [diagram.label(s) for s in diagram.sources(operations[0])]
    return f", made by {diagram.label(operations[0])} from {' and '.join(inputs)}"
