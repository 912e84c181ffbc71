# SPDX-License-Identifier: Apache-2.0
"""A chart of paths: where everybody stands from step to step, each name where its path ends."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foedus.report.charts import FIRST, GRID, INK, LINE, SECOND, STYLE, UNSHOWABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foedus.report.charts import Axis, Mark, Spec


@dataclass(frozen=True, slots=True)
class Path:
    """Where somebody stands from step to step.

    Parameters
    ----------
    label : str
        Whose path it is; stands at its end.
    places : tuple of float
        Place before the first step and after each.
    thick : bool
        Whether the line stands out.
    """

    label: str
    places: tuple[float, ...]
    thick: bool = False


_PLOT, _HIGH, _NAME = 156, 190, 18
"""Width and height of a chart of paths in pixels, and the letters of a name at its side."""


def path_chart(paths: Sequence[Path], axis: Axis, steps: str) -> Spec:
    """Return paths from step to step, to the right, each with its name where it ends.

    Parameters
    ----------
    paths : sequence of Path
        The paths, equally long.
    axis : Axis
        The upright axis.
    steps : str
        What a step is.
    """
    last = max(len(path.places) for path in paths) - 1
    ends = beside([axis.inside(path.places[-1]) for path in paths], axis, _HIGH)
    marks: list[Mark] = []
    for path, named in zip(paths, ends, strict=True):
        kind = "whole" if path.thick else "path"
        marks += [
            {"kind": kind, "step": step, "low": axis.inside(place), "who": path.label}
            for step, place in enumerate(path.places)
        ]
        name = textwrap.shorten(UNSHOWABLE.sub("", path.label), _NAME, placeholder=" …")
        marks.append(
            {"kind": "end", "low": axis.inside(path.places[-1]), "high": named, "text": name}
        )
    step = {"field": "step", "type": "quantitative", "scale": {"domain": [0, last]}}
    ticks = {"title": steps, "format": "d", "tickMinStep": 1, "tickCount": min(last, 6)}
    far = {"value": _PLOT + 12}
    line = {"x": step | {"axis": ticks}, "y": axis.drawn()}
    layers = [
        (
            "path",
            {
                "mark": {"type": "line", "color": FIRST, "strokeWidth": 1.5, "point": {"size": 18}},
                "encoding": line
                | {"strokeDash": {"field": "who", "type": "nominal", "legend": None}},
            },
        ),
        (
            "whole",
            {
                "mark": {"type": "line", "color": SECOND, "strokeWidth": 5, "strokeJoin": "round"},
                "encoding": line,
            },
        ),
        (
            "end",
            {
                "mark": {"type": "rule", "color": GRID},
                "encoding": {
                    "x": {"value": _PLOT + 3},
                    "x2": far,
                    "y": axis.drawn(),
                    "y2": {"field": "high"},
                },
            },
        ),
        (
            "end",
            {
                "mark": {"type": "text", "align": "left", "baseline": "middle", "color": INK},
                "encoding": {"text": {"field": "text"}}
                | {"x": {"value": _PLOT + 15}, "y": axis.drawn() | {"field": "high"}},
            },
        ),
    ]
    return {
        # The reader's letters may be wider than those that the renderer measures.
        "config": STYLE | {"padding": STYLE["padding"] | {"right": 20}},
        "width": _PLOT,
        "height": _HIGH,
        "data": {"values": marks},
        "layer": [
            {"transform": [{"filter": {"field": "kind", "equal": kind}}], **layer}
            for kind, layer in layers
        ],
    }


def beside(places: list[float], axis: Axis, high: int) -> list[float]:
    """Return where names stand so that none covers another, as near to their places as can be."""
    least = (axis.high - axis.low) * (LINE - 2) / high
    order = sorted(range(len(places)), key=lambda i: places[i])
    stand = list(places)
    floor = axis.low
    for i in order:
        stand[i] = floor = max(places[i], floor)
        floor += least
    ceiling = axis.high
    for i in reversed(order):
        stand[i] = ceiling = min(stand[i], ceiling)
        ceiling -= least
    return stand
