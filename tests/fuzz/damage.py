"""Damage, drawn by hypothesis: what slips, what editors do, what strangers write."""

from __future__ import annotations

import difflib
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

import projects
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from .material import MARK, Sound, sources

Draw = Callable[[st.SearchStrategy[object]], object]


@dataclass(frozen=True)
class Case:
    """A damaged file: what it was, what was done to it, and its bytes."""

    sound: Sound
    done: tuple[str, ...]
    name: str
    data: bytes

    def stem(self, number: int) -> str:
        """Return the name of its file, without a suffix, for a place in a batch."""
        return self.name.replace("NUMBER", f"{number:04}")

    def bytes_for(self, number: int) -> bytes:
        """Return its bytes, with names that no other case has."""
        return self.data.replace(MARK.encode(), f"case-{number:04}".encode())

    def difference(self) -> str:
        """Return a diff from the sound source."""
        now = self.data.decode("utf-8", "replace").split("\n")
        rows = difflib.unified_diff(self.sound.text.split("\n"), now, lineterm="", n=1)
        return "\n".join([*rows][2:40])

    def __str__(self) -> str:
        return f"{self.sound.name}{self.sound.suffix}: {', '.join(self.done)}"


#: What is put somewhere into a line.
SIGNS = [
    *"`\"'{}()[]<>:*_#|\\%$&\t",
    *("\0", "\f", "\v", "\x1b", "\x85", "\u2028", "\ufeff", "\u200b", "\u202e"),
    *('"""', "```", ":::", "::", ">>> ", "<!--", "</div>", "\udc80", "é", "😀"),
]
#: What stands in a source, and how it is miswritten.
WRONG = {
    "# %%": ["#%%", "# %", "%%", "# %%%", "  # %%", "# %% ", "#  %%", "# %%\n# %%"],
    "\n====": ["\n===", "\n", "\n----", "\n===="],
    "\n# ----": ["\n# -", "\n#----", "\n# ====", "\n# ~~~~"],
    ":py:": [":pi:", ":py", "py:", ":py: ", ":PY:"],
    ":meth:": [":meht:", ":meth", ":meth: "],
    ":doc:": [":dok:", ":doc", ":ref:", ":doc: "],
    "/index": ["/nowhere", "index.md", "", "/index>"],
    ".. claim::": [".. clam::", ".. claim:", ". claim::", ".. claim ::", ".. claim::"],
    "``": ["`", "", "```", " ``"],
    "**": ["*", "", "***", "** "],
    '"""': ["'''", '""', '"', 'r"""', "", '"""\n"""'],
    "print(": ["print", "prnt(", "(", "print (", "print(print("],
    "assert ": ["assert", "assert not ", "# assert ", "assert: "],
    "import torch": ["import troch", "", "from torch import *", "import torch as t"],
    "torch": ["numpy", "torh", "Torch"],
    "(": ["((", "", "["],
    "=": ["==", ":=", ""],
    ":\n": ["\n", "::\n", ": pass\n"],
    "{py:": ["{pi:", "{py", "py:", "{py: ", "{PY:"],
    "{term}": ["{trm}", "{term", "term}", "{ term }"],
    "{claim}": ["{clam}", "{claim", "{claim }", "claim", "{claim}claim"],
    "{note}": ["{nte}", "{note", "{warning}"],
    "```python": ["```pythn", "```", "````python", " ```python", "```python ", "```py"],
    "```": ["``", "````", " ```", "~~~", "```x", ""],
    "::::": [":::", ":::::", " ::::", "::"],
    ":::": ["::", "::::", " :::", ""],
    "](": ["] (", "]", "](("],
    "# ": ["#", "### ", "####### ", "", "-# "],
    "## ": ["##", "#### ", "# ", " ## ", "    ## "],
    "---": ["--", "----", "- --", ""],
    ")=": [")", ") =", "="],
    ">>> ": [">>>", ">> ", "... ", ">>>  ", ""],
    "case-0000": ["", "same", "Case_0000!", "é"],
    "|": ["", "||"],
    "symptom": ["symptoms", "symptom:", "[symptom"],
}
#: Lines of somebody who means no good, or did not think.
LINES = [
    "raise ValueError('not today')",
    "raise SystemExit",
    "import sys; sys.exit(0)",
    "import sys; sys.exit('bye')",
    "import os; os._exit(0)",
    "raise KeyboardInterrupt",
    "raise BaseExceptionGroup('all', [KeyboardInterrupt()])",
    "1 / 0",
    "x = y = z = undefined",
    "import socket; socket.create_connection(('127.0.0.1', 9))",
    "import subprocess; subprocess.run(['true'])",
    "import warnings; warnings.warn('old', stacklevel=1)",
    "import torch; torch.set_grad_enabled(False)",
    "import sys; sys.stdout = None",
    "import sys; sys.stdout.close()",
    "import builtins; builtins.print = lambda *a: None",
    "import os; os.chdir('/')",
    "import os; os.environ.clear()",
    "open('left.txt', 'w')",
    "print('\\udc80')",
    "print('\\x1b[31mred\\x00')",
    "print(chr(0x2028) + '<script>alert(1)</script>')",
    "print('''\n.. raw:: html\n\n   <b>\n''')",
    "def deep(): return deep()\ndeep()",
    "import torch; print(torch.ones(3).data_ptr() > 0)",
    "exec('raise RuntimeError(1)')",
    "class Odd(Exception):\n    def __str__(self): raise ValueError\nraise Odd",
    "raise type('Odd', (Exception,), {})('a\\nb\\nc')",
    "try:\n    1 / 0\nexcept:\n    pass",
    "if True print(1)",
    "    print('indented')",
    "'''not closed",
    "(((",
    f"{'(' * 300}1{')' * 300}",
    f"x = {'-' * 3000}1",
    f"print('{'long ' * 3000}')",
    f"# {'x' * 20000}",
    "# .. note:: lost",
    "# .. note: lost words vanish",
    "#\n# .. raw:: html\n#\n#    <div>\n#",
    "#\n# .. include:: /etc/hostname\n#",
    "# sphinx_gallery_thumbnail_number = 99",
    "# sphinx_gallery_thumbnail_path = 'nowhere.png'",
    "# sphinx_gallery_dummy_images = 3",
    "# sphinx_gallery_nonsense = 1",
    "# uses: everything",
    "# -*- coding: latin-1 -*-",
    "# -*- coding: klingon -*-",
    "# |substitution| and target_ and footnote [1]_",
    "# .. _a label: nowhere",
    "```{include} /etc/hostname\n```",
    "```{raw} html\n<div>\n```",
    "```{eval-rst}\n.. note: lost words vanish\n```",
    "```{toctree}\nnowhere\n```",
    "```{literalinclude} nowhere.py\n```",
    "```{image} nowhere.png\n```",
    "![words](nowhere.png)",
    "{py:meth}`torch.Tensor.nothing`",
    "{doc}`/nowhere` and {unknown}`role`",
    "[nowhere](nowhere.md) and [nothing](#nothing)",
    "+++ {broken json",
    "% lost words vanish",
    "<div>\nopened",
    "<script>alert(1)</script>",
    "<!-- not closed",
    "$$ not closed",
    "[^1]: a note that none has called",
    "[^2] calls none",
    "{{ substitution }}",
    "---\nfront: [matter\n---",
    "| a | b |\n| - |",
    ">>> 1 +",
    ">>> print('never compared')",
    "(again)=\n(again)=",
    "```{cards}\n```",
    "```{messages} shape\n```",
    "```{problems} nowhere\n```",
    "```{problems} try\n```",
    "```{probe} nowhere\n```",
    "```{picture} no/where\n```",
    "```{drawn} nowhere\n```",
    "```{progress} nowhere\n```",
    "```{modes}\n```",
    "```{time}\n```",
    "```{exercises} more\n```",
    "```{finder}\n```",
    "```{claim}\n```",
    "```{peers}\n```",
]
#: Names that a file of a stranger has; ``NUMBER`` keeps them apart.
NAMES = [
    "Upper_NUMBER",
    "with space NUMBER",
    "with-hyphen-NUMBER",
    "dotted.NUMBER",
    "é_NUMBER",
    "_hidden_NUMBER",
    ".dot_NUMBER",
    "__init__",
    "index",
    "conftest",
    "NUMBER",
    "q'uote_NUMBER",
    "[glob]*_NUMBER",
    "per%cent_NUMBER",
    "a" * 150 + "NUMBER",
    "new\nline_NUMBER",
    "colon:1:_NUMBER",
]
ENCODINGS = ["utf-8-sig", "utf-16", "utf-32-le", "latin-1", "cp1252", "shift_jis"]
BYTES = [b"\0", b"\xff", b"\xed\xa0\x80", b"\r", b"\xc3", b"\x80", b"\n\r", b"\x1a"]


def _cut(draw: Draw, rows: list[str], at: int) -> list[str]:
    return rows[:at] + rows[at + draw(st.integers(1, 4)) :]


def _repeat(draw: Draw, rows: list[str], at: int) -> list[str]:
    end = at + draw(st.integers(1, 9))
    return rows[:end] + rows[at:end] + rows[end:]


def _swap(draw: Draw, rows: list[str], at: int) -> list[str]:
    other = draw(st.integers(0, len(rows) - 1))
    rows[at], rows[other] = rows[other], rows[at]
    return rows


def _truncate(draw: Draw, rows: list[str], at: int) -> list[str]:
    return rows[:at] if draw(st.booleans()) else rows[at:]


def _lose(draw: Draw, rows: list[str], at: int) -> list[str]:
    row = rows[at]
    place = draw(st.integers(0, max(len(row) - 1, 0)))
    rows[at] = row[:place] + row[place + 1 :]
    return rows


def _sign(draw: Draw, rows: list[str], at: int) -> list[str]:
    row, sign = rows[at], draw(st.sampled_from(SIGNS))
    place = draw(st.integers(0, len(row)))
    rows[at] = row[:place] + sign + row[place:]
    return rows


def _indent(draw: Draw, rows: list[str], at: int) -> list[str]:
    blanks = draw(st.sampled_from([" ", "  ", "    ", "\t", "# ", "#", "> "]))
    rows[at] = blanks + rows[at] if draw(st.booleans()) else rows[at].lstrip(" #>")
    return rows


def _line(draw: Draw, rows: list[str], at: int) -> list[str]:
    return [*rows[:at], draw(st.sampled_from(LINES)), *rows[at:]]


def _miswrite(draw: Draw, rows: list[str], at: int) -> list[str]:
    text = "\n".join(rows)
    known = [right for right in WRONG if right in text]
    if not known:
        return rows
    right = draw(st.sampled_from(known))
    places = [m.start() for m in re.finditer(re.escape(right), text)]
    place, wrong = draw(st.sampled_from(places)), draw(st.sampled_from(WRONG[right]))
    return (text[:place] + wrong + text[place + len(right) :]).split("\n")


def _all(draw: Draw, rows: list[str], at: int) -> list[str]:
    word = draw(st.sampled_from(["print(", "assert ", "# %%", '"""', "```", "", "# "]))
    return [row for row in rows if not row.startswith(word)]


def _blank(draw: Draw, rows: list[str], at: int) -> list[str]:
    return [] if draw(st.booleans()) else [row for row in rows if row.strip()]


#: Each takes lines and the number of one, and returns lines.
WAYS = {
    "cut": _cut,
    "repeat": _repeat,
    "swap": _swap,
    "truncate": _truncate,
    "lose a character": _lose,
    "insert a sign": _sign,
    "indent": _indent,
    "insert a line": _line,
    "miswrite": _miswrite,
    "cut all": _all,
    "cut blanks": _blank,
}
#: Drawn as often as they stand here.
_DRAWN = [*WAYS, "insert a line", "insert a line", "miswrite", "miswrite", "miswrite"]


@st.composite
def cases(draw: Draw) -> Case:
    """Draw a sound source and damage it in one or two ways."""
    sound = draw(st.sampled_from(sources()))
    rows, done = sound.text.split("\n"), []
    for way in draw(st.lists(st.sampled_from(_DRAWN), min_size=1, max_size=2)):
        at = draw(st.integers(0, max(len(rows) - 1, 0)))
        rows = WAYS[way](draw, rows or [""], min(at, max(len(rows) - 1, 0)))
        done.append(f"{way} at {at + 1}")
    data = "\n".join(rows).encode("utf-8", "surrogatepass")
    if draw(st.integers(0, 9)) == 9:
        data = _encoded(draw, data, done)
    name = "damaged_NUMBER"
    if draw(st.integers(0, 14)) == 14:
        name = draw(st.sampled_from(NAMES))
        done.append(f"named {name!r}")
    return Case(sound, tuple(done), name, data)


def _encoded(draw: Draw, data: bytes, done: list[str]) -> bytes:
    if draw(st.booleans()):
        encoding = draw(st.sampled_from(ENCODINGS))
        done.append(f"in {encoding}")
        return data.decode("utf-8", "replace").encode(encoding, "replace")
    if draw(st.booleans()):
        end = draw(st.sampled_from([b"\r\n", b"\r"]))
        done.append(f"lines end in {end!r}")
        return data.replace(b"\n", end)
    odd, at = draw(st.sampled_from(BYTES)), draw(st.integers(0, len(data)))
    done.append(f"{odd!r} at byte {at}")
    return data[:at] + odd + data[at:]


def drawn(first: int, end: int) -> dict[int, Case]:
    """Draw cases in a process of their own.

    hypothesis also draws constants of the modules that happen to be imported.
    """
    code = f"from fuzz import damage; damage.tell({first}, {end})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=projects.ROOT,
        capture_output=True,
        check=True,
    )
    cases_: dict[int, Case] = pickle.loads(done.stdout)
    return cases_


def tell(first: int, end: int) -> None:
    """Write the cases of some numbers to the standard output."""
    told = {number: draw_one(number) for number in range(first, end)}
    sys.stdout.buffer.write(pickle.dumps(told))


def draw_one(number: int) -> Case:
    """Return the case of a number: the same one in each process.

    What hypothesis draws first is the simplest; what follows in a run resembles what
    came before it.  So each case is the second of a run of its own.
    """
    found: list[Case] = []

    @seed(number)
    @settings(max_examples=2, phases=[Phase.generate], database=None, deadline=None)
    @given(cases())
    def collect(case: Case) -> None:
        found.append(case)

    collect()
    return found[-1]
