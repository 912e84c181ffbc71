# SPDX-License-Identifier: Apache-2.0
"""The page: one file that needs nothing else, in order, with words for everything drawn."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.report.conftest import Run

CASES = ["ukraine", "harbour"]
LARGEST = 1_500_000
STAMP = "made on the first of never"
SECTIONS = [
    "mechanism",
    "wants",
    "forecast",
    "settlement",
    "holding",
    "talks",
    "moves",
    "evidence",
    "questions",
    "assumptions",
    "tensions",
    "statements",
    "method",
    "repeat",
]
"""In the order in which a reader meets them; talks only where the case has that part."""


@pytest.fixture(params=CASES)
def run(request: pytest.FixtureRequest) -> Run:
    return request.getfixturevalue(request.param)


def test_the_page_asks_nothing_of_a_network(run: Run) -> None:
    carriers = {"src", "srcset", "href", "xlink:href", "action", "data", "poster", "background"}
    for element in run.page.walk():
        assert element.tag not in {"script", "link", "iframe", "object", "embed", "base", "form"}
        for name, value in element.attributes.items():
            assert not name.startswith("on"), f"<{element.tag} {name}>"
            if name in carriers:
                assert value.startswith("#"), f"<{element.tag} {name}={value[:60]}>"
            for target in re.findall(r"url\(([^)]*)\)", value):
                assert target.startswith("#")
    for style in run.page.all("style"):
        assert "url(" not in style.text
        assert "@import" not in style.text


def test_the_page_forbids_what_it_does_not_need(run: Run) -> None:
    policies = [
        meta.attributes["content"]
        for meta in run.page.all("meta")
        if meta.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]


def test_headings_are_in_order(run: Run) -> None:
    levels = [int(h.tag[1]) for h in run.page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_sections_come_in_the_order_of_the_design(run: Run) -> None:
    main = run.page.all("main")[0]
    parts = [part for part in main.children if not isinstance(part, str)]
    found = [part.attributes["id"] for part in parts if part.tag == "section"]
    talks = run.plan.case.record.participation is not None
    assert found == [name for name in SECTIONS if talks or name != "talks"]


def test_every_figure_has_a_caption_and_its_data(run: Run) -> None:
    figures = run.page.all("figure")
    assert figures
    for figure in figures:
        (caption,) = figure.all("figcaption")
        assert "draws" in caption.text, caption.text
        (details,) = figure.all("details")
        (table,) = details.all("table")
        rows = table.all("tbody")[0].all("tr")
        width = len(table.all("thead")[0].all("th"))
        assert rows
        assert {len(row.all("th", "td")) for row in rows} == {width}


def test_every_chart_says_what_it_is(run: Run) -> None:
    charts = run.page.all("svg")
    assert charts
    for chart in charts:
        assert chart.attributes["role"] == "img"
        named, described = chart.attributes["aria-labelledby"].split()
        title, description = chart.all("title")[0], chart.all("desc")[0]
        assert (title.attributes["id"], description.attributes["id"]) == (named, described)
        assert title.text
        assert description.text
        assert chart.all("path", "rect", "line"), "an empty chart"


def test_ids_are_unique_and_links_lead_somewhere(run: Run) -> None:
    ids = [e.attributes["id"] for e in run.page.walk() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    for link in run.page.all("a"):
        assert link.attributes["href"].removeprefix("#") in ids
    for element in run.page.walk():
        for name in element.attributes.get("aria-labelledby", "").split():
            assert name in ids


def test_tables_name_their_rows_and_columns(run: Run) -> None:
    for table in run.page.all("table"):
        assert {th.attributes.get("scope") for th in table.all("th")} == {"row", "col"}


def test_the_page_says_its_language_and_fits_a_screen(run: Run) -> None:
    assert run.page.all("html")[0].attributes["lang"] == "en-GB"
    viewport = [m for m in run.page.all("meta") if m.attributes.get("name") == "viewport"]
    assert "width=device-width" in viewport[0].attributes["content"]


def test_the_page_is_small_enough_to_send(run: Run) -> None:
    assert len(run.html.encode()) < LARGEST


def test_no_number_is_missing_in_words(run: Run) -> None:
    said = run.page.all("body")[0].text
    assert not re.search(r"\b(nan|inf|None|undefined)\b", said)


def test_the_same_run_gives_the_same_page(harbour: Run) -> None:
    assert harbour.report(STAMP) == harbour.html
    assert harbour.report("another stamp") == harbour.html.replace(STAMP, "another stamp")


def test_the_stamp_stands_once_in_the_footer(run: Run) -> None:
    assert run.html.count(STAMP) == 1
    assert STAMP in run.page.all("footer")[0].text


def test_the_page_names_no_place_of_the_machine(run: Run) -> None:
    assert str(run.plan.case.folder) not in run.html


def test_the_page_says_how_to_repeat_the_run(run: Run) -> None:
    (command,) = run.page.all("code")
    plan = run.plan
    wanted = f"foedus run {plan.case.record.id} --draws {plan.draws} --seed {plan.seed}"
    assert command.text == wanted
    assert plan.case.fingerprint() in run.html
