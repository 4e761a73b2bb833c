from __future__ import annotations

import faulthandler
import subprocess
import sys
from pathlib import Path

import pytest

from detach_examples.guard import limits
from detach_examples.guard.limits import Watch


@pytest.mark.parametrize(
    ("text", "seconds"),
    [(None, 60), ("", 60), ("0.5", 0.5), ("90", 90), ("86400", 86400)],
)
def test_a_limit_is_a_number_of_seconds(
    text: str | None, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(limits.LIMIT, raising=False)
    if text is not None:
        monkeypatch.setenv(limits.LIMIT, text)
    assert limits.limit() == seconds


@pytest.mark.parametrize("text", ["abc", "0", "-3", "nan", "inf", "86401", "1 min"])
def test_what_is_no_limit_is_refused(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(limits.LIMIT, text)
    with pytest.raises(ValueError, match="is no number of seconds up to a day"):
        limits.limit()


def test_a_watch_tells_another_process_what_runs(tmp_path: Path) -> None:
    watch, other = Watch(tmp_path), Watch(tmp_path)
    assert other.now() is None
    watch.arm("pitfalls/a_page", 600)
    run = other.now()
    assert run is not None
    assert (run.page, run.limit) == ("pitfalls/a_page", 600)
    watch.disarm()
    assert other.now() is None
    assert list(tmp_path.iterdir()) == []


def test_a_mark_that_is_half_written_is_no_run(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    watch.running.write_text('{"page": "pitf')
    assert watch.now() is None


HANG = """
import sys, threading
from pathlib import Path
from detach_examples.guard.limits import Watch

Watch(Path(sys.argv[1])).arm("pitfalls/a_page", 0.1)
exec(compile("def wait():\\n    event.wait()\\n\\nwait()", sys.argv[2], "exec"),
     {"event": threading.Event()})
"""


def test_time_that_is_up_ends_the_process_and_leaves_the_line(tmp_path: Path) -> None:
    script = tmp_path / "gallery/pitfalls/a_page.py"
    done = subprocess.run(
        [sys.executable, "-c", HANG, str(tmp_path), str(script)], check=False
    )
    assert done.returncode == 1
    watch = Watch(tmp_path)
    assert watch.now() is not None
    assert watch.stuck_line("gallery/pitfalls/a_page.py") == 2
    assert watch.stuck_line("gallery/pitfalls/other_page.py") == 0
    watch.clear()
    assert watch.stuck_line("gallery/pitfalls/a_page.py") == 0


def test_a_disarmed_watch_leaves_no_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    monkeypatch.setattr(
        faulthandler, "cancel_dump_traceback_later", lambda: calls.append("cancelled")
    )
    Watch(tmp_path).disarm()
    assert calls == ["cancelled"]
