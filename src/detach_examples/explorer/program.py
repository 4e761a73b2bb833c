"""A program with marked edges: each may be kept, or cut in one of four ways."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

CHOICES = ("keep", "detach", ".data", "no_grad", "clone().detach()")
_CALLS = {
    "detach": ".detach()",
    ".data": ".data",
    "clone().detach()": ".clone().detach()",
}
#: What binds as tightly as a method call.
_ATOMS = (ast.Name, ast.Call, ast.Attribute, ast.Subscript)
_FEWEST = 2
#: Code of a page fits a phone up to here.
_COLUMNS = 72


class NoProgram(ValueError):
    """The text given is no program that an explorer can run; says what to do."""


@dataclass(frozen=True)
class Part:
    """A statement with the blank lines and comments before it.

    :param edge: the variable that it assigns, where that is a marked edge.
    """

    before: str
    code: str
    after: str
    edge: str = ""
    value: str = ""

    def choose(self, choice: str) -> str:
        """Return the statement as that choice writes it."""
        if choice == "keep":
            return self.code + self.after
        kept = f"{self.edge} = {self.value}"
        if choice == "no_grad":
            return f"with torch.no_grad():\n    {self.code}{self.after}"
        return kept + _CALLS[choice] + self.after


class Program:
    """A text whose marked statements have a form for each choice."""

    def __init__(self, text: str, edges: Sequence[str]) -> None:
        self.edges = tuple(edges)
        self._text = text.strip("\n") + "\n"
        self._check()

    @cached_property
    def _tree(self) -> ast.Module:
        try:
            return ast.parse(self._text)
        except SyntaxError as error:
            what = f"The program is not Python: line {error.lineno}: {error.msg}."
            raise NoProgram(what) from None

    def _check(self) -> None:
        body = self._tree.body
        if len(set(self.edges)) < _FEWEST:
            raise NoProgram(
                f"An explorer has at least {_FEWEST} edges, and edges={[*self.edges]}."
                " Name variables that the program assigns."
            )
        if not any(isinstance(n, ast.Import) and _names(n, "torch") for n in body):
            raise NoProgram("The program must run alone: begin it with import torch.")
        for edge in self.edges:
            count = sum(_assigns(node) == edge for node in body)
            if count != 1:
                raise NoProgram(
                    f"The edge {edge!r} is assigned {count} times at the left margin;"
                    f" write one line {edge} = ..., and give each step its own name."
                )
        calls = sum("'backward'" in ast.dump(node) for node in body)
        if calls != 1 or not self.root:
            raise NoProgram(
                "The program must end with its one call of backward, as in"
                " loss.backward(), at the left margin."
            )
        for row in self.text(dict.fromkeys(self.edges, CHOICES[-1])).splitlines():
            if len(row) > _COLUMNS:
                raise NoProgram(f"Longer than {_COLUMNS} columns: {row}")

    @cached_property
    def parts(self) -> list[Part]:
        """The statements, in order; joined they are the text."""
        rows, made, done = self._text.splitlines(), [], 0
        for node in self._tree.body:
            end = node.end_lineno or node.lineno
            before = "".join(f"{row}\n" for row in rows[done : node.lineno - 1])
            code = "\n".join(rows[node.lineno - 1 : end])
            after, edge, value = "", _assigns(node), ""
            if edge in self.edges:
                code = ast.get_source_segment(self._text, node) or ""
                after = rows[end - 1].encode()[node.end_col_offset :].decode()
                value = self._value(node)
            else:
                edge = ""
            made.append(Part(before, code, after, edge, value))
            done = end
        return made

    def _value(self, node: ast.stmt) -> str:
        given = node.value if isinstance(node, ast.Assign) else None
        text = ast.get_source_segment(self._text, given) if given else ""
        return f"{text}" if isinstance(given, _ATOMS) else f"({text})"

    @property
    def root(self) -> str:
        """The variable that the program calls backward on."""
        match self._tree.body[-1]:
            case ast.Expr(ast.Call(ast.Attribute(ast.Name(name), "backward"), args=[])):
                return name
        return ""

    def all_choices(self) -> list[dict[str, str]]:
        """Return every combination of choices, the one that keeps all first."""
        combined = product(CHOICES, repeat=len(self.edges))
        return [dict(zip(self.edges, some, strict=True)) for some in combined]

    def text(self, choices: Mapping[str, str], leaves: Sequence[str] = ()) -> str:
        """Return the program of one combination, which prints the leaves' gradients."""
        parts = [p.before + p.choose(choices.get(p.edge, "keep")) for p in self.parts]
        shown = [f'print("{leaf}.grad =", {leaf}.grad)' for leaf in leaves]
        return "\n".join([*parts, *([""] if shown else []), *shown]) + "\n"

    def lines(self, choices: Mapping[str, str]) -> list[int]:
        """Return the first line of each statement in the text of a combination."""
        at, starts = 1, []
        for part in self.parts:
            starts.append(at + part.before.count("\n"))
            chosen = part.choose(choices.get(part.edge, "keep"))
            at = starts[-1] + chosen.count("\n") + 1
        return starts


def _names(node: ast.Import, module: str) -> bool:
    return any(alias.name == module and not alias.asname for alias in node.names)


def _assigns(node: ast.stmt) -> str:
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
        return target.id if isinstance(target, ast.Name) else ""
    return ""
