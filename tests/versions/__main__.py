"""Prove the claims on each version of torch: ``python -m versions 2.13.0 2.14.1``.

Each gets an environment of its own beside ``.venv``; what held and what changed goes
into the ledger.  Ends with status 1 when something changed that no page speaks of.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import parts

from detach_examples.guard import environment, examples
from detach_examples.guard.shard import Shard

ROOT = examples.ROOT
RECORD = ROOT / "docs/_proofs.json"
_SOURCES = ("docs", "gallery", "README.md", "CONTRIBUTING.md")
_VERSION = re.compile(r"\d+\.\d+\.\d+")


def made(version: str) -> Path:
    """Make the environment of a version, or find it; return its interpreter."""
    venv, build = ROOT / f".venv-torch-{version}", ROOT / "build"
    stamp, lock = venv / ".detach-examples-versions", build / f"torch-{version}.lock"
    tests = ROOT / "requirements-test.lock"
    if not stamp.exists() or stamp.stat().st_mtime < tests.stat().st_mtime:
        build.mkdir(exist_ok=True)
        wanted = environment.requirements(str(tests))
        rows = [re.sub(r"^torch==.*", f"torch=={version}", row) for row in wanted]
        lock.write_text("\n".join(rows) + "\n", encoding="utf-8")
        command = [sys.executable, str(Path(environment.__file__))]
        command += ["--venv", str(venv), "--lock", str(lock), "--stamp", str(stamp)]
        subprocess.run(command, cwd=ROOT, check=True)
    return venv / "bin/python"


def proven(version: str, python: Path, shard: Shard | None) -> dict[str, Any]:
    """Run every claim, script and prompt on a version; return its record.

    A file's examples follow each other: files are spread over cores, and over parts.
    """
    out = ROOT / f"build/torch-{version}.json"
    out.unlink(missing_ok=True)
    command = [str(python), "-m", "pytest", "-q", "--no-header", "--tb=line"]
    command += ["-n", "logical", "--dist", "loadfile"]
    command += ["-p", "versions.recording", *_SOURCES]
    paths = os.pathsep.join(map(str, (ROOT / "src", ROOT / "tests")))
    environ = {**os.environ, "PYTHONPATH": paths, "VERSIONS_OUT": str(out)}
    environ["VERSIONS_SHARD"] = str(shard or "")
    subprocess.run(command, cwd=ROOT, env=environ, check=False)
    if not out.exists():
        sys.exit(f"versions: pytest did not end on torch {version}: read above.")
    record: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    if record["torch"] != version:
        sys.exit(f"versions: {python} has torch {record['torch']}, not {version}.")
    return record


def order(version: str) -> list[int]:
    """Sort versions by their numbers."""
    return [int(part) for part in version.split(".")]


def keep(found: dict[str, dict[str, Any]]) -> None:
    """Write what held, by version, for the ledger; other versions stay."""
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    versions = record["versions"] | found
    record["versions"] = {
        version: {key: versions[version][key] for key in ("held", "changed")}
        for version in sorted(versions, key=order)
    }
    RECORD.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def joined(rows: list[dict[str, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """Return what the parts found as one machine would have: by version."""
    found: dict[str, dict[str, Any]] = {}
    for version, record in (item for row in rows for item in row.items()):
        whole = found.setdefault(version, {"held": [], "changed": {}})
        whole["held"] = sorted([*whole["held"], *record["held"]])
        whole["changed"] = dict(sorted((whole["changed"] | record["changed"]).items()))
    return found


def main(arguments: list[str]) -> int:
    """Prove the claims on each version, print what changed, and keep the record."""
    options = parts.parser("matrix", "versions", "TORCH").parse_args(arguments)
    if options.parts:
        return _judge(joined(parts.read(ROOT, "matrix", options.parts)))
    versions = options.versions
    wrong = [version for version in versions if not _VERSION.fullmatch(version)]
    if wrong or not versions:
        print(f"versions: {' '.join(wrong) or 'none'} is no version of torch.")
        print('    Type: make matrix TORCH="2.13.0 2.14.1"')
        return 2
    found = {v: proven(v, made(v), options.shard) for v in versions}
    if options.shard:
        return parts.write(ROOT, "matrix", options.shard, found)
    return _judge(found)


def _judge(found: dict[str, dict[str, Any]]) -> int:
    keep(found)
    for version, record in found.items():
        held, changed = record["held"], record["changed"]
        print(f"torch {version}: {len(held)} claims held, {len(changed)} examples fail")
        for example, told in changed.items():
            print(f"  {example}: {told.splitlines()[-1]}")
    return int(any(record["changed"] for record in found.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
