"""Tell every lie, or those that are named, and write down who objected.

Ends with status 1 when a lie survives, is not noticed on the page that teaches it,
or a claim objects to none.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import parts
import pytest
import torch

from detach_examples.guard import claims, examples

from . import mutants
from .idle import REASONS
from .table import LIES

RECORD = examples.ROOT / "docs/_proofs.json"
_TEST = f"{mutants.__file__}::{mutants.test_it_is_told.__name__}"


class Objections:
    """A plugin of pytest: who objected to each lie, in whichever process it was."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what a lie that was told has found."""
        for key, told in report.user_properties if report.when == "call" else ():
            if key == mutants.FOUND:
                name, self.found[name] = told


def told(lies: list[str]) -> dict[str, list[str]]:
    """Tell lies, on all cores; return who objects to each.

    :raises SystemExit: when they could not be told, or some object to the truth.
    """
    objections = Objections()
    asked = [f"{_TEST}[{name}]" for name in (mutants.TRUTH, *lies)]
    spread = ["-n", "logical", "--dist", "worksteal", "-v", "--no-header"]
    if pytest.main([*spread, *asked], plugins=[objections]):
        sys.exit("Not every lie could be told: read above.")
    wrong = objections.found[mutants.TRUTH]
    if wrong:
        sys.exit(f"{json.dumps(wrong, indent=2)}\nThese claims do not hold at all.")
    return {name: sorted(objections.found[name]) for name in lies}


def faults(caught: dict[str, list[str]]) -> list[str]:
    """Return what is wrong with a matrix of lies and the claims that caught them."""
    stated = {claim.name: claim.page for claim in claims.claims(examples.ROOT)}
    found = []
    for name, by in caught.items():
        if not by:
            found.append(f"No claim objects to: {name}.")
        elif LIES[name].taught not in {stated[claim] for claim in by}:
            found.append(f"No claim of {LIES[name].taught} objects to: {name}.")
    idle = set(stated) - {claim for by in caught.values() for claim in by}
    found += [f"No lie breaks {claim}." for claim in sorted(idle - set(REASONS))]
    found += [f"{c} has a reason, and is broken." for c in sorted(set(REASONS) - idle)]
    return found


def main(arguments: list[str]) -> int:
    """Tell the lies, keep the record, and print what is wrong."""
    options = parts.parser("mutants", "names", "LIE").parse_args(arguments)
    if options.parts:
        rows = parts.read(examples.ROOT, "mutants", options.parts)
        return _judge({name: by for row in rows for name, by in row.items()})
    lies = options.names or [*LIES]
    if options.shard:
        caught = told(options.shard.slice(lies))
        return parts.write(examples.ROOT, "mutants", options.shard, caught)
    return _judge(told(lies))


def _judge(caught: dict[str, list[str]]) -> int:
    found = faults(keep(caught))
    print("\n".join(found) or "Every lie is caught, and every claim bites.")
    return int(bool(found))


def keep(caught: dict[str, list[str]]) -> dict[str, list[str]]:
    """Write the record that the ledger shows; return who objects to each lie.

    What an earlier run found of lies that were not told now stays.
    """
    record: dict[str, Any] = json.loads(RECORD.read_text(encoding="utf-8"))
    known = {lie: told["caught"] for lie, told in record["lies"].items()} | caught
    whole = {name: known[name] for name in LIES if name in known}
    record["torch"] = torch.__version__.partition("+")[0]
    record["lies"] = {name: {"caught": by} for name, by in whole.items()}
    record["idle"] = REASONS
    RECORD.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return whole


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
