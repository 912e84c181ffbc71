# SPDX-License-Identifier: Apache-2.0
"""Calibration plots are valid Vega-Lite, and show what was counted."""

from __future__ import annotations

import re
from typing import Any

import altair as alt
import pytest

from foedus.report.calibration import calibration_chart, calibration_file

LEVELS = ("0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "0.95")
PIT = [0.3, 0.1, 0.1, 0.1, 0.05, 0.05, 0.1, 0.1, 0.1, 0.0]
SHARES = [0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.85, 0.9, 1.0]


def row(model: str, n: int = 40) -> dict[str, Any]:
    coverage = dict(zip(LEVELS, SHARES, strict=True))
    return {"model": model, "n": n, "pit": PIT, "coverage": coverage}


MODELS = ["condorcet_recursion_squared", "mean", "ensemble", "compromise_dressed"]
ANSWER = {"n": 40, "blocks": 12, "models": [row(model) for model in MODELS]}


@pytest.fixture(scope="module")
def chart() -> dict[str, Any]:
    return calibration_chart(ANSWER)


def test_altair_accepts_the_specification(chart: dict[str, Any]) -> None:
    assert alt.VConcatChart.from_dict(chart, validate=True)


def test_three_models_stand_side_by_side_twice(chart: dict[str, Any]) -> None:
    above, below = (line["hconcat"] for line in chart["vconcat"])
    titles = [panel["title"]["text"] for panel in above]
    assert titles == [panel["title"]["text"] for panel in below]
    assert [title.split()[0].strip(",") for title in titles] == [
        "Ensemble",
        "Compromise",
        "Condorcet",
    ]
    assert {p["title"]["subtitle"] for p in above} == {"n = 40; PIT, atoms spread evenly, 10 bins"}
    assert {p["title"]["subtitle"] for p in below} == {"n = 40; shortest intervals"}


def test_the_marks_are_the_figures(chart: dict[str, Any]) -> None:
    (bars, *_), (lines, *_) = (line["hconcat"] for line in chart["vconcat"])
    drawn = [mark["share"] for mark in bars["layer"][1]["data"]["values"]]
    assert drawn == PIT
    assert bars["layer"][1]["encoding"]["y"]["scale"]["domain"] == [0, 0.3]
    marks = [(mark["x"], mark["y"]) for mark in lines["layer"][2]["data"]["values"]]
    assert marks == [(float(level), share) for level, share in zip(LEVELS, SHARES, strict=True)]


def test_the_band_is_that_of_binomial_shares(chart: dict[str, Any]) -> None:
    (bars, *_), (lines, *_) = (line["hconcat"] for line in chart["vconcat"])
    half = next(v for v in lines["layer"][0]["data"]["values"] if v["at"] == 0.5)
    away = 1.96 * (0.25 / 40) ** 0.5
    assert (half["low"], half["high"]) == pytest.approx((0.5 - away, 0.5 + away))
    ends = [lines["layer"][0]["data"]["values"][place] for place in (0, -1)]
    assert [(end["low"], end["high"]) for end in ends] == [(0, 0), (1, 1)]
    tenth = bars["layer"][0]["data"]["values"][0]
    away = 1.96 * (0.09 / 40) ** 0.5
    assert (tenth["low"], tenth["high"]) == pytest.approx((0.1 - away, 0.1 + away))


def test_the_caption_says_how_many_and_which_intervals(chart: dict[str, Any]) -> None:
    caption = " ".join(chart["title"]["text"])
    assert caption.startswith("40 issues in 12 blocks.")
    assert "shortest intervals that hold at least the stated chance" in caption
    assert "95%" in caption


def test_a_model_that_is_not_there_is_not_drawn() -> None:
    chart = calibration_chart({"n": 1, "blocks": 1, "models": [row("ensemble", 1)]})
    assert [len(line["hconcat"]) for line in chart["vconcat"]] == [1, 1]


def test_both_kinds_of_file_are_drawn() -> None:
    svg = calibration_file(ANSWER, ".svg").decode()
    assert svg.startswith("<svg")
    assert len(re.findall(r">n = 40; shortest intervals</t", svg)) == 3
    assert calibration_file(ANSWER, ".png").startswith(b"\x89PNG\r\n")
