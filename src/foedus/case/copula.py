# SPDX-License-Identifier: Apache-2.0
"""Numbers that are not drawn independently: a Gaussian copula over uniform draws.

Each number keeps its own distribution; only how high it is drawn where another is high changes.
The declared correlation is that of normal scores; rank correlation is then ``6/pi asin(rho/2)``.

References
----------
Nelsen, R. B. 2006. An introduction to copulas. 2nd edition. New York: Springer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from foedus.case.schema import Correlation

    Floats = NDArray[np.float64]

LEAST: Final = 1e-9
"""Least eigenvalue of a matrix that counts as positive definite."""
_OPEN: Final = (2.0**-60, 1 - 2.0**-53)


def correlation_matrix(correlations: Sequence[Correlation]) -> tuple[tuple[str, ...], Floats]:
    """Return the numbers that are correlated, in the order in which they are named, and how."""
    keys = tuple(dict.fromkeys(key for each in correlations for key in each.between))
    matrix = np.eye(len(keys))
    for each in correlations:
        one, two = (keys.index(key) for key in each.between)
        matrix[one, two] = matrix[two, one] = each.rho
    return keys, matrix


def correlated(
    uniform: Mapping[str, Floats], correlations: Sequence[Correlation]
) -> Mapping[str, Floats]:
    """Return uniform draws that are correlated as declared.

    Parameters
    ----------
    uniform : mapping of ndarray (draws,)
        Independent uniform draws by key.
    correlations : sequence of Correlation
        What is declared; numbers without draws are left out.

    Returns
    -------
    mapping of ndarray (draws,)
        Numbers of which nothing is declared, and the first one named, are untouched.
    """
    keys, matrix = correlation_matrix(correlations)
    drawn = [index for index, key in enumerate(keys) if key in uniform]
    if len(drawn) < 2:
        return uniform
    unit = np.stack([uniform[keys[index]] for index in drawn], axis=1)
    scores = special.ndtri(np.clip(unit, *_OPEN))
    mixed = special.ndtr(scores @ np.linalg.cholesky(matrix[np.ix_(drawn, drawn)]).T)
    columns = {keys[index]: mixed[:, place] for place, index in enumerate(drawn) if place}
    return {**uniform, **columns}
