# SPDX-License-Identifier: Apache-2.0
"""How long a settlement holds: the chance of so many years without attack, as a curve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foedus.report.charts import FIRST, GRID, INK, PALE, SECOND, STYLE, Axis
from foedus.report.figures import Figure, Table, draw
from foedus.report.paths import beside
from foedus.report.words import count, median_and_range, percent

if TYPE_CHECKING:
    from foedus.report.charts import Mark, Spec

    Spread = dict[str, float]

AHEAD, STATIC = "looks ahead", "now or never"
"""Names of the two challengers at the ends of their curves."""

_PLOT, _HIGH, _FAR = 226, 190, 10
"""Width and height of the plot in pixels, and the way from a curve's end to its name."""

_AXIS: Final = Axis("Chance of no attack yet")


def survival_chart(curve: dict[str, Any]) -> Spec:
    """Return the curves over years, each with its name where it ends, and the band of draws.

    Parameters
    ----------
    curve : dict
        What `foedus.strategy.deter.summarise_deter` returns under this name.
    """
    years = [0, *curve["years"]]
    marks: list[Mark] = []
    for year, worst, best in zip(
        years, _from_one(curve["low"]), _from_one(curve["high"]), strict=True
    ):
        marks.append({"kind": "band", "year": year, "low": worst["q05"], "high": best["q95"]})
    ends = []
    for kind, name in (("high", "ahead"), ("low", "ahead"), ("static_low", "static")):
        medians = [one["median"] for one in _from_one(curve[kind])]
        marks += [
            {"kind": name, "year": year, "low": median, "who": kind}
            for year, median in zip(years, medians, strict=True)
        ]
        ends.append(medians[-1])
    texts = zip((AHEAD, STATIC), ends[1:], beside(ends[1:], _AXIS, _HIGH), strict=True)
    marks += [{"kind": "end", "low": at, "high": told, "text": text} for text, at, told in texts]
    return _spec(marks, years[-1])


def _from_one(spreads: list[Spread]) -> list[Spread]:
    """Return a curve with its start: today it holds."""
    return [{"median": 1.0, "q05": 1.0, "q95": 1.0}, *spreads]


def _spec(marks: list[Mark], last: int) -> Spec:
    ticks = {"title": "Years", "format": "d", "values": list(range(0, last + 1, 2))}
    scale = {"domain": [0, last]}
    year: Spec = {"field": "year", "type": "quantitative", "scale": scale, "axis": ticks}
    across: Spec = {"x": year, "y": _AXIS.drawn()}
    line = {"type": "line", "strokeWidth": 3}
    apart = across | {"detail": {"field": "who", "type": "nominal"}}
    layers: list[tuple[str, Spec]] = [
        ("band", {"mark": {"type": "area", "color": PALE}}),
        ("ahead", {"mark": line | {"color": FIRST}, "encoding": apart}),
        ("static", {"mark": line | {"color": SECOND, "strokeDash": [6, 4]}, "encoding": apart}),
        ("end", {"mark": {"type": "rule", "color": GRID}}),
        ("end", {"mark": {"type": "text", "align": "left", "baseline": "middle", "color": INK}}),
    ]
    layers[0][1]["encoding"] = across | {"y2": {"field": "high"}}
    layers[3][1]["encoding"] = {
        "x": {"value": _PLOT + 2},
        "x2": {"value": _PLOT + _FAR},
        "y": _AXIS.drawn(),
        "y2": {"field": "high"},
    }
    layers[4][1]["encoding"] = {
        "text": {"field": "text"},
        "x": {"value": _PLOT + _FAR + 3},
        "y": _AXIS.drawn() | {"field": "high"},
    }
    return {
        # The reader's letters may be wider than those that the renderer measures.
        "config": STYLE | {"padding": STYLE["padding"] | {"right": 16}},
        "width": _PLOT,
        "height": _HIGH,
        "data": {"values": marks},
        "layer": [
            {"transform": [{"filter": {"field": "kind", "equal": kind}}], **layer}
            for kind, layer in layers
        ],
    }


def survival_figure(curve: dict[str, Any], draws: int) -> Figure:
    """Return the figure of how long the reference package holds, year by year."""
    several = any(
        percent(low["median"]) != percent(high["median"])
        for low, high in zip(curve["low"], curve["high"], strict=True)
    )
    lines = "in the worst (lower line) and the best equilibrium" if several else ""
    caption = (
        f"Thick line: median {lines + ', ' if lines else ''}if the challenger looks ahead and may "
        "attack in any year. Dashed: the median in the worst equilibrium if it asked in each year "
        "only “now or never”. Band: from the 5% point of the worst to the 95% point of the best "
        f"equilibrium where it looks ahead, over {count(draws)} draws. Private costs are drawn "
        "afresh each year."
    )
    title = "How long the reference package holds"
    panel = draw(survival_chart(curve), "survival", title, caption)
    columns = (
        "Years",
        "Worst equilibrium: median (90%)",
        "Best equilibrium: median (90%)",
        "“Now or never”, worst: median (90%)",
        "“Now or never”, best: median (90%)",
    )
    kinds = [curve[kind] for kind in ("low", "high", "static_low", "static_high")]
    rows = tuple(
        (str(year), *(median_and_range(kind[index]) for kind in kinds))
        for index, year in enumerate(curve["years"])
    )
    return Figure("survival", title, caption, (panel,), Table(columns, rows))
