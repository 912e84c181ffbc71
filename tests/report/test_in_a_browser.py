# SPDX-License-Identifier: Apache-2.0
"""The report in a browser, with the network off: a phone, a keyboard, a printer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page
    from tests.report.conftest import Run

pytestmark = pytest.mark.browser
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]


@pytest.fixture(scope="module")
def phone(
    ukraine: Run, chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Page, list[str], list[str]]]:
    """Give the report in a small window, what it asked for, and what it complained of."""
    from playwright.sync_api import sync_playwright

    path: Path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(ukraine.html, encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        context = browser.new_context(viewport={"width": 360, "height": 740}, offline=True)
        page = context.new_page()
        asked: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(path.as_uri())
        yield page, asked, complaints
        browser.close()


OVERFLOW = "document.scrollingElement.scrollWidth - window.innerWidth"
OPEN_ALL = "document.querySelectorAll('details').forEach(part => { part.open = true })"
CLOSE_ALL = "document.querySelectorAll('details').forEach(part => { part.open = false })"


def test_it_opens_from_disk_and_asks_for_nothing(phone: tuple[Page, list[str], list[str]]) -> None:
    page, asked, complaints = phone
    assert page.title().endswith("foedus")
    assert len(asked) == 1
    assert asked[0].startswith("file:")
    assert complaints == []


@pytest.mark.parametrize("width", [320, 360, 390, 768, 1280])
def test_it_never_scrolls_sideways(phone: tuple[Page, list[str], list[str]], width: int) -> None:
    page = phone[0]
    page.set_viewport_size({"width": width, "height": 740})
    assert page.evaluate(OVERFLOW) <= 0
    page.evaluate(OPEN_ALL)
    assert page.evaluate(OVERFLOW) <= 0
    page.evaluate(CLOSE_ALL)


def test_text_in_charts_is_legible_on_a_phone(phone: tuple[Page, list[str], list[str]]) -> None:
    page = phone[0]
    page.set_viewport_size({"width": 360, "height": 740})
    smallest = page.evaluate(
        """() => Math.min(...[...document.querySelectorAll('.panel svg')]
            .filter(svg => svg.getBoundingClientRect().width > 0)
            .map(svg => 12 * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width))"""
    )
    assert smallest >= 10.5


def test_a_keyboard_is_enough(phone: tuple[Page, list[str], list[str]]) -> None:
    page = phone[0]
    page.evaluate("window.scrollTo(0, 0); document.activeElement.blur()")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.parentElement.open") is True


def test_it_prints_with_its_reasons_open(phone: tuple[Page, list[str], list[str]]) -> None:
    page = phone[0]
    page.evaluate(CLOSE_ALL)
    page.emulate_media(media="print")
    tall = page.evaluate("document.querySelector('details.why li').getBoundingClientRect().height")
    page.emulate_media(media="screen")
    assert tall > 0
    assert page.pdf(format="A4").startswith(b"%PDF")
