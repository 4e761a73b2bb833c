"""A kind of cut has a page, on the site that is set or on the project's own."""

from __future__ import annotations

import pytest

from detach_examples.explain.links import link


def test_a_link_leads_to_the_site_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", "https://example.org/docs/")
    assert link("item").startswith("https://example.org/docs/gallery/cuts/")
    monkeypatch.delenv("SITE_URL")
    assert link("item").startswith("https://detach-examples.readthedocs.io/")
