# SPDX-License-Identifier: Apache-2.0
"""A point forecast dressed with the errors that the same model made elsewhere.

The plainest way to say how sure a point is: add to it every error that the model made on other
issues, and give each the same chance. What ensembles have to beat.

References
----------
Roulston, M. S. and Smith, L. A. 2003. Combining dynamical and statistical ensembles. Tellus A 55:
16-30.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from foedus.bargaining.outcome import DistributionForecast
from foedus.errors import CallError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from foedus.bargaining.outcome import Floats, PointForecast


def dressed(
    forecast: PointForecast,
    errors: ArrayLike,
    within: tuple[float, float],
    *,
    apart: ArrayLike | None = None,
) -> DistributionForecast:
    """Add errors made elsewhere to each point of a forecast.

    Parameters
    ----------
    forecast : PointForecast
        The points, (draws,).
    errors : array-like, (errors,)
        Outcome less forecast, in the units of the positions.
    within : pair of float
        Ends of the scale: what lies beyond is moved to the end.
    apart : array-like of bool, (draws, errors), optional
        Which errors count for which draw; all by default.

    Returns
    -------
    DistributionForecast
        Support (draws, errors). The median stands for it.

    Raises
    ------
    CallError
        If a draw has no error that counts, or `apart` does not fit.

    Examples
    --------
    >>> from foedus.bargaining.outcome import PointForecast
    >>> said = dressed(PointForecast("mean", np.array([50.0])), [-60.0, 0.0, 10.0], (0.0, 100.0))
    >>> said.support, said.model
    (array([[ 0., 50., 60.]]), 'mean_dressed')
    """
    made = np.asarray(errors, dtype=np.float64)
    shape = (len(forecast.points), made.size)
    counted = np.ones(shape, dtype=np.bool_) if apart is None else np.asarray(apart, np.bool_)
    if counted.shape != shape:
        message = f"what counts apart has the shape {counted.shape}; it must be {shape}"
        raise CallError(message)
    if not counted.any(axis=1).all():
        message = "a forecast has no errors made elsewhere; dressing it takes at least one"
        raise CallError(message)
    support: Floats = np.clip(forecast.points[:, None] + made, *within)
    chances = counted / counted.sum(axis=1, keepdims=True)
    return DistributionForecast(f"{forecast.model}_dressed", support, chances, "median")
