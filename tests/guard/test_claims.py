"""Claims are read with their proof, and what is wrong with them is named."""

from __future__ import annotations

from pathlib import Path

import projects
import pytest

from detach_examples.guard import claims


@pytest.fixture
def root(tmp_path: Path) -> Path:
    projects.make(tmp_path)
    return tmp_path


def page(root: Path, text: str) -> Path:
    path = root / "docs/topic.md"
    path.write_text(text, encoding="utf-8")
    return path


INSIDE = """# A page

:::{claim} detach-shares
A *detached* tensor
shares.

```python
>>> 1
1
```
:::
"""


def test_a_page_s_claim_is_proven_inside(root: Path) -> None:
    (claim,) = claims.of_page(page(root, INSIDE), root)
    assert (claim.name, claim.page) == ("detach-shares", "topic")
    assert claim.statement == "A *detached* tensor shares."
    assert (claim.file, claim.line) == ("docs/topic.md", 3)
    assert [n for n in range(1, 20) if claim.proves(n)] == list(range(4, 12))


def test_a_page_s_claim_is_proven_by_the_fence_after_it(root: Path) -> None:
    text = (
        ":::{claim} a-b\nSo.\n:::\n\n```python\n>>> 1\n1\n```\n\n```python\n>>> 2\n```"
    )
    (claim,) = claims.of_page(page(root, text), root)
    assert claim.statement == "So."
    assert claim.proves(6)
    assert not claim.proves(11)


def test_bare_prompts_prove_and_are_not_part_of_the_statement(root: Path) -> None:
    text = "::::{claim} a-b\nSo.\n\n>>> 1\n1\n\nOn.\n::::\n"
    (claim,) = claims.of_page(page(root, text), root)
    assert claim.statement == "So. On."
    assert claim.proves(4)


SCRIPT = '''"""
Title
=====

Words.
"""

# %%
# Head
# ----
# Words.
#
# .. claim:: detach-shares
#
#    A ``detached`` tensor
#    shares.

print("one")
{more}
# %%
# Next.

print("two")
'''


def script(root: Path, more: str = "") -> list[claims.Claim]:
    path = root / "gallery/pitfalls/sound_page.py"
    path.write_text(SCRIPT.format(more=more), encoding="utf-8")
    return [c for c in claims.claims(root) if c.page.startswith("gallery/")]


def test_a_script_s_claim_is_proven_by_its_block(root: Path) -> None:
    (claim,) = script(root)
    assert claim.page == "gallery/pitfalls/sound_page"
    assert claim.statement == "A ``detached`` tensor shares."
    assert claim.line == 13
    lines = {
        word: SCRIPT.format(more="").splitlines().index(f'print("{word}")') + 1
        for word in ("one", "two")
    }
    assert claim.proves(lines["one"])
    assert not claim.proves(lines["two"])


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (":::{claim} shares\nSo.\n```python\n>>> 1\n```\n:::", 1, "is no name"),
        (":::{claim} a-b\n```python\n>>> 1\n```\n:::", 1, "states nothing"),
        ("\n:::{claim} a-b\nSo.\n:::\n\nWords.", 2, "has no proof"),
        (":::{claim} a-b\nSo.\n\nAnd no end.", 1, "cannot be read"),
        (INSIDE + "\n" + INSIDE, 15, "is taken: docs/topic.md:3."),
    ],
)
def test_a_fault_of_a_claim_is_named(
    root: Path, text: str, line: int, what: str
) -> None:
    page(root, text)
    (fault,) = claims.faults(root)
    assert (fault.file, fault.line) == ("docs/topic.md", line)
    assert what in fault.what


def test_a_claim_in_a_header_is_refused(root: Path) -> None:
    text = (
        '"""\nTitle\n=====\n\n.. claim:: a-b\n\n   So.\n"""\n\n# %%\n# A.\n\nprint(1)\n'
    )
    path = root / "gallery/pitfalls/sound_page.py"
    path.write_text(text, encoding="utf-8")
    (fault,) = claims.faults(root)
    assert (fault.line, fault.what) == (5, "This claim cannot be read.")


def test_two_pages_cannot_take_one_name(root: Path) -> None:
    script(root)
    page(root, INSIDE)
    (fault,) = claims.faults(root)
    assert "is taken" in fault.what


def test_a_build_refuses_a_claim_without_proof(root: Path) -> None:
    page(root, "# A page\n\n:::{claim} a-b\nSo.\n:::\n")
    done = projects.build(root)
    (fault,) = projects.faults(done.stderr)
    assert (done.returncode, fault.what) == (1, "The claim a-b has no proof.")
