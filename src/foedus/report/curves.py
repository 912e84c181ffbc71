# SPDX-License-Identifier: Apache-2.0
"""Curves of the deterrence game over one of its numbers, and a map of its several answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foedus.report.charts import FIRST, GRID, INK, MUTED, PALE, SECOND, STYLE, WIDTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from foedus.report.charts import Spec
    from foedus.strategy.sweeps import Sweep

    Floats = NDArray[np.float64]

_SIDE: Final = 260
_COUNTS: Final = ("not proven", "one", "two", "three", "more than three")
_HUES: Final = (GRID, PALE, "#d9a441", SECOND, INK)


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
    several = f"At most {most:.1%} of draws have several equilibria."
    return {
        "config": STYLE,
        "title": {
            "text": title,
            "subtitle": [*_lines(note), several],
            "anchor": "start",
            "color": INK,
            "subtitleColor": MUTED,
            "font": STYLE["font"],
            "subtitleFont": STYLE["font"],
        },
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


def map_chart(
    counts: NDArray[np.int64], across: Sequence[float], up: Sequence[float], title: str
) -> Spec:
    """Return a map of how many equilibria one game has.

    Parameters
    ----------
    counts : array of shape (up, across)
        Equilibria; 0 where they are not proven to be all.
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
            "many": _COUNTS[min(int(counts[j, i]), len(_COUNTS) - 1)],
        }
        for j, y in enumerate(up)
        for i, x in enumerate(across)
    ]
    seen = [name for name in _COUNTS if any(cell["many"] == name for cell in cells)]
    hues = [_HUES[_COUNTS.index(name)] for name in seen]
    here = [{"x": 1.0, "y": 1.0, "text": "this draw"}]
    ends = [across[0] - half[0], across[-1] + half[0]], [up[0] - half[1], up[-1] + half[1]]
    scales: list[Spec] = [{"domain": list(end), "nice": False, "zero": False} for end in ends]
    axes = ("Cost of reneging, as a multiple", "Precision of choices, as a multiple")
    places = {
        key: {
            "field": key,
            "type": "quantitative",
            "scale": scale,
            "axis": {"title": words, "grid": False, "tickCount": 5},
        }
        for key, scale, words in zip("xy", scales, axes, strict=True)
    }
    return {
        "config": STYLE,
        "title": {
            "text": title,
            "subtitle": "How many equilibria the game of one draw has; the dot is the draw itself.",
            "anchor": "start",
            "color": INK,
            "subtitleColor": MUTED,
            "font": STYLE["font"],
            "subtitleFont": STYLE["font"],
        },
        "width": WIDTH,
        "height": WIDTH,
        "layer": [
            {
                "data": {"values": cells},
                "mark": {"type": "rect", "opacity": 1},
                "encoding": {
                    **places,
                    "x2": {"field": "x2"},
                    "y2": {"field": "y2"},
                    "color": {
                        "field": "many",
                        "type": "nominal",
                        "scale": {"domain": seen, "range": hues},
                        "legend": {"title": "Equilibria"},
                    },
                },
            },
            {
                "data": {"values": here},
                "mark": {"type": "point", "filled": True, "size": 70, "color": INK, "opacity": 1},
                "encoding": places,
            },
        ],
    }


def _lines(text: str) -> list[str]:
    head, _, tail = text.partition(". ")
    return [f"{head}.", tail]
