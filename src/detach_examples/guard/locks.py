"""Renew the hashes of the lock files: ``make locks``.

Versions are chosen by people and bots; the hashes of all files that the package index
holds of a version are fetched by uv.  A hash that stands there for the same version
stays: an index holds one build of torch, and CI may install another.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from . import environment

#: The oldest Python that the project runs on.
_PYTHON = "{}.{}.9".format(*environment.OLDEST)
_HASH = re.compile(r"sha256:[0-9a-f]{64}")


def renew(lock: Path) -> int:
    """Write a lock's hashes anew; return how many pins it has.

    :raises subprocess.CalledProcessError: when the index does not answer, or does not
        know a version; nothing is written then.
    """
    rows = lock.read_text(encoding="utf-8").replace("\\\n", "").splitlines()
    known = {row.split()[0]: set(_HASH.findall(row)) for row in rows if "==" in row}
    for row in fetched(list(known)):
        known[row.split()[0]] |= set(_HASH.findall(row))
    lock.write_text("".join(_written(row, known) for row in rows), encoding="utf-8")
    return len(known)


def fetched(pins: list[str]) -> list[str]:
    """Return pins with the hashes that the index holds, each in one line."""
    command = [str(Path(sys.executable).with_name("uv")), "pip", "compile", "--quiet"]
    command += ["--no-deps", "--generate-hashes", "--no-header", "--no-annotate"]
    done = subprocess.run(
        [*command, "--python-version", _PYTHON, "-"],
        input="\n".join(pins),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.replace("\\\n", "").splitlines()


def _written(row: str, known: dict[str, set[str]]) -> str:
    if "==" not in row:
        return f"{row}\n"
    pin = row.split()[0]
    return " \\\n".join([pin, *(f"    --hash={h}" for h in sorted(known[pin]))]) + "\n"


def main() -> int:
    """Renew every lock of the project in this folder."""
    for lock in sorted(Path.cwd().glob("requirements*.lock")):
        try:
            print(f"{lock.name}: {renew(lock)} pins")
        except subprocess.CalledProcessError:
            print(f"{lock.name} is as it was: read uv's message above.")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
