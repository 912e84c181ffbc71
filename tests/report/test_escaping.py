# SPDX-License-Identifier: Apache-2.0
"""Words of a case stay words, whatever they are, in text, attributes and charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.report.conftest import Run

HARMLESS = {
    *("html", "head", "meta", "title", "style", "body", "a", "header", "p", "h1", "h2", "h3"),
    *("div", "ol", "ul", "li", "nav", "main", "section", "details", "summary", "dl", "dt", "dd"),
    *("figure", "figcaption", "table", "caption", "thead", "tbody", "tr", "th", "td", "span"),
    *("strong", "b", "br", "blockquote", "cite", "pre", "code", "footer"),
    *("svg", "desc", "g", "path", "rect", "line", "text", "tspan", "defs", "clippath"),
}


def test_no_word_of_a_case_becomes_an_element(hostile: Run) -> None:
    assert {element.tag for element in hostile.page.walk()} - {"page"} <= HARMLESS


def test_no_word_of_a_case_becomes_an_attribute(hostile: Run, harbour: Run) -> None:
    def names(run: Run) -> set[str]:
        return {name for element in run.page.walk() for name in element.attributes}

    assert names(hostile) == names(harbour)


def test_the_words_are_still_there_to_read(hostile: Run) -> None:
    said = hostile.page.all("body")[0].text
    assert said.count("<script>alert(1)</script>") > 100
    assert "{{ 7 * 7 }}" in said, "a template ran a case's words"


def test_charts_show_the_words_too(hostile: Run) -> None:
    labels = " ".join(chart.text for chart in hostile.page.all("svg"))
    assert "<script>" in labels
    assert all(not chart.all("script", "img", "image", "a") for chart in hostile.page.all("svg"))
