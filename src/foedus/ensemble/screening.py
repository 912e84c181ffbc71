# SPDX-License-Identifier: Apache-2.0
"""Which inputs matter at all, at little cost: Morris's elementary effects.

From a random point one input after the other is moved by the same step, and what that changes is
its elementary effect there. Over many such walks: their mean, the mean of their sizes (mu*), and
their standard deviation, which is large where the effect hangs on the other inputs or is no
straight line.

References
----------
Morris, M. D. 1991. Factorial sampling plans for preliminary computational experiments.
Technometrics 33: 161-174.
Campolongo, F., Cariboni, J. and Saltelli, A. 2007. An effective screening design for sensitivity
analysis of large models. Environmental Modelling and Software 22: 1509-1518.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEVELS: Final = 4
STEP: Final = 0.5
"""Half of the levels, as Morris recommends: every level is then equally likely."""


def morris_points(inputs: int, walks: int, rng: np.random.Generator) -> Floats:
    """Return the points of random walks, each of which moves every input once.

    Parameters
    ----------
    inputs : int
        Number of inputs.
    walks : int
        Number of walks.
    rng : Generator
        Draws starts, orders and directions.

    Returns
    -------
    ndarray (walks (inputs + 1), inputs)
        On the middles of four equal cells from 0 to 1: 1/8, 3/8, 5/8, 7/8.
    """
    points = np.empty((walks, inputs + 1, inputs))
    for walk in range(walks):
        low = (rng.integers(0, LEVELS // 2, inputs) + 0.5) / LEVELS
        up = rng.random(inputs) < 0.5
        place = rng.permutation(inputs).argsort()
        moved = np.arange(inputs + 1)[:, None] > place
        points[walk] = low + STEP * (moved == up)
    return points.reshape(-1, inputs)


@dataclass(frozen=True)
class ElementaryEffects:
    """What a step of an input changes, over walks.

    Parameters
    ----------
    mean, size, deviation : ndarray (inputs, outcomes)
        mu, mu* and sigma, per unit of the input.
    size_ends : ndarray (2, inputs, outcomes)
        95 % bootstrap interval of mu*.
    """

    mean: Floats
    size: Floats
    deviation: Floats
    size_ends: Floats


def elementary_effects(
    points: Floats, outcomes: Floats, rng: np.random.Generator, resamples: int = 200
) -> ElementaryEffects:
    """Return Morris's measures from outcomes along walks.

    Parameters
    ----------
    points : ndarray (walks (inputs + 1), inputs)
        Each step moves one input.
    outcomes : ndarray (walks (inputs + 1), outcomes)
    rng : Generator
        Resamples walks with replacement.
    resamples : int
        How often.

    Returns
    -------
    ElementaryEffects

    References
    ----------
    Morris 1991; mu* after Campolongo, Cariboni and Saltelli 2007.
    """
    inputs = points.shape[1]
    steps = np.diff(points.reshape(-1, inputs + 1, inputs), axis=1)
    changes = np.diff(outcomes.reshape(-1, inputs + 1, outcomes.shape[1]), axis=1)
    walks = len(steps)
    moved = np.abs(steps).argmax(axis=2)
    rows, order = np.arange(walks)[:, None], np.arange(inputs)[None, :]
    effects = np.empty((walks, inputs, outcomes.shape[1]))
    effects[rows, moved] = changes / steps[rows, order, moved][:, :, None]
    sizes = np.abs(effects)
    weights = rng.multinomial(walks, np.full(walks, 1 / walks), resamples) / walks
    resampled = np.einsum("rw,wio->rio", weights, sizes, optimize=True)
    return ElementaryEffects(
        mean=effects.mean(axis=0),
        size=sizes.mean(axis=0),
        deviation=effects.std(axis=0, ddof=1),
        size_ends=np.quantile(resampled, (0.025, 0.975), axis=0),
    )
