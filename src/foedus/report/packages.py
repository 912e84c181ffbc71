# SPDX-License-Identifier: Apache-2.0
"""The bargaining set: who accepts which package, who blocks, and what war is worth instead."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from foedus.report.charts import Axis, Row, bar_chart, row_chart
from foedus.report.figures import Figure, Table, draw
from foedus.report.words import count, percent, percent_range, place, plain, worth

if TYPE_CHECKING:
    from foedus.case.folder import CaseFolder

BRANCH_WORDS = {
    "no_new_sanctions": "No new sanctions",
    "pressure": "New sanctions, read as pressure: war is worth less",
    "reactance": "New sanctions, read as reactance: coming costs more",
}


def settlement_view(case: CaseFolder, results: dict[str, Any]) -> dict[str, Any]:
    """Return the table of acceptance, what each package says, and the figures beside them."""
    settle = results["settle"]
    war = case.record.war
    ends = {getattr(war, name).package for name in ("challenger_terms", "target_terms")}
    ends.add(war.line_of_contact.package)
    names = list(settle["packages"][0]["accepted_by"])
    return {
        "actors": [case.actors[name].title for name in names],
        "rows": [_acceptance(row, names, ends) for row in settle["packages"]],
        "nonempty": percent(settle["nonempty"]),
        "best": percent(settle["nonempty_best"]),
        "binding": [
            (case.actors[name].title, percent(share))
            for name, share in sorted(settle["binding"].items(), key=lambda item: -item[1])
        ],
        "contents": _contents(case, settle["packages"]),
        "value": _value_figure(case, results),
        "comes": _participation(case, results) if settle["comes"] else None,
    }


def _acceptance(row: dict[str, Any], names: list[str], ends: set[str]) -> dict[str, Any]:
    cells = [
        _cell(row["accepted_by"][name], row["accepted_by_best"][name], name in row["needed"])
        for name in names
    ]
    return {
        "title": row["package"]["title"],
        "ending": row["package"]["id"] in ends,
        "cells": cells,
        "all": _cell(row["feasible"], row["feasible_best"], needed=True),
    }


def _cell(low: float, high: float, needed: bool) -> dict[str, Any]:  # noqa: FBT001 - private
    return {
        "told": percent_range(low, high) if high >= low else percent(low),
        "step": round(10 * low),
        "needed": needed,
    }


def _contents(case: CaseFolder, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what each package says on each issue and lever, a column a package."""
    packages = [case.packages[row["package"]["id"]] for row in rows]
    lines = []
    for issue in case.issues.values():
        titles = {item.id: item.title for item in issue.points or issue.options}
        settled = [package.settles[issue.id] for package in packages]
        told = [titles.get(v, v) if isinstance(v, str) else place(v) for v in settled]
        lines.append((issue.title, told))
    levers = case.pact.levers if case.pact is not None else {}
    for name, lever in levers.items():
        lines.append((lever.title, [setting_words(case, row["design"][name]) for row in rows]))
    return {
        "packages": [(p.title, p.summary or "", p.note or "") for p in packages],
        "issues": len(case.issues),
        "lines": lines,
    }


def setting_words(case: CaseFolder, setting: str) -> str:
    """Return a lever's setting as words, with actors by their titles."""
    told = f"_{setting}_"
    for name in sorted(case.actors, key=len, reverse=True):
        told = told.replace(f"_{name}_", f"_{case.actors[name].title}_")
    return plain(told.strip("_"))


def lever_settings(case: CaseFolder, design: dict[str, str]) -> list[tuple[str, str]]:
    """Return each lever's title with the plain words of its setting."""
    levers = case.pact.levers if case.pact is not None else {}
    told = []
    for name, setting in design.items():
        words = {str(key): text for key, text in levers[name].values.items()}
        told.append((levers[name].title, words.get(setting, setting)))
    return told


def _value_figure(case: CaseFolder, results: dict[str, Any]) -> Figure:
    settle = results["settle"]
    spreads = [spread for row in settle["packages"] for spread in row["value"].values()]
    spreads += list(settle["war"].values())
    low = math.floor(10 * min(spread["q05"] for spread in spreads)) / 10
    high = math.ceil(10 * max(spread["q95"] for spread in spreads)) / 10
    axis = Axis("Years' worth, per year", low, high, shares=False)
    caption = (
        "What each package is worth to each party, all later years counted in: 1 is as good as a "
        "year under the party's own ideal settlement, every year; below 0 is worse than having "
        f"neither gains nor costs. Dot: median; line: 90% of {count(results['draws'])} draws, in "
        "the worst equilibrium. Top row and dotted line: going on with today's war (the "
        "reservation value). Compare inside a panel; each party's unit is its own."
    )
    panels, data = [], []
    for party, war in settle["war"].items():
        title = case.actors[party].title
        rows = [_value_row("Going on with the war", war, war=True)]
        rows += [
            _value_row(row["package"]["title"], row["value"][party]) for row in settle["packages"]
        ]
        data += [(title, row.label, *_told(row)) for row in rows]
        panels.append(draw(row_chart(rows, axis, war["median"]), f"value-{party}", title, caption))
    columns = ("Party", "Package", "Median", "5% lie below", "95% lie below")
    table = Table(columns, tuple(data))
    return Figure("value", "What each package is worth", caption, tuple(panels), table)


def _value_row(label: str, spread: dict[str, float], *, war: bool = False) -> Row:
    middle = (spread["median"],)
    return Row(
        label,
        worth(spread["median"]),
        thin=(spread["q05"], spread["q95"]),
        dashed=war,
        hollow=middle if war else (),
        filled=() if war else middle,
    )


def _told(row: Row) -> tuple[str, str, str]:
    low, high = row.thin or (math.nan, math.nan)
    return row.told, worth(low), worth(high)


def _participation(case: CaseFolder, results: dict[str, Any]) -> dict[str, Any]:
    talks = case.record.participation
    comes = results["settle"]["comes"]
    actor = case.actors[talks.actor].title if talks is not None else ""
    rows = [(BRANCH_WORDS[name], percent(share), float(share)) for name, share in comes.items()]
    caption = (
        f"Share of {count(results['draws'])} draws in which {actor} gains more from talks than "
        "from war after its cost of coming, in the worst equilibrium. The two readings of new "
        "sanctions are kept apart and never averaged."
    )
    chart = bar_chart(rows, Axis("Share of draws"))
    panel = draw(chart, "comes", f"{actor} comes to the table", caption)
    table = Table(("If there are", "Share of draws"), tuple((row[0], row[1]) for row in rows))
    return {
        "actor": actor,
        "figure": Figure("comes", f"{actor} comes to the table", caption, (panel,), table),
        "cite": list(talks.cite) if talks is not None else [],
    }
