# SPDX-License-Identifier: Apache-2.0
"""Who prevails in a war: the contest table over all sets of helping guarantors.

=========  ==================================================================
symbol     meaning
=========  ==================================================================
w_S        probability that the target's side prevails when the set S helps
t0         strength of the target on its own (``base``)
t_i        what guarantor i adds (``help``)
syn        what all together add beyond the sum (``synergy``)
=========  ==================================================================

A set of guarantors is a bit mask: guarantor i helps in column S iff bit i of S is set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from foedus.errors import CallError, SolverError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Form = Literal["logistic", "additive", "threshold"]
MOST_GUARANTORS = 8


def members(guarantors: int) -> NDArray[np.bool_]:
    """Return which guarantors belong to each set, as a table of sets by guarantors.

    Examples
    --------
    >>> members(2).astype(int).tolist()
    [[0, 0], [1, 0], [0, 1], [1, 1]]
    """
    return (np.arange(1 << guarantors)[:, None] >> np.arange(guarantors) & 1).astype(bool)


def contest_table(
    base: ArrayLike, support: ArrayLike, synergy: ArrayLike = 0.0, form: Form = "logistic"
) -> NDArray[np.float64]:
    """Give the chance that the target's side prevails for every set of guarantors that helps it.

    Parameters
    ----------
    base : array of shape (N,), symbol t0
        Strength of the target alone: log-odds (logistic), a probability (additive), or strength
        above the challenger's (threshold).
    support : array of shape (N, n), symbol t_i
        What each guarantor's help adds, in the same unit; n may be 0.
    synergy : array of shape (N,) or scalar, symbol syn
        What is added when all guarantors help, on top of the sum; nothing where n is 0.
    form : {"logistic", "additive", "threshold"}
        w_S is logistic(t), t cut to [0, 1], or 1 where t >= 0 and 0 elsewhere, with
        t = t0 + sum of t_i over S + syn [S = all].

    Returns
    -------
    array of shape (N, 2**n)
        w_S, column S a bit mask.

    Raises
    ------
    SolverError
        Shapes do not fit, a number is not finite, or there are more than 8 guarantors.
    CallError
        The form is unknown.

    References
    ----------
    Hirshleifer (1989), Public Choice 63, 101-112 (the logistic contest function).

    Examples
    --------
    >>> contest_table([0.2], [[0.3, 0.4]], form="additive").round(3).tolist()
    [[0.2, 0.5, 0.6, 0.9]]
    """
    alone = np.asarray(base, dtype=np.float64)
    added = np.asarray(support, dtype=np.float64)
    if alone.ndim != 1 or added.ndim != 2 or len(added) != len(alone):
        message = (
            f"base has shape {alone.shape} and support {added.shape}; "
            "allowed are (N,) and (N, guarantors)"
        )
        raise SolverError(message)
    guarantors = added.shape[1]
    if guarantors > MOST_GUARANTORS:
        message = f"{guarantors} guarantors; at most {MOST_GUARANTORS} are allowed"
        raise SolverError(message)
    together = np.broadcast_to(np.asarray(synergy, dtype=np.float64), alone.shape)
    finite = np.isfinite(alone) & np.isfinite(added).all(axis=1) & np.isfinite(together)
    if not finite.all():
        message = f"row {int(np.argmin(finite))} of the contest has a number that is not finite"
        raise SolverError(message)
    strength = _strength(alone, added, together)
    if form == "logistic":
        return _logistic(strength)
    if form == "additive":
        return np.clip(strength, 0.0, 1.0)
    if form == "threshold":
        return (strength >= 0.0).astype(np.float64)
    message = f"unknown form '{form}' of the contest; known are logistic, additive, threshold"
    raise CallError(message)


def _strength(
    alone: NDArray[np.float64], added: NDArray[np.float64], together: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Sum the help set by set, in the order of the guarantors, whatever the number of rows."""
    guarantors = added.shape[1]
    strength = np.repeat(alone[:, None], 1 << guarantors, axis=1)
    for guarantor, helping in enumerate(members(guarantors).T):
        strength[:, helping] += added[:, guarantor, None]
    if guarantors:
        strength[:, -1] += together
    return strength


def _logistic(strength: NDArray[np.float64]) -> NDArray[np.float64]:
    odds = np.exp(-np.abs(strength))
    return np.where(strength >= 0.0, 1.0, odds) / (1.0 + odds)
