"""Know which scripts ran in a build that ended before it judged them.

sphinx-gallery counts them as run, whatever they left behind: a script that ends the
process would hide the faults of those before it.
"""

from __future__ import annotations

from pathlib import Path

_FILE = "unjudged.txt"


def note(folder: Path, page: str) -> None:
    """Write down that a script begins to run."""
    with (folder / _FILE).open("a", encoding="utf-8") as file:
        file.write(f"{page}\n")


def judged(folder: Path) -> None:
    """Forget them: the faults of each are known."""
    (folder / _FILE).unlink(missing_ok=True)


def run_again(root: Path) -> None:
    """Let the scripts run again that an earlier build did not judge."""
    file = root / "build" / _FILE
    if not file.exists():
        return
    for page in file.read_text(encoding="utf-8").splitlines():
        (root / f"docs/gallery/{page}.py.md5").unlink(missing_ok=True)
    file.unlink()
