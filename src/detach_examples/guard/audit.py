"""Look up known vulnerabilities of all that the locks name: ``make audit``.

pip-audit asks the package index.  Left to itself it finds nothing wrong with what the
index does not know, and ends in a traceback where no index answers: here a package
that nobody could look up is a fault.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class NotLookedUp(Exception):
    """The service did not answer; the message says what stood in the way."""


@dataclass(frozen=True)
class Found:
    """What the service says of one lock."""

    packages: int
    #: The names of packages of which the service knows nothing.
    unknown: list[str]
    #: One line for each vulnerability: package, version, name, versions that mend it.
    faults: list[str]


def told(lock: Path) -> str:
    """Return what pip-audit says of a lock, as JSON.

    :raises NotLookedUp: when it ends without an answer.
    """
    tool = Path(sys.executable).with_name("pip-audit")
    if not tool.exists():
        raise NotLookedUp("pip-audit is not here: call this by make audit.")
    command = [str(tool), "--require-hashes"]
    command += ["--disable-pip", "--progress-spinner", "off", "--format", "json"]
    done = subprocess.run(
        [*command, "--requirement", str(lock)],
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout.strip():
        reason = [line for line in done.stderr.splitlines() if line.strip()]
        raise NotLookedUp(reason[-1] if reason else "pip-audit says nothing")
    return done.stdout


def read(answer: str) -> Found:
    """Return what an answer of pip-audit holds."""
    rows = json.loads(answer)["dependencies"]
    unknown = [row["name"] for row in rows if "skip_reason" in row]
    faults = [_line(row, each) for row in rows for each in row.get("vulns", [])]
    return Found(len(rows), unknown, faults)


def _line(row: dict[str, Any], fault: dict[str, Any]) -> str:
    mended = ", ".join(fault["fix_versions"]) or "no version yet"
    return f"{row['name']} {row['version']}: {fault['id']}, mended in {mended}"


def main() -> int:
    """Audit every lock of the project in this folder; return 0 when all are sound."""
    bad = False
    for lock in sorted(Path.cwd().glob("requirements*.lock")):
        try:
            found = read(told(lock))
        except NotLookedUp as error:
            return _not_audited(lock, str(error))
        if found.unknown:
            names = ", ".join(found.unknown[:3])
            many = f"{len(found.unknown)} of its {found.packages} packages"
            return _not_audited(lock, f"the index does not know {many}: {names} ...")
        print(f"{lock.name}: {found.packages} packages, {len(found.faults)} faults")
        for line in found.faults:
            print(f"    {line}")
        bad = bad or bool(found.faults)
    return 1 if bad else 0


def _not_audited(lock: Path, why: str) -> int:
    print(f"audit: {lock.name} was not audited.\n    {why}", file=sys.stderr)
    print("    It needs an answer of pypi.org for each package.", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
