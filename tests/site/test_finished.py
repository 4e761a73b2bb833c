"""What is written at the end of a build is written for the site, and a whole one."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from detach_examples.site import headers, llms, moved, sitemap


@pytest.mark.parametrize("writer", [headers, llms, moved, sitemap])
@pytest.mark.parametrize(("form", "error"), [("epub", None), ("html", OSError())])
def test_nothing_is_written_for_a_book_or_a_failed_build(
    writer: ModuleType, form: str, error: OSError | None, tmp_path: Path
) -> None:
    app = SimpleNamespace(builder=SimpleNamespace(name=form), outdir=tmp_path)
    writer.write(app, error)
    assert [*tmp_path.iterdir()] == []
