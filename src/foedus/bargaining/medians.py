# SPDX-License-Identifier: Apache-2.0
"""The weighted median: the position that no majority of influence would leave for another.

====== ==========================================================
symbol meaning
====== ==========================================================
x_a    position of actor a, on the scale of the issue
c s    influence of a: capability times salience
====== ==========================================================

References
----------
Black, D. 1958. The Theory of Committees and Elections. Cambridge University Press.

Bueno de Mesquita, B. 1994. Political forecasting: an expected utility method. In B. Bueno de
Mesquita and F. N. Stokman (eds), European Community Decision Making. Yale University Press.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from foedus.bargaining.compromise import Variant, influence_or_equal
from foedus.bargaining.outcome import Floats, ModelCard, PointForecast

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

# Share of all influence by which a sum may miss one half through rounding and still be a tie.
_TIE = 1e-12


def weighted_median(
    position: ArrayLike, salience: ArrayLike, capability: ArrayLike, variant: Variant = "both"
) -> tuple[Floats, Floats]:
    """Find the position with at most half of all influence to either side of it.

    The lower end is the smallest position whose cumulative influence reaches half; the upper end
    the smallest whose cumulative influence exceeds half. They differ only where influence splits
    evenly, and then every settlement between them is a median. In a draw where nobody has any
    influence, all who take part count alike.

    Parameters
    ----------
    position : array-like, (draws, actors) or (actors,)
        Positions x on the scale of the issue; NaN for an actor that takes no part.
    salience, capability : array-like, the same shape or one that broadcasts to it, at least 0
        Salience s and capability c, in any unit.
    variant : {"both", "capability", "salience", "plain"}
        Influence c s, c, s, or 1.

    Returns
    -------
    lower, upper : arrays, (draws,)
        Both ends, in the units of the positions.

    Raises
    ------
    CallError
        If the shapes do not fit or the variant is unknown.
    SolverError
        If a draw has no actor that takes part, or a number is negative or infinite.

    References
    ----------
    Black 1958.

    Examples
    --------
    >>> lower, upper = weighted_median([0.0, 40.0, 100.0], [1, 1, 1], [1, 1, 2])
    >>> float(lower[0]), float(upper[0])
    (40.0, 100.0)
    """
    x, weight = influence_or_equal(position, salience, capability, variant)
    order = np.argsort(x, axis=1, kind="stable")
    x = np.take_along_axis(x, order, axis=1)
    reached = np.cumsum(np.take_along_axis(weight, order, axis=1), axis=1)
    total = reached[:, -1:]
    lower = np.argmax(reached >= (0.5 - _TIE) * total, axis=1)
    upper = np.argmax(reached > (0.5 + _TIE) * total, axis=1)
    draws = np.arange(len(x))
    return x[draws, lower], x[draws, upper]


def _forecast(position: ArrayLike, salience: ArrayLike, capability: ArrayLike) -> PointForecast:
    ends = weighted_median(position, salience, capability)
    return PointForecast(CARD.name, ends[0], ends)


CARD = ModelCard(
    name="weighted_median",
    title="Median of the positions weighted by salience and capability",
    source="Black 1958; Bueno de Mesquita 1994",
    inputs=("position", "salience", "capability"),
    assumes=(
        "actors prefer the nearer of two settlements, and a majority of influence decides",
        "each issue is settled on its own, and no actor can walk away",
    ),
    ambiguities=(
        "an even split of influence: the lower end is the point, both ends are reported",
        "a draw in which nobody has any influence: all who take part count alike",
    ),
    forecast=_forecast,
)
