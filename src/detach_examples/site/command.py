"""What the Makefile calls: parses, calls, prints; decides nothing."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..guard import golden, lint, sessions
from ..guard.faults import Fault, listed
from ..guard.shard import Shard
from . import (
    book,
    build,
    disk,
    figure,
    merge,
    new,
    offline,
    published,
    reading,
    serve,
    split,
    tables,
    verify,
)

#: How many differences of two builds are shown.
_MOST = 20


def main(arguments: list[str] | None = None) -> int:
    """Run one command in the folder that holds conf.py."""
    parser = argparse.ArgumentParser(prog="python -m detach_examples.site")
    parser.add_argument("--root", type=Path, default=Path.cwd())
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("build").add_argument("--shard", default="")
    commands.add_parser("merge").add_argument("parts", type=Path)
    commands.add_parser("epub")
    commands.add_parser("golden")
    commands.add_parser("offline")
    commands.add_parser("published")
    commands.add_parser("sessions")
    commands.add_parser("verify")
    commands.add_parser("serve").add_argument("--port", type=int, default=8000)
    for name in ("new", "one"):
        commands.add_parser(name).add_argument("page")
    options = parser.parse_args(arguments)
    root = options.root.resolve()
    try:
        return _run(options, root)
    except OSError as error:
        found = disk.fault(root, error)
        if found is None:
            raise
        return _refuse([found], _kept(root))


def _run(options: argparse.Namespace, root: Path) -> int:
    if options.command == "build":
        return _split(root, options.shard) if options.shard else _build(root)
    if options.command == "merge":
        return _merge(root, root / options.parts)
    if options.command == "epub":
        return _epub(root)
    if options.command == "offline":
        return _offline(root)
    if options.command == "golden":
        return _golden(root)
    if options.command == "published":
        return _published(root)
    if options.command == "sessions":
        return _sessions(root)
    if options.command == "verify":
        return _verify(root)
    if options.command == "serve":
        return serve.serve(root, options.port)
    if options.command == "new":
        return _new(root, options.page)
    return _one(root, options.page)


def _refuse(faults: list[Fault], kept: str) -> int:
    print(f"\n{listed(faults)}", file=sys.stderr)
    if kept:
        print(kept, file=sys.stderr)
    return 1


def _kept(root: Path) -> str:
    page = root / "build/html/index.html"
    return "The site built before still opens: build/html" if page.exists() else ""


def _fail(root: Path, result: build.Result, place: Path | None = None) -> int:
    """Say what is wrong; ``place`` is where it was built, if not here."""
    if result.faults:
        return _refuse(result.faults, _kept(root))
    place = place or root
    told = (place / "build/warnings.txt").read_text("utf-8").replace(f"{place}/", "")
    print(f"\n{build.WARNED}", file=sys.stderr)
    print(told or "Sphinx failed before it warned: read above.", file=sys.stderr)
    print(_kept(root), file=sys.stderr)
    return 1


def _split(root: Path, text: str) -> int:
    try:
        shard = Shard.read(text)
    except ValueError as error:
        do = "Name one of some parts: make html SHARD=1/4"
        return _refuse([Fault("SHARD", 1, str(error), do)], _kept(root))
    result, place = split.split(root, shard)
    if not result.good:
        return _fail(root, result, place)
    print(f"Scripts run: {len(result.ran)}, part {shard}. Next, with all parts:")
    print(f"make merge PARTS={split.FOLDER}")
    return 0


def _merge(root: Path, folder: Path) -> int:
    return _tell(root, merge.merge(root, folder))


def _build(root: Path) -> int:
    return _tell(root, build.build_and_publish(root))


def _tell(root: Path, result: build.Result) -> int:
    if not result.good:
        return _fail(root, result)
    if result.ran and "files" not in result.held:
        print("No sandbox here: what scripts write elsewhere is found out afterwards.")
    print(f"Scripts run: {len(result.ran)}. The lesson: {reading.summary(root)}.")
    print(f"Open {(root / 'build/html/index.html').as_uri()}")
    return 0


def _epub(root: Path) -> int:
    if status := _build(root):
        return status
    if told := book.make(root):
        print(f"\nThe book has faults:\n{told}", file=sys.stderr)
        return 1
    print(f"Open {root / book.FILE}")
    return 0


def _offline(root: Path) -> int:
    if status := _build(root):
        return status
    size = offline.make(root) / 1e6
    print(f"Unpack {root / offline.FILE} ({size:.1f} MB), and open its index.html")
    return 0


def _golden(root: Path) -> int:
    found = lint.check_gallery(root)
    if found:
        return _refuse(found, "")
    from ..quiz import frozen
    from ..tools import table

    try:
        told = golden.renew(root) + table.renew(root) + frozen.renew(root)
        print(told or "The frozen output is up to date.")
    except golden.Unsound as unsound:
        return _refuse([unsound.fault], "")
    return 0


def _sessions(root: Path) -> int:
    print(sessions.renew(root) or "The sessions are up to date.")
    return 0


def _published(root: Path) -> int:
    status = _build(root)
    if status == 0:
        print(published.renew(root) or "Every address is on the list.")
        status = 1 if published.gone(root, root / "build/html") else 0
    return status


def _verify(root: Path) -> int:
    try:
        told, figures = verify.verify(root)
    except RuntimeError as error:
        print(f"{error}\nA build failed, so there is nothing to compare.")
        return 1
    for row in told[:_MOST]:
        print(row)
    more = f"and {len(told) - _MOST} more" if len(told) > _MOST else ""
    if more:
        print(more)
    tables.keep(root, "verify", figures)
    print("\n".join([figure.HEAD, *(each.row() for each in figures)]))
    return 1 if any(each.missed for each in figures) else 0


def _new(root: Path, page: str) -> int:
    made = new.write(root, page)
    if isinstance(made, Fault):
        return _refuse([made], "")
    print(f"Wrote {made}\nNext: make one PAGE={Path(made).stem}, then make golden")
    return 0


def _one(root: Path, page: str) -> int:
    script = new.find(root, page)
    if isinstance(script, Fault):
        return _refuse([script], _kept(root))
    found = lint.check(script, lint.MUST + lint.STYLE)
    if found:
        return _refuse(found, _kept(root))
    result = build.build(root, out="one", only=script.page)
    if not result.good:
        return _fail(root, result)
    print(f"Open {(root / f'build/one/gallery/{script.page}.html').as_uri()}")
    return 0
