"""Tell every lie, or those that are named, and write down who objected.

Ends with status 1 when a lie survives, is not noticed on the page that teaches it,
or a claim objects to none.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import torch

from detach_examples.guard import claims, examples

from .idle import REASONS
from .table import LIES

RECORD = examples.ROOT / "docs/_proofs.json"


def told(name: str) -> dict[str, str]:
    """Tell one lie in a process of its own; no name is the truth."""
    command = [sys.executable, "-m", "lies.telling", *([name] if name else [])]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    found: dict[str, str] = json.loads(done.stdout)
    print(f"{len(found):4}  {name or 'the truth'}", flush=True)
    return found


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


def main(names: list[str]) -> int:
    """Tell the lies, keep the record, and print what is wrong."""
    wrong = told("")
    if wrong:
        print(json.dumps(wrong, indent=2), "\nThese claims do not hold at all.")
        return 1
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        lies = names or [*LIES]
        caught = {n: sorted(f) for n, f in zip(lies, pool.map(told, lies), strict=True)}
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
