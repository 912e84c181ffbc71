# SPDX-License-Identifier: Apache-2.0
"""Models in rounds on a case: positions and settlement by round, and who moved whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.bargaining import ROUND_MODELS
from foedus.bargaining.outcome import Floats, PointForecast, RoundsForecast
from foedus.errors import CallError, SolverError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from foedus.bargaining.forecast import Inputs


@dataclass(frozen=True, eq=False)
class Talks:
    """What every model in rounds says of some issues.

    Parameters
    ----------
    actors, issues : tuple of str
        Who takes part in what.
    runs : mapping of str to RoundsForecast
        By model; the first draw is the world at central values.
    notes : tuple of str
        Why a model says nothing.
    """

    actors: tuple[str, ...]
    issues: tuple[str, ...]
    runs: Mapping[str, RoundsForecast]
    notes: tuple[str, ...]

    def settlement(self, model: str, issue: str) -> PointForecast:
        """Return where a model ends on an issue, in every draw but the central one."""
        return PointForecast(model, self._settled(model, issue)[1:, -1])

    def rounds(self, model: str, issue: str) -> list[dict[str, Any]]:
        """Return an issue by round: settlement and positions at central values, and a range.

        Returns
        -------
        list of dict
            ``{"round", "settlement", "low", "high", "positions": {actor: place}}``; `low` and
            `high` hold nine in ten draws between them.
        """
        settled = self._settled(model, issue)
        places = self.runs[model].positions[0, :, :, self.issues.index(issue)]
        return [
            {
                "round": turn,
                "settlement": float(settled[0, turn]),
                **dict(zip(("low", "high"), _range(settled[1:, turn]), strict=True)),
                "positions": {
                    actor: float(place)
                    for actor, place in zip(self.actors, places[turn], strict=True)
                    if not np.isnan(place)
                },
            }
            for turn in range(settled.shape[1])
        ]

    def moves(self) -> list[dict[str, Any]]:
        """Return every move at central values, model by model, in the order of the rounds."""
        return [row for model, run in self.runs.items() for row in self._moves(model, run)]

    def exchanges(self) -> list[dict[str, Any]]:
        """Return every trade at central values of the models that trade, in their order.

        Returns
        -------
        list of dict
            ``{"model", "round", "first", "second", "gain", "others"}``: `first` and `second` say
            which ``actor`` moves its vote on which ``issue``, from ``before`` to ``after``; `gain`
            is what each of both gains, `others` what every third party gains or loses by it.
        """
        return [
            row
            for model, run in self.runs.items()
            if hasattr(run, "exchanges")
            for row in self._trades(model, run)
        ]

    def _trades(self, model: str, run: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - any model's
        made, moves = run.exchanges, run.moves

        def side(at: int) -> dict[str, Any]:
            return {
                "actor": self.actors[moves.mover[at]],
                "issue": self.issues[moves.issue[at]],
                "before": float(moves.before[at]),
                "after": float(moves.after[at]),
            }

        # Every trade is two moves, one after the other: that of j on p, that of i on q.
        return [
            {
                "model": model,
                "round": int(made.turn[at]),
                "first": side(2 * at + 1),
                "second": side(2 * at),
                "gain": float(made.gain[at]),
                "others": {
                    actor: float(made.externality[at, place])
                    for place, actor in enumerate(self.actors)
                    if place not in (made.actor_i[at], made.actor_j[at])
                },
            }
            for at in np.flatnonzero(made.draw == 0).tolist()
        ]

    def _settled(self, model: str, issue: str) -> Floats:
        return self.runs[model].settlements[:, :, self.issues.index(issue)]

    def _moves(self, model: str, run: RoundsForecast) -> list[dict[str, Any]]:
        moves = run.moves
        central = np.flatnonzero(moves.draw == 0)
        return [
            {
                "model": model,
                "round": int(moves.turn[at]),
                "issue": self.issues[moves.issue[at]],
                "mover": self.actors[moves.mover[at]],
                "by": self.actors[moves.by[at]],
                "kind": moves.kinds[moves.how[at]],
                "before": float(moves.before[at]),
                "after": float(moves.after[at]),
            }
            for at in central[np.argsort(moves.turn[central], kind="stable")]
        ]


def hold_talks(
    actors: Sequence[str], issues: Sequence[str], central: Inputs, sampled: Inputs
) -> Talks:
    """Run every model in rounds on all issues at once.

    Parameters
    ----------
    actors, issues : sequence of str
        Names along the axes of the arrays.
    central : arrays, (1, actors, issues)
        Positions, saliences and capabilities at central values; NaN where an actor holds none.
    sampled : arrays, (draws, actors, issues)
        The same in sampled worlds.

    Returns
    -------
    Talks
        Without the models that cannot take these numbers, and why in `notes`.
    """
    takes_part = np.any(~np.isnan(central[0]), axis=(0, 2))
    both = [np.concatenate(pair)[:, takes_part] for pair in zip(central, sampled, strict=True)]
    runs, notes = {}, []
    for name, card in ROUND_MODELS.items():
        try:
            runs[name] = card.forecast(*both)
        except (CallError, SolverError) as problem:
            notes.append(f"The model {name} says nothing here: {problem}.")
    names = tuple(name for name, there in zip(actors, takes_part.tolist(), strict=True) if there)
    return Talks(names, tuple(issues), runs, tuple(notes))


def _range(values: Floats) -> tuple[float, float]:
    low, high = np.quantile(values, [0.05, 0.95], method="inverted_cdf")
    return float(low), float(high)
