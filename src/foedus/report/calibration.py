# SPDX-License-Identifier: Apache-2.0
"""Calibration plots: do forecasts say how sure they are, as often as they say it."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any, Final

import vl_convert

from foedus.report.charts import FIRST, GRID, INK, MUTED, STYLE
from foedus.report.figures import VEGA_LITE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from foedus.report.charts import Spec

SHOWN: Final = {
    "ensemble": "Ensemble",
    "compromise_dressed": "Compromise, past errors added",
    "condorcet_recursion_squared": "Condorcet, squared recursion",
}
"""The models drawn, from left to right, and what stands over each."""
CAPTION: Final = """\
{n} issues in {blocks} blocks. Above: where outcomes fell among the tenths of their forecasts, flat
where forecasts say what happens as often as it happens; an outcome on a point with a chance of its
own counts evenly over that chance. Below: how many outcomes lay in the shortest intervals that hold
at least the stated chance, on the dashed line where they hold what they say. One point alone often
holds more than a low level. Grey: where 95% of the marks of a calibrated forecast of as many
unrelated issues lie (binomial, each mark by itself).
"""

_LETTERS: Final = 116
"""Of a line of the caption."""
_SIDE: Final = 210
_Z95: Final = 1.96
_STEPS: Final = 40
_TICKS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)


def calibration_chart(answer: Mapping[str, Any]) -> Spec:
    """Return histograms of outcomes within forecasts, and coverage against level, side by side.

    Parameters
    ----------
    answer : dict
        What `foedus.bargaining.backtest.backtest` gives.
    """
    rows = {row["model"]: row for row in answer["models"]}
    drawn = [(title, rows[name]) for name, title in SHOWN.items() if name in rows]
    most = max(0.25, *(share for _, row in drawn for share in row["pit"]))
    words = textwrap.wrap(CAPTION.format(n=answer["n"], blocks=answer["blocks"]), _LETTERS)
    return {
        "config": {**STYLE, "background": "white", "padding": 10},
        "title": {
            "text": words,
            "orient": "bottom",
            "anchor": "start",
            "font": STYLE["font"],
            "fontSize": 12,
            "fontWeight": "normal",
            "color": MUTED,
            "offset": 16,
        },
        "vconcat": [
            {"spacing": 26, "hconcat": [_histogram(title, row, most) for title, row in drawn]},
            {"spacing": 26, "hconcat": [_coverage(title, row) for title, row in drawn]},
        ],
    }


def calibration_file(answer: Mapping[str, Any], suffix: str) -> bytes:
    """Draw the chart as the content of a file.

    Parameters
    ----------
    answer : dict
        What `foedus.bargaining.backtest.backtest` gives.
    suffix : {".svg", ".png"}
        The kind of file.
    """
    chart = calibration_chart(answer)
    if suffix == ".svg":
        return vl_convert.vegalite_to_svg(chart, vl_version=VEGA_LITE).encode()
    drawn: bytes = vl_convert.vegalite_to_png(chart, vl_version=VEGA_LITE, scale=2)
    return drawn


def _histogram(title: str, row: Mapping[str, Any], most: float) -> Spec:
    bins, n = len(row["pit"]), row["n"]
    low, high = _band(1 / bins, n)
    bars = [
        {"from": place / bins, "to": (place + 1) / bins, "share": share}
        for place, share in enumerate(row["pit"])
    ]
    x = {"field": "from", "type": "quantitative", "axis": _axis("Place in the forecast", _TICKS)}
    y = {"type": "quantitative", "scale": {"domain": [0, most]}}
    return {
        "title": _heading(title, f"n = {n}; PIT, atoms spread evenly, {bins} bins"),
        "width": _SIDE,
        "height": 120,
        "layer": [
            _area([{"at": at, "low": low, "high": high} for at in (0, 1)]),
            {
                "data": {"values": bars},
                "mark": {"type": "rect", "color": FIRST, "stroke": "white", "opacity": 1},
                "encoding": {
                    "x": x,
                    "x2": {"field": "to"},
                    "y": {**y, "field": "share", "axis": _axis("Share of outcomes")},
                    "y2": {"datum": 0},
                },
            },
            _dashed([{"x": 0, "y": 1 / bins}, {"x": 1, "y": 1 / bins}]),
        ],
    }


def _coverage(title: str, row: Mapping[str, Any]) -> Spec:
    n = row["n"]
    marks = [{"x": float(level), "y": share} for level, share in row["coverage"].items()]
    levels = [step / _STEPS for step in range(_STEPS + 1)]
    band = [{"at": at, **dict(zip(("low", "high"), _band(at, n), strict=True))} for at in levels]
    places = {
        "x": {"field": "x", "type": "quantitative", "axis": _axis("Stated chance", _TICKS)},
        "y": {"field": "y", "type": "quantitative", "axis": _axis("Outcomes inside", _TICKS)},
    }
    return {
        "title": _heading(title, f"n = {n}; shortest intervals"),
        "width": _SIDE,
        "height": _SIDE,
        "layer": [
            _area(band),
            _dashed([{"x": 0, "y": 0}, {"x": 1, "y": 1}]),
            {
                "data": {"values": marks},
                "mark": {"type": "line", "color": FIRST, "point": {"color": FIRST, "size": 45}},
                "encoding": places,
            },
        ],
    }


def _band(chance: float, n: int) -> tuple[float, float]:
    """Return between which shares 95% of binomial shares lie, by the normal approximation."""
    away = _Z95 * math.sqrt(chance * (1 - chance) / n)
    return max(chance - away, 0.0), min(chance + away, 1.0)


def _area(values: Sequence[Mapping[str, float]]) -> Spec:
    return {
        "data": {"values": list(values)},
        "mark": {"type": "area", "color": GRID},
        "encoding": {
            "x": {"field": "at", "type": "quantitative"},
            "y": {"field": "low", "type": "quantitative"},
            "y2": {"field": "high"},
        },
    }


def _dashed(values: Sequence[Mapping[str, float]]) -> Spec:
    return {
        "data": {"values": list(values)},
        "mark": {"type": "line", "color": MUTED, "strokeDash": [4, 3], "strokeWidth": 1},
        "encoding": {
            "x": {"field": "x", "type": "quantitative"},
            "y": {"field": "y", "type": "quantitative"},
        },
    }


def _axis(title: str, ticks: Sequence[float] = ()) -> Spec:
    axis: Spec = {"title": title, "format": "%", "tickCount": 5, "grid": False}
    return {**axis, "values": list(ticks)} if ticks else axis


def _heading(title: str, kind: str) -> Spec:
    return {
        "text": title,
        "subtitle": kind,
        "anchor": "start",
        "color": INK,
        "font": STYLE["font"],
        "fontSize": 13,
        "subtitleColor": MUTED,
        "subtitleFont": STYLE["font"],
        "subtitleFontSize": 11,
    }
