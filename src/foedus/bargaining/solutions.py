# SPDX-License-Identifier: Apache-2.0
"""What reasonable principles would pick on one issue, if without a deal things stay as they are.

Everybody compares a settlement with the reference point, the status quo as a rule. Only
settlements that leave each actor with a say strictly better off can be agreed on (the gain set);
where there are none, the reference point stands. Among them three principles choose:

- *Nash*: the greatest product of gains, each to the power of its actor's weight;
- *Kalai-Smorodinsky*: the greatest least share of what each could hope to gain;
- *egalitarian*: the greatest least gain.

====== ========================================================================================
symbol meaning
====== ========================================================================================
d      reference point
t_a    distance of actor a's position from d; all actors must stand on one side of d
y      distance of the settlement from d; the gain set is 0 < y < 2 min t
g_a    gain of a: t_a - |y - t_a| with linear loss, t_a^2 - (y - t_a)^2 with quadratic loss
w_a    influence of a
m_a    what a's gain is measured in: 1 for Nash, the most it can hope for, or one over its salience
====== ========================================================================================

The three objectives, sum w log g, min g/m and min s g, are concave in y, so halving the gain set
by the sign of the slope finds the peak to the last bits.

References
----------
Nash, J. F. 1950. The bargaining problem. Econometrica 18: 155-162.

Kalai, E. and Smorodinsky, M. 1975. Other solutions to Nash's bargaining problem. Econometrica 43:
513-518.

Kalai, E. 1977. Proportional solutions to bargaining situations: interpersonal utility
comparisons. Econometrica 45: 1623-1630.

Roth, A. E. 1979. Axiomatic Models of Bargaining. Berlin: Springer. (Weights.)
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np
from numba import njit

from foedus.bargaining.compromise import Variant, influence
from foedus.bargaining.outcome import Floats, Forecast, ModelCard, PointForecast, shape_of
from foedus.errors import CallError, SolverError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Rule: TypeAlias = Literal["nash", "kalai_smorodinsky", "egalitarian"]
Loss: TypeAlias = Literal["linear", "quadratic"]
"""How an actor's loss grows with the distance between settlement and position."""
Ideal: TypeAlias = Literal["rational", "all"]
"""The most that an actor can hope for: in the gain set, or anywhere."""
Unit: TypeAlias = Literal["salience", "plain"]
"""What makes gains comparable: a step counts by salience, or alike for everybody."""

# Halvings of an interval of at most 2: what is left is below the spacing of floats near its top.
_HALVINGS = 64


def solve_issue(  # noqa: PLR0913 - what the papers leave open is an option each
    position: ArrayLike,
    salience: ArrayLike,
    capability: ArrayLike,
    reference: ArrayLike,
    rule: Rule = "nash",
    loss: Loss = "linear",
    *,
    variant: Variant = "both",
    ideal: Ideal = "rational",
    unit: Unit = "salience",
) -> Floats:
    """Settle an issue by a principle, given what happens without a settlement.

    An actor without influence has no say: it neither blocks nor counts. In a draw where nobody
    has any influence, all who take part count alike.

    Parameters
    ----------
    position : array-like, (draws, actors) or (actors,)
        Positions x on the scale of the issue; NaN for an actor that takes no part.
    salience, capability : array-like, the same shape or one that broadcasts to it, at least 0
        Salience s and capability c, in any unit.
    reference : array-like, (draws,) or one number
        What holds without a settlement, d, on the scale of the issue.
    rule : {"nash", "kalai_smorodinsky", "egalitarian"}
        The principle.
    loss : {"linear", "quadratic"}
        How losses grow with distance.
    variant : {"both", "capability", "salience", "plain"}
        Influence w: c s, c, s, or 1. Nash takes it as weight; for the others it only tells who
        has a say.
    ideal : {"rational", "all"}
        For Kalai-Smorodinsky: what an actor can hope for is its best settlement in the gain set,
        as in the paper, or its position.
    unit : {"salience", "plain"}
        For the egalitarian solution: whether gains are multiplied by salience. With "salience" an
        actor to whom the issue does not matter has no say.

    Returns
    -------
    array, (draws,)
        The settlement; d where the gain set is empty.

    Raises
    ------
    CallError
        If the shapes do not fit or an option is unknown.
    SolverError
        If a draw has no actor that takes part or no reference point, or a number is negative or
        infinite where it may not be.

    References
    ----------
    Nash 1950; Kalai and Smorodinsky 1975; Kalai 1977; Roth 1979.

    Examples
    --------
    Both want to leave 0. Beyond 60 the first would rather stay there.

    >>> for rule in ("nash", "kalai_smorodinsky", "egalitarian"):
    ...     settled = solve_issue([30.0, 90.0], [1, 1], [1, 1], reference=0, rule=rule)
    ...     print(rule, round(float(settled[0]), 9))
    nash 30.0
    kalai_smorodinsky 40.0
    egalitarian 30.0
    """
    options = ((rule, Rule, "rule"), (loss, Loss, "loss"), (ideal, Ideal, "ideal"))
    for value, kind, what in (*options, (unit, Unit, "unit")):
        if value not in get_args(kind):
            allowed = ", ".join(get_args(kind))
            message = f"{what} of the solution is {value!r}; allowed: {allowed}"
            raise CallError(message)
    x, weight = influence(position, salience, capability, variant)
    stake = np.ones_like(x)
    if rule == "egalitarian" and unit == "salience":
        _, stake = influence(x, salience, 1.0, "salience")
        weight = np.where(stake > 0, weight, 0.0)
    idle = ~weight.any(axis=1, keepdims=True)
    weight, stake = np.where(idle, ~np.isnan(x), weight), np.where(idle, 1.0, stake)
    d = _references(reference, len(x))
    # Half distances: the whole one may overflow.
    half = np.where(weight > 0, x / 2 - d[:, None] / 2, np.nan)
    lowest, highest = np.nanmin(half, axis=1), np.nanmax(half, axis=1)
    side = np.where(lowest > 0, 1.0, np.where(highest < 0, -1.0, 0.0))
    furthest = np.nanmax(np.abs(half), axis=1)
    t = np.abs(half) / np.where(side == 0, 1.0, furthest)[:, None]
    measure = _measure(t, stake, rule, loss, ideal)
    moved = side * furthest
    moved = moved * _peaks(t, weight, measure, side != 0, rule == "nash", loss == "linear")
    settled: Floats = d + moved + moved
    ends = np.column_stack([d, np.where(weight > 0, x, np.nan)])
    return np.clip(settled, np.nanmin(ends, axis=1), np.nanmax(ends, axis=1))


def _references(reference: ArrayLike, draws: int) -> Floats:
    try:
        d = np.broadcast_to(np.asarray(reference, dtype=np.float64), (draws,))
    except (TypeError, ValueError):
        message = (
            f"reference has the shape {shape_of(reference)};"
            f" it must be one number, or one for each of {draws} draws"
        )
        raise CallError(message) from None
    if not np.isfinite(d).all():
        draw = int(np.argmin(np.isfinite(d)))
        message = f"reference of draw {draw} is {d[draw]}; it must be a finite number"
        raise SolverError(message)
    return d


def _measure(t: Floats, stake: Floats, rule: Rule, loss: Loss, ideal: Ideal) -> Floats:
    """Return what each actor's gain is divided by (m)."""
    if rule == "nash":
        return np.ones_like(t)
    if rule == "egalitarian":
        return 1.0 / np.maximum(stake, np.finfo(np.float64).tiny)
    best = t
    if ideal == "rational":
        best = np.minimum(t, 2 * np.nanmin(t, axis=1, keepdims=True))
    return best if loss == "linear" else best * (2 * t - best)


@njit(cache=True, error_model="numpy")
def _peaks(
    t: Floats,
    weight: Floats,
    measure: Floats,
    gainful: np.ndarray,
    product: bool,  # noqa: FBT001
    linear: bool,  # noqa: FBT001
) -> Floats:
    """Return the y of each draw at which the objective is highest, 0 without a gain set."""
    draws, actors = t.shape
    answer = np.zeros(draws)
    for draw in range(draws):
        if not gainful[draw]:
            continue
        low = np.inf
        for a in range(actors):
            if weight[draw, a] > 0.0:
                low = min(low, t[draw, a])
        # Below the nearest position everybody gains by going on; beyond the furthest, nobody.
        high = min(2.0 * low, 1.0)
        for _ in range(_HALVINGS):
            y = low + (high - low) / 2
            if not low < y < high:
                break
            if product:
                rises = _product_rises(t[draw], weight[draw], y, linear)
            else:
                rises = _least_rises(t[draw], weight[draw], measure[draw], y, linear)
            if rises:
                low = y
            else:
                high = y
        answer[draw] = low
    return answer


@njit(cache=True, error_model="numpy")
def _product_rises(t: Floats, weight: Floats, y: float, linear: bool) -> bool:  # noqa: FBT001
    slope = 0.0
    for a in range(len(t)):
        if weight[a] > 0.0:
            if not linear:
                slope += weight[a] * (1.0 / y - 1.0 / (2.0 * t[a] - y))
            elif y < t[a]:
                slope += weight[a] / y
            else:
                slope -= weight[a] / (2.0 * t[a] - y)
    return slope > 0.0


@njit(cache=True, error_model="numpy")
def _least_rises(
    t: Floats,
    weight: Floats,
    measure: Floats,
    y: float,
    linear: bool,  # noqa: FBT001
) -> bool:
    least, rises = np.inf, True
    for a in range(len(t)):
        if weight[a] > 0.0:
            gain = min(y, 2.0 * t[a] - y) if linear else y * (2.0 * t[a] - y)
            if gain / measure[a] < least:
                least, rises = gain / measure[a], y < t[a]
    return rises


def _forecast(
    position: ArrayLike,
    salience: ArrayLike,
    capability: ArrayLike,
    reference: ArrayLike,
    *,
    rule: Rule,
    loss: Loss,
) -> PointForecast:
    points = solve_issue(position, salience, capability, reference, rule, loss)
    return PointForecast(f"{rule}_{loss}", points)


_EMPTY = "a settlement that not everybody gains by is no settlement: the reference point stands"
_SAY = "an actor without influence has no say; where nobody has any, all count alike"
_KINDS: tuple[tuple[Rule, str, str, tuple[str, ...]], ...] = (
    (
        "nash",
        "Nash: greatest product of gains, weighted by influence",
        "Nash 1950; Roth 1979",
        (_EMPTY, _SAY, "weights are influence, capability times salience"),
    ),
    (
        "kalai_smorodinsky",
        "Kalai-Smorodinsky: greatest least share of the hoped-for gain",
        "Kalai and Smorodinsky 1975",
        (_EMPTY, _SAY, "an actor hopes for its best settlement among those that all gain by"),
    ),
    (
        "egalitarian",
        "Egalitarian: greatest least gain, in units of salience",
        "Kalai 1977",
        (_EMPTY, _SAY, "gains are compared after multiplying each actor's by its salience"),
    ),
)

CARDS: tuple[ModelCard[Forecast], ...] = tuple(
    ModelCard(
        name=f"{rule}_{loss}",
        title=f"{title} ({loss} loss)",
        source=source,
        inputs=("position", "salience", "capability", "reference"),
        assumes=(
            "without a settlement the reference point holds, and every actor may veto a change",
            f"an actor's loss is {loss} in the distance from its position",
            "each issue is settled on its own, without side payments",
        ),
        ambiguities=ambiguities,
        forecast=partial(_forecast, rule=rule, loss=loss),
    )
    for rule, title, source, ambiguities in _KINDS
    for loss in get_args(Loss)
)
