"""A picture in Graphviz's language, as nodes and edges."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

#: The layout engine; it also parses.
ENGINE = Path(sys.executable).with_name("graphviz-pure")
#: What each tool calls a linear layer.
_LAYER = re.compile(r"\b(linear|addmm)", re.IGNORECASE)
_STYLE = ("class", "color", "fillcolor", "fontcolor", "penwidth", "shape", "style")


@dataclass(frozen=True)
class Graph:
    """The layers of a picture, how they look, and what they lead to."""

    #: Per layer: how it and its edges are drawn.
    looks: list[frozenset[str]] = field(default_factory=list)
    #: Per layer: how many layers can be reached from it, with itself.
    reach: list[int] = field(default_factory=list)

    @property
    def layers(self) -> int:
        """How many layers are drawn."""
        return len(self.looks)

    @property
    def styles(self) -> int:
        """How many sorts of layers a reader can tell apart."""
        return len(set(self.looks))

    @property
    def is_joined(self) -> bool:
        """Say whether from one layer all can be reached."""
        return self.layers in self.reach

    @classmethod
    @cache
    def read(cls, dot: str) -> Graph:
        """Read a picture; no picture has no layers."""
        if not dot:
            return cls()
        done = subprocess.run(
            [ENGINE, "-Tdot_json"], input=dot.encode(), capture_output=True, check=True
        )
        data = json.loads(done.stdout)
        nodes = {n["_gvid"]: n for n in data["objects"] if "nodes" not in n}
        edges = data.get("edges", [])
        layers = [i for i, n in nodes.items() if _LAYER.search(n.get("label", ""))]
        return cls(
            [_look(i, nodes[i], edges) for i in layers],
            [len(_reached(i, edges) & set(layers)) for i in layers],
        )


def _look(
    layer: int, node: dict[str, Any], edges: list[dict[str, Any]]
) -> frozenset[str]:
    """How a node and the edges at it are drawn."""
    near = [e for e in edges if layer in (e["tail"], e["head"])]
    return frozenset(
        f"{what} {key} {thing[key]}"
        for what, things in (("node", [node]), ("edge", near))
        for thing in things
        for key in _STYLE
        if key in thing
    )


def _reached(start: int, edges: list[dict[str, Any]]) -> set[int]:
    todo, met = [start], {start}
    while todo:
        here = todo.pop()
        for edge in edges:
            if edge["tail"] == here and edge["head"] not in met:
                met.add(edge["head"])
                todo.append(edge["head"])
    return met
