# SPDX-License-Identifier: Apache-2.0
"""Who wants what on which issue, and on what evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.case.evidence import BRANCHING
from foedus.case.worlds import places_of
from foedus.report.charts import Axis, Row, row_chart
from foedus.report.figures import Figure, Table, draw
from foedus.report.statements import grade_words, quotations
from foedus.report.words import count, day, listed, percent, place, sentence
from foedus.strategy.deter import spread

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from foedus.case.evidence import Stance
    from foedus.case.folder import CaseFolder
    from foedus.case.schema import Issue, Position, RedLine

    Arrays = Mapping[str, NDArray[Any]]


def issue_views(case: CaseFolder, arrays: Arrays) -> list[dict[str, Any]]:
    """Return each issue with its scale or options, who wants what on it, and a chart or table."""
    views = []
    for issue in case.issues.values():
        stances = [stance for stance in case.stances if stance.position.issue == issue.id]
        if not stances:
            continue
        view: dict[str, Any] = {
            "id": issue.id,
            "title": issue.title,
            "question": issue.question,
            "note": issue.note or "",
            "fallback": _named(issue, issue.fallback),
            "consent": listed([case.actors[name].title for name in issue.consent]),
            "points": [(place(point.at), point.title) for point in issue.points],
            "holders": [_holder(case, issue, stance, arrays) for stance in stances],
            "figure": None,
            "options": None,
        }
        if issue.nominal:
            view["options"] = _option_table(case, issue, stances, arrays)
        else:
            view["figure"] = _strip(case, issue, stances, arrays)
        views.append(view)
    return views


def _named(issue: Issue, value: float | str) -> str:
    titles = {item.id: item.title for item in issue.points or issue.options}
    return titles.get(value, value) if isinstance(value, str) else place(value)


def _sides(stance: Stance) -> list[tuple[str, Position, str]]:
    """Return the reported position and its rival: key of the draws, position, words for it."""
    key = f"stances.{stance.key}"
    grade = grade_words(stance.grade)
    if stance.otherwise is None:
        return [(key, stance.position, "assumed" if stance.grade is None else grade)]
    earlier = grade_words(None) if not stance.otherwise.cite else "as cited before"
    return [
        (key, stance.position, f"as reported ({grade})"),
        (f"{key}.otherwise", stance.otherwise, f"if not so ({earlier})"),
    ]


def _strip(case: CaseFolder, issue: Issue, stances: list[Stance], arrays: Arrays) -> Figure:
    rows, data = [], []
    for stance in stances:
        actor = case.actors[stance.position.actor].title
        for key, position, basis in _sides(stance):
            ideal = spread(arrays[f"inputs.{key}.ideal"])
            ends = (ideal["q05"], ideal["q95"])
            reported = stance.otherwise is not None and position is stance.position
            lines = _red_line_medians(key, arrays)
            middle = (ideal["median"],)
            span = f"{place(ends[0])} to {place(ends[1])}"
            rows.append(
                Row(
                    f"{actor}, {basis}",
                    f"{place(ideal['median'])} ({span})",
                    thin=ends,
                    dashed=reported,
                    hollow=middle if reported else (),
                    filled=() if reported else middle,
                    upright=tuple(lines.values()),
                )
            )
            drawn = "; ".join(f"{side} {place(at)}" for side, at in lines.items())
            data.append((actor, basis, place(ideal["median"]), span, drawn or "none"))
    ticks = tuple(point.at for point in issue.points)
    axis = Axis("Place on the scale, 0 to 100", 0, 100, shares=False, ticks=_apart(ticks))
    draws = count(len(next(iter(arrays.values()))))
    caption = (
        f"Where each is taken to want to settle. Dot: median; line: 90% of {draws} draws from the "
        "stated range; hollow and dashed: on weak evidence; upright bar: red line (median)."
    )
    panel = draw(
        row_chart(rows, axis), f"wants-{issue.id}", f"{issue.title}: who wants what", caption
    )
    columns = ("Actor", "Basis", "Median", "90% of draws", "Red line")
    return Figure(f"wants-{issue.id}", issue.title, caption, (panel,), Table(columns, tuple(data)))


def _apart(ticks: tuple[float, ...], least: float = 8.0) -> tuple[float, ...]:
    """Return ticks without those whose labels would run into the one before."""
    kept: list[float] = []
    for tick in sorted(ticks):
        if not kept or tick - kept[-1] >= least:
            kept.append(tick)
    return tuple(kept)


def _red_line_medians(key: str, arrays: Arrays) -> dict[str, float]:
    found = {}
    for name, words in (("at_least", "at least"), ("at_most", "at most")):
        column = arrays.get(f"inputs.{key}.{name}")
        if column is not None:
            found[words] = float(np.median(column))
    return found


def _option_table(
    case: CaseFolder, issue: Issue, stances: list[Stance], arrays: Arrays
) -> dict[str, Any]:
    rows = []
    for stance in stances:
        for key, _, basis in _sides(stance):
            wanted = arrays[f"inputs.{key}.ideal"]
            shares = [float(np.mean(wanted == at)) for at in places_of(issue).values()]
            actor = case.actors[stance.position.actor].title
            cells = [{"told": percent(share), "step": round(10 * share)} for share in shares]
            rows.append({"actor": f"{actor}, {basis}", "cells": cells})
    return {"titles": [option.title for option in issue.options], "rows": rows}


def _holder(case: CaseFolder, issue: Issue, stance: Stance, arrays: Arrays) -> dict[str, Any]:
    branch = arrays.get(f"inputs.branches.{stance.key}")
    salience = arrays.get(f"inputs.stances.{stance.key}.salience")
    return {
        "actor": case.actors[stance.position.actor].title,
        "wants": _wants(issue, f"stances.{stance.key}", arrays),
        "since": day(stance.position.since),
        "grade": grade_words(stance.grade),
        "weak": stance.grade in BRANCHING,
        "matters": "" if salience is None else percent(float(np.median(salience))),
        "ground": _ground(case, stance.position),
        "red_line": _red_line(issue, stance.position.red_line),
        "taken": "" if branch is None else percent(float(branch.mean())),
        "otherwise": None
        if stance.otherwise is None
        else {
            "wants": _wants(issue, f"stances.{stance.key}.otherwise", arrays),
            "since": day(stance.otherwise.since),
            "ground": _ground(case, stance.otherwise),
        },
    }


def _ground(case: CaseFolder, position: Position) -> dict[str, Any]:
    return {
        "quotes": quotations(case, position.cite),
        "assume": sentence(position.assume or ""),
        "note": position.note or "",
    }


def _wants(issue: Issue, key: str, arrays: Arrays) -> str:
    wanted = arrays[f"inputs.{key}.ideal"]
    if issue.nominal:
        shares = {
            option.title: float(np.mean(wanted == index))
            for index, option in enumerate(issue.options)
        }
        likely = sorted((t for t in shares if shares[t] > 0), key=lambda t: -shares[t])
        if len(likely) == 1:
            return likely[0]
        return ", ".join(f"{title} ({percent(shares[title])})" for title in likely)
    found = spread(wanted)
    nearest = min(issue.points, key=lambda point: abs(point.at - found["median"]))
    return (
        f"{place(found['median'])} ({place(found['q05'])} to {place(found['q95'])}), "
        f"nearest to “{nearest.title}” at {place(nearest.at)}"
    )


def _red_line(issue: Issue, line: RedLine | None) -> str:
    if line is None:
        return ""
    parts = []
    if line.at_least is not None:
        parts.append(f"at least {line.at_least}")
    if line.at_most is not None:
        parts.append(f"at most {line.at_most}")
    if line.excludes:
        parts.append(f"not {listed([_named(issue, name) for name in line.excludes])}")
    return f"{'; '.join(parts)}. {sentence(line.assume or '')}".strip()
