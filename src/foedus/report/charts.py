# SPDX-License-Identifier: Apache-2.0
"""Charts in one narrow column, so that a phone shows them at full size and a desk side by side.

Each row carries its label above its marks. Colour never says anything alone: shapes and words do.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import altair as alt

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH: Final = 330
"""Width of the plot in pixels; with its margins it fills the screen of a phone."""

INK, MUTED, GRID = "#1b2430", "#56616d", "#dde2e7"
FIRST, SECOND, PALE = "#005a9c", "#a8450a", "#9fc0de"
"""Two hues that stay apart for colour-blind readers, and the first one's tint."""

STYLE: Final = {
    "aria": False,
    "background": "transparent",
    "font": "Arial, Helvetica, Liberation Sans, sans-serif",
    "padding": {"left": 8, "right": 12, "top": 2, "bottom": 4},
    "view": {"stroke": None},
    "text": {"fontSize": 12},
    "axis": {
        "labelFontSize": 11,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelColor": MUTED,
        "titleColor": INK,
        "gridColor": GRID,
        "tickColor": GRID,
        "domainColor": MUTED,
        "labelFlush": False,
    },
}

_LINE: Final = 15
_BAND: Final = 20
_GAP: Final = 10
_LETTERS: Final = 38


@dataclass(frozen=True, slots=True)
class Axis:
    """The horizontal axis of a chart.

    Parameters
    ----------
    title : str
        What is measured, with its unit.
    low, high : float
        Ends of the axis.
    shares : bool
        Whether values are shares, shown in percent.
    ticks : tuple of float
        Where to put ticks; chosen by the renderer where empty.
    """

    title: str
    low: float = 0.0
    high: float = 1.0
    shares: bool = True
    ticks: tuple[float, ...] = ()

    def drawn(self) -> alt.X:
        """Return the axis as the grammar has it."""
        settings: dict[str, Any] = {"title": self.title}
        if self.shares:
            settings["format"] = "%"
        if self.ticks:
            settings["values"] = list(self.ticks)
        scale = alt.Scale(domain=[self.low, self.high], nice=False, zero=False)
        return alt.X("low:Q", scale=scale, axis=alt.Axis(**settings))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a chart: a label, a thin range, a thick range inside it, and marks.

    Parameters
    ----------
    label : str
        Name of the row.
    told : str
        Its value in words, at the right end of the label's line.
    thin, thick : pair of float or None
        Ends of the ranges.
    filled, hollow, bars : tuple of float
        Places of filled dots, hollow dots and upright bars.
    dashed : bool
        Whether the thin range is drawn dashed, in the second hue.
    """

    label: str
    told: str = ""
    thin: tuple[float, float] | None = None
    thick: tuple[float, float] | None = None
    filled: tuple[float, ...] = ()
    hollow: tuple[float, ...] = ()
    bars: tuple[float, ...] = ()
    dashed: bool = False


def wrapped(text: str, letters: int = _LETTERS) -> list[str]:
    """Return a label in at most two lines, cut with an ellipsis where it is longer."""
    return textwrap.wrap(text, letters, max_lines=2, placeholder=" …") or [""]


def row_chart(rows: Sequence[Row], axis: Axis, rule: float | None = None) -> alt.LayerChart:
    """Return rows of ranges and marks on one axis, with an upright rule where one is given."""
    marks: list[dict[str, Any]] = []
    top = 0
    for row in rows:
        lines = wrapped(row.label, _LETTERS if row.told else _LETTERS + 14)
        marks.append({"kind": "label", "low": axis.low, "y": top + _LINE - 3, "text": lines})
        marks.append({"kind": "told", "low": axis.high, "y": top + _LINE - 3, "text": row.told})
        middle = top + _LINE * len(lines) + _BAND / 2
        marks += _row_marks(row, axis, middle)
        top += _LINE * len(lines) + _BAND + _GAP
    return _layers(marks, axis, top, rule)


def _row_marks(row: Row, axis: Axis, y: float) -> list[dict[str, Any]]:
    def at(value: float) -> float:
        return min(max(value, axis.low), axis.high)

    marks: list[dict[str, Any]] = []
    if row.thin is not None:
        kind = "dashed" if row.dashed else "thin"
        marks.append({"kind": kind, "low": at(row.thin[0]), "high": at(row.thin[1]), "y": y})
    if row.thick is not None:
        marks.append({"kind": "thick", "low": at(row.thick[0]), "high": at(row.thick[1]), "y": y})
    for kind in ("bars", "filled", "hollow"):
        marks += [{"kind": kind, "low": at(value), "y": y} for value in getattr(row, kind)]
    return marks


def _layers(
    marks: list[dict[str, Any]], axis: Axis, height: float, rule: float | None
) -> alt.LayerChart:
    across = axis.drawn()
    down = alt.Y("y:Q", scale=alt.Scale(domain=[height, 0], nice=False), axis=None)
    plot = alt.Chart(alt.Data(values=marks))

    def of(kind: str) -> alt.Chart:
        return plot.transform_filter(alt.FieldEqualPredicate(field="kind", equal=kind))

    layers = []
    if rule is not None:
        upright = alt.Chart(alt.Data(values=[{"low": rule}])).mark_rule(
            color=MUTED, strokeDash=[2, 3]
        )
        layers.append(upright.encode(x=across))
    drawn = {
        "thin": of("thin").mark_rule(color=PALE, strokeWidth=4),
        "dashed": of("dashed").mark_rule(color=SECOND, strokeWidth=2, strokeDash=[5, 3]),
        "thick": of("thick").mark_rule(color=FIRST, strokeWidth=8),
    }
    layers += [mark.encode(x=across, x2="high:Q", y=down) for mark in drawn.values()]
    points = {
        "bars": of("bars").mark_point(shape="stroke", angle=90, size=260, color=INK, strokeWidth=2),
        "filled": of("filled").mark_point(
            size=75, filled=True, fill=INK, stroke="white", strokeWidth=1, opacity=1
        ),
        "hollow": of("hollow").mark_point(
            size=75, filled=True, fill="white", stroke=SECOND, strokeWidth=2, opacity=1
        ),
    }
    layers += [mark.encode(x=across, y=down) for mark in points.values()]
    layers.append(
        of("label")
        .mark_text(align="left", baseline="alphabetic", color=INK, lineHeight=_LINE)
        .encode(x=alt.value(0), y=down, text="text:N")
    )
    layers.append(
        of("told")
        .mark_text(align="right", baseline="alphabetic", color=MUTED)
        .encode(x=alt.value(WIDTH), y=down, text="text:N")
    )
    return _styled(alt.layer(*layers).properties(width=WIDTH, height=height))


@dataclass(frozen=True, slots=True)
class Histogram:
    """A distribution over a scale: the share in each of its equal bins, median and range.

    Parameters
    ----------
    label, told : str
        Name of the row, and its value in words.
    shares : tuple of float
        Share of each bin, from the low end of the axis to the high one.
    thin : pair of float
        Range to draw under the bins.
    median : float
        Place of the upright bar.
    """

    label: str
    told: str
    shares: tuple[float, ...]
    thin: tuple[float, float]
    median: float


def histogram_chart(rows: Sequence[Histogram], axis: Axis) -> alt.LayerChart:
    """Return distributions one under the other on one axis, heights comparable between them."""
    tall = 34
    most = max((max(row.shares) for row in rows), default=1.0) or 1.0
    step = _LINE + tall + _BAND
    marks: list[dict[str, Any]] = []
    for index, row in enumerate(rows):
        top = index * step
        floor = top + _LINE + 4 + tall
        marks.append({"kind": "label", "low": axis.low, "y": top + _LINE - 3, "text": [row.label]})
        marks.append({"kind": "told", "low": axis.high, "y": top + _LINE - 3, "text": row.told})
        width = (axis.high - axis.low) / len(row.shares)
        marks += [
            {
                "kind": "bin",
                "low": axis.low + width * place,
                "high": axis.low + width * (place + 1),
                "y": floor,
                "top": floor - tall * share / most,
            }
            for place, share in enumerate(row.shares)
            if share > 0
        ]
        marks.append({"kind": "thin", "low": row.thin[0], "high": row.thin[1], "y": floor + 5})
        marks.append({"kind": "bars", "low": row.median, "y": floor + 5})
    chart = _layers(marks, axis, len(rows) * step, None)
    bins = (
        alt.Chart(alt.Data(values=marks))
        .transform_filter(alt.FieldEqualPredicate(field="kind", equal="bin"))
        .mark_rect(color=FIRST, stroke="white", strokeWidth=0.5)
        .encode(
            x=axis.drawn(),
            x2="high:Q",
            y=alt.Y("y:Q", scale=alt.Scale(domain=[len(rows) * step, 0], nice=False), axis=None),
            y2="top:Q",
        )
    )
    chart.layer = [bins, *chart.layer]
    return chart


def bar_chart(rows: Sequence[tuple[str, str, float]], axis: Axis) -> alt.LayerChart:
    """Return bars from zero: each a label, its value in words, and its value."""
    bars = [
        Row(label, told, thick=(min(0.0, value), max(0.0, value))) for label, told, value in rows
    ]
    return row_chart(bars, axis, 0.0 if axis.low < 0 else None)


def _styled(chart: alt.LayerChart) -> alt.LayerChart:
    return chart.properties(config=STYLE)
