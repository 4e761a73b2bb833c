"""No number and no message stands in prose that nothing on its page produces."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from detach_examples.guard import claims, golden
from detach_examples.guard.script import Script, scripts

ROOT = Path(__file__).resolve().parents[2]
PAGES = [path for path in claims.pages(ROOT) if path.parent != ROOT]
#: Counting words in figures, and the two that every formula may have.
_FREE = {0.0, 1.0, 2.0}
_NUMBER = re.compile(r"(?<![\w./-])\d[\d,]*(?:\.\d+)?(?![\w/]|\.\d)")
_ANY_NUMBER = re.compile(r"\d[\d_,]*(?:\.\d+)?(?:e-?\d+)?")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_NO_PROSE = re.compile(
    r"^```.*?^```|`[^`]*`|^\(.*\)=$|\{[a-z:]+\}`[^`]*`|\]\([^)]*\)|\A---\n.*?^---\n"
    r"|^\d+\. |``[^`]*``|:\w+(?::\w+)?:`[^`]*`",
    re.MULTILINE | re.DOTALL,
)
_INCLUDED = re.compile(r"^```\{literalinclude\} (?P<file>\S+)", re.MULTILINE)
_QUOTED = re.compile(r'"([^"]{12,})"', re.DOTALL)
_MESSAGE = re.compile(r"\S+ \S+ \S+ \S+")


def _numbers(pattern: re.Pattern[str], text: str) -> set[float]:
    found = (n.replace(",", "").replace("_", "") for n in pattern.findall(text))
    return {float(number) for number in found}


def _unproduced(prose: str, produced: str) -> list[float]:
    stated = _numbers(_NUMBER, _NO_PROSE.sub("", prose))
    return sorted(stated - _numbers(_ANY_NUMBER, produced) - _FREE)


def _parts(script: Script) -> tuple[str, str]:
    """Return a script's prose, and what it runs and prints."""
    prose = "\n".join([script.header, *(block.text for block in script.blocks)])
    code = "\n".join(block.code for block in script.blocks)
    return prose, code + golden.frozen(ROOT, script).read_text("utf-8")


every_script = pytest.mark.parametrize("script", scripts(ROOT), ids=lambda s: s.page)
every_page = pytest.mark.parametrize(
    "path", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix()
)


@every_script
def test_a_number_in_a_script_s_text_is_one_that_it_runs_or_prints(
    script: Script,
) -> None:
    assert _unproduced(*_parts(script)) == []


def _shown(path: Path) -> str:
    """What the fences of a page hold, and the files that they include."""
    text = path.read_text("utf-8")
    found = _INCLUDED.findall(text)
    homes = [ROOT / "docs" if f.startswith("/") else path.parent for f in found]
    included = [home / f.lstrip("/") for home, f in zip(homes, found, strict=True)]
    return "\n".join([*_FENCE.findall(text), *(f.read_text("utf-8") for f in included)])


@every_page
def test_a_number_on_a_page_is_one_that_it_runs_or_prints(path: Path) -> None:
    assert _unproduced(path.read_text("utf-8"), _shown(path)) == []


def test_a_number_that_nothing_produces_is_found() -> None:
    assert _unproduced("It takes 7 steps, 1 of 2.5.", "print(2.5)") == [7.0]
    assert _unproduced("1. Of `8` in 1,000.\n```python\n9\n```", "1_000") == []


def _plain(text: str) -> str:
    return " ".join(re.sub(r"^#", "", text, flags=re.MULTILINE).split()).lower()


def _raised() -> str:
    """All that the site shows as raised, printed or asked for."""
    shown = [_FENCE.findall(path.read_text("utf-8")) for path in PAGES]
    told = "\n".join(fence for fences in shown for fence in fences)
    return _plain(told + "".join(_parts(script)[1] for script in scripts(ROOT)))


@pytest.fixture(scope="module")
def raised() -> str:
    """What the site's own runs show."""
    return _raised()


def _quoted(prose: str) -> list[str]:
    """The messages that prose quotes: four words and more, up to where it is cut."""
    found = [_plain(q) for q in _QUOTED.findall(_NO_PROSE.sub("", prose))]
    return [
        part.strip(" .,;:")
        for quoted in found
        for part in re.split(r"\.\.\.|…|\. ", quoted)
        if _MESSAGE.match(part.strip())
    ]


@every_script
def test_a_message_in_a_script_s_text_is_one_that_the_site_raises(
    script: Script, raised: str
) -> None:
    prose, _ = _parts(script)
    assert [message for message in _quoted(prose) if message not in raised] == []


def test_a_message_that_nobody_raises_is_found() -> None:
    assert _quoted('It says "you may not do this here ... at all, no, never".') == [
        "you may not do this here",
        "at all, no, never",
    ]
    assert _quoted('A "short" word, and "three words only".') == []
