# SPDX-License-Identifier: Apache-2.0
"""What an outcome depends on most: rank correlation with every input."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return mid-ranks along the draws: equal values share the mean of their ranks.

    Parameters
    ----------
    values : ndarray (draws, columns)

    Returns
    -------
    ndarray (draws, columns)
        From 1.

    Examples
    --------
    >>> ranks(np.array([[3.0], [1.0], [3.0]])).ravel()
    array([2.5, 1. , 2.5])
    """
    result = np.empty(values.shape)
    for column in range(values.shape[1]):
        _, inverse, counts = np.unique(values[:, column], return_inverse=True, return_counts=True)
        last = np.cumsum(counts)
        result[:, column] = (last - (counts - 1) / 2)[inverse]
    return result


def rank_correlation(
    inputs: NDArray[np.float64], outcomes: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return Spearman's rank correlation of every input with every outcome.

    Parameters
    ----------
    inputs : ndarray (draws, inputs)
    outcomes : ndarray (draws, outcomes)

    Returns
    -------
    ndarray (inputs, outcomes)
        -1 to 1; 0 where either does not vary.

    References
    ----------
    Spearman 1904, American Journal of Psychology 15: 72-101.
    """
    x, y = (ranks(a) - (len(a) + 1) / 2 for a in (inputs, outcomes))
    size_x, size_y = np.sqrt((x**2).sum(axis=0)), np.sqrt((y**2).sum(axis=0))
    scale = size_x[:, None] * size_y[None, :]
    products = np.stack([(x * y[:, [j]]).sum(axis=0) for j in range(y.shape[1])], axis=1)
    return np.asarray(np.divide(products, scale, out=np.zeros_like(products), where=scale > 0))
