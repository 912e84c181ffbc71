# SPDX-License-Identifier: Apache-2.0
"""How a forecast came about: round by round, day by day, and what would move it most."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from foedus.report.charts import Row, row_chart
from foedus.report.figures import Figure, Table, draw
from foedus.report.forecasts import SCALE, SHORT
from foedus.report.paths import Path, path_chart
from foedus.report.words import MINUS, count, day, listed, percent, place

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.case.folder import CaseFolder

MOST_ROUNDS: Final = 12
"""Rounds that are drawn; bargaining may go on in ever smaller steps."""
TOP: Final = 10
"""Changes that are drawn, of those that would move the forecast most."""


def rounds_figures(case: CaseFolder, forecast: dict[str, Any]) -> list[Figure]:
    """Return a figure for each model in rounds: a chart an issue, a line an actor."""
    found: dict[str, list[tuple[dict[str, Any], list[dict[str, Any]]]]] = {}
    for issue in forecast["issues"]:
        for model in issue["models"]:
            if model["rounds"]:
                rounds = model["rounds"][: MOST_ROUNDS + 1]
                found.setdefault(model["model"], []).append((issue, rounds))
    return [_rounds_figure(case, model, issues) for model, issues in found.items()]


def _rounds_figure(
    case: CaseFolder, model: str, issues: list[tuple[dict[str, Any], list[dict[str, Any]]]]
) -> Figure:
    caption = (
        "Positions after each round with every number at its median; thick: what would be settled "
        f"on if talks ended there. At most {MOST_ROUNDS} rounds are drawn; the table has the "
        "range over draws."
    )
    panels, data = [], []
    for issue, rounds in issues:
        settled = tuple(row["settlement"] for row in rounds)
        paths = [
            Path(case.actors[who].title, tuple(row["positions"][who] for row in rounds))
            for who in rounds[0]["positions"]
        ]
        chart = path_chart([*paths, Path("settlement", settled, thick=True)], SCALE, "Round")
        title = issue["title"]
        panels.append(draw(chart, f"rounds-{model}-{issue['issue']}", title, caption))
        for told, same in groupby(rounds, key=lambda row: _round_told(case, row)):
            number = [row["round"] for row in same]
            which = (
                f"round {number[0]}" if len(number) == 1 else f"rounds {number[0]} to {number[-1]}"
            )
            data.append((f"{title}, {which}", *told))
    table = Table(("Issue and round", "Settlement", "90% of draws", "Positions"), tuple(data))
    name = SHORT.get(model, model)
    return Figure(f"rounds-{model}", f"{name}, round by round", caption, tuple(panels), table)


def _round_told(case: CaseFolder, row: dict[str, Any]) -> tuple[str, str, str]:
    wants = (f"{case.actors[who].title} {place(at)}" for who, at in row["positions"].items())
    span = f"{place(row['low'])} to {place(row['high'])}"
    return place(row["settlement"]), span, "; ".join(wants)


def timeline_figure(case: CaseFolder, forecast: dict[str, Any]) -> Figure | None:
    """Return the forecast before and after each dated change, or None where nothing changed."""
    if not forecast["timeline"]:
        return None
    panels, data = [], []
    caption = (
        "Ensemble's mean the day before (hollow) and on the day (filled), with the positions as "
        "they stood; line: 90% of its chances on the day, over "
        f"{count(forecast['timeline'][0]['draws'])} draws. Changes on one day count together."
    )
    for name, issue in case.issues.items():
        rows = [row for row in forecast["timeline"] if row["issue"] == name]
        data += [_dated(case, row) for row in rows]
        if rows and not issue.nominal:
            days = groupby(rows, key=lambda row: row["date"])
            chart = row_chart([_day_row(case, date, list(same)) for date, same in days], SCALE)
            panels.append(draw(chart, f"timeline-{name}", issue.title, caption))
    columns = ("Day, issue", "Who", "Wants", "Forecast before", "Forecast after", "Statements")
    title = "The forecast before and after each change of position"
    return Figure("timeline", title, caption, tuple(panels), Table(columns, tuple(data)))


def _day_row(case: CaseFolder, date: str, same: list[dict[str, Any]]) -> Row:
    who = listed([case.actors[row["actor"]].title for row in same])
    before, after = (same[0]["models"][0][side] for side in ("before", "after"))
    return Row(
        f"{day(dt.date.fromisoformat(date))}: {who}",
        f"{place(before['point'])}, then {place(after['point'])}",
        thin=(after["low"], after["high"]),
        hollow=(before["point"],),
        filled=(after["point"],),
    )


def _dated(case: CaseFolder, row: dict[str, Any]) -> tuple[str, ...]:
    tell = _chances if case.issues[row["issue"]].nominal else _ranges
    model = row["models"][0]
    return (
        f"{day(dt.date.fromisoformat(row['date']))}, {case.issues[row['issue']].title}",
        case.actors[row["actor"]].title,
        f"{_wanted(case, row, 'before')}, then {_wanted(case, row, 'after')}",
        tell(case, row["issue"], model["before"]),
        tell(case, row["issue"], model["after"]),
        ", ".join(row["evidence"]["cite"]) or "assumed",
    )


def _ranges(_case: CaseFolder, _issue: str, found: dict[str, float]) -> str:
    return f"{place(found['point'])} ({place(found['low'])} to {place(found['high'])})"


def _chances(case: CaseFolder, issue: str, found: dict[str, float]) -> str:
    titles = {option.id: option.title for option in case.issues[issue].options}
    return "; ".join(f"{titles[name]} {percent(chance)}" for name, chance in found.items())


def _wanted(case: CaseFolder, row: dict[str, Any], side: str) -> str:
    value = row[side]
    if not isinstance(value, str):
        return place(value)
    return next(o.title for o in case.issues[row["issue"]].options if o.id == value)


def levers_figure(case: CaseFolder, forecast: dict[str, Any]) -> Figure | None:
    """Return the single changes that would move the ensemble most, or None without a scale."""
    rows = [row for row in forecast["levers"] if row["kind"] == "scale"][:TOP]
    if not rows:
        return None
    drawn, data = [], []
    for row in rows:
        before, after, shift = (row["models"][0][key] for key in ("before", "after", "shift"))
        label = (
            f"{case.actors[row['actor']].title}, {case.issues[row['issue']].title}: "
            f"{row['change']} {_number(row)(row['from'])} to {_number(row)(row['to'])}"
        )
        told = f"by {'+' if shift >= 0 else MINUS}{place(abs(shift))}"
        line = (min(before, after), max(before, after))
        drawn.append(Row(label, told, thin=line, hollow=(before,), filled=(after,)))
        other = row["models"][1]
        data.append(
            (
                label,
                f"{place(before)} to {place(after)}",
                f"{place(other['before'])} to {place(other['after'])}",
            )
        )
    caption = (
        "Ensemble's mean on the issue as it is (hollow) and after one change (filled), all else as "
        "it is. Tried for every actor alike: position to either end of the scale, salience to 0 "
        f"and 1, capability halved and doubled; {count(rows[0]['draws'])} draws. What follows in "
        "the model, not advice to anybody."
    )
    title = "Single changes that would move the forecast most"
    panel = draw(row_chart(drawn, SCALE), "levers", title, caption)
    table = Table(("Change", "Ensemble", "Compromise"), tuple(data))
    return Figure("levers", title, caption, (panel,), table)


def _number(row: dict[str, Any]) -> Callable[[float], str]:
    return place if row["change"] == "position" else "{:.2g}".format
