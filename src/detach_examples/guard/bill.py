"""List what the site is built with: ``make sbom`` writes a CycloneDX bill of materials.

It is the same for the same packages: without a time, a serial number or a path.  Of
an environment that holds the tests too, it lists what the lock of the site names and
what that needs, as it is installed: a torch of your own is listed as it is.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from . import environment

Bill = dict[str, Any]
PLACE = Path("build/sbom.json")
#: Tells what each installed package asks for, in the environment that is listed.
_ASKED = """import importlib.metadata as m, json
print(json.dumps({d.name: d.requires or [] for d in m.distributions()}))"""


def _output(command: list[str]) -> Any:
    # With this variable the tool would write a time.
    kept = {k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"}
    done = subprocess.run(command, env=kept, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def told(python: str) -> Bill:
    """Return the bill of all that an interpreter's environment holds."""
    command = [str(Path(sys.executable).with_name("cyclonedx-py")), "environment"]
    command += ["--output-reproducible", "--no-validate"]
    bill: Bill = _output([*command, "--pyproject", "pyproject.toml", python])
    return bill


def needs(python: str) -> dict[str, set[str]]:
    """Return what each package of an environment needs there, by name.

    The bill's own graph counts what a package needs for an extra that nobody asked for,
    its tests for one.
    """
    return {
        canonicalize_name(name): {
            canonicalize_name(need.name)
            for need in map(Requirement, texts)
            if need.marker is None or need.marker.evaluate({"extra": ""})
        }
        for name, texts in _output([python, "-c", _ASKED]).items()
    }


def closed(wanted: set[str], needed: dict[str, set[str]]) -> set[str]:
    """Return some names and those of all that they need."""
    ahead, seen = set(wanted), set[str]()
    while ahead:
        seen |= ahead
        ahead = set[str]().union(*(needed.get(name, set()) for name in ahead)) - seen
    return seen


def names(lock: Path) -> set[str]:
    """Return the names that a lock pins, as the index spells them."""
    return {environment.name_of(row) for row in environment.requirements(str(lock))}


def only(bill: Bill, wanted: set[str]) -> Bill:
    """Return the part of a bill that is of some packages, in its order."""
    rows = [row for row in bill["components"] if name_of(row) in wanted]
    kept = {bill["metadata"]["component"]["bom-ref"]} | {r["bom-ref"] for r in rows}
    graph = [_needing(row, kept) for row in bill["dependencies"] if row["ref"] in kept]
    return {**bill, "components": rows, "dependencies": graph}


def name_of(component: Bill) -> str:
    """Return a component's name as the index spells it."""
    return canonicalize_name(component["name"])


def _needing(row: Bill, kept: set[str]) -> Bill:
    if "dependsOn" not in row:
        return row
    return {**row, "dependsOn": [need for need in row["dependsOn"] if need in kept]}


def faults(text: str) -> str:
    """Return what CycloneDX's own schema says against a bill, or an empty string."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    version = SchemaVersion.from_version(json.loads(text)["specVersion"])
    found = JsonStrictValidator(version).validate_str(text)
    return "" if found is None else str(found.data).splitlines()[0]


def written(bill: Bill) -> str:
    """Return a bill as text: the same bill gives the same bytes."""
    return json.dumps(bill, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def main(python: str) -> int:
    """Write the bill of an interpreter's environment; return 0 when it is complete."""
    wanted = names(Path("requirements.lock"))
    try:
        bill = only(told(python), closed(wanted, needs(python)))
    except OSError as error:
        return _refused(f"{error}: call this by make sbom.")
    except subprocess.CalledProcessError as error:
        return _refused("".join(error.stderr.splitlines()[-1:]) or str(error))
    lost = wanted - {name_of(row) for row in bill["components"]}
    if lost:
        return _refused(f"not installed: {', '.join(sorted(lost))}")
    text = written(bill)
    fault = faults(text)
    if fault:
        return _refused(f"no valid CycloneDX: {fault}")
    PLACE.parent.mkdir(exist_ok=True)
    PLACE.write_text(text, encoding="utf-8")
    silent = [name_of(row) for row in bill["components"] if not row.get("licenses")]
    print(f"{PLACE}: {len(bill['components'])} packages")
    print(f"    without a stated licence: {', '.join(silent) or 'none'}")
    return 0


def _refused(why: str) -> int:
    print(f"sbom: {PLACE} was not written.\n    {why}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
