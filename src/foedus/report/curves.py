# SPDX-License-Identifier: Apache-2.0
"""Curves of the deterrence game over one of its numbers, and a map of its several answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foedus.report.charts import FIRST, INK, MUTED, PALE, SECOND, STYLE, WIDTH, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from foedus.report.charts import Spec
    from foedus.strategy.sweeps import Sweep

    Floats = NDArray[np.float64]

_SIDE: Final = 260


def curve_chart(sweep: Sweep, names: Sequence[str], title: str, across: str) -> Spec:
    """Return the chance of attack, and of each guarantor's help, over one number of the game.

    Parameters
    ----------
    sweep : Sweep
        The answers.
    names : sequence of str
        The guarantors.
    title, across : str
        What is shown, and what runs from left to right.
    """
    panels = [_panel("Attack in a year", sweep.values, sweep.attack_low, sweep.attack_high, across)]
    panels += [
        _panel(
            f"{name} helps if it counts",
            sweep.values,
            sweep.honour_low[:, place],
            sweep.honour_high[:, place],
            across,
        )
        for place, name in enumerate(names)
    ]
    note = (
        "Lines: medians over draws, in the equilibrium with the most (solid) and the least "
        "(dashed) of it. Band: from the 5% point of the least to the 95% point of the most."
    )
    most = max(float(share) for share in sweep.several)
    several = f"Over the whole range at most {most:.0%} of draws have several equilibria."
    return {
        "config": STYLE,
        "title": _titled(title, [*_lines(note), several], 2 * _SIDE),
        "columns": 2,
        "concat": panels,
    }


def _panel(title: str, values: Floats, low: Floats, high: Floats, across: str) -> Spec:
    rows = [
        {"at": at, "least": l5, "low": l50, "high": h50, "most": h95}
        for at, (l5, l50, _), (_, h50, h95) in zip(
            values.tolist(), low.tolist(), high.tolist(), strict=True
        )
    ]
    x = {
        "field": "at",
        "type": "quantitative",
        "axis": {"title": across, "grid": False, "tickCount": 5},
        "scale": {"nice": False},
    }
    y: dict[str, Any] = {
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "axis": {"title": None, "format": "%", "tickCount": 5},
    }
    line = {"type": "line", "strokeWidth": 2}
    return {
        "title": {"text": title, "anchor": "start", "fontSize": 13, "font": STYLE["font"]},
        "width": _SIDE,
        "height": 170,
        "data": {"values": rows},
        "encoding": {"x": x},
        "layer": [
            {
                "mark": {"type": "area", "color": PALE, "opacity": 0.5},
                "encoding": {"y": {**y, "field": "least"}, "y2": {"field": "most"}},
            },
            {"mark": {**line, "color": FIRST}, "encoding": {"y": {**y, "field": "high"}}},
            {
                "mark": {**line, "color": SECOND, "strokeDash": [5, 3]},
                "encoding": {"y": {**y, "field": "low"}},
            },
        ],
    }


def map_chart(shares: Floats, across: Sequence[float], up: Sequence[float], title: str) -> Spec:
    """Return a map of where the game has several equilibria.

    Parameters
    ----------
    shares : array of shape (up, across)
        Share of draws with several equilibria.
    across, up : sequence of float
        Multiples of the guarantors' reneging costs, and of the precision, evenly spaced.
    title : str
        What is shown.
    """
    half = (across[1] - across[0]) / 2, (up[1] - up[0]) / 2
    cells = [
        {
            "x": x - half[0],
            "x2": x + half[0],
            "y": y - half[1],
            "y2": y + half[1],
            "share": float(shares[j, i]),
        }
        for j, y in enumerate(up)
        for i, x in enumerate(across)
    ]
    ends = [across[0] - half[0], across[-1] + half[0]], [up[0] - half[1], up[-1] + half[1]]
    axes = ("Cost of reneging, as a multiple", "Precision of choices, as a multiple")
    places = {
        key: {
            "field": key,
            "type": "quantitative",
            "scale": {"domain": end, "nice": False, "zero": False},
            "axis": {"title": words, "grid": False, "tickCount": 5},
        }
        for key, end, words in zip("xy", ends, axes, strict=True)
    }
    colour = {
        "field": "share",
        "type": "quantitative",
        "scale": {"domain": [0, max(float(shares.max()), 0.01)], "range": ["#f4f1ec", SECOND]},
        "legend": {"title": "Draws", "format": "%", "tickCount": 4},
    }
    note = "Share of draws with several equilibria. The dot is the case as it is."
    marks = {"type": "rect", "opacity": 1, "strokeWidth": 0.6}
    return {
        "config": STYLE,
        "title": _titled(title, [note], WIDTH),
        "width": WIDTH,
        "height": WIDTH,
        "layer": [
            {
                "data": {"values": cells},
                "mark": marks,
                "encoding": {
                    **places,
                    "x2": {"field": "x2"},
                    "y2": {"field": "y2"},
                    "color": colour,
                    "stroke": {**colour, "legend": None},
                },
            },
            {
                "data": {"values": [{"x": 1.0, "y": 1.0}]},
                "mark": {"type": "point", "filled": True, "size": 70, "color": INK, "opacity": 1},
                "encoding": places,
            },
        ],
    }


def _titled(title: str, below: list[str], room: int) -> Spec:
    return {
        "text": wrapped(title, room // 8),
        "subtitle": below,
        "anchor": "start",
        "color": INK,
        "subtitleColor": MUTED,
        "font": STYLE["font"],
        "subtitleFont": STYLE["font"],
    }


def _lines(text: str) -> list[str]:
    head, _, tail = text.partition(". ")
    return [f"{head}.", tail]
