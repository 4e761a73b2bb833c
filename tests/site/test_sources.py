"""The sources of a project are all that was not made of them."""

from __future__ import annotations

from pathlib import Path

from detach_examples.site import sources


def test_what_was_made_is_no_source(tmp_path: Path) -> None:
    kept = ["conf.py", "docs/index.md", "gallery/cuts/one.py", "src/build/one.py"]
    made = ["build/html/index.html", "docs/gallery/one.rst", "src/__pycache__/a.pyc"]
    made += [".git/config", ".venv/pyvenv.cfg", "env/pyvenv.cfg", "env/lib/one.py"]
    for name in (*kept, *made):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    found = [path.relative_to(tmp_path).as_posix() for path in sources.files(tmp_path)]
    assert found == kept
