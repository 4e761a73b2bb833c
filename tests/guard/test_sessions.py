from __future__ import annotations

from pathlib import Path

import pytest

from detach_examples.guard import sessions
from detach_examples.guard.sessions import Exchange, Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A shell beside one script, which says where it lies."""
    scripts = tmp_path / "docs/_scripts"
    scripts.mkdir(parents=True)
    (scripts / "where.py").write_text("import pathlib\n\nprint(pathlib.Path('x.py'))\n")
    (scripts / "fails.py").write_text("raise ValueError('lost')\n")
    return Terminal(scripts, tmp_path / "shell")


@pytest.mark.parametrize(
    ("block", "wanted"),
    [
        ("$ true\n", [("true", "")]),
        ("$ a b\nc\n\nd\n$ e\n", [("a b", "c\n\nd\n"), ("e", "")]),
        ("lost\n$ a\n $ b\n", [("a", " $ b\n")]),
        ("", []),
    ],
)
def test_a_session_is_commands_and_what_stands_below(
    block: str, wanted: list[tuple[str, str]]
) -> None:
    assert sessions.exchanges(block) == [Exchange(*pair) for pair in wanted]


@pytest.mark.parametrize(
    "block",
    [
        "$ echo one; echo two >&2\none\ntwo\n",
        "$ printf open\nopen\n",
        "$ printf '\\nblank\\n\\n'\n\nblank\n\n",
        "$ false\n$ echo $?\n1\n$ echo $?\n0\n",
        "$ echo text > file.txt\n$ cat file.txt\ntext\n",
        "$ cd ..; pwd > shell/up.txt; cd shell\n$ test -s up.txt && echo yes\nyes\n",
        "$ python where.py\nx.py\n",
        "$ python fails.py\nTraceback (most recent call last):\n"
        "  File \"fails.py\", line 1, in <module>\n    raise ValueError('lost')\n"
        "ValueError: lost\n$ echo $?\n1\n",
    ],
)
def test_a_session_goes_as_in_a_terminal(block: str, terminal: Terminal) -> None:
    assert terminal.run(block) == block
    assert terminal.difference(block) == ""


@pytest.mark.parametrize("name", ["SITE_URL", "EXPLAIN_PAGES"])
def test_a_report_links_to_the_address_that_pages_show(
    name: str, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "https://fork.example/")
    assert terminal.run(f'$ echo "[${name}]"\n').endswith("\n[]\n")


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        ("one\ntwo\nthree\n", ""),
        ("one\n...\n", ""),
        ("...\nthree\n", ""),
        ("one\n...\ntwo\n", "-...\n"),
        ("one\n", "+two\n"),
        ("", "+one\n"),
        ("one\ntwo\nthree\nfour\n", "-four\n"),
        ("one\n two\nthree\n", "- two\n+two\n"),
    ],
)
def test_what_the_page_shows_otherwise_is_told(
    shown: str, told: str, terminal: Terminal
) -> None:
    command = "$ printf 'one\\ntwo\\nthree\\n'\n"
    difference = terminal.difference(f"$ true\n{command}{shown}")
    assert told in difference
    assert bool(told) == difference.startswith(command)


@pytest.mark.parametrize("late", ["$ echo late\nlate\n", "$ true\n"])
def test_a_shell_that_ends_too_early_is_told(late: str, terminal: Terminal) -> None:
    assert late.splitlines()[0] in terminal.difference(f"$ exit 3\n{late}")


def test_sessions_are_renewed_and_the_rest_of_the_page_stays(
    terminal: Terminal, tmp_path: Path
) -> None:
    page = tmp_path / "docs/page.md"
    rest = (
        "# A page\n\n```console\n$ echo {}\n{}\n$ echo a b\n...b\n```\n\n```sh\n$ x\n"
    )
    page.write_text(rest.format("new", "old"))
    told = sessions.renew(tmp_path)
    assert "--- docs/page.md (before)\n" in told
    assert "-old\n+new\n" in told
    assert page.read_text() == rest.format("new", "new")
    assert sessions.renew(tmp_path) == ""
