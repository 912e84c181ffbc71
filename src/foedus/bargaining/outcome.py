# SPDX-License-Identifier: Apache-2.0
"""What a bargaining model hands back: a point or a distribution a draw, and the model's card."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Literal, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from foedus.errors import CallError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

Floats: TypeAlias = NDArray[np.float64]
"""An array of 64-bit floats, draw axis first."""

Whole: TypeAlias = NDArray[np.intp]
"""An array of whole numbers."""

# A cumulative share that falls short of a level by rounding alone has reached it.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class PointForecast:
    """One settlement for each draw.

    Parameters
    ----------
    model : str
        Name of the model, as on its card.
    points : array, (draws,)
        The settlement, in the units of the positions.
    ends : pair of arrays, each (draws,), optional
        Lowest and highest settlement that the model allows, where it allows more than one.
    """

    model: str
    points: Floats
    ends: tuple[Floats, Floats] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class DistributionForecast:
    """A probability for each possible settlement, for each draw.

    Parameters
    ----------
    model : str
        Name of the model, as on its card.
    support : array, (draws, points)
        The settlements: the positions, one an actor, or a finer list. NaN for an actor that takes
        no part in a draw.
    probabilities : array, (draws, points)
        Chance of each; each draw sums to one. A position that several actors share has its whole
        chance at the first of them and zero at the others.
    middle : {"mean", "median"}
        What stands for the distribution where one number is asked for.
    """

    model: str
    support: Floats
    probabilities: Floats
    middle: Literal["mean", "median"] = "mean"

    @property
    def points(self) -> Floats:
        """The mean or the median of each draw's distribution, (draws,)."""
        if self.middle == "median":
            order = np.argsort(self.support, axis=1, kind="stable")
            reached = np.cumsum(np.take_along_axis(self.probabilities, order, 1), axis=1)
            place = np.argmax(reached >= 0.5 - _ROUNDING, axis=1)[:, None]
            sorted_ = np.take_along_axis(self.support, order, 1)
            half: Floats = np.take_along_axis(sorted_, place, 1)[:, 0]
            return half
        held = np.where(self.probabilities > 0, self.support, 0.0)
        mean: Floats = np.sum(self.probabilities * held, axis=1)
        return mean


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """Who moved whom: one row a move, all columns equally long.

    Parameters
    ----------
    draw, turn, issue, mover, by : arrays of whole numbers, (moves,)
        The draw, the round in which it happened (the first is 1), the issue, the actor that
        moved, and the actor that moved it: the challenger, or the partner of an exchange.
    before, after : arrays, (moves,)
        The mover's position on the issue before and after, in the units of the positions.
    how : array of whole numbers, (moves,)
        Index into `kinds`.
    kinds : tuple of str
        What a move can be, in the model's own words.
    """

    draw: Whole
    turn: Whole
    issue: Whole
    mover: Whole
    by: Whole
    before: Floats
    after: Floats
    how: Whole
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class RoundsForecast:
    """Positions and settlement by round, for each draw: what a model of bargaining in time says.

    Parameters
    ----------
    model : str
        Name of the model, as on its card.
    positions : array, (draws, rounds + 1, actors, issues)
        Positions before the first round, then after each; NaN for an actor that takes no part.
    settlements : array, (draws, rounds + 1, issues)
        What would be settled on if talks ended there.
    moves : Moves
        Every change of position, in the order in which they happened inside each draw.
    """

    model: str
    positions: Floats
    settlements: Floats
    moves: Moves

    def on_issue(self, issue: int) -> PointForecast:
        """Return the last round's settlement of one issue, a point for each draw."""
        return PointForecast(self.model, self.settlements[:, -1, issue])


Forecast: TypeAlias = PointForecast | DistributionForecast


Said = TypeVar("Said", PointForecast | DistributionForecast, RoundsForecast)


@dataclass(frozen=True, slots=True)
class ModelCard(Generic[Said]):
    """What a reader must know of a model before using its answer.

    Parameters
    ----------
    name : str
        Identifier in snake_case, the one that commands take.
    title : str
        Name in words.
    source : str
        Citation of the paper that states the model.
    inputs : tuple of str
        The inputs that it uses.
    assumes : tuple of str
        What has to hold for the answer to mean something.
    ambiguities : tuple of str
        What the paper leaves open, and how it is read here.
    forecast : callable
        ``forecast(position, salience, capability)``. A model of one issue takes (draws, actors)
        and gives a Forecast; a model in rounds takes (draws, actors, issues) and gives a
        RoundsForecast. A model whose `inputs` name a reference takes it, (draws,), as a fourth.
    """

    name: str
    title: str
    source: str
    inputs: tuple[str, ...]
    assumes: tuple[str, ...]
    ambiguities: tuple[str, ...]
    forecast: Callable[..., Said] = field(repr=False)


def shape_of(array: ArrayLike) -> str:
    """Tell the shape of an array for an error, of ragged lists too.

    Examples
    --------
    >>> shape_of([[0.0, 1.0]]), shape_of([[0.0], [1.0, 2.0]])
    ('(1, 2)', 'of rows that differ in length')
    """
    try:
        return str(np.shape(array))
    except ValueError:
        return "of rows that differ in length"


def quantiles(forecast: Forecast, levels: ArrayLike) -> Floats:
    """Give the settlements below which stated shares of all forecast chances lie.

    The quantile of a level is the smallest settlement whose cumulative share reaches it. Every
    draw weighs the same; inside a draw a distribution weighs its positions by their chances.

    Parameters
    ----------
    forecast : PointForecast or DistributionForecast
        What a model said. Of a point forecast with two ends the point counts.
    levels : array-like, range [0, 1]
        The shares.

    Returns
    -------
    array, as long as `levels`
        In the units of the positions.

    Raises
    ------
    CallError
        If a level lies outside [0, 1], or the forecast has no draws.

    Examples
    --------
    >>> import numpy as np
    >>> quantiles(PointForecast("compromise", np.array([10.0, 20.0, 30.0, 40.0])), [0.25, 0.5, 0.9])
    array([10., 20., 40.])
    >>> half = DistributionForecast("any", np.array([[0.0, 100.0]]), np.array([[0.5, 0.5]]))
    >>> quantiles(half, [0.5, 0.51])
    array([  0., 100.])
    """
    shares = np.atleast_1d(np.asarray(levels, dtype=np.float64))
    if not np.all((shares >= 0) & (shares <= 1)):
        message = f"quantile levels are {shares.tolist()}; each must lie between 0 and 1"
        raise CallError(message)
    if isinstance(forecast, PointForecast):
        values, weights = forecast.points, np.ones_like(forecast.points)
    else:
        held = forecast.probabilities > 0
        values, weights = forecast.support[held], forecast.probabilities[held]
    if values.size == 0:
        message = f"the forecast of {forecast.model} has no draws; quantiles need at least one"
        raise CallError(message)
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    place = np.searchsorted(reached, (shares - _ROUNDING) * reached[-1], side="left")
    answer: Floats = values[order[place]]
    return answer
