"""A kind of cut has a page, on the site that is set or on the project's own."""

from __future__ import annotations

import pytest

from detach_examples.explain import links
from detach_examples.explain.links import link


def test_a_link_leads_to_the_site_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", "https://example.org/docs/")
    assert link("item").startswith("https://example.org/docs/gallery/cuts/")
    monkeypatch.delenv("SITE_URL")
    assert link("item").startswith("https://detach-examples.readthedocs.io/")


class _Told:
    """Metadata of a package, as far as it is asked for."""

    def get_all(self, _name: str) -> list[str] | None:
        return ["Source, https://example.org/", "Documentation, https://a.org/b, c"]


def test_the_address_of_the_package_may_have_any_sign(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SITE_URL", raising=False)
    monkeypatch.setattr(links, "metadata", lambda _name: _Told())
    assert link("item").startswith("https://a.org/b, c/gallery/cuts/")
