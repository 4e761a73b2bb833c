from __future__ import annotations

import re
import traceback
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import access
import pytest
import raising
import torch
from docutils import nodes
from kinds import DRAWING, KINDS, PLOT
from playwright.sync_api import expect

from detach_examples.palette import COLOURS
from detach_examples.site import finder

ROOT = Path(__file__).resolve().parents[2]
MESSAGES = finder.messages(ROOT / "docs")
TEXTS = [message.text for message in MESSAGES]
every_kind = pytest.mark.parametrize("kind", KINDS)

Open = Callable[..., Any]


@pytest.fixture
def visit(open_page: Open, served: str) -> Open:
    """Open a page of each kind as a web host serves it."""

    def visit_(kind: str, **how: Any) -> Any:
        page = open_page(served + KINDS[kind], **how)
        if kind == "search":
            page.locator("#search-results li a").first.wait_for()
        return page

    return visit_


@every_kind
def test_a_page_has_no_serious_fault_of_access(visit: Open, kind: str) -> None:
    assert access.faults(visit(kind)) == []


@every_kind
def test_nothing_scrolls_sideways_on_a_phone(visit: Open, kind: str) -> None:
    page = visit(kind, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    wide = """() => [...document.querySelectorAll("body *")]
      .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1)
      .filter((e) => ["auto", "scroll"].includes(getComputedStyle(e).overflowX))
      .map((e) => `${e.tagName}.${e.className}: ${e.textContent.slice(0, 60)}`)"""
    assert page.evaluate(wide) == []


@pytest.mark.parametrize("name", list(KINDS.values())[:-2])
def test_a_page_opens_from_a_folder_without_a_host(open_page: Open, name: str) -> None:
    page, heard = open_page(name), []
    page.on("request", lambda r: heard.append(r.url))
    page.on("console", lambda m: heard.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.reload(wait_until="load")
    assert len(heard) > 5
    assert [h for h in heard if not h.startswith(("file://", "data:"))] == []


@pytest.mark.parametrize("kind", ["search", "lost"])
def test_a_served_page_asks_no_other_host(visit: Open, served: str, kind: str) -> None:
    page, heard = visit(kind), []
    page.on("request", lambda r: heard.append(r.url))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.reload(wait_until="load")
    assert len(heard) > 5
    assert [h for h in heard if not h.startswith((served, "data:"))] == []


def rgb(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))})"


COLOURS_OF_PICTURES = """() => [...document.querySelectorAll("figure.picture svg *")]
  .filter((e) => e.checkVisibility()).flatMap((e) => ["fill", "stroke"].map((name) => [
    e.getAttribute(name) || e.getAttribute("style") || "",
    name, getComputedStyle(e)[name],
  ]))"""


#: What the system asks for, what the reader chose, and what is shown.
every_choice = pytest.mark.parametrize(
    ("scheme", "chosen", "mode"),
    [
        ("light", "auto", "light"),
        ("dark", "auto", "dark"),
        ("light", "dark", "dark"),
        ("dark", "light", "light"),
    ],
)


def choose(page: Any, mode: str) -> None:
    """Click the toggle until the reader's choice is that mode."""
    while page.locator("body").get_attribute("data-theme") != mode:
        page.locator(".content .theme-toggle").click()


@pytest.mark.parametrize("name", [DRAWING, PLOT, "index.html"])
@every_choice
def test_a_picture_has_the_palette_s_colours_of_the_reader_s_mode(
    open_page: Open, name: str, scheme: str, chosen: str, mode: str
) -> None:
    page = open_page(name, scheme=scheme)
    choose(page, chosen)
    seen = set()
    for written, what, computed in page.evaluate(COLOURS_OF_PICTURES):
        match = re.search(rf"(?:^|{what}: ?)var\(--de-(\w+)[,)]", written)
        if match and (written.startswith("var") or what in written):
            seen.add((match[1], computed))
    assert len(seen) > 1
    assert seen == {(n, rgb(getattr(COLOURS[n], mode))) for n, _ in seen}


@pytest.mark.parametrize("name", [DRAWING, "index.html"])
@pytest.mark.parametrize(
    ("width", "shown", "hidden"), [(1280, "wide", "narrow"), (390, "narrow", "wide")]
)
def test_a_drawing_fits_the_screen(
    open_page: Open, name: str, width: int, shown: str, hidden: str
) -> None:
    page = open_page(name, width=width)
    assert page.locator(f"figure.picture svg.{shown}").first.is_visible()
    assert not page.locator(f"figure.picture svg.{hidden}").first.is_visible()


@every_choice
def test_a_card_shows_the_picture_of_the_reader_s_mode(
    open_page: Open, scheme: str, chosen: str, mode: str
) -> None:
    page = open_page("gallery/first_steps/index.html", scheme=scheme)
    choose(page, chosen)
    for card in page.locator(".card").all():
        (image,) = card.locator("img:visible").all()
        assert f"only-{mode}" in image.get_attribute("class")


FOCUSED = """() => {
  const e = document.activeElement, style = getComputedStyle(e);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return [e.matches("#finder-text") ? "finder" : e.name || e.className, ring];
}"""


def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(
    open_page: Open,
) -> None:
    page, stops = open_page("index.html"), []
    while "finder" not in stops and len(stops) < 60:
        page.keyboard.press("Tab")
        stop, ring = page.evaluate(FOCUSED)
        stops.append(stop)
        assert ring, f"{stop} has no visible focus"
    assert stops[0].startswith("skip-to-content")
    wanted = ["q", "theme-toggle", "copybtn o-tooltip--left", "finder"]
    assert [stop for stop in stops if stop in wanted] == wanted


def test_the_skip_link_leads_past_the_sidebar(open_page: Open) -> None:
    page = open_page("lesson.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('.content, article')")


TRACEBACK = """Traceback (most recent call last):
  File "/home/me/train.py", line 31, in <module>
    main()
  File "/home/me/train.py", line 27, in main
    loss.backward()  # tensors of the graph, modified in place, grad, leaf
RuntimeError: {message}: [torch.FloatTensor [2]], which is output 0 of SqrtBackward0,
is at version 1; expected version 0 instead. Hint: enable anomaly detection.
"""


@pytest.fixture
def front(open_page: Open) -> Any:
    return open_page("index.html")


LISTED = """() => [...document.querySelectorAll(".finder-list a")]
  .filter((link) => link.checkVisibility()).map((link) => link.textContent)"""


def shown(page: Any) -> list[str]:
    return page.evaluate(LISTED)


def paste(page: Any, text: str) -> list[str]:
    """Paste a text into the finder; return the messages that it shows."""
    page.get_by_label("Your error message or traceback").fill(text)
    return shown(page)


def test_the_finder_leaves_the_message_of_a_pasted_traceback(front: Any) -> None:
    for message in TEXTS:
        assert paste(front, TRACEBACK.format(message=message)) == [message]
        assert "This one" in front.get_by_role("status").inner_text()


def worn(error: Exception, told: str) -> Iterator[str]:
    """Yield a traceback as people paste it: in a log, quoted, or cut short."""
    yield f"Epoch 3, step 17: loss 0.25\n{told}\nsrun: error: Exited with code 1\n"
    yield re.sub("^", "[rank0]: ", told, flags=re.MULTILINE)
    yield re.sub("^", "    > ", told, flags=re.MULTILINE)
    yield f"{type(error).__name__}: {error}"[:200]
    yield warnings.formatwarning(str(error), UserWarning, "train.py", 3, "loss = x")


def test_each_real_traceback_leads_to_its_own_page(front: Any, tmp_path: Path) -> None:
    """Whatever a page of messages raises leads back to that page."""
    lost = []
    for message in MESSAGES:
        page = ROOT / f"docs/errors/{message.stem}.md"
        prompts = "\n".join(raising.blocks(page))
        raised = list(raising.tracebacks(prompts, tmp_path))
        assert raised, message.stem
        pasted = [told for _, told in raised] + list(worn(*raised[0]))
        lost += [(message.stem, t) for t in pasted if paste(front, t) != [message.text]]
    assert lost == []


@pytest.mark.parametrize(
    ("told", "stem"),
    [
        ("RuntimeError: element 3 of tensors does not require grad", "no_grad_fn"),
        ("'NoneType' object has no attribute 'data'", "none_has_no_zero"),
        ("Mismatch in shape: grad_output[2] has shape [4, 1]", "mismatch_in_shape"),
        ("cannot assign 'torch.HalfTensor' as parameter 'bias'", "assign_a_parameter"),
        (
            "x.py:9: UserWarning: The .grad attribute of a Tensor that is not",
            "grad_of_a_non_leaf",
        ),
    ],
)
def test_the_finder_finds_a_message_that_is_not_word_for_word(
    front: Any, told: str, stem: str
) -> None:
    (wanted,) = [message.text for message in MESSAGES if message.stem == stem]
    near = paste(front, told)
    assert len(near) < 5
    assert wanted in near
    front.locator("#finder-text").press("Enter")
    front.wait_for_url(f"**/errors/{stem}.html")


def test_enter_in_the_finder_opens_the_page_of_a_real_error(front: Any) -> None:
    with pytest.raises(RuntimeError) as raised:
        torch.ones(2, requires_grad=True).sqrt().detach_().sum().backward()
    text = "".join(traceback.format_exception(raised.value))
    assert text.count("\n") > 4
    paste(front, text)
    front.locator("#finder-text").press("Enter")
    front.wait_for_url("**/errors/no_grad_fn.html")
    heading = front.locator("h1")
    expect(heading).to_contain_text("element 0 of tensors does not require grad")
    expect(heading).to_be_in_viewport()


def test_the_finder_says_so_when_it_knows_nothing(visit: Open) -> None:
    page = visit("errors")
    status, whole = page.get_by_role("status"), shown(page)
    assert status.inner_text() == ""
    assert sorted(whole) == sorted(TEXTS)
    assert paste(page, "Segmentation fault (core dumped)") == whole
    assert "No listed message" in status.inner_text()
    assert paste(page, "") == whole
    assert status.inner_text() == ""


def test_the_finder_hides_the_symptoms_of_other_messages(visit: Open) -> None:
    page = visit("errors")
    headings = page.locator("h2:visible")
    assert headings.count() == len({message.symptom for message in MESSAGES})
    paste(page, "can't retain_grad on Tensor that has requires_grad=False")
    assert headings.count() == 1


def test_the_front_page_shows_what_is_found_and_nothing_else(front: Any) -> None:
    assert shown(front) == []
    assert paste(front, "can't optimize a non-leaf Tensor") != []
    assert paste(front, "Segmentation fault (core dumped)") == []


@pytest.mark.parametrize("width", [1280, 390])
def test_the_site_reads_without_scripts(open_page: Open, width: int) -> None:
    page = open_page("index.html", width=width, java_script_enabled=False)
    assert not page.locator("form.finder").is_visible()
    assert shown(page) == TEXTS
    assert page.locator("h1").is_visible()
    assert page.locator(".hero pre").is_visible()
    page.locator(".finder-list a").first.click()
    assert page.url.endswith(f"/errors/{MESSAGES[0].stem}.html")


#: Messages that were sections of one page once: their addresses are a promise.
MOVED = (Path(__file__).parent / "moved.txt").read_text("utf-8").split()


def test_the_address_of_a_former_section_leads_to_its_page(visit: Open) -> None:
    page = visit("errors")
    home = page.url
    for section in MOVED:
        page.goto("about:blank")
        page.goto(f"{home}#{section}")
        page.wait_for_url("**/errors/*.html")
        title = page.locator("h1").inner_text().removesuffix("¶")
        assert nodes.make_id(title) == section


def test_without_scripts_the_address_of_a_former_section_leads_to_its_link(
    open_page: Open,
) -> None:
    page = open_page("fix_it.html", java_script_enabled=False)
    home = page.url
    for section in MOVED:
        page.goto("about:blank")
        page.goto(f"{home}#{section}")
        link = page.locator("li:target a")
        expect(link).to_be_in_viewport()
        assert nodes.make_id(link.inner_text()) == section


def test_search_works_from_a_folder_too(open_page: Open, site: Path) -> None:
    page = open_page(f"{(site / 'search.html').as_uri()}?q=version+counter")
    results = page.locator("#search-results")
    expect(results.get_by_text("In-place edits reach the graph")).to_be_visible()
    expect(results.locator("p.context").first).to_be_visible()


def test_each_result_is_told_by_its_page_s_own_sentence(visit: Open) -> None:
    page = visit("search")
    item = page.locator("ul.search li", has_text="In-place edits reach the graph").first
    line = "You detached a tensor to clip or zero a value"
    expect(item.locator("p.context")).to_contain_text(line)
    expect(page.locator(".search-summary")).to_contain_text("Search finished")
    told = page.locator("p.context").all_inner_texts()
    assert len(told) > 5
    assert not any("`" in each or "\\" in each for each in told)


def test_the_search_box_leads_to_a_result_that_opens(visit: Open) -> None:
    page = visit("lesson")
    page.locator(".sidebar-search").fill("version counter")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="In-place edits reach the graph").last.click()
    page.wait_for_url("**/inplace_edit_reaches_the_graph.html*")


@pytest.mark.parametrize(
    ("kind", "copied", "left_out"),
    [
        ("lesson", "import torch\nx = torch.tensor([1.0, 2.0], requires_gr", ">>>"),
        ("lesson", "y = x * 2\n", "([2.0, 4.0]"),
        ("page with a drawing", "with expect_error(RuntimeError, match=", "Out"),
    ],
)
def test_a_copy_button_copies_code_without_prompts_and_output(
    visit: Open, kind: str, copied: str, left_out: str
) -> None:
    page = visit(kind, permissions=["clipboard-read", "clipboard-write"])
    block = page.locator("div.highlight", has_text=copied.splitlines()[-1]).first
    block.hover()
    block.locator("button.copybtn").click()
    text = page.evaluate("navigator.clipboard.readText()")
    assert copied in text
    assert left_out not in text


@pytest.mark.parametrize("kind", ["lesson", "page with a drawing"])
def test_code_has_a_copy_button_and_output_has_none(visit: Open, kind: str) -> None:
    page = visit(kind)
    outputs = page.locator(".sphx-glr-script-out pre")
    buttons = page.locator("button.copybtn")
    assert buttons.count() == page.locator("pre").count() - outputs.count()
    assert page.locator(".sphx-glr-script-out button.copybtn").count() == 0


def test_a_lost_reader_finds_back(open_page: Open, served: str) -> None:
    page = open_page("index.html")
    answer = page.goto(f"{served}gallery/no/such/page.html")
    assert answer.status == 404
    assert page.locator("h1").inner_text() == "Page not found"
    page.locator("a.sidebar-brand").click()
    assert page.url == f"{served}index.html"


def test_the_site_stores_the_reader_s_mode_and_nothing_else(visit: Open) -> None:
    page = visit("front")
    page.locator("#finder-text").fill("element 0 of tensors")
    page.locator(".theme-toggle-content button").click()
    assert page.evaluate("Object.keys(localStorage)") == ["theme"]
    assert page.evaluate("Object.keys(sessionStorage)") == []
    assert page.context.cookies() == []


def test_the_finder_of_the_error_page_leads_to_a_page(visit: Open) -> None:
    page = visit("errors")
    page.locator("#finder-text").fill("RuntimeError: can't retain_grad on Tensor that")
    page.locator("#finder-text").press("Enter")
    page.wait_for_url("**/errors/cannot_retain_grad.html")
