"""A claim can be cited: it has an address on its page and in the ledger."""

from __future__ import annotations

from pathlib import Path

import projects
from bs4 import BeautifulSoup

from detach_examples.guard.claims import Claim, claims
from detach_examples.site import ledger
from detach_examples.site.claim import anchor

ROOT = Path(__file__).resolve().parents[2]
CLAIMS = claims(ROOT)


def test_every_claim_has_its_address_and_its_link(
    pages: dict[str, BeautifulSoup],
) -> None:
    for claim in CLAIMS:
        box = pages[f"{claim.page}.html"].select_one(f"#{anchor(claim.name)}")
        assert box is not None, claim
        link = box.select_one(".cite a")
        assert link is not None
        assert link["href"] == f"#{anchor(claim.name)}"
        assert link.text == claim.name


def test_the_ledger_lists_every_claim_with_its_page(
    pages: dict[str, BeautifulSoup],
) -> None:
    listed = pages["claims.html"]
    for claim in CLAIMS:
        assert listed.select_one(f"#{claim.name}"), claim
        assert listed.select_one(f'a[href="{claim.page}.html#{anchor(claim.name)}"]')


def test_the_lies_lead_to_the_claims_that_catch_them(
    pages: dict[str, BeautifulSoup],
) -> None:
    lies = pages["lies.html"].select("article dt")
    caught = [told["caught"] for told in ledger.read(ROOT)["lies"].values()]
    assert len(lies) == len(caught)
    for term, names in zip(lies, caught, strict=True):
        told = term.find_next("dd")
        assert told is not None
        links = [a["href"] for a in told.select("a")]
        assert links == [f"claims.html#{name}" for name in names]


def test_the_ledger_is_long_enough() -> None:
    assert len(CLAIMS) >= 120


def test_a_claim_of_the_readme_is_listed_without_a_page() -> None:
    claim = Claim("a-b", "So.", "README", "README.md", 3, 4, 5)
    proofs = {"versions": {}, "lies": {"one": {"caught": ["a-b"]}}, "idle": {}}
    told = "\n".join(ledger._entries([claim], proofs))
    assert "`README.md`" in told
    assert "{doc}" not in told
    assert "{ref}" not in told
    assert "fails if one" in told


def test_a_statement_in_rest_is_shown_as_markdown() -> None:
    text = "``x`` and :py:meth:`torch.Tensor.detach` of a :term:`leaf`."
    found = ledger.as_myst(Claim("a-b", text, "p", "gallery/a/b.py", 1))
    assert found == "`x` and {py:meth}`torch.Tensor.detach` of a {term}`leaf`."
    assert ledger.as_myst(Claim("a-b", text, "p", "docs/b.md", 1)) == text


def test_bare_prompts_of_a_page_are_shown_as_code(project: Path) -> None:
    with (project / "docs/index.md").open("a") as page:
        page.write("\n:::{claim} a-b\nSo.\n\n>>> 1 + 1\n2\n:::\n")
    done = projects.build(project)
    assert done.returncode == 0, done.stderr
    shown = (project / "build/html/index.html").read_text("utf-8")
    box = BeautifulSoup(shown, "html.parser").select_one("#claim-a-b")
    assert box is not None
    assert box.select_one("pre").text.split() == [">>>", "1", "+", "1", "2"]
    assert not box.select("blockquote")


def test_a_claim_whose_statement_became_a_quotation_has_its_link(
    project: Path,
) -> None:
    with (project / "docs/index.md").open("a") as page:
        page.write("\n:::{claim} a-b\n> So.\n\n>>> print(1)\n1\n:::\n")
    done = projects.build(project)
    assert done.returncode == 0, done.stderr
    shown = (project / "build/html/index.html").read_text("utf-8")
    box = BeautifulSoup(shown, "html.parser").select_one("#claim-a-b")
    assert box is not None
    assert [link["href"] for link in box.select(".cite a")] == ["#claim-a-b"]
