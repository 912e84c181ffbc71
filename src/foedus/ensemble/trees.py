# SPDX-License-Identifier: Apache-2.0
"""A small decision tree: yes-or-no questions on inputs that sort the draws of interest out.

Each question is the one after which the groups are purest by Gini's measure. Few levels and large
groups, because it is read by people and not used to predict.

References
----------
Breiman, L., Friedman, J. H., Olshen, R. A. and Stone, C. J. 1984. Classification and regression
trees. Belmont: Wadsworth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

DEPTH: Final = 3
LEAST: Final = 0.05
"""Least share of all draws in a group."""
WORTH: Final = 0.001
"""Least gain in purity, weighted by the share of all draws, for which a group is split."""


@dataclass(frozen=True)
class Node:
    """A group of draws, and the question that splits it.

    Parameters
    ----------
    share : float
        Share of all draws.
    interest : float
        Share of its draws that are of interest.
    column : int or None
        The input that is asked about; None where the group is not split.
    at : float
        Draws with a value up to this one go to `below`.
    below, above : Node or None
        The two groups after the question.
    """

    share: float
    interest: float
    column: int | None = None
    at: float = 0.0
    below: Node | None = None
    above: Node | None = None


def grow(inputs: Floats, interest: Flags, *, depth: int = DEPTH, least: float = LEAST) -> Node:
    """Grow a tree that sorts draws of interest out.

    Parameters
    ----------
    inputs : ndarray (draws, inputs)
    interest : ndarray of bool (draws,)
        The draws to sort out.
    depth : int
        Most questions one after the other.
    least : float
        Least share of all draws in a group.

    Returns
    -------
    Node
        The group of all draws.
    """
    return _grown(inputs, interest.astype(np.float64), depth, least * len(inputs), len(inputs))


def _grown(inputs: Floats, interest: Floats, depth: int, least: float, draws: int) -> Node:
    leaf = Node(len(inputs) / draws, float(interest.mean()))
    split = best_split(inputs, interest, least) if depth > 0 else None
    if split is None or split[2] * len(inputs) / draws < WORTH:
        return leaf
    column, at, _ = split
    below = inputs[:, column] <= at
    return Node(
        leaf.share,
        leaf.interest,
        column,
        at,
        _grown(inputs[below], interest[below], depth - 1, least, draws),
        _grown(inputs[~below], interest[~below], depth - 1, least, draws),
    )


def best_split(inputs: Floats, interest: Floats, least: float) -> tuple[int, float, float] | None:
    """Return the question after which two groups are purest.

    Parameters
    ----------
    inputs : ndarray (draws, inputs)
    interest : ndarray (draws,)
        1 for draws of interest, else 0.
    least : float
        Fewest draws in a group.

    Returns
    -------
    (int, float, float) or None
        Input, value, and the fall in Gini's impurity; None where nothing can be split.
    """
    draws = len(inputs)
    order = np.argsort(inputs, axis=0, kind="stable")
    values = np.take_along_axis(inputs, order, axis=0)
    hits = np.cumsum(interest[order], axis=0)
    number = np.arange(1, draws)[:, None].astype(np.float64)
    below, above = hits[:-1] / number, (hits[-1] - hits[:-1]) / (draws - number)
    impurity = (number * below * (1 - below) + (draws - number) * above * (1 - above)) * 2 / draws
    most = max(least, 1)
    allowed = (values[1:] > values[:-1]) & (number >= most) & (draws - number >= most)
    if not allowed.any():
        return None
    impurity = np.where(allowed, impurity, np.inf)
    row, column = np.unravel_index(int(impurity.argmin()), impurity.shape)
    share = float(interest.mean())
    gain = 2 * share * (1 - share) - float(impurity[row, column])
    return int(column), float((values[row, column] + values[row + 1, column]) / 2), gain
