# SPDX-License-Identifier: Apache-2.0
"""Which single change of one actor on one issue would move the forecast most.

Every actor is treated alike: on each issue on which it holds a position, the position goes to
either end of the scale or to the nearest other option, its salience to 0 and to 1, its capability
to half and to double, one at a time and all else as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import numpy as np

from foedus.bargaining import MODELS
from foedus.bargaining.forecast import (
    CO_FORECASTS,
    OPTION_MODEL,
    on_issue,
    option_chances,
    option_issues,
    scale_issues,
)
from foedus.case.worth import option_distances

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from foedus.bargaining.few import Few
    from foedus.bargaining.forecast import Inputs
    from foedus.bargaining.outcome import Floats
    from foedus.case.schema import Issue

LEVER_DRAWS: Final = 64
"""Most draws that are run with every change."""
FACTORS: Final = (0.5, 2.0)
"""What capability is multiplied by."""
POSITION, SALIENCE, CAPABILITY = range(3)
NAMES: Final = ("position", "salience", "capability")


class Change(NamedTuple):
    """One change of one actor: which number, and the actor's values after it."""

    actor: int
    number: int
    values: Floats


Found: TypeAlias = "list[tuple[Change, dict[str, Any], list[dict[str, Any]]]]"
"""Changes, each with what the number was and would be, and what models say of it."""


def levers(few: Few) -> list[dict[str, Any]]:
    """Rank every single change by how far it would move the forecast of its issue.

    Parameters
    ----------
    few : Few
        The draws; the first `LEVER_DRAWS` count.

    Returns
    -------
    list of dict
        ``{"actor", "issue", "kind", "change", "from", "to", "models", "draws"}``, first the issues
        on a scale, then those of named options, the largest shift of the first model on top.
        ``models`` have ``before``, ``after`` and ``shift``: the mean point on a scale, the chances
        of named options, of which the shift is the share that changes hands.
    """
    case = few.case
    holders, names = few.worlds.holders, list(case.issues)
    found = []
    for kind, issues, of in (
        ("scale", scale_issues(case), _scale),
        ("options", option_issues(case), _options),
    ):
        rows = []
        for name in issues:
            place = names.index(name)
            inputs = _first(on_issue(few.inputs, place))
            central = on_issue(few.central, place)[POSITION][0]
            for change, told, models in of(case.issues[name], inputs, central):
                rows.append(
                    {
                        "actor": holders[change.actor],
                        "issue": name,
                        "kind": kind,
                        "change": NAMES[change.number],
                        **told,
                        "models": models,
                        "draws": len(inputs[POSITION]),
                    }
                )
        found += sorted(rows, key=lambda row: -abs(row["models"][0]["shift"]))
    return found


def _first(inputs: Inputs) -> Inputs:
    position, salience, capability = (array[:LEVER_DRAWS] for array in inputs)
    return position, salience, capability


def _scale(issue: Issue, inputs: Inputs, central: Floats) -> Found:
    ends = (min(point.at for point in issue.points), max(point.at for point in issue.points))
    made = list(_changes(inputs, central, lambda _: ends))
    points = {}
    for model in CO_FORECASTS:
        whole = MODELS[model].forecast(*_stacked(inputs, made)).points
        points[model] = whole.reshape(len(made) + 1, -1).mean(axis=1)
    rows = []
    for row, change in enumerate(made, start=1):
        models = [
            {
                "model": model,
                "before": float(at[0]),
                "after": float(at[row]),
                "shift": float(at[row] - at[0]),
            }
            for model, at in points.items()
        ]
        before = float(np.mean(inputs[change.number][:, change.actor]))
        told = {"from": before, "to": float(np.mean(change.values))}
        rows.append((change, told, models))
    return rows


def _options(issue: Issue, inputs: Inputs, central: Floats) -> Found:
    apart = option_distances(issue)
    np.fill_diagonal(apart, np.inf)
    made = list(_changes(inputs, central, lambda held: (float(np.argmin(apart[int(held)])),)))
    whole = option_chances(issue, _stacked(inputs, made))
    chances = whole.reshape(len(made) + 1, -1, len(issue.names)).mean(axis=1)

    def by_name(row: Floats) -> dict[str, float]:
        return {name: float(chance) for name, chance in zip(issue.names, row, strict=True)}

    rows = []
    for row, change in enumerate(made, start=1):
        model = {
            "model": OPTION_MODEL,
            "before": by_name(chances[0]),
            "after": by_name(chances[row]),
            "shift": float(np.abs(chances[row] - chances[0]).sum() / 2),
        }
        if change.number == POSITION:
            held = int(central[change.actor])
            told: dict[str, Any] = {
                "from": issue.names[held],
                "to": issue.names[int(change.values[0])],
            }
        else:
            before = float(np.mean(inputs[change.number][:, change.actor]))
            told = {"from": before, "to": float(np.mean(change.values))}
        rows.append((change, told, [model]))
    return rows


def _changes(
    inputs: Inputs, central: Floats, places: Callable[[float], Sequence[float]]
) -> list[Change]:
    """List every change on an issue, actor by actor."""
    draws = len(inputs[POSITION])
    made = []
    for actor in np.flatnonzero(~np.isnan(central)):
        who = int(actor)
        made += [
            Change(who, POSITION, np.full(draws, place)) for place in places(float(central[who]))
        ]
        made += [Change(who, SALIENCE, np.full(draws, value)) for value in (0.0, 1.0)]
        power = inputs[CAPABILITY][:, who]
        made += [Change(who, CAPABILITY, factor * power) for factor in FACTORS]
    return made


def _stacked(inputs: Inputs, made: Sequence[Change]) -> Inputs:
    """Return the draws as they are and after each change, one block under the other."""
    draws = len(inputs[POSITION])
    position, salience, capability = (np.tile(array, (len(made) + 1, 1)) for array in inputs)
    whole = (position, salience, capability)
    for block, change in enumerate(made, start=1):
        rows = slice(block * draws, (block + 1) * draws)
        whole[change.number][rows, change.actor] = change.values
    return whole
