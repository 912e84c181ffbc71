# SPDX-License-Identifier: Apache-2.0
"""The compromise model: the mean of the positions, weighted by salience and capability.

====== ==========================================================
symbol meaning
====== ==========================================================
x_a    position of actor a, on the scale of the issue
s_a    salience: how much the issue matters to a, 0 to 1
c_a    capability: the means that a has, at least 0
c s    influence of a on the issue
O      settlement, sum(c s x) / sum(c s)
====== ==========================================================

References
----------
Van den Bos, J. M. M. 1991. Dutch EC Policy Making. Amsterdam: Thela Thesis.

Achen, C. H. 2006. Institutional realism and bargaining models. In R. Thomson, F. N. Stokman,
C. H. Achen and T. Koenig (eds), The European Union Decides. Cambridge University Press.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from foedus.bargaining.outcome import Floats, Forecast, ModelCard, PointForecast, shape_of
from foedus.errors import CallError, SolverError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Variant: TypeAlias = Literal["both", "capability", "salience", "plain"]
"""What an actor's influence is made of: c s, c, s, or the same for all."""


def influence(
    position: ArrayLike, salience: ArrayLike, capability: ArrayLike, variant: Variant = "both"
) -> tuple[Floats, Floats]:
    """Weigh the actors that take part in an issue by what they can and want to bring to bear.

    Parameters
    ----------
    position : array-like, (draws, actors) or (actors,)
        Positions x on the scale of the issue; NaN for an actor that takes no part.
    salience : array-like, the same shape or one that broadcasts to it, at least 0
        How much the issue matters, s. The unit is free: only ratios count.
    capability : array-like, the same shape or one that broadcasts to it, at least 0
        Means, c. The unit is free.
    variant : {"both", "capability", "salience", "plain"}
        Influence c s, c, s, or 1. What a variant does not use is not looked at.

    Returns
    -------
    position, weight : arrays, (draws, actors)
        The weight is 0 where an actor takes no part, and otherwise proportional to influence
        inside each draw.

    Raises
    ------
    CallError
        If the shapes do not fit or the variant is unknown.
    SolverError
        If a draw has no actor that takes part, or a number is negative or infinite.

    Examples
    --------
    >>> influence([0.0, 50.0, float("nan")], [1, 0.5, 1], [1, 2, 4])[1]
    array([[0.125, 0.125, 0.   ]])
    """
    if variant not in get_args(Variant):
        message = f"influence variant is {variant!r}; allowed: {', '.join(get_args(Variant))}"
        raise CallError(message)
    x, s, c = _fitted(position, salience, capability)
    present = ~np.isnan(x)
    if np.isinf(x).any():
        message = "a position is infinite; positions are finite, or NaN for no part in the issue"
        raise SolverError(message)
    if not present.any(axis=1).all():
        draw = int(np.argmin(present.any(axis=1)))
        message = f"no actor has a position in draw {draw}; at least one is needed"
        raise SolverError(message)
    weight = present.astype(np.float64)
    if variant in {"both", "salience"}:
        weight = weight * _checked("salience", s, present)
    if variant in {"both", "capability"}:
        weight = weight * _checked("capability", c, present)
    return x, weight


def influence_or_equal(
    position: ArrayLike, salience: ArrayLike, capability: ArrayLike, variant: Variant = "both"
) -> tuple[Floats, Floats]:
    """Weigh the actors as `influence` does, and alike in a draw where nobody has any influence.

    Without the second part a mean or a median would not be defined where the issue matters to
    nobody, or nobody has means.

    Examples
    --------
    >>> influence_or_equal([0.0, 50.0], [0, 0], [1, 2])[1]
    array([[1., 1.]])
    """
    x, weight = influence(position, salience, capability, variant)
    idle = ~weight.any(axis=1, keepdims=True)
    return x, np.where(idle, ~np.isnan(x), weight)


def compromise(
    position: ArrayLike, salience: ArrayLike, capability: ArrayLike, variant: Variant = "both"
) -> Floats:
    """Settle on the mean of the positions, each weighted by its actor's influence.

    In a draw where nobody has any influence, all who take part count alike (the plain mean).

    Parameters
    ----------
    position, salience, capability, variant
        As for `influence`.

    Returns
    -------
    array, (draws,)
        The settlement O, in the units of the positions, never outside their range.

    Raises
    ------
    CallError, SolverError
        As for `influence`.

    References
    ----------
    Van den Bos 1991; Achen 2006 (base model).

    Examples
    --------
    >>> compromise([0.0, 100.0], salience=[1.0, 0.5], capability=[1.0, 1.0])
    array([33.33333333])
    """
    x, weight = influence_or_equal(position, salience, capability, variant)
    mean = np.sum(weight * np.nan_to_num(x), axis=1) / np.sum(weight, axis=1)
    # Rounding may carry a mean of equal positions past them.
    settled: Floats = np.clip(mean, np.nanmin(x, axis=1), np.nanmax(x, axis=1))
    return settled


def _forecast(
    position: ArrayLike,
    salience: ArrayLike,
    capability: ArrayLike,
    *,
    variant: Variant,
    model: str,
) -> PointForecast:
    return PointForecast(model, compromise(position, salience, capability, variant))


def _fitted(*arrays: ArrayLike) -> tuple[Floats, Floats, Floats]:
    try:
        rows = [np.atleast_2d(np.asarray(array, dtype=np.float64)) for array in arrays]
        x, s, c = np.broadcast_arrays(*rows)
    except (TypeError, ValueError):
        shapes = ", ".join(shape_of(array) for array in arrays)
        message = (
            f"position, salience and capability have the shapes {shapes};"
            " they must be numbers that fit (draws, actors)"
        )
        raise CallError(message) from None
    if x.ndim != 2:
        message = f"position has {x.ndim} axes; allowed: (actors,) or (draws, actors)"
        raise CallError(message)
    return x, s, c


def _checked(what: str, value: Floats, present: np.ndarray) -> Floats:
    """Return the values of those present, scaled so that products neither overflow nor vanish."""
    value = np.where(present, value, 0.0)
    wrong = ~(np.isfinite(value) & (value >= 0))
    if wrong.any():
        draw, actor = (int(place) for place in np.argwhere(wrong)[0])
        message = (
            f"{what} of actor {actor} in draw {draw} is {value[draw, actor]};"
            " it must be a finite number of at least 0"
        )
        raise SolverError(message)
    # A power of two a draw: ratios, and so ties between sums of whole numbers, stay exact.
    _, power = np.frexp(np.max(value, axis=1, keepdims=True))
    scaled: Floats = np.ldexp(value, -power)
    return scaled


def _variant_card(
    name: str, title: str, variant: Variant, inputs: tuple[str, ...]
) -> ModelCard[Forecast]:
    forecast = partial(_forecast, variant=variant, model=name)
    return replace(CARD, name=name, title=title, inputs=inputs, forecast=forecast)


CARD = ModelCard(
    name="compromise",
    title="Compromise: mean of the positions weighted by salience and capability",
    source="Van den Bos 1991; Achen 2006",
    inputs=("position", "salience", "capability"),
    assumes=(
        "every actor gives way in proportion to the influence of the others",
        "each issue is settled on its own, and no actor can walk away",
        "the scale of the issue is an interval scale",
    ),
    ambiguities=("a draw in which nobody has any influence: all who take part count alike",),
    forecast=partial(_forecast, variant="both", model="compromise"),
)

CARDS = (
    CARD,
    _variant_card(
        "compromise_capability",
        "Mean of the positions weighted by capability alone",
        "capability",
        ("position", "capability"),
    ),
    _variant_card(
        "compromise_salience",
        "Mean of the positions weighted by salience alone",
        "salience",
        ("position", "salience"),
    ),
    _variant_card("mean", "Plain mean of the positions", "plain", ("position",)),
)
