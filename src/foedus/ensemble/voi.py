# SPDX-License-Identifier: Apache-2.0
"""What it would be worth to know an input, and at which of its values another choice is better.

Both come from the draws of a finished sweep, without new runs. What a choice is worth is regressed
on the input: Legendre polynomials of its rank, a step for each value of an input with few. The
gain is then earned out of sample: a quarter of the draws is set aside in turn, the rule 'at this
value of the input take that choice' is learned from the others, and is paid by what it gets in the
quarter set aside. So an input that tells nothing earns nothing, up to sampling error, where the
usual estimate in the same draws would earn something from noise.

References
----------
Strong, M., Oakley, J. E. and Brennan, A. 2014. Estimating multiparameter partial expected value of
perfect information from a probabilistic sensitivity analysis sample. Medical Decision Making 34:
311-326.
Raiffa, H. and Schlaifer, R. 1961. Applied statistical decision theory. Boston: Harvard.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.polynomial import legendre

from foedus.ensemble.robustness import mean_interval
from foedus.ensemble.sensitivity import ranks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FOLDS: Final = 4
"""Parts of the draws that are set aside in turn; each is a run of a Sobol sequence, itself even."""
STEPS: Final = 6
"""Most distinct values of an input that is told apart value by value."""
DEGREE: Final = 4
"""Degree of an input's polynomial."""
_SLIGHT: Final = 1e-9
GRID: Final = 127
BLOCKS: Final = 32
RESAMPLES: Final = 200


def basis(inputs: Floats) -> Floats:
    """Return the columns that a worth is regressed on.

    Parameters
    ----------
    inputs : ndarray (draws, inputs)
        One input, or several that would be known together.

    Returns
    -------
    ndarray (draws, columns)
        A constant; each input's steps or polynomials; products of each two.
    """
    draws = len(inputs)
    columns: list[Floats] = [np.ones((draws, 1))]
    lines: list[Floats] = []
    for values in inputs.T:
        levels = np.unique(values)
        if len(levels) < 2:
            continue
        place = 2 * (ranks(values[:, None])[:, 0] - 0.5) / draws - 1
        lines.append(place)
        if len(levels) <= STEPS:
            columns.append((values[:, None] == levels[1:]).astype(np.float64))
        else:
            columns.append(np.asarray(legendre.legvander(place, DEGREE)[:, 1:], np.float64))
    columns += [
        (one * two)[:, None] for index, one in enumerate(lines) for two in lines[index + 1 :]
    ]
    return np.concatenate(columns, axis=1)


def out_of_sample(inputs: Floats, values: Floats) -> Floats:
    """Return what a regression on inputs, fitted to the other draws, expects in each draw.

    Parameters
    ----------
    inputs : ndarray (draws, inputs)
        What would be known, together.
    values : ndarray (draws, values)
        What is expected.

    Returns
    -------
    ndarray (draws, values)
    """
    columns = basis(inputs)
    parts = _folds(len(values))
    squares = np.stack([columns[part].T @ columns[part] for part in parts])
    products = np.stack([columns[part].T @ values[part] for part in parts])
    fitted = _solved(squares.sum(axis=0) - squares, products.sum(axis=0) - products)
    return np.concatenate(
        [columns[part] @ fit for part, fit in zip(parts, fitted, strict=True)], axis=0
    )


def _folds(draws: int) -> list[slice]:
    edges = np.linspace(0, draws, FOLDS + 1).astype(int)
    return [slice(int(low), int(high)) for low, high in itertools.pairwise(edges)]


def _solved(squares: Floats, products: Floats) -> Floats:
    """Solve normal equations; columns that a part of the draws cannot tell apart share a fit."""
    size = squares.shape[-1]
    slight = _SLIGHT * np.trace(squares, axis1=1, axis2=2)[:, None, None] * np.eye(size)
    return np.asarray(np.linalg.solve(squares + slight, products))


@dataclass(frozen=True)
class Gain:
    """What choosing with an input known is worth more than choosing without.

    Parameters
    ----------
    mean : float
        Expected gain, not below 0, in the unit of the worth.
    low, high : float
        Its 95 % interval for sampling error, not below 0.
    """

    mean: float
    low: float
    high: float


def information_gain(expected: Floats, worth: Floats) -> Gain:
    """Return the expected value of knowing inputs exactly before choosing.

    Parameters
    ----------
    expected : ndarray (draws, choices)
        What each choice is expected to be worth, given the inputs (`out_of_sample`).
    worth : ndarray (draws, choices)
        What it is worth, more being better.

    Returns
    -------
    Gain
        ``E_x max_d E[worth_d | x] - max_d E[worth_d]``, earned out of sample.

    References
    ----------
    Raiffa and Schlaifer 1961; Strong, Oakley and Brennan 2014.
    """
    informed = expected.argmax(axis=1)
    whole = worth.sum(axis=0)
    plain = np.empty(len(worth), dtype=np.intp)
    for part in _folds(len(worth)):
        plain[part] = (whole - worth[part].sum(axis=0)).argmax()
    rows = np.arange(len(worth))
    mean, low, high = mean_interval(worth[rows, informed] - worth[rows, plain])
    return Gain(*(max(0.0, value) for value in (mean, low, high)))


def perfect_information(worth: Floats) -> Gain:
    """Return the expected value of knowing everything: the least expected regret of any choice."""
    best = int(worth.mean(axis=0).argmax())
    return Gain(*mean_interval(worth.max(axis=1) - worth[:, best]))


def swing(expected: Floats, outcomes: Floats) -> tuple[Floats, Floats]:
    """Return how far inputs move outcomes, and how much of their variance they explain.

    Parameters
    ----------
    expected : ndarray (draws, outcomes)
        Outcomes that are expected given the inputs (`out_of_sample`).
    outcomes : ndarray (draws, outcomes)
        Outcomes that came out.

    Returns
    -------
    moved : ndarray (outcomes,)
        Difference between the 95 % and 5 % quantiles of the expected outcome; 0 where it explains
        nothing out of sample.
    explained : ndarray (outcomes,)
        Share of variance explained out of sample, not below 0; for one input an estimate of its
        first-order index.
    """
    whole = outcomes.var(axis=0)
    left = ((outcomes - expected) ** 2).mean(axis=0)
    share = np.clip(np.divide(whole - left, whole, out=np.zeros_like(whole), where=whole > 0), 0, 1)
    low, high = np.quantile(expected, (0.05, 0.95), axis=0)
    return np.where(share > 0, high - low, 0.0), share


@dataclass(frozen=True)
class Tip:
    """A value of an input at which another choice becomes the better one.

    Parameters
    ----------
    at, low, high : float
        The value, with its 90 % bootstrap interval.
    share : float
        Share of resamples in which the two change places at all.
    above : bool
        Whether the rival is better above the value, else below.
    rival : int
        The choice that becomes better.
    gain : float
        Most that the rival is expected to be ahead, over values of the input.
    """

    at: float
    low: float
    high: float
    share: float
    above: bool
    rival: int
    gain: float


def tipping_point(
    values: Floats, worth: Floats, chosen: int, rng: np.random.Generator
) -> Tip | None:
    """Find where a choice stops being the best one as an input rises or falls.

    Parameters
    ----------
    values : ndarray (draws,)
        The input; one with more than `STEPS` distinct values.
    worth : ndarray (draws, choices)
        What each choice is worth, more being better.
    chosen : int
        The choice in question.
    rng : Generator
        Resamples blocks of draws.

    Returns
    -------
    Tip or None
        The change with the largest gain; None where no other choice is ever ahead.
    """
    if len(np.unique(values)) <= STEPS or worth.shape[1] < 2:
        return None
    lead = worth - worth[:, [chosen]]
    columns = basis(values[:, None])
    grid = np.linspace(-1, 1, GRID + 2)[1:-1]
    at = legendre.legvander(grid, DEGREE)
    ahead = at @ _solved((columns.T @ columns)[None], (columns.T @ lead)[None])[0]
    rival = int(ahead.max(axis=0).argmax())
    curve = ahead[:, rival]
    if curve.max() <= 0 or curve.min() >= 0:
        return None
    above = bool(curve.argmax() > curve.argmin())
    crossings = _crossings(_resampled(columns, lead[:, rival], rng) @ at.T, above=above)
    point = _crossings(curve[None], above=above)[0]
    found = crossings[~np.isnan(crossings)]
    if np.isnan(point) or not len(found):
        return None
    share = len(found) / len(crossings)
    places = (np.array([point, *np.quantile(found, (0.05, 0.95))]) + 1) / 2
    at_value, low, high = np.quantile(values, np.clip(places, 0, 1))
    return Tip(float(at_value), float(low), float(high), share, above, rival, float(curve.max()))


def _resampled(columns: Floats, lead: Floats, rng: np.random.Generator) -> Floats:
    """Return coefficients of the regression over resampled blocks (resamples, columns)."""
    blocks = np.array_split(np.arange(len(lead)), min(BLOCKS, len(lead)))
    squares = np.stack([columns[rows].T @ columns[rows] for rows in blocks])
    products = np.stack([columns[rows].T @ lead[rows] for rows in blocks])
    drawn = rng.integers(0, len(blocks), (RESAMPLES, len(blocks)))
    fitted = _solved(squares[drawn].sum(axis=1), products[drawn].sum(axis=1)[:, :, None])
    return np.asarray(fitted[:, :, 0])


def _crossings(curves: Floats, *, above: bool) -> Floats:
    """Return where each curve last crosses zero on its way to its peak; nan where it does not.

    Returns
    -------
    ndarray (curves,)
        Places from -1 to 1, between grid points by a straight line.
    """
    grid = np.linspace(-1, 1, GRID + 2)[1:-1]
    told = curves if above else curves[:, ::-1]
    grid = grid if above else grid[::-1]
    result = np.full(len(told), np.nan)
    for row, curve in enumerate(told):
        peak = int(curve.argmax())
        below = np.flatnonzero(curve[:peak] <= 0)
        if curve[peak] > 0 and len(below):
            i = int(below[-1])
            step = curve[i] / (curve[i] - curve[i + 1])
            result[row] = grid[i] + step * (grid[i + 1] - grid[i])
    return result
