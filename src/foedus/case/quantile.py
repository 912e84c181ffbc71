# SPDX-License-Identifier: Apache-2.0
"""From a uniform draw to a value of an uncertain number."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from foedus.uncertain import UncertainNumber

_OPEN = (np.finfo(np.float64).tiny, np.nextafter(1.0, 0.0))
"""Chances that float64 can tell from 0 and 1, where a normal would be infinite."""
NODES = 2049
"""Nodes of a tabulated inverse, denser towards both ends where it is steep."""


def quantile(
    number: UncertainNumber, unit: NDArray[np.float64], names: dict[str, float] | None = None
) -> NDArray[np.float64]:
    """Return the values of an uncertain number at uniform draws.

    Parameters
    ----------
    number : UncertainNumber
        The number; PERT is a beta with shapes ``1 + 4 (mode - low)/(high - low)`` and
        ``1 + 4 (high - mode)/(high - low)`` stretched from low to high.
    unit : ndarray (draws,)
        Probabilities, 0 to 1.
    names : dict, optional
        Value of each name that a choice may use, such as the points of a scale.

    Returns
    -------
    ndarray (draws,)

    Examples
    --------
    >>> from foedus.uncertain import UncertainNumber
    >>> quantile(UncertainNumber(uniform=(2, 4)), np.array([0.0, 0.25, 1.0]))
    array([2. , 2.5, 4. ])
    """
    if number.value is not None:
        return np.full(unit.shape, number.value)
    if number.choice is not None:
        return _choice(number.choice, unit, names or {})
    low, high = number.span
    if low == high:
        return np.full(unit.shape, low)
    if number.uniform is not None:
        return low + (high - low) * unit
    if number.normal is not None:
        return np.clip(_normal(number.normal, low, high, unit), low, high)
    if number.mode is not None:
        rise = 4 * (number.mode - low) / (high - low)
        shapes = (1 + rise, 5 - rise)
    else:
        assert number.beta is not None  # noqa: S101 - one family is given, by validation
        shapes = number.beta
    return low + (high - low) * _beta(shapes, unit)


def _normal(
    normal: tuple[float, float], low: float, high: float, unit: NDArray[np.float64]
) -> NDArray[np.float64]:
    mean, sd = normal
    # In the upper half the mirror image is used: there chances near 1 would all round to 1.
    side = -1.0 if low > mean else 1.0
    ends = sorted((side * (low - mean) / sd, side * (high - mean) / sd))
    floor, ceiling = special.ndtr(ends)
    share = unit if side > 0 else 1.0 - unit
    chance = np.clip(floor + (ceiling - floor) * share, *_OPEN)
    return np.asarray(mean + side * sd * special.ndtri(chance))


def _beta(shapes: tuple[float, float], unit: NDArray[np.float64]) -> NDArray[np.float64]:
    nodes, table = _beta_table(*shapes)
    return np.asarray(np.interp(unit, nodes, table))


@lru_cache(maxsize=1024)
def _beta_table(one: float, two: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    nodes = np.sin(np.linspace(0, np.pi / 2, NODES)) ** 2
    return nodes, np.asarray(special.betaincinv(one, two, nodes))


def _choice(
    chances: dict[str, float], unit: NDArray[np.float64], names: dict[str, float]
) -> NDArray[np.float64]:
    possible = [name for name, chance in chances.items() if chance > 0]
    values = np.array([names[name] if name in names else float(name) for name in possible])
    edges = np.cumsum([chances[name] for name in possible])[:-1]
    return np.asarray(values[np.searchsorted(edges, unit, side="right")])
