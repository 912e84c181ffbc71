# SPDX-License-Identifier: Apache-2.0
"""A chart of points over two measures, each with a number that a table explains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from foedus.report.charts import FIRST, INK, MUTED, STYLE, WIDTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foedus.report.charts import Spec

HEIGHT: Final = 280
_NUMBERED: Final = {"text": {"field": "text"}}


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of the chart.

    Parameters
    ----------
    x, y : float
        Where it is.
    text : str
        Its number or name, beside it; empty for none.
    filled : bool
        Whether it is drawn as a filled dot, else as a hollow square.
    """

    x: float
    y: float
    text: str = ""
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """An axis of the chart.

    Parameters
    ----------
    title : str
        What is measured, with its unit and which end is better.
    shares : bool
        Whether values are shares, shown in percent.
    """

    title: str
    shares: bool = True

    def drawn(self, field: str, values: Sequence[float]) -> Spec:
        """Return the axis as the grammar has it, with room around the values."""
        low, high = min(values, default=0.0), max(values, default=1.0)
        room = 0.08 * (high - low) or 0.05
        axis: Spec = {"title": self.title, "tickCount": 5, "labelFlush": field == "x"}
        if self.shares:
            axis["format"] = "~%"
        scale = {"domain": [low - room, high + room], "nice": False, "zero": False}
        return {"field": field, "type": "quantitative", "scale": scale, "axis": axis}


def scatter_chart(spots: Sequence[Spot], x: Measure, y: Measure) -> Spec:
    """Return points over two measures, filled dots in front of hollow squares."""
    marks: list[dict[str, Any]] = [
        {"kind": "dot" if s.filled else "square", "x": s.x, "y": s.y, "text": s.text} for s in spots
    ]
    square = {"type": "point", "shape": "square", "size": 45, "stroke": MUTED, "fill": "white"}
    dot = {"type": "circle", "size": 75, "color": FIRST, "opacity": 1}
    layers = [_layer("square", {**square, "opacity": 1}), _layer("dot", dot)]
    layers.append(
        {
            "transform": [{"filter": "datum.text != ''"}],
            "mark": {"type": "text", "align": "left", "dx": 7, "dy": -5, "color": INK},
            "encoding": _NUMBERED,
        }
    )
    return {
        "config": STYLE,
        "width": WIDTH - 60,
        "height": HEIGHT,
        "data": {"values": marks},
        "encoding": {
            "x": x.drawn("x", [spot.x for spot in spots]),
            "y": y.drawn("y", [spot.y for spot in spots]),
        },
        "layer": layers,
    }


def _layer(kind: str, mark: Spec) -> Spec:
    return {"transform": [{"filter": {"field": "kind", "equal": kind}}], "mark": mark}
