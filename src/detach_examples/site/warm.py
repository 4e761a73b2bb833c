"""A process that has read the site, and shows one changed page in a moment.

It has imported torch and Sphinx and loaded what Sphinx knows of all pages, and it runs
nothing itself: each page is made in a fork, confined like any build, that runs the one
script, reads and writes the one page into ``build/preview``, and ends.  A build of the
whole site follows; what is previewed is only sooner.
"""

from __future__ import annotations

import gc
import io
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from .. import measure
from ..explain.cuts import PAGES
from ..guard.faults import Fault
from . import around, brought, room, shown, verdict
from .refused import Refused

#: Where pages lie that are sooner than the site, relative to the project.
PREVIEW = "build/preview"
_OUT = "preview"


def main(root: Path) -> int:
    """Load all, say so, then make each page whose source is named on a line."""
    # What a script prints past Python must not come between the answers.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers:
        os.dup2(2, 1)
        app, warnings = _load(root)
        print(json.dumps({"ready": True}), file=answers, flush=True)
        for line in sys.stdin:
            told = _apart(app, warnings, root, line.strip())
            print(json.dumps(told), file=answers, flush=True)
    return 0


def _load(root: Path) -> tuple[Any, io.StringIO]:
    """Return Sphinx with its environment; no script may run in this process."""
    from sphinx.application import Sphinx
    from sphinx.util.console import nocolor

    nocolor()  # what is told is shown on pages
    record = root / "build/measurements.json"
    pages = measure.Book.load(record) if record.exists() else {}
    measure.open_book(measure.Book(pages=pages))
    os.environ[PAGES] = "../.."
    brought.build.runs = {}  # as in a merge: what would run is refused
    warnings = io.StringIO()
    app = Sphinx(
        srcdir=root / "docs",
        confdir=root,
        outdir=root / PREVIEW,
        doctreedir=root / "build/doctrees/site",
        buildername="html",
        confoverrides={"nitpicky": True},
        status=None,
        warning=warnings,
    )
    brought.build.runs = None
    if not app.env.all_docs:
        sys.exit("The site was built in another place: pages wait for the whole build.")
    assert around.build.warm
    import matplotlib.figure  # noqa: F401  (loaded now, and not in each fork)

    _rehearse(app, root)
    gc.collect()
    gc.freeze()
    return app, warnings


def _rehearse(app: Any, root: Path) -> None:
    """Write one page as it was read, so that templates and patterns are compiled."""
    builder: Any = app.builder
    builder.create_pygments_style_file()
    # The search index of all pages, and the pages that show this one, come with the
    # whole site.
    builder.load_indexer = builder.index_page = lambda *_: None
    handlers = app.events.listeners["env-updated"]
    handlers[:] = [each for each in handlers if each.handler is not shown.changed]
    page = max(app.env.found_docs, key=lambda name: (name.count("/"), name))
    app.emit("env-updated", app.env)
    builder.prepare_writing({page})
    builder.write_documents({page})
    (root / PREVIEW / f"{page}.html").unlink()


def _apart(app: Any, warnings: io.StringIO, root: Path, source: str) -> Any:
    """Make a page in a fork; return what it tells, or None.

    It tells nothing where it died, or met what only a whole build puts in words.
    """
    parent = os.getpid()
    # No pipe: what a script leaves running would hold it open.
    with TemporaryFile("w+", encoding="utf-8") as told:
        child = os.fork()
        if child == 0:
            json.dump(_told(app, warnings, root, source, parent), told)
            told.flush()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        told.seek(0)
        text = told.read()
        return json.loads(text) if text and status == 0 else None


def _told(
    app: Any, warnings: io.StringIO, root: Path, source: str, parent: int
) -> dict[str, Any]:
    """Return what came of a page, in the fork; end it where there are no words."""
    try:
        return _page(app, warnings, root, source, parent)
    except Refused as refused:
        found = refused.faults
    except BaseException as error:
        found = [_ended(root, error)]
    return {"faults": [asdict(fault) for fault in found]}


def _ended(root: Path, error: BaseException) -> Fault:
    try:
        return verdict.ended(root, error)
    except BaseException:
        os._exit(1)


def _page(
    app: Any, warnings: io.StringIO, root: Path, source: str, parent: int
) -> dict[str, Any]:
    room.enter(root, _OUT, parent)
    warnings.truncate(0)
    page = str(Path(source).with_suffix("")).removeprefix("docs/")
    if source.startswith("gallery/"):
        _run(app, root / source)
    builder, env = app.builder, app.env
    builder.doctreedir = app.doctreedir = env.doctreedir = (
        root / "build/doctrees" / _OUT
    )
    app.emit("env-purge-doc", env, page)
    env.clear_doc(page)
    builder.read_doc(page)
    app.emit("env-updated", env)
    builder.prepare_writing({page})
    builder.write_documents({page})
    builder.copy_image_files()
    return {"page": f"{page}.html", "warnings": warnings.getvalue()}


def _run(app: Any, script: Path) -> None:
    """Run a script as the gallery does; the whole build will run it again.

    :raises Refused: for a script with a fault.
    """
    from sphinx_gallery.gen_rst import generate_file_rst

    target = Path(app.srcdir) / "gallery" / script.parent.name
    settings = app.config.sphinx_gallery_conf
    *_, told = generate_file_rst(script.name, target, script.parent, settings)
    # The gallery notes a failure of a script only when it does a whole section.
    if "formatted_exception" in told:
        settings["failing_examples"][str(script)] = told["formatted_exception"]
    (target / f"{script.name}.md5").unlink(missing_ok=True)
    verdict.judge(app)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
