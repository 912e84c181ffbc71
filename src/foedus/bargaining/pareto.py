# SPDX-License-Identifier: Apache-2.0
"""Which packages nobody can improve on without somebody losing: the Pareto front, exactly.

A package is *dominated* if another is at least as good for everybody and better for somebody; it
is *strongly* dominated if another is better for everybody. The front holds what is not dominated,
or, where asked for, what is not strongly dominated (the weak front, which is larger). Packages
that are worth the same to everybody do not dominate one another: all stay, or none.

References
----------
Kung, H. T., Luccio, F. and Preparata, F. P. 1975. On finding the maxima of a set of vectors.
Journal of the ACM 22: 469-476.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numba import njit

from foedus.bargaining.outcome import shape_of
from foedus.errors import CallError, SolverError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from foedus.bargaining.outcome import Floats


LARGEST: Final = 1e300
"""Utilities beyond this are taken for mistakes; their differences and totals could overflow."""


def pareto_front(
    utilities: ArrayLike, offered: ArrayLike | None = None, *, weak: bool = False
) -> NDArray[np.bool_]:
    """Find the packages that nobody can improve on without somebody losing.

    Utilities are compared as they are, without a tolerance. Each draw is worked through in the
    order of total utility, so that a package has only to be held against the front found so far.

    Parameters
    ----------
    utilities : array-like, (draws, packages, actors) or (packages, actors)
        What each package is worth to each actor, in any unit an actor likes.
    offered : array-like of bool, (draws, packages) or (packages,), optional
        Packages that can be had; all where not given. Others neither count nor dominate.
    weak : bool
        Keep also what no package beats for everybody at once.

    Returns
    -------
    array of bool, (draws, packages)

    Raises
    ------
    CallError
        If the shapes do not fit.
    SolverError
        If the utility of a package on offer is missing or beyond 1e300.

    References
    ----------
    Kung, Luccio and Preparata 1975.

    Examples
    --------
    >>> worth = [[3, 0], [2, 2], [2, 1], [2, 2]]
    >>> pareto_front(worth)
    array([[ True,  True, False,  True]])
    >>> pareto_front(worth, weak=True)
    array([[ True,  True,  True,  True]])
    """
    u, here = fitted_packages(utilities, offered)
    # Rounded totals keep the order of dominance but for ties, which the utilities themselves break.
    keys = (*(-np.moveaxis(u, 2, 0)[::-1]), -_totals(u))
    order = np.lexsort(keys, axis=-1)
    return _front(u, here, order, weak)


def fitted_packages(
    utilities: ArrayLike, offered: ArrayLike | None
) -> tuple[Floats, NDArray[np.bool_]]:
    """Bring utilities and offers to one shape, and refuse what is not a number.

    Returns
    -------
    utilities : array, (draws, packages, actors)
        Zero for what is not on offer.
    offered : array of bool, (draws, packages)
    """
    try:
        u = np.asarray(utilities, dtype=np.float64)
    except (TypeError, ValueError):
        message = "utilities are not an array of numbers; allowed: (draws, packages, actors)"
        raise CallError(message) from None
    u = u[None] if u.ndim == 2 else u
    if u.ndim != 3 or u.shape[2] == 0:
        message = (
            f"utilities have the shape {shape_of(utilities)};"
            " allowed: (packages, actors) or (draws, packages, actors), with at least one actor"
        )
        raise CallError(message)
    try:
        here = np.broadcast_to(np.asarray(True if offered is None else offered), u.shape[:2])
    except ValueError:
        message = f"offered has the shape {np.asarray(offered).shape}; it must fit {u.shape[:2]}"
        raise CallError(message) from None
    if here.dtype != np.bool_:
        message = f"offered holds {here.dtype}; it must hold True or False"
        raise CallError(message)
    wrong = here & ~(np.abs(u) <= LARGEST).all(axis=2)
    if wrong.any():
        draw, package = (int(place) for place in np.argwhere(wrong)[0])
        message = (
            f"a utility of package {package} in draw {draw} is missing or too large;"
            f" those of every package on offer must be numbers within {LARGEST:g}"
        )
        raise SolverError(message)
    return np.where(here[:, :, None], u, 0.0), np.ascontiguousarray(here)


def _totals(u: Floats) -> Floats:
    # One actor after the other for every package, so that rounding never turns dominance round.
    totals = np.zeros(u.shape[:2])
    for actor in range(u.shape[2]):
        totals += u[:, :, actor]
    return totals


@njit(cache=True)
def _front(
    u: Floats,
    offered: NDArray[np.bool_],
    order: NDArray[np.intp],
    weak: bool,  # noqa: FBT001
) -> NDArray[np.bool_]:
    draws, packages, actors = u.shape
    kept = np.zeros((draws, packages), np.bool_)
    front = np.empty((packages, actors))
    for draw in range(draws):
        size = 0
        for place in range(packages):
            package = order[draw, place]
            if not offered[draw, package]:
                continue
            worst = 0
            for rival in range(size):
                worst = max(worst, _dominates(front[rival], u[draw, package]))
                if worst == 2 or (worst == 1 and not weak):
                    break
            kept[draw, package] = worst < (2 if weak else 1)
            if worst == 0:
                front[size] = u[draw, package]
                size += 1
    return kept


@njit(cache=True)
def _dominates(rival: Floats, own: Floats) -> int:
    """Return 0 where a rival does not dominate, 1 where it does, 2 where it does so strongly."""
    better = 0
    for a in range(len(own)):
        if rival[a] < own[a]:
            return 0
        better += rival[a] > own[a]
    return (2 if better == len(own) else 1) if better else 0
