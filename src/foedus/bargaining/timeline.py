# SPDX-License-Identifier: Apache-2.0
"""The forecast before and after each day on which somebody's position changed.

Each day is forecast from the positions as they stood on it. Numbers that did not change keep their
draws, so a change that changes nothing moves nothing, and the last state is the present one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from foedus.bargaining import MODELS
from foedus.bargaining.forecast import (
    CO_FORECASTS,
    OPTION_MODEL,
    on_issue,
    option_chances,
    taken,
)
from foedus.bargaining.outcome import quantiles
from foedus.case.evidence import best_grade, history_of
from foedus.case.quantile import quantile
from foedus.case.worlds import places_of, uniform_keys, worlds_from
from foedus.ensemble.draws import unit_draws

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from foedus.bargaining.few import Few
    from foedus.bargaining.forecast import Inputs
    from foedus.bargaining.outcome import Floats
    from foedus.case.folder import CaseFolder
    from foedus.case.schema import Issue, Position
    from foedus.uncertain import UncertainNumber


class Change(NamedTuple):
    """A new position of an actor on an issue, after an earlier one."""

    earlier: Position
    later: Position

    @property
    def place(self) -> tuple[dt.date, str]:
        """The day and the issue."""
        return self.later.since, self.later.issue


def changes(case: CaseFolder) -> Iterator[Change]:
    """Yield every change of a position up to the case's day, in the order of issues and actors.

    An actor's first known position is no change.
    """
    for issue in case.issues:
        for actor in case.actors:
            dated = history_of(case.record, actor, issue)
            known = [position for position in dated if position.since <= case.record.as_of]
            yield from map(Change, known, known[1:])


def timeline(few: Few) -> list[dict[str, Any]]:
    """Forecast each issue before and after each change of a position on it, oldest first.

    Changes of several actors on one day are taken together: their rows have the same models.

    Parameters
    ----------
    few : Few
        The draws.

    Returns
    -------
    list of dict
        ``{"date", "actor", "issue", "before", "after", "salience", "models", "evidence",
        "draws"}``: `before` and `after` are the actor's position at central values, `salience`
        likewise. ``models`` are those of `CO_FORECASTS` with ``point``, ``low`` and ``high`` (nine
        in ten of the chances lie between), or for named options the chance of each.
    """
    states = _States(few)
    found = sorted(changes(few.case), key=lambda change: change.place[0])
    said = {change.place: _said(states, *change.place) for change in found}
    return [_row(few.case, change, said[change.place]) | {"draws": few.draws} for change in found]


class _States:
    """The case's worlds as of any day, with the same draws for the same numbers."""

    def __init__(self, few: Few) -> None:
        self.few = few
        self.known: dict[dt.date, Inputs] = {}

    def on(self, day: dt.date) -> Inputs:
        """Return what every actor wants on every issue; actors in the order of the case."""
        if day not in self.known:
            case = _as_of(self.few.case, day)
            worlds = worlds_from(case, self.uniform, self.few.draws)
            actors = [list(case.actors).index(name) for name in worlds.holders]
            shape = (self.few.draws, len(case.actors), len(case.issues))
            position, salience, capability = (np.full(shape, np.nan) for _ in range(3))
            for whole, held in zip((position, salience, capability), taken(worlds), strict=True):
                whole[:, actors] = held
            self.known[day] = position, salience, capability
        return self.known[day]

    @cached_property
    def uniform(self) -> Mapping[str, Floats]:
        """Uniform draws by what they are for: the present ones, others where those lack a key."""
        few = self.few
        held = dict(zip(uniform_keys(few.case), few.unit.T, strict=True))
        days = {p.since for p in few.case.record.positions if p.since <= few.case.record.as_of}
        others = {
            key: None
            for day in sorted(days)
            for key in uniform_keys(_as_of(few.case, day))
            if key not in held
        }
        more = unit_draws(few.seed + 1, max(1, len(others)), 0, few.draws, few.draws)
        return held | dict(zip(others, more.T, strict=False))


def _as_of(case: CaseFolder, day: dt.date) -> CaseFolder:
    return replace(case, record=case.record.model_copy(update={"as_of": day}))


def _said(states: _States, day: dt.date, name: str) -> list[dict[str, Any]]:
    """Return what each model says of an issue the day before and on that day."""
    case = states.few.case
    place = list(case.issues).index(name)
    before, after = (on_issue(states.on(d), place) for d in (day - dt.timedelta(days=1), day))
    issue = case.issues[name]
    if issue.nominal:
        sides = {"before": _chances(issue, before), "after": _chances(issue, after)}
        return [{"model": OPTION_MODEL, **sides}]
    return [
        {"model": model, "before": _range(model, before), "after": _range(model, after)}
        for model in CO_FORECASTS
    ]


def _range(model: str, inputs: Inputs) -> dict[str, float]:
    forecast = MODELS[model].forecast(*inputs)
    low, high = quantiles(forecast, [0.05, 0.95])
    return {"point": float(np.mean(forecast.points)), "low": float(low), "high": float(high)}


def _chances(issue: Issue, inputs: Inputs) -> dict[str, float]:
    chances = option_chances(issue, inputs).mean(axis=0)
    return {name: float(chance) for name, chance in zip(issue.names, chances, strict=True)}


def _row(case: CaseFolder, change: Change, said: list[dict[str, Any]]) -> dict[str, Any]:
    earlier, later = change
    issue = case.issues[later.issue]
    return {
        "date": later.since.isoformat(),
        "actor": later.actor,
        "issue": later.issue,
        "before": _wanted(issue, earlier),
        "after": _wanted(issue, later),
        "salience": {"before": _middle(earlier.salience), "after": _middle(later.salience)},
        "models": said,
        "evidence": {
            "grade": best_grade(later.cite, case.statements, later.actor),
            "cite": list(later.cite),
            "assume": later.assume,
        },
    }


def _wanted(issue: Issue, position: Position) -> float | str:
    """Return the central place on a scale, or the likeliest option."""
    ideal = position.ideal
    if issue.nominal:
        chances = ideal.choice or {}
        return max(chances, key=lambda name: chances[name])
    return float(quantile(ideal, np.array([0.5]), places_of(issue))[0])


def _middle(number: UncertainNumber | None) -> float | None:
    return None if number is None else float(quantile(number, np.array([0.5]))[0])
