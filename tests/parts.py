"""Proofs that several machines found: each writes a part, one reads them all."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict
from pathlib import Path
from typing import Any

from detach_examples.guard.shard import Shard, lacking
from detach_examples.site.part import Origin


def asked(text: str) -> Shard:
    """Read the part that a user asks for, for argparse."""
    try:
        return Shard.read(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{error} Name one of some: SHARD=1/4") from None


def parser(command: str, names: str, of: str) -> ArgumentParser:
    """Return what reads a command that proves some things, or a part of them."""
    made = ArgumentParser(prog=f"make {command}")
    made.add_argument(names, nargs="*", metavar=of)
    made.add_argument("--shard", type=asked)
    made.add_argument("--parts", type=Path)
    return made


def folder(root: Path, command: str) -> Path:
    """Return where a machine leaves its part."""
    return root / "build" / command


def write(root: Path, command: str, shard: Shard, found: dict[str, Any]) -> int:
    """Keep what one machine found in ``build/COMMAND``; say what comes next."""
    path = folder(root, command) / f"{shard.name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    origin = _origin(root)
    told = {"shard": str(shard), "origin": origin, "found": found}
    path.write_text(json.dumps(told), encoding="utf-8")
    print(f"Part {shard}. Next, with all parts: make {command} PARTS=build/{command}")
    return 0


def read(root: Path, command: str, place: Path) -> list[dict[str, Any]]:
    """Return what the parts in a folder hold; end with one clear error otherwise."""
    known: dict[Shard, dict[str, Any]] = {}
    here = _origin(root)
    for path in sorted(place.glob("*.json")):
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            shard = Shard.read(told["shard"])
            origin, found = told["origin"], told["found"]
        except (ValueError, KeyError, TypeError, AttributeError):
            sys.exit(f"{path} is damaged: make it again, or remove it.")
        if origin != here:
            sys.exit(f"{path} is of other sources: make {command} SHARD={shard}")
        if shard in known:
            sys.exit(f"{path} is part {shard}, and so is another: remove one.")
        known[shard] = found
    if len({shard.of for shard in known}) > 1:
        sys.exit(f"{place} holds parts of different cuts: {_listed(known)}.")
    if not known:
        sys.exit(f"{place} holds no parts: make {command} SHARD=1/4, and so on.")
    for shard in lacking(known):
        sys.exit(f"{place} lacks part {shard}: make {command} SHARD={shard}")
    return [known[shard] for shard in sorted(known)]


def _origin(root: Path) -> dict[str, str]:
    """Return what proofs are made from: all but the record of them."""
    return asdict(Origin.of(root, None, but="docs/_proofs.json"))


def _listed(known: dict[Shard, dict[str, Any]]) -> str:
    return ", ".join(map(str, sorted(known)))
