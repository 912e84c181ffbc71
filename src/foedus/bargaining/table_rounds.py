# SPDX-License-Identifier: Apache-2.0
"""Models in rounds, and how far readings lie apart, for a table of positions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foedus.bargaining.answer import title_of
from foedus.bargaining.disagreement import model_spread, reading_spread
from foedus.bargaining.forecast import LEVELS, on_issue
from foedus.bargaining.rounds import hold_talks
from foedus.history.bargaining_tables import read_positions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from foedus.bargaining.forecast import Inputs
    from foedus.bargaining.outcome import Floats
    from foedus.bargaining.rounds import Talks

MOST_ISSUES: Final = 20
MOST_ACTORS: Final = 50
"""Larger tables do without: time grows with the cube of the number of actors."""


def add_rounds(answer: dict[str, Any], path: Path) -> dict[str, Any]:
    """Add models in rounds, readings and spread to the forecast of a table.

    Parameters
    ----------
    answer : dict
        As `foedus.bargaining.table.forecast_table` gives it for the same path.
    path : Path
        The table.
    """
    table = read_positions(path)
    return with_rounds(answer, table.actors, table.position, table.salience, table.power)


def with_rounds(
    answer: dict[str, Any],
    actors: Sequence[str],
    position: Floats,
    salience: Floats,
    power: Floats,
) -> dict[str, Any]:
    """Add models in rounds, readings and spread to a forecast from one set of numbers.

    Parameters
    ----------
    answer : dict
        The forecast, with one issue for each row of the arrays.
    actors : sequence of str
        Names along the second axis.
    position, salience, power : arrays, (issues, actors)
        NaN where an actor holds no position.
    """
    names = [issue["issue"] for issue in answer["issues"]]
    if len(names) > MOST_ISSUES or len(actors) > MOST_ACTORS:
        note = (
            f"Models in rounds and readings take tables of up to {MOST_ISSUES} issues and "
            f"{MOST_ACTORS} actors; here they are left out."
        )
        return answer | {"moves": [], "exchanges": [], "notes": [*answer["notes"], note]}
    inputs: Inputs = (position.T[None], salience.T[None], power.T[None])
    talks = hold_talks(actors, names, inputs, inputs)
    issues = []
    for place, issue in enumerate(answer["issues"]):
        models = [*issue["models"], *(_row(talks, model, issue["issue"]) for model in talks.runs)]
        more: dict[str, Any] = {"models": models, "spread": model_spread(models)}
        if "challenge" in talks.runs:
            one = on_issue(inputs, place)
            more["readings"] = reading_spread(one, one)
        issues.append(issue | more)
    notes = [*answer["notes"], *talks.notes]
    made = {"moves": talks.moves(), "exchanges": talks.exchanges()}
    return answer | {"issues": issues, **made, "notes": notes}


def _row(talks: Talks, model: str, issue: str) -> dict[str, Any]:
    point = float(talks.settlement(model, issue).points[0])
    return {
        "model": model,
        "title": title_of(model),
        "point": point,
        "quantiles": {str(level): point for level in LEVELS},
        "rounds": talks.rounds(model, issue),
    }
