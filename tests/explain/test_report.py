"""A report in words: for a terminal, for a page, for a machine."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup

from detach_examples.explain.cuts import KINDS
from detach_examples.explain.links import link
from detach_examples.explain.record import Site
from detach_examples.explain.report import FAULTS, Report
from detach_examples.explain.verdict import Cause, Parameter

SITE = Site("train.py", 9, "loss.backward()")
DETACH = Cause("cut", "detach", "detach", "train.py", 4, "h = enc(x).detach()")
CUT = Parameter("enc.weight", "cut", [DETACH])


def report(*parameters: Parameter, **more: Any) -> Report:
    return Report([*parameters], SITE, "2.13.0", **more)


def of(status: str, *causes: Cause, name: str = "w", **more: Any) -> Parameter:
    return Parameter(name, status, [*causes], **more)


@pytest.fixture(autouse=True)
def _site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", "https://example.org/docs/")


def test_the_text_names_the_parameter_the_line_what_it_means_and_what_to_do() -> None:
    text = report(CUT, of("flows", name="head.weight")).text()
    page = "https://example.org/docs/gallery/cuts/find_the_detach.html"
    assert text == (
        "The backward at train.py:9 leaves 1 of 2 parameters without a gradient"
        " to train by.\n"
        "\n"
        "enc.weight has no gradient: cut by .detach() at train.py:4\n"
        "      h = enc(x).detach()\n"
        f"    .detach() {KINDS['detach'].meaning}.\n"
        f"    {KINDS['detach'].remedy}\n"
        f"    {page}"
    )


def test_parameters_that_share_a_verdict_share_its_lines() -> None:
    names = [f"blocks.{i}.weight" for i in range(12)]
    text = report(*(of("cut", DETACH, name=n) for n in names)).text()
    assert text.count("train.py:4") == 1
    assert "blocks.0.weight" in text
    assert "and 6 more have no gradient" in text
    whole = report(*(of("cut", DETACH, name=n) for n in names)).text(everything=True)
    assert [name for name in names if name not in whole] == []


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("cut", "w has no gradient: cut, and the line is not known"),
        ("zero", "w has a gradient of exact zeros: no single line is responsible"),
        ("unused", "w has no gradient, it is unused"),
        ("unreached", "w has no gradient, it is unreached"),
        ("frozen", "w is frozen"),
        ("flows", "w has a gradient."),
    ],
)
def test_statuses_are_never_mixed_up(status: str, said: str) -> None:
    text = report(of(status)).text(everything=True).partition("\n\n")[2]
    assert text.startswith(said)
    words = {"zero": "exact zeros", "flows": "has a gradient."}
    others = {*FAULTS, "frozen", "flows"} - {status}
    assert [s for s in others if words.get(s, s) in text] == []


@pytest.mark.parametrize(
    ("effect", "status", "said"),
    [
        ("cut", "cut", "cut by .detach() at train.py:4"),
        ("partial", "flows", "cut on one path by .detach() at train.py:4"),
        ("zero", "zero", "made zero by .detach() at train.py:4"),
    ],
)
def test_effects_are_told_apart(effect: str, status: str, said: str) -> None:
    assert said in report(of(status, DETACH._replace(effect=effect))).text()


def test_an_intended_cut_beside_a_gradient_is_a_fact_and_no_fault() -> None:
    found = report(of("flows", DETACH._replace(effect="partial")))
    assert found.status == 0
    assert found.faults == []
    assert "leaves no fault in 1 parameter." in found.text()
    assert KINDS["detach"].remedy not in found.text()


def test_what_is_fine_is_listed_only_if_asked_for() -> None:
    found = report(of("flows", name="a"), of("frozen", name="b"))
    assert found.text() == "The backward at train.py:9 leaves no fault in 2 parameters."
    whole = found.text(everything=True)
    assert "a has a gradient." in whole
    assert "b is frozen: requires_grad is False." in whole


@pytest.mark.parametrize(
    ("status", "exit_status"),
    [(s, 1) for s in FAULTS] + [("flows", 0), ("frozen", 0)],
)
def test_faults_make_the_exit_status(status: str, exit_status: int) -> None:
    assert report(of("flows", name="a"), of(status)).status == exit_status


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [("enc.*", True), ("enc.weight", True), ("*", True), ("*.weight", True)]
    + [("enc", False), ("ENC.*", False), ("head.*", False)],
)
def test_a_cut_that_is_meant_is_no_fault(pattern: str, fits: bool) -> None:
    found = report(CUT).excepting(["nothing.*", pattern])
    assert found.status == (0 if fits else 1)
    assert ("(excepted)" in found.text()) is fits
    assert "train.py:4" in found.text()


def test_faults_come_first_and_what_is_excepted_last() -> None:
    found = report(
        of("flows", name="d"), of("unused", name="c"), of("cut", name="x"), CUT
    )
    text = found.excepting(["x"]).text(everything=True)
    order = [text.index(word) for word in ("enc.weight", "c has", "d has", "x has")]
    assert order == sorted(order)


def test_a_verdict_is_found_by_its_name() -> None:
    found = report(CUT, of("flows"))
    assert found["enc.weight"] is CUT
    assert [p.name for p in found] == ["enc.weight", "w"]
    with pytest.raises(KeyError, match=r"'enc.bias'; there are enc.weight, w"):
        _ = found["enc.bias"]


def test_a_report_without_parameters_says_so() -> None:
    assert "no parameter was found" in report().text()


def test_doubts_notes_and_errors_are_told() -> None:
    doubtful = of("cut", DETACH, certain=False, note="inside model.py:7")
    found = report(doubtful, error="The graph was freed.", notes=("a bound was hit",))
    for text in (found.text(), words(found)):
        assert "not certain" in text
        assert "Note: inside model.py:7." in text
        assert "The graph was freed." in text
        assert "Note: a bound was hit" in text


def test_print_and_a_notebook_show_the_report() -> None:
    found = report(CUT)
    assert str(found) == repr(found) == found.text()


# -- HTML ----------------------------------------------------------------------


def words(found: Report) -> str:
    return BeautifulSoup(found._repr_html_(), "html.parser").get_text(" ")


def test_the_page_says_what_the_text_says() -> None:
    found = report(CUT, of("unused", name="spare"), of("flows", name="head"))
    page = BeautifulSoup(found._repr_html_(), "html.parser")
    assert "train.py:4" in page.get_text()
    assert KINDS["detach"].remedy in page.get_text()
    assert "spare has no gradient, it is unused" in page.get_text()
    assert "head" not in page.get_text()
    assert [a["href"] for a in page.select("a")] == [link("detach")]
    assert [div["class"] for div in page.select(".flow-report > div")] == [
        ["flow-cut"],
        ["flow-unused"],
    ]


# -- JSON -----------------------------------------------------------------------


def test_the_json_has_every_parameter_and_no_other_form() -> None:
    found = report(CUT, of("flows", name="head"), script="train.py")
    data = json.loads(found.json())
    assert data["torch"] == "2.13.0"
    assert data["script"] == "train.py"
    assert data["backward"] == {"file": "train.py", "line": 9}
    assert data["parameters"] == [
        {
            "name": "enc.weight",
            "status": "cut",
            "certain": True,
            "note": "",
            "causes": [
                {
                    "effect": "cut",
                    "kind": "detach",
                    "op": "detach",
                    "file": "train.py",
                    "line": 4,
                    "code": "h = enc(x).detach()",
                }
            ],
        },
        {"name": "head", "status": "flows", "certain": True, "note": "", "causes": []},
    ]


def test_the_json_of_a_report_without_a_backward_is_null_there() -> None:
    assert Report([CUT], None, "2.13.0").data()["backward"] is None


# -- ranks ------------------------------------------------------------------------


def test_ranks_that_agree_are_not_mentioned() -> None:
    found = report(CUT).beside({1: [CUT], 2: [CUT]})
    assert found.ranks == {}
    assert "rank" not in found.text()


def test_a_rank_that_differs_is_named_with_its_own_verdict() -> None:
    mine = report(of("flows", name="spare"), of("flows"))
    found = mine.beside({1: [of("unused", name="spare"), of("flows")], 2: [*mine]})
    assert [*found.ranks] == [1]
    assert [p.name for p in found.ranks[1]] == ["spare"]
    assert found.status == 1
    assert "but ranks differ" in found.text()
    assert "On rank 1 it is different:\nspare has no gradient" in found.text()
    assert json.loads(found.json())["ranks"]["1"][0]["status"] == "unused"


def test_a_rank_that_differs_where_it_may_is_no_fault() -> None:
    mine = report(of("flows", name="spare")).excepting(["spare"])
    assert mine.beside({1: [of("unused", name="spare")]}).status == 0
