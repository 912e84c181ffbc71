# SPDX-License-Identifier: Apache-2.0
"""Charts are valid Vega-Lite, and what they draw lies where the numbers are."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import altair as alt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.report.charts import (
    WIDTH,
    Axis,
    Histogram,
    Row,
    bar_chart,
    histogram_chart,
    row_chart,
    wrapped,
)
from foedus.report.figures import draw
from foedus.report.paths import Path, path_chart
from foedus.report.scatter import Measure, Spot, scatter_chart
from foedus.report.survival import AHEAD, STATIC, survival_chart

ROW = Row(
    "A label that is long enough to stand on two lines of the chart, and longer",
    "12% to 30%",
    thin=(0.05, 0.6),
    thick=(0.12, 0.3),
    filled=(0.12,),
    hollow=(0.3,),
    upright=(0.5,),
)


def curve(*medians: float) -> list[dict[str, float]]:
    return [{"median": m, "q05": m / 2, "q95": (1 + m) / 2} for m in medians]


CHARTS = {
    "rows": row_chart([ROW, Row("dashed", thin=(0.1, 0.2), dashed=True)], Axis("Chance"), 0.4),
    "bars": bar_chart([("one", "+0.50", 0.5), ("two", "-0.25", -0.25)], Axis("r", -1, 1)),
    "histogram": histogram_chart(
        [Histogram("m", "50", (0.25, 0.5, 0.25), (10, 90), 50)], Axis("Place", 0, 100)
    ),
    "paths": path_chart(
        [
            Path("one whose name is too long for the side", (0, 50, 96)),
            Path("two", (99, 97, 97)),
            Path("settlement", (40, 60, 97), thick=True),
        ],
        Axis("Place", 0, 100, shares=False),
        "Round",
    ),
    "survival": survival_chart(
        {
            "years": [1, 2, 3],
            "low": curve(0.8, 0.6, 0.42),
            "high": curve(0.9, 0.8, 0.7),
            "static_low": curve(0.7, 0.5, 0.4),
            "static_high": curve(0.8, 0.7, 0.6),
        }
    ),
    "scatter": scatter_chart(
        [Spot(0.7, 0.1, "1", filled=True), Spot(0.5, 0.2)],
        Measure("No attack in a year"),
        Measure("Burden", shares=False),
    ),
    "nothing": row_chart([], Axis("Chance")),
}


@pytest.mark.parametrize("name", CHARTS)
def test_altair_accepts_the_specification(name: str) -> None:
    assert alt.LayerChart.from_dict(CHARTS[name], validate=True)


@pytest.mark.parametrize("name", ["rows", "bars", "histogram", "paths", "survival", "scatter"])
def test_a_chart_is_drawn_as_wide_as_a_phone(name: str) -> None:
    svg = str(draw(CHARTS[name], "key", "Title", "Description").svg)
    found = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    assert found is not None
    assert WIDTH <= int(found[1]) <= 360


def marks(chart: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [mark for mark in chart["data"]["values"] if mark["kind"] == kind]


def test_a_curve_starts_today_and_its_band_holds_both_equilibria() -> None:
    chart = CHARTS["survival"]
    worst = [m["low"] for m in marks(chart, "ahead") if m["who"] == "low"]
    assert worst == [1.0, 0.8, 0.6, 0.42]
    band = [(m["low"], m["high"]) for m in marks(chart, "band")]
    assert band == [(1.0, 1.0), (0.4, 0.95), (0.3, 0.9), (0.21, 0.85)]
    assert [m["low"] for m in marks(chart, "static")] == [1.0, 0.7, 0.5, 0.4]
    names = {m["text"]: m["high"] for m in marks(chart, "end")}
    assert list(names) == [AHEAD, STATIC]
    # Two lines of text apart at least, of the 190 pixels of the plot.
    assert names[AHEAD] - names[STATIC] >= 14 / 190 - 1e-12


def test_marks_stand_at_their_values() -> None:
    chart = CHARTS["rows"]
    assert [(m["low"], m["high"]) for m in marks(chart, "thin")] == [(0.05, 0.6)]
    assert [(m["low"], m["high"]) for m in marks(chart, "thick")] == [(0.12, 0.3)]
    assert [m["low"] for m in marks(chart, "hollow")] == [0.3]
    assert [m["low"] for m in marks(chart, "rule")] == [0.4]


def test_bars_start_at_zero_whatever_their_sign() -> None:
    ends = [(m["low"], m["high"]) for m in marks(CHARTS["bars"], "thick")]
    assert ends == [(0.0, 0.5), (-0.25, 0.0)]


def test_heights_of_a_histogram_are_proportional() -> None:
    heights = [m["y"] - m["top"] for m in marks(CHARTS["histogram"], "bin")]
    assert heights[1] == pytest.approx(2 * heights[0])
    assert heights[0] == heights[2]


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_no_mark_leaves_the_axis(one: float, two: float) -> None:
    low, high = sorted((one, two))
    row = Row("r", thin=(low, high), thick=(low, high), filled=(one,), upright=(two,))
    for mark in row_chart([row], Axis("Place", 0, 100))["data"]["values"]:
        for end in ("low", "high"):
            assert 0 <= mark.get(end, 0) <= 100


@given(st.text(max_size=300))
def test_a_label_takes_two_lines_at_most(text: str) -> None:
    lines = wrapped(text, 30)
    assert 1 <= len(lines) <= 2
    assert all(len(line) <= 30 for line in lines)


@settings(max_examples=10)
@given(st.text(max_size=30))
def test_any_label_is_drawn_as_text(text: str) -> None:
    panel = draw(row_chart([Row(text)], Axis("Chance")), "key", text, text)
    inside = str(panel.svg)
    assert inside.count("<svg") == inside.count("</svg>") == 1
    assert "<script" not in inside


def test_names_beside_paths_keep_their_order_and_their_distance() -> None:
    chart = CHARTS["paths"]
    ends = sorted(marks(chart, "end"), key=lambda mark: mark["low"])
    beside = [mark["high"] for mark in ends]
    assert all(0 <= at <= 100 for at in beside)
    # 14 pixels of 190: a line of text with hardly any air.
    assert all(two - one >= 7.3 for one, two in pairwise(beside))
    assert [m["low"] for m in marks(chart, "whole")] == [40, 60, 97]
    assert {m["text"] for m in ends} == {"one whose name …", "two", "settlement"}


def test_a_point_lies_where_its_numbers_are_and_the_axes_hold_it() -> None:
    chart = CHARTS["scatter"]
    (dot,), (square,) = marks(chart, "dot"), marks(chart, "square")
    assert (dot["x"], dot["y"], dot["text"]) == (0.7, 0.1, "1")
    assert (square["x"], square["y"], square["text"]) == (0.5, 0.2, "")
    for axis in ("x", "y"):
        low, high = chart["encoding"][axis]["scale"]["domain"]
        assert low < min(dot[axis], square[axis])
        assert max(dot[axis], square[axis]) < high
