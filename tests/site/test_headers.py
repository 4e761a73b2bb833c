"""Under the headers that the site comes with, it works, and nothing else runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from detach_examples.site import headers

Open = Callable[..., Any]
#: A page of each kind of script: widgets, search, the finder, code to copy.
PAGES = [
    "index.html",
    "lesson.html",
    "learn/index.html",
    "learn/visualize.html",
    "learn/challenge.html",
    "learn/recall.html",
    "search.html?q=detach",
    "no/such/page.html",
]
_WATCH = """addEventListener("securitypolicyviolation", (event) => {
  (window.violations ||= []).push(`${event.violatedDirective} ${event.sourceFile}`);
});"""


@pytest.fixture
def visit(browser: Any, served: str) -> Any:
    context = browser.new_context()
    context.add_init_script(_WATCH)

    def visit_(name: str) -> Any:
        page = context.new_page()
        page.goto(served + name)
        return page

    yield visit_
    context.close()


def violations(page: Any) -> list[str]:
    return page.evaluate("window.violations || []")


@pytest.mark.parametrize("name", PAGES)
def test_no_page_breaks_the_policy(visit: Any, name: str) -> None:
    page = visit(name)
    for button in page.locator("article button:visible:enabled").all()[:5]:
        button.click()
    assert violations(page) == []


def test_a_foreign_script_does_not_run(visit: Any) -> None:
    page = visit("lesson.html")
    ran = page.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
      return window.ran || false;
    }""")
    assert ran is False
    page.wait_for_function("(window.violations || []).length")
    assert violations(page)[0].startswith("script-src")


def test_a_handler_in_a_page_does_not_run(visit: Any) -> None:
    page = visit("lesson.html")
    page.evaluate("document.body.innerHTML = '<p onclick=\"window.ran = 1\">x</p>'")
    page.locator("p").click()
    assert page.evaluate("window.ran || 0") == 0


def test_a_page_cannot_be_framed(browser: Any, served: str) -> None:
    page = browser.new_page()
    page.set_content(f"<iframe src='{served}lesson.html'></iframe>")
    framed = page.frame_locator("iframe").locator("body")
    expect(framed).to_contain_text("refused to connect")
    page.close()


def test_no_script_of_a_page_may_be_made_from_text(site: Path) -> None:
    told = headers.read((site / headers.FILE).read_text("utf-8"))
    policy = told["Content-Security-Policy"]
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.partition("style-src")[0]


def test_no_page_has_a_handler_of_its_own(pages: dict[str, BeautifulSoup]) -> None:
    for name, page in pages.items():
        for tag in page.find_all(True):
            assert not [a for a in tag.attrs if a.startswith("on")], (name, tag)


def test_only_scripts_that_run_are_allowed_and_by_their_own_bytes() -> None:
    page = "<script>a()</script><script type='application/json'>{}</script>"
    assert headers.headers([page]).count("sha256-") == 1
    assert headers.headers([page]) == headers.headers([page, page])
    assert headers.headers([page]) != headers.headers(["<script>b()</script>"])
    assert headers.headers([]).count("sha256-") == 0
