from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import projects
import pytest

from detach_examples.guard.script import Block, Script, scripts, sections

Write = Callable[..., Script]

SOURCE = '''"""
Edits reach the graph
=====================

It is short.

Read before: :doc:`/gallery/a/one`, :doc:`two <gallery/b/not>`,
:doc:`late </gallery/a/late>`
"""

# %%
# One
# ---

print("one")
# A comment of the code.

# %%
print("no text")

#%%
# Only text.

####################
# After hashes.
print("three")
'''


def test_a_script_has_its_blocks_with_their_lines(write: Write) -> None:
    assert write(SOURCE).blocks == [
        Block(11, "One\n---", 'print("one")\n# A comment of the code.'),
        Block(18, "", 'print("no text")'),
        Block(21, "Only text.", ""),
        Block(24, "After hashes.", 'print("three")'),
    ]


def test_blocks_are_those_of_the_page(project: Path) -> None:
    name = "pitfalls/sound_page"
    projects.add(project, name, SOURCE)
    script = Script(project / f"gallery/{name}.py", project)
    from sphinx_gallery.py_source_parser import split_code_and_text_blocks

    _, parts = split_code_and_text_blocks(str(script.path))
    prose = [text for kind, text, _ in parts[1:] if kind == "text"]
    code = [text.strip() for kind, text, _ in parts if kind == "code"]
    assert [b.text for b in script.blocks if b.text] == [p.strip() for p in prose]
    assert [b.code for b in script.blocks if b.code] == [c for c in code if c]


def test_a_script_knows_its_names(write: Write) -> None:
    script = write(SOURCE, "first_steps/a_claim")
    assert script.page == "first_steps/a_claim"
    assert script.file == "gallery/first_steps/a_claim.py"


def test_read_before_takes_the_pages_of_its_own_line(write: Write) -> None:
    assert write(SOURCE).read_before == ["a/one"]
    assert write("print('no header')").read_before == []


@pytest.mark.parametrize(
    ("header", "title", "line"),
    [
        ('"""\nTitle\n=====\n"""', "Title", 2),
        ('"""Title\n-----\n"""', "Title", 1),
        ('# A comment.\n\n"""\n\nTitle\n~~~~~\n"""', "Title", 5),
        ('"""\nLong title\n===\n"""', "", 2),
        ('"""\nTitle\n==-==\n"""', "", 2),
        ('"""Title."""', "", 1),
        ("x = 1", "", 1),
        ("", "", 1),
    ],
)
def test_a_title_is_underlined_in_full(
    header: str, title: str, line: int, write: Write
) -> None:
    script = write(header)
    assert (script.title, script.header_line) == (title, line)


@pytest.mark.parametrize(
    ("names", "line"),
    [
        ({"set_grad_enabled"}, 5),
        ({"plt"}, 3),
        ({"subplots", "absent"}, 3),
        ({"absent"}, 1),
    ],
)
def test_the_last_call_of_a_name_is_found(
    names: set[str], line: int, write: Write
) -> None:
    code = (
        "import torch\ntorch.set_grad_enabled(True)\nplt.subplots(\n)\n"
        "torch.set_grad_enabled(False)\n# set_grad_enabled(1), plt.plot()\n"
        "print('set_grad_enabled()')\n"
    )
    assert write(code).line_of_call(names) == line


def test_the_last_line_of_a_word_is_found(write: Write) -> None:
    script = write("a\nb a\nc\n")
    assert script.line_of("a") == 2
    assert script.line_of("z") == 1


def test_a_gallery_has_sections_and_scripts_in_order(
    tmp_path: Path, write: Write
) -> None:
    for name in ("b/two", "a/two", "a/one", "_not/one", ".cache/one"):
        write("", name)
    (tmp_path / "gallery/GALLERY_HEADER.rst").touch()
    assert [s.name for s in sections(tmp_path)] == ["a", "b"]
    assert [s.page for s in scripts(tmp_path)] == ["a/one", "a/two", "b/two"]
