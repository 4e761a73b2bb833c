"""Compose random programs out of pieces."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from string import Formatter
from typing import NamedTuple

from . import pieces_in_python, pieces_that_cut
from .helpers import BEGIN, HELPERS, needed
from .notes import bare
from .pieces import ASIDE, DEMANDING, LIVE, PARAMETERS
from .truth import Verdict, truth_of


class Program(NamedTuple):
    """A program, and the verdicts that a report on it has to give.

    ``text`` says of itself what it does to gradients, ``code`` does not.  The first
    ``head`` lines make the parameters named ``made``.
    """

    text: str
    code: str
    head: int
    made: frozenset[str]
    truth: dict[str, Verdict]


@dataclass(frozen=True)
class _Value:
    """What a name holds.

    ``mixed``: each element hangs on all of its parameters.  ``flat``: parts of it do
    not change with them.  ``early``: it was made of a parameter that was not on yet.
    """

    name: str
    mixed: bool = True
    flat: bool = False
    early: bool = False


#: The sorts of values, and the letters that read and make them.
_SORTS = {s: s for s in "ASIJX"} | dict.fromkeys("MUN", "A")
_SORTS |= dict.fromkeys("abcmn", "A") | dict.fromkeys("xyz", "X")
_SORTS |= {"s": "S", "r": "S", "k": "I", "j": "J"}
_MODULES = [sort for sort in PARAMETERS if len(sort) > 1][2:]

_ANYWHERE = [*LIVE, *ASIDE, *pieces_in_python.COMPUTE, *pieces_in_python.RETURN]
#: What reads nothing flat, nor anything early.
_SOUND = [*pieces_that_cut.CUTS, *pieces_that_cut.ZEROS, *pieces_in_python.LEAVE]


#: All pieces.
PIECES = [*_ANYWHERE, *_SOUND, *DEMANDING, *pieces_that_cut.FLAT, *HELPERS.values()]


#: One of these words is in no piece of a program: hooks are not to run twice, so the
#: tool does not ask for a gradient again to see what it depends on, where one is.
_APART = ("register_hook", "cuts create_graph")


class _Missing(LookupError):
    """The program has nothing yet that a piece could read."""


class _Composer:
    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)
        self._without = self._random.choice(_APART)
        self._lines: list[str] = []
        self._indent = ""
        self._count = 0
        self._values: dict[str, list[_Value]] = {sort: [] for sort in "ASIJX"}
        self._parameters: dict[str, list[str]] = {s: [] for s in ("o", "p", *_MODULES)}
        self._late: list[str] = []
        #: The parameters and modules of the head.
        self._made: set[str] = set()
        #: What tells nothing of itself unless its backward runs.
        self._needed: list[str] = []

    def program(self, steps: int) -> Program:
        """Return a program of so many steps."""
        self._make_parameters()
        parameters, self._lines = self._lines, []
        for _ in range(steps):
            self._step()
        for name in self._late:
            self._switch_on(name)
        self._add_loss()
        begin = BEGIN.strip("\n").format(seed=self._random.randrange(10**6))
        body = "\n".join(self._lines)
        helpers = "".join(f"\n\n{h}\n" for h in needed("\n".join([*parameters, body])))
        head = "\n".join([begin, helpers, "", *parameters])
        seed = f"torch.manual_seed({self._random.randrange(10**6)})"
        text = f"{head}\n{seed}\n{body}\n"
        truth = truth_of(text)
        made = frozenset(n for n in truth if n.partition(".")[0] in self._made)
        return Program(text, bare(text), len(head.splitlines()), made, truth)

    # -- text ---------------------------------------------------------------

    def _emit(self, text: str) -> None:
        self._lines += [self._indent + line for line in text.split("\n")]

    def _name(self, letter: str) -> str:
        self._count += 1
        return f"{letter.lower()}{self._count}"

    def _number(self) -> str:
        return f"{self._random.uniform(0.3, 1.2):.3f}"

    @contextmanager
    def _block(self, header: str) -> Iterator[None]:
        """Indent what is emitted."""
        self._emit(header)
        self._indent += "    "
        yield
        self._indent = self._indent[4:]

    # -- parameters ---------------------------------------------------------

    def _make_parameters(self) -> None:
        chance = self._random.random
        sorts = ["p"] * self._random.randint(2, 4)
        sorts += ["frozen"] * (chance() < 0.2) + ["late"] * (chance() < 0.2)
        sorts += [sort for sort in _MODULES if chance() < 0.15]
        for sort in sorts:
            name = self._name(sort[0] if sort in _MODULES else "P")
            self._emit(self._random.choice(PARAMETERS[sort]).format(P=name))
            self._made.add(name)
            if sort in _MODULES:
                self._parameters[sort].append(name)
            elif sort == "p":
                self._parameters["p"].append(name)
                self._parameters["o"].append(name)
            elif sort == "late":
                self._late.append(name)
            if sort not in _MODULES:
                self._values["A"].append(_Value(name, early=sort == "late"))

    def _switch_on(self, name: str) -> None:
        self._emit(f"{name}.requires_grad_()  #: on: {name}")
        self._parameters["p"].append(name)
        values = self._values["A"]
        values[:] = [replace(v, early=False) if v.name == name else v for v in values]

    # -- steps --------------------------------------------------------------

    def _step(self) -> None:
        if self._late and self._random.random() < 0.15:
            self._switch_on(self._late.pop())
        step = self._random.choices(
            [self._any, self._cut, self._flat, self._off, self._loop, self._function],
            [60, 34, 2, 5, 4, 5],
        )[0]
        step()

    def _any(self) -> None:
        chosen = self._random.choices(
            [LIVE, DEMANDING, ASIDE, pieces_in_python.COMPUTE, pieces_in_python.RETURN],
            [40, 5, 5, 8, 16],
        )[0]
        self._piece(chosen, inline=chosen is LIVE)

    def _cut(self) -> None:
        chosen = self._random.choices(
            [pieces_that_cut.CUTS, pieces_in_python.LEAVE, pieces_that_cut.ZEROS],
            [20, 12, 2],
        )[0]
        self._piece(chosen, sound=True)

    def _flat(self) -> None:
        self._piece(pieces_that_cut.FLAT, sound=True, flat=True)

    def _off(self) -> None:
        """Some pieces run with gradients off."""
        inference = self._random.random() < 0.4
        kind = "inference_mode" if inference else "no_grad"
        before = len(self._values["A"])
        with self._block(f"with torch.{kind}():  #: under {kind}"):
            for _ in range(self._random.randint(1, 3)):
                self._piece(LIVE, sound=True)
        if inference:
            # Autograd refuses what was made there, but not a copy of it.
            made = self._values["A"][before:]
            del self._values["A"][before:]
            for value in made:
                copy = replace(value, name=self._name("A"))
                self._emit(f"{copy.name} = {value.name}.clone()")
                self._values["A"].append(copy)

    def _loop(self) -> None:
        """Some pieces run several times."""
        with self._block(f"for {self._name('i')} in range(2):"):
            self._body()

    def _function(self) -> None:
        """Some pieces run in a function, which returns what one of them makes."""
        kept = {sort: [*values] for sort, values in self._values.items()}
        known = [value.name for values in kept.values() for value in values]
        given = self._random.sample(known, 2)
        name, arguments = self._name("step"), ", ".join(given)
        with self._block(f"def {name}({arguments}):"):
            self._body()
            made = [
                (sort, value)
                for sort, values in self._values.items()
                for value in values[len(kept[sort]) :]
            ]
            sort, value = self._random.choice(made)
            self._emit(f"return {value.name}")
        self._values = kept
        result = replace(value, name=self._name(sort))
        self._emit(f"{result.name} = {name}({arguments})")
        self._values[sort].append(result)

    def _body(self) -> None:
        self._piece(LIVE)
        for _ in range(self._random.randint(1, 3)):
            sound = self._random.random() < 0.4
            chosen = _SOUND if sound else _ANYWHERE
            # A parameter that is made here would go by no name, or by several.
            chosen = [
                piece
                for piece in chosen
                if not any(w in piece for w in ("{P}", "{N}", "copies"))
            ]
            self._piece(chosen, sound=sound)

    def _piece(
        self,
        pieces: list[str],
        *,
        sound: bool = False,
        flat: bool = False,
        inline: bool = False,
    ) -> None:
        """Add a random piece.

        :param sound: it reads nothing flat, and nothing early.
        :param flat: what it makes is flat.
        :param inline: it may read expressions in the place of names.
        """
        for text in self._random.sample(pieces, len(pieces)):
            if self._without in text:
                continue
            fields = sorted({f for _, f, _, _ in Formatter().parse(text) if f})
            read: list[_Value] = []
            try:
                filled = {f: self._fill(f, read, sound) for f in fields}
            except _Missing:
                continue
            if inline:
                for f in {*fields} & {*"abc"}:
                    filled[f] = self._inline(filled[f], read)
            self._emit(text.format(**filled))
            self._add(filled, read, flat)
            return

    def _add(self, filled: dict[str, str], read: list[_Value], flat: bool) -> None:
        """Remember what a piece has made."""
        made = _Value(
            "",
            all(v.mixed for v in read),
            flat or any(v.flat for v in read),
            any(v.early for v in read),
        )
        for field, name in filled.items():
            mixed = field == "M" or (field != "U" and made.mixed)
            if field in "AMUNSIJX":
                value = replace(made, name=name, mixed=mixed)
                self._values[_SORTS[field]].append(value)
            elif field == "P":
                self._parameters["p"].append(name)
            if field == "N":
                self._needed.append(name)

    def _fill(self, field: str, read: list[_Value], sound: bool) -> str:
        """Return the text that stands for a field, and note what it reads."""
        if field in "fgh":
            return self._number()
        if field in "CD":
            return f"C{self._random.randrange(3)}"
        if field == "K":
            return f"K{self._random.randrange(2)}"
        if field in "pqo" or field in _MODULES:
            names = self._parameters.get(field, self._parameters["p"])
            if not names:
                raise _Missing
            return self._random.choice(names)
        if field in "AMUNSIJXPtuvwi":
            return self._name(_SORTS.get(field, field))
        return self._pick(field, read, sound)

    def _pick(self, field: str, read: list[_Value], sound: bool) -> str:
        fit = [
            v
            for v in self._values[_SORTS[field]]
            if not (sound and (v.flat or v.early)) and (v.mixed or field not in "mnz")
        ]
        # One piece reads different values, and rather those that were made last.
        fresh = [v for v in fit if v not in read] or fit
        if not fresh:
            raise _Missing
        chosen = self._random.choices(fresh, range(1, len(fresh) + 1))[0]
        read.append(chosen)
        return chosen.name

    def _inline(self, name: str, read: list[_Value]) -> str:
        if self._random.random() < 0.7:
            return name
        other = self._random.choice(self._values["A"])
        read.append(other)
        return self._random.choice(
            [
                f"torch.sin({name})",
                f"({name} + {self._number()} * {other.name})",
                f"torch.lerp({name}, {other.name}, {self._number()})",
                f"({self._number()} - {self._number()} * {name})",
            ]
        )

    def _add_loss(self) -> None:
        values = [value.name for value in self._values["A"]]
        some = [*values[-3:], *self._random.sample(values, 2)]
        some = some[: self._random.randint(1, len(some))]
        first, *more = dict.fromkeys([*self._needed, *some])
        self._emit(f"loss = ({first} * C0).sum()")
        for name in more:
            self._emit(f"loss = loss + {self._number()} * ({name} * C1).mean()")
        self._emit("loss.backward()")


def compose(seed: str, steps: int) -> Program:
    """Return the random program of a seed.

    :param steps: of how many steps it is made.
    """
    return _Composer(seed).program(steps)
