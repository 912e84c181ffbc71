# SPDX-License-Identifier: Apache-2.0
"""An ensemble: the room's simplest models pooled into one distribution, fitted to outcomes.

Each component says of every point of the scale how much it speaks for it. A logarithmic pool adds
up what they say, weighted, and turns the sum into chances. The points are the positions that
actors hold, each a possible settlement by itself, and an even grid between the lowest and the
highest of them. The weights are those that score best on outcomes (CRPS), held towards zero.

=========== ============================================== =====================================
component   speaks for                                     measure
=========== ============================================== =====================================
held        positions that somebody holds                  1 there, 0 on the grid
condorcet   positions that win elections                   chance in the squared recursion
compromise  points near the compromise O                   -(z - O)^2
median      points near the weighted median M              -abs(z - M)
=========== ============================================== =====================================

Distances are shares of the range of positions, so the answer moves with any scale. How weights
are fitted stands in `foedus.bargaining.pool_fit`.

References
----------
Genest, C. and Zidek, J. V. 1986. Combining probability distributions: a critique and an annotated
bibliography. Statistical Science 1: 114-135.

Arregui, J. and Perarnaud, C. 2021. The Decision-Making in the European Union (DEU III) dataset.
doi:10.34810/data53.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from foedus.bargaining.compromise import influence_or_equal
from foedus.bargaining.condorcet import on_scale
from foedus.bargaining.medians import weighted_median
from foedus.bargaining.outcome import DistributionForecast, Floats, Forecast, ModelCard
from foedus.errors import CallError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

COMPONENTS: Final = ("held", "condorcet", "compromise", "median")
WEIGHTS: Final = (-1.67, 2.38, 4.2, -1.16)
"""Weights of the components, fitted to the 265 issues of the development part of DEU III."""

GRID: Final = 51

# Draws are worked through in blocks whose arrays have about this many numbers (8 MB each).
_BLOCK = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What each component says of each point, for each draw; points in ascending order.

    Parameters
    ----------
    support : array, (draws, points)
        The points, in the units of the positions; the highest again where a draw has fewer.
    says : array, (draws, points, components)
        What each component says of a point.
    base : array, (draws, points)
        Logarithm of a point's own weight; minus infinity where it is none.
    """

    support: Floats
    says: Floats
    base: Floats


def evidence(position: ArrayLike, salience: ArrayLike, capability: ArrayLike) -> Evidence:
    """Ask every component of the ensemble about every possible settlement.

    Parameters
    ----------
    position, salience, capability : array-like, (draws, actors) or (actors,)
        Positions x, NaN for an actor that takes no part; salience s and capability c, at least 0.

    Raises
    ------
    CallError
        If the shapes do not fit.
    SolverError
        If a draw has no actor that takes part, or a number is out of range.
    """
    x, weight = influence_or_equal(position, salience, capability)
    actors = x.shape[1]
    rows = max(1, _BLOCK // ((GRID + actors) * max(len(COMPONENTS), actors)))
    starts = range(0, max(len(x), 1), rows)
    parts = [_asked(x[at : at + rows], weight[at : at + rows]) for at in starts]
    return Evidence(*map(np.concatenate, zip(*parts, strict=True)))


def _asked(x: Floats, weight: Floats) -> tuple[Floats, ...]:
    """Return the fields of `Evidence` for some draws."""
    ones = np.ones_like(x)
    lowest, highest = np.nanmin(x, axis=1, keepdims=True), np.nanmax(x, axis=1, keepdims=True)
    span = highest - lowest
    here = (x - lowest) / np.where(span > 0, span, 1.0)
    share = weight / weight.sum(axis=1, keepdims=True)
    same = here[:, :, None] == here[:, None, :]
    first = ~np.isnan(here) & ~np.tril(same, k=-1).any(axis=2)
    compromise = np.nansum(share * here, axis=1)[:, None]
    median = np.mean(weighted_median(here, weight, ones), axis=0)[:, None]

    even = np.broadcast_to(np.linspace(0.0, 1.0, GRID), (len(x), GRID))
    unit = np.concatenate([even, np.where(first, here, 1.0)], axis=1)
    # Positions as they were given, so that an outcome at one of them is found to be there.
    grid = np.minimum(lowest + even * span, highest)
    support = np.concatenate([grid, np.where(first, x, highest)], axis=1)
    says = np.zeros((*unit.shape, len(COMPONENTS)))
    says[:, GRID:, 0] = first
    says[:, GRID:, 1] = on_scale(here, weight, ones).probabilities
    says[..., 2] = -((unit - compromise) ** 2)
    says[..., 3] = -np.abs(unit - median)
    base = np.concatenate(
        [np.full((len(x), GRID), -np.log(GRID)), np.where(first, 0.0, -np.inf)], axis=1
    )
    order = np.argsort(support, axis=1, kind="stable")
    support, base = np.take_along_axis(support, order, 1), np.take_along_axis(base, order, 1)
    return support, np.take_along_axis(says, order[:, :, None], 1), base


def pooled(asked: Evidence, weights: ArrayLike) -> Floats:
    """Give each point its chance, (draws, points), from what the components say of it.

    Raises
    ------
    CallError
        If there is not one finite weight for each component.
    """
    given, components = np.asarray(weights, dtype=np.float64), asked.says.shape[2]
    if given.shape != (components,) or not np.isfinite(given).all():
        message = f"weights are {np.asarray(weights).tolist()}; give {components} finite numbers"
        raise CallError(message)
    told = asked.says @ given + asked.base
    raised = np.exp(told - told.max(axis=1, keepdims=True))
    chances: Floats = raised / raised.sum(axis=1, keepdims=True)
    return chances


def ensemble(
    position: ArrayLike,
    salience: ArrayLike,
    capability: ArrayLike,
    weights: ArrayLike = WEIGHTS,
) -> DistributionForecast:
    """Forecast by all components together.

    Parameters
    ----------
    position, salience, capability : array-like, (draws, actors) or (actors,)
        Positions x, NaN for an actor that takes no part; salience s and capability c, at least 0.
    weights : array-like, (components,)
        In the order of `COMPONENTS`; by default those fitted to DEU III.

    Returns
    -------
    DistributionForecast
        Support (draws, points); its point is the median, which errs least.

    Raises
    ------
    CallError, SolverError
        As for `evidence` and `pooled`.

    Examples
    --------
    >>> forecast = ensemble([[0.0, 40.0, 100.0]], [1, 1, 1], [1, 2, 1])
    >>> bool(0 < forecast.points[0] < 100)
    True
    """
    asked = evidence(position, salience, capability)
    return DistributionForecast(CARD.name, asked.support, pooled(asked, weights), "median")


def _forecast(position: ArrayLike, salience: ArrayLike, capability: ArrayLike) -> Forecast:
    return ensemble(position, salience, capability)


CARD: ModelCard[Forecast] = ModelCard(
    name="ensemble",
    title="Ensemble: positions, elections, compromise and median, pooled and fitted to outcomes",
    source="Genest and Zidek 1986; weights fitted to DEU III (Arregui and Perarnaud 2021)",
    inputs=("position", "salience", "capability"),
    assumes=(
        "issues are settled as those of European law-making between 1996 and 2019 were",
        "the settlement lies between the lowest and the highest position",
        "each issue is settled on its own, and no actor can walk away",
    ),
    ambiguities=(
        "the components overlap, so no weight means anything by itself",
        "an even split of influence: the middle of both medians counts",
        "a draw in which nobody has any influence: all who take part count alike",
    ),
    forecast=_forecast,
)
