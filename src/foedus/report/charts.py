# SPDX-License-Identifier: Apache-2.0
"""Charts in one narrow column, so that a phone shows them at full size and a desk side by side.

Each row carries its label above its marks. Colour never says anything alone: shapes and words do.
A chart is a plain Vega-Lite specification: a list of marks, and one layer for each kind of mark.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    Mark = dict[str, Any]
    Spec = dict[str, Any]

WIDTH: Final = 320
"""Width of the plot in pixels; with its margins it fills the screen of a phone."""

INK, MUTED, GRID = "#1b2430", "#4f5a66", "#dde2e7"
FIRST, SECOND, PALE = "#005a9c", "#a8450a", "#9fc0de"
"""Two hues that stay apart for colour-blind readers, and the first one's tint."""

STYLE: Final[Spec] = {
    "aria": False,
    "background": "transparent",
    "font": "Arial, Helvetica, Liberation Sans, sans-serif",
    "padding": {"left": 6, "right": 8, "top": 2, "bottom": 4},
    "view": {"stroke": None},
    "text": {"fontSize": 13},
    "axis": {
        "labelFontSize": 12,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelColor": MUTED,
        "titleColor": INK,
        "gridColor": GRID,
        "tickColor": GRID,
        "domainColor": MUTED,
    },
}

LINE: Final = 16
"""Height of a line of text in pixels."""
_BAND, _GAP, _TALL = 20, 10, 34
"""Heights in pixels: the marks of a row, between rows, the bars of a histogram."""
_LETTERS: Final = 48
_APART = 3  # letters between a label and what is told of it, as wide letters take more room
"""Letters of a label and its value that fit on a line."""

UNSHOWABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML has no place for: the renderer, in native code, would end the process."""

_TO_HIGH: Final = {"x2": {"field": "high"}}
_TO_TOP: Final = {"y2": {"field": "top"}}
_TEXT: Final = {"text": {"field": "text"}}
LAYERS: Final[dict[str, Spec]] = {
    "bin": {
        "mark": {"type": "rect", "color": FIRST, "stroke": "white", "strokeWidth": 0.5},
        "encoding": _TO_HIGH | _TO_TOP,
    },
    "rule": {
        "mark": {"type": "rule", "color": MUTED, "strokeDash": [2, 3]},
        "encoding": _TO_TOP,
    },
    "thin": {"mark": {"type": "rule", "color": PALE, "strokeWidth": 4}, "encoding": _TO_HIGH},
    "dashed": {
        "mark": {"type": "rule", "color": SECOND, "strokeWidth": 2, "strokeDash": [5, 3]},
        "encoding": _TO_HIGH,
    },
    "thick": {"mark": {"type": "rule", "color": FIRST, "strokeWidth": 8}, "encoding": _TO_HIGH},
    "upright": {"mark": {"type": "rule", "color": INK, "strokeWidth": 2}, "encoding": _TO_TOP},
    "filled": {"mark": {"type": "circle", "size": 75, "color": INK, "opacity": 1}},
    "hollow": {
        "mark": {
            "type": "point",
            "size": 75,
            "fill": "white",
            "stroke": SECOND,
            "strokeWidth": 2,
            "opacity": 1,
        }
    },
    "label": {
        "mark": {"type": "text", "align": "left", "color": INK, "lineHeight": LINE},
        "encoding": _TEXT | {"x": {"value": 0}},
    },
    "told": {
        "mark": {"type": "text", "align": "right", "color": MUTED},
        "encoding": _TEXT | {"x": {"value": WIDTH}},
    },
}
"""How each kind of mark is drawn, from the back to the front."""


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

    def drawn(self) -> Spec:
        """Return the axis as the grammar has it."""
        axis: Spec = {"title": self.title, "labelFlush": True, "tickCount": 5}
        if self.shares:
            axis["format"] = "%"
        if self.ticks:
            axis["values"] = list(self.ticks)
        scale = {"domain": [self.low, self.high], "nice": False, "zero": False}
        return {"field": "low", "type": "quantitative", "scale": scale, "axis": axis}

    def inside(self, value: float) -> float:
        """Return a value, or the end of the axis that it lies beyond."""
        return min(max(value, self.low), self.high)


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
    filled, hollow, upright : tuple of float
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
    upright: tuple[float, ...] = ()
    dashed: bool = False


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


def wrapped(text: str, letters: int) -> list[str]:
    """Return a label in at most two lines, cut with an ellipsis where it is longer.

    Examples
    --------
    >>> wrapped("one two three", 7)
    ['one two', 'three']
    """
    shown = UNSHOWABLE.sub("", text)
    return textwrap.wrap(shown, letters, max_lines=2, placeholder=" …") or [""]


def row_chart(rows: Sequence[Row], axis: Axis, rule: float | None = None) -> Spec:
    """Return rows of ranges and marks on one axis, with an upright rule where one is given."""
    marks: list[Mark] = []
    top = 0
    for row in rows:
        lines = wrapped(row.label, _LETTERS - len(row.told) - _APART)
        marks += _words(lines, row.told, top)
        marks += _row_marks(row, axis, top + LINE * len(lines) + _BAND / 2)
        top += LINE * len(lines) + _BAND + _GAP
    if rule is not None:
        marks.append({"kind": "rule", "low": axis.inside(rule), "y": 0, "top": top})
    return _chart(marks, axis, top)


def _words(lines: list[str], told: str, top: float) -> list[Mark]:
    y = top + LINE - 3
    return [{"kind": "label", "y": y, "text": lines}, {"kind": "told", "y": y, "text": told}]


def _row_marks(row: Row, axis: Axis, y: float) -> list[Mark]:
    marks: list[Mark] = []
    thin = "dashed" if row.dashed else "thin"
    for kind, ends in ((thin, row.thin), ("thick", row.thick)):
        if ends is not None:
            low, high = (axis.inside(end) for end in ends)
            marks.append({"kind": kind, "low": low, "high": high, "y": y})
    marks += [
        {"kind": "upright", "low": axis.inside(value), "y": y - 8, "top": y + 8}
        for value in row.upright
    ]
    for kind, places in (("filled", row.filled), ("hollow", row.hollow)):
        marks += [{"kind": kind, "low": axis.inside(value), "y": y} for value in places]
    return marks


def histogram_chart(rows: Sequence[Histogram], axis: Axis) -> Spec:
    """Return distributions one under the other on one axis, heights comparable between them."""
    most = max((max(row.shares) for row in rows), default=1.0) or 1.0
    step = LINE + _TALL + _BAND
    marks: list[Mark] = []
    for index, row in enumerate(rows):
        floor = index * step + LINE + 4 + _TALL
        marks += _words(wrapped(row.label, _LETTERS)[:1], row.told, index * step)
        width = (axis.high - axis.low) / len(row.shares)
        marks += [
            {
                "kind": "bin",
                "low": axis.low + width * place,
                "high": axis.low + width * (place + 1),
                "y": floor,
                "top": floor - _TALL * share / most,
            }
            for place, share in enumerate(row.shares)
            if share > 0
        ]
        low, high = row.thin
        marks.append({"kind": "thin", "low": low, "high": high, "y": floor + 5})
        marks.append({"kind": "upright", "low": row.median, "y": floor - 1, "top": floor + 11})
    return _chart(marks, axis, len(rows) * step)


def bar_chart(rows: Sequence[tuple[str, str, float]], axis: Axis) -> Spec:
    """Return bars from zero: each a label, its value in words, and its value."""
    bars = [
        Row(label, told, thick=(min(0.0, value), max(0.0, value))) for label, told, value in rows
    ]
    return row_chart(bars, axis, 0.0 if axis.low < 0 else None)


def _chart(marks: list[Mark], axis: Axis, height: float) -> Spec:
    """Return a specification with a layer for each kind of mark there is."""
    used = {mark["kind"] for mark in marks}
    down = {"field": "y", "type": "quantitative", "axis": None}
    return {
        "config": STYLE,
        "width": WIDTH,
        "height": height,
        "data": {"values": marks},
        "encoding": {
            "x": axis.drawn(),
            "y": down | {"scale": {"domain": [height, 0], "nice": False}},
        },
        "layer": [
            {"transform": [{"filter": {"field": "kind", "equal": kind}}], **layer}
            for kind, layer in LAYERS.items()
            if kind in used
        ],
    }
