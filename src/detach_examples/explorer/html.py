"""An explorer as HTML: whole without JavaScript, with all that its script selects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from .program import CHOICES, Part
from .run import State

if TYPE_CHECKING:
    from .explorer import Explorer

#: What a gradient's text alone does not say.
_SENSES = {"none": "no gradient", "zeros": "exact zeros", "error": "\u2717 raises"}


def page(explorer: Explorer) -> str:
    """Return the custom element with all that stands in it."""
    first = next(iter(explorer.states.values()))
    rows = [
        f'<detach-explorer data-explorer="{escape(explorer.name)}" class="explorer">',
        '<form class="explorer-choices" autocomplete="off">',
        *(_fieldset(explorer, edge) for edge in explorer.program.edges),
        "</form>",
        explorer.picture._repr_html_(),
        '<div class="explorer-grads">',
        *(_output(leaf, first) for leaf in explorer.leaves),
        "</div>",
        '<p class="explorer-status" role="status"></p>',
        '<div class="explorer-passes">',
        '<p class="explorer-buttons" hidden>',
        '<button type="button" data-step="back">Back</button>',
        '<button type="button" data-step="next">Step</button>',
        '<button type="button" data-step="play">Play</button></p>',
        '<p class="explorer-step" role="status"></p></div>',
        _program(explorer),
        "<details><summary>Both passes, step by step</summary><ol>",
        *(f"<li>{escape(step.text)}</li>" for step in first.steps),
        "</ol></details>",
        _table(explorer),
        *_templates(explorer),
        f'<script type="application/json">{_data(explorer)}</script>',
        "</detach-explorer>",
    ]
    return "\n".join(rows)


def _fieldset(explorer: Explorer, edge: str) -> str:
    radios = "".join(
        f'<label><input type="radio" name="{escape(explorer.name)}-{edge}"'
        f' value="{choice}"{" checked" if choice == "keep" else ""}>'
        f"<span>{choice}</span></label>"
        for choice in CHOICES
    )
    legend = f"<legend><code>{edge}</code></legend>"
    return f'<fieldset data-edge="{edge}" disabled>{legend}{radios}</fieldset>'


def _output(leaf: str, state: State) -> str:
    kind = state.kinds[leaf]
    return (
        f'<p data-kind="{kind}"><code>{leaf}.grad =</code> <output data-grad="{leaf}"'
        f' aria-live="off">{escape(state.grads[leaf])}</output>'
        f" <span>{_SENSES.get(kind, '')}</span></p>"
    )


def _program(explorer: Explorer) -> str:
    kept = dict.fromkeys(explorer.program.edges, "keep")
    shown = explorer.program.text(kept, explorer.leaves)
    rest = shown.removeprefix(explorer.program.text(kept))
    code = "".join(_part(part) for part in explorer.program.parts) + _coloured(rest)
    return (
        '<div class="highlight-python notranslate"><div class="highlight">'
        f"<pre><code data-program>{code}</code></pre></div></div>"
    )


def _part(part: Part) -> str:
    code = _coloured(part.choose("keep"))
    if part.edge:
        code = f'<span data-slot="{part.edge}">{code}</span>'
    return f"{_coloured(part.before)}{code}\n"


def _templates(explorer: Explorer) -> Iterator[str]:
    for part in explorer.program.parts:
        for choice in CHOICES if part.edge else ():
            code = _coloured(part.choose(choice))
            yield f'<template data-of="{part.edge} {choice}">{code}</template>'


def _coloured(code: str) -> str:
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    lexer = PythonLexer(stripnl=False, ensurenl=False)
    html: str = highlight(code, lexer, HtmlFormatter(nowrap=True))
    return html if code.endswith("\n") else html.removesuffix("\n")


def _table(explorer: Explorer) -> str:
    edges = "".join(
        f'<th scope="col"><code>{edge}</code></th>' for edge in explorer.program.edges
    )
    leaves = "".join(
        f'<th scope="col"><code>{leaf}.grad</code></th>' for leaf in explorer.leaves
    )
    rows = "".join(_row(key, state) for key, state in explorer.states.items())
    count = len(explorer.states)
    return (
        f'<details class="explorer-table" open><summary>All {count} combinations'
        f" as a table</summary><table><thead><tr>{edges}{leaves}</tr></thead>"
        f"<tbody>{rows}</tbody></table></details>"
    )


def _row(key: str, state: State) -> str:
    chosen = "".join(f"<td>{choice}</td>" for choice in state.choices.values())
    cells = "".join(
        f'<td data-kind="{state.kinds[leaf]}">{escape(text)}</td>'
        for leaf, text in state.grads.items()
    )
    return f'<tr data-state="{key}">{chosen}{cells}</tr>'


def _data(explorer: Explorer) -> str:
    """Return what changes in the drawing, and the steps: texts stand once."""
    texts: dict[str, int] = {}
    states = {}
    for key, state in explorer.states.items():
        run, graph = explorer.run(key), explorer.graph
        labels = graph.labels(run, state)
        states[key] = {
            "off": graph.off(state),
            "labels": labels,
            "cut": [part for part, (text, _) in labels.items() if "\u2702" in text],
            "held": graph.held(state),
            "steps": [
                [graph.part(step.key, run), texts.setdefault(step.text, len(texts))]
                for step in state.steps
            ],
        }
    told = {"states": states, "texts": [*texts], "senses": _SENSES}
    return json.dumps(told, separators=(",", ":")).replace("<", "\\u003c")
