from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from string import Template

import pytest

from detach_examples.guard import lint, rules
from detach_examples.guard.faults import Fault
from detach_examples.guard.script import Script

Write = Callable[..., Script]

#: The page that ``make new`` starts from passes; each fault is one change to it.
SOUND = Template(
    (Path(lint.__file__).parents[1] / "site/new_page.txt").read_text("utf-8")
).substitute(title="Some claim", line="==========")
CHECK = "assert x.grad.tolist() == [3.0, 3.0]"
TITLE = "Some claim\n=========="


def test_a_new_page_passes_every_rule(write: Write) -> None:
    assert lint.check(write(SOUND), lint.MUST + lint.STYLE) == []


def test_a_text_in_quotes_is_no_code(write: Write) -> None:
    long = CHECK + '\nprogram = """' + "\nrow" * 12 + '\n"""'
    assert lint.check(write(SOUND.replace(CHECK, long)), rules.STYLE) == []


#: (what is replaced, by what, the start of the line that is named, what, what to do)
WORSE = [
    (
        TITLE,
        "Some claim\n=====",
        '"""',
        "The header has no title.",
        "Begin with a docstring: a title, and ===== as long under it.",
    ),
    (
        "Then give",
        "Then see [the lesson](lesson.md), give",
        "Then see",
        "Markdown in a text block: '[the lesson](lesson.md)'.",
        "Scripts are reST: :py:meth:`name`, :doc:`/page`, ``code``.",
    ),
    (
        "# Change one line.",
        "# Change one line.\n#\n# ::: note",
        "# ::: note",
        "Markdown in a text block: ':::'.",
        "Scripts are reST: :py:meth:`name`, :doc:`/page`, ``code``.",
    ),
    (
        "alias = y.detach()\nwith",
        "# sphinx_gallery_defer_figures\nwith",
        "# sphinx_gallery",
        "A hidden or deferred block: '# sphinx_gallery_defer_figures'.",
        "Show it, or move it into src/detach_examples.",
    ),
    (
        "import torch\n",
        "# uses: lopback\nimport torch\n",
        "# uses",
        "Unknown declaration: lopback.",
        "Choose from: processes, loopback.",
    ),
    (
        "# %%",
        "# --",
        '"""',
        "The script has 0 blocks; a page has 4 to 7.",
        "Begin each block with a line: # %%",
    ),
    (
        TITLE,
        f"One two three four five six seven\n{'=' * 33}",
        "One two",
        "The title has 7 words: 'One two three four five six seven'.",
        "At most 6 words, with a verb, without 'demo'.",
    ),
    (
        TITLE,
        "A demo\n======",
        "A demo",
        "The title has 2 words: 'A demo'.",
        "At most 6 words, with a verb, without 'demo'.",
    ),
    (
        CHECK,
        f"{CHECK}\nprint({'1 + ' * 17}1)",
        "print(1 +",
        "76 columns.",
        "Break the line at 72 columns.",
    ),
    (
        'print(f"x.grad',
        'str(f"x.grad',
        "# %%\n# Say in one sentence",
        "This block prints nothing.",
        "Print what it shows.",
    ),
    (
        CHECK,
        CHECK + "\nx = x" * 9,
        "# %%\n# Say in one sentence",
        "This block has 12 lines of code.",
        "Split it: at most 10 lines a block.",
    ),
    (
        "# **State one rule.**",
        "# State one rule.",
        "# See also: ",
        "The last block is no takeaway.",
        "End with: Takeaway, dashes under it, one rule in **bold**, links.",
    ),
    (
        "# See also: :doc:",
        "# See also: ",
        "# %%\n# Takeaway",
        "The takeaway links nowhere.",
        "End with: See also: :doc:`...`",
    ),
    (
        "import torch\n",
        "import torch as\n",
        "import torch as",
        "The script has a syntax error: invalid syntax.",
        "Mend this line.",
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "at", "what", "do"), [pytest.param(*row, id=row[3]) for row in WORSE]
)
def test_a_change_for_the_worse_is_named(
    old: str, new: str, at: str, what: str, do: str, write: Write
) -> None:
    source = SOUND.replace(old, new)
    line = f"\n{source}".split(f"\n{at}")[0].count("\n") + 1
    found = lint.check(write(source), lint.MUST + lint.STYLE)
    assert Fault("gallery/pitfalls/some_claim.py", line, what, do) in found


@pytest.mark.parametrize(("count", "good"), [(44, 0), (45, 1), (112, 1), (113, 0)])
def test_a_script_has_45_to_112_lines(count: int, good: int, write: Write) -> None:
    found = lint.check(write("x = 1\n" * count), (rules.has_the_right_length,))
    assert bool(found) != good


def test_a_claim_does_not_count_as_length(write: Write) -> None:
    claim = "#\n# .. claim:: a-b\n#\n#    One.\n#    Two.\n"
    script = write("x = 1\n" * 112 + claim)
    assert not lint.check(script, (rules.has_the_right_length,))


def test_a_script_without_a_check_is_named(write: Write) -> None:
    unchecked = SOUND.replace(CHECK, "").replace("with expect_error", "with see")
    (fault,) = lint.check(write(unchecked), (rules.has_a_check,))
    assert fault.line == len(unchecked.splitlines())
    assert fault.what == "The script checks nothing."
    assert lint.check(write(unchecked + CHECK), (rules.has_a_check,)) == []


@pytest.mark.parametrize(
    "code",
    [
        "try:\n    f()\nexcept Exception:  # here\n    pass",
        "try:\n    f()\nexcept:  # here\n    pass",
        "try:\n    f()\nexcept (ValueError, AssertionError) as e:  # here\n    pass",
        "try:\n    f()\nexcept builtins.BaseException:  # here\n    pass",
        "try:\n    f()\nexcept* Exception:  # here\n    pass",
        "from contextlib import suppress\nwith suppress(Exception):  # here\n    f()",
        "with contextlib.suppress(OSError, AssertionError):  # here\n    f()",
        "with expect_error(Exception, match='.'):  # here\n    f()",
        "with expect_error(kind=AssertionError, match='.'):  # here\n    f()",
        "while True:\n    try:\n        f()\n    finally:\n        break  # here",
        "def g():\n    try:\n        f()\n    finally:\n        return  # here",
    ],
)
def test_what_swallows_a_check_is_named(code: str, write: Write) -> None:
    (fault,) = lint.check(write(code), (rules.failures_are_not_swallowed,))
    rows = enumerate(code.splitlines(), 1)
    assert fault.line == next(i for i, row in rows if row.endswith("# here"))
    assert fault.what.endswith("swallows a check's failure.")
    assert fault.do == "Show a wanted error with expect_error(kind, match=...)."


@pytest.mark.parametrize(
    "code",
    [
        "try:\n    f()\nexcept ValueError:\n    pass\nfinally:\n    print(1)",
        "with suppress(FileNotFoundError):\n    f()",
        "with expect_error(RuntimeError, match='Exception'):\n    f()",
        "print(Exception, AssertionError)",
        "for x in y:\n    break",
    ],
)
def test_what_swallows_no_check_is_let_pass(code: str, write: Write) -> None:
    assert lint.check(write(code), (rules.failures_are_not_swallowed,)) == []


@pytest.mark.parametrize(
    "text",
    [
        "# :py:meth:`torch.Tensor.detach`, :doc:`/lesson`, ``a[0](b)`` aside",
        "# A ratio of 1:2, a set {a, b}, and `default role`.",
    ],
)
def test_rest_is_no_markdown(text: str, write: Write) -> None:
    source = SOUND.replace("# Change one line.", text.replace("``a[0](b)`` aside", "x"))
    assert lint.check(write(source), (rules.text_is_rest,)) == []


def test_a_gallery_without_folder_is_named(tmp_path: Path) -> None:
    (fault,) = lint.check_gallery(tmp_path)
    assert (fault.file, fault.line) == ("gallery", 1)
    assert fault.do == "Run this in the project's root folder."


def test_a_circle_is_named_at_each_of_its_pages(tmp_path: Path, write: Write) -> None:
    for stem, link in (("a", "c"), ("b", "a"), ("c", "b"), ("d", "c")):
        link = f"Read before: :doc:`/gallery/s/{link}`"
        header = f'"""\nPage\n====\n\n{link}\n"""\n'
        write(f"{header}\n# %%\n# One.\n\n# %%\n# Two.\n", f"s/{stem}")
    (tmp_path / "gallery/s/GALLERY_HEADER.rst").touch()
    found = lint.check_gallery(tmp_path)
    assert [(f.file, f.line) for f in found] == [
        (f"gallery/s/{stem}.py", 5) for stem in "abc"
    ]
