# SPDX-License-Identifier: Apache-2.0
"""How long a settlement holds, and what it and the war are worth until they end.

A settlement lives year by year under a guarantee that is intact or eroded. In a year the attack
comes with the chance of the guarantee's state; if it does not, an intact guarantee erodes with a
given chance. At the end of its term a guarantee lapses and is as an eroded one from then on.

=========  =======================  ============================================================
symbol     argument                 meaning
=========  =======================  ============================================================
q0, q1     ``attack_intact``,       chance of an attack in a year, by the guarantee's state
           ``attack_eroded``
e          ``erosion``              chance that an intact guarantee erodes after a year of peace
u          ``flow``                 what a year under the settlement is worth
delta      ``discount``             what a year from now weighs against today
E0, E1     ``after_intact``,        value of the attack when it comes, by the guarantee's state
           ``after_eroded``
omega_k    ``outcome_chances``      chance in a year that the war ends in outcome k
kappa      ``cost``                 what a year of war costs
=========  =======================  ============================================================
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedus.errors import SolverError

Floats = NDArray[np.float64]

_ROUNDING: Final = 1e-12


def hold(
    attack_intact: ArrayLike,
    attack_eroded: ArrayLike,
    erosion: ArrayLike,
    years: ArrayLike,
    term: ArrayLike | None = None,
) -> Floats:
    """Return the chance that a settlement sees no attack for so many years.

    Parameters
    ----------
    attack_intact, attack_eroded, erosion : arrays of shape (N,), probabilities
        Symbols q0, q1, e; any shapes that broadcast against one another.
    years : array of whole numbers, 0 or more
        Horizons T.
    term : array of shape (N,), whole years, 0 or more; None for no term
        The guarantee covers the first `term` years; 0 is no guarantee at all.

    Returns
    -------
    array of shape (N, number of years)

    Raises
    ------
    SolverError
        A number is outside its range.

    Notes
    -----
    Without a term, with A = (1-q0)(1-e) and B = 1-q1, this is
    A**T + (1-q0) e (A**T - B**T)/(A - B).

    Examples
    --------
    >>> hold([0.1], [0.3], [0.2], [1, 5]).round(4).tolist()
    [[0.9, 0.4223]]
    """
    q0 = _chances("attack_intact", attack_intact)
    q1 = _chances("attack_eroded", attack_eroded)
    e = _chances("erosion", erosion)
    horizons = np.atleast_1d(np.asarray(years, dtype=np.int64))
    if horizons.size and horizons.min() < 0:
        message = f"years is {horizons.min()}; allowed are whole years from 0"
        raise SolverError(message)
    lapses = _term(term)
    shape = np.broadcast_shapes(q0.shape, q1.shape, e.shape, lapses.shape)
    intact, eroded = np.ones(shape), np.zeros(shape)
    held = np.ones((*shape, len(horizons)))
    for year in range(horizons.max(initial=0)):
        lapsed = np.where(lapses <= year, intact, 0.0)
        intact, eroded = intact - lapsed, eroded + lapsed
        peace = intact * (1 - q0)
        intact, eroded = peace * (1 - e), peace * e + eroded * (1 - q1)
        held[..., horizons == year + 1] = (intact + eroded)[..., None]
    return held


def settlement_value(
    flow: ArrayLike,
    discount: ArrayLike,
    attack_intact: ArrayLike,
    attack_eroded: ArrayLike,
    erosion: ArrayLike,
    term: ArrayLike | None,
    after_intact: ArrayLike,
    after_eroded: ArrayLike,
) -> Floats:
    """Value a settlement as the stream of years while it holds, and then the attack.

    Parameters
    ----------
    flow : array, payoff units a year, symbol u
        All arrays broadcast against one another: draws, packages, actors.
    discount : array, from 0 up to but not 1, symbol delta
    attack_intact, attack_eroded, erosion : arrays, probabilities, symbols q0, q1, e
    term : array, whole years, 0 or more; None for no term
    after_intact, after_eroded : arrays, payoff units, symbols E0, E1
        Present value, in the year of the attack, of what follows it.

    Returns
    -------
    array
        Present value at the start, with the guarantee intact.

    Raises
    ------
    SolverError
        A number is outside its range.

    Notes
    -----
    W1 = q1 E1 + (1-q1)(u + delta W1), and with m years of the term left
    W0(m) = q0 E0 + (1-q0)(u + delta [(1-e) W0(m-1) + e W1]), W0(0) = W1. So the value without a
    term is the fixed point W0, and W0(m) = W0 + [(1-q0)(1-e) delta]**m (W1 - W0).

    Examples
    --------
    >>> float(settlement_value(0.6, 0.9, 0.0, 0.0, 0.0, None, 0.0, 0.0).round(6))
    6.0
    """
    u, delta = _finite("flow", flow), _discount(discount)
    q0 = _chances("attack_intact", attack_intact)
    q1 = _chances("attack_eroded", attack_eroded)
    e = _chances("erosion", erosion)
    intact, eroded = _finite("after_intact", after_intact), _finite("after_eroded", after_eroded)
    weak = (q1 * eroded + (1 - q1) * u) / (1 - (1 - q1) * delta)
    stays = (1 - q0) * (1 - e) * delta
    firm = (q0 * intact + (1 - q0) * (u + delta * e * weak)) / (1 - stays)
    return np.asarray(firm + stays ** _term(term) * (weak - firm))


def war_value(
    outcome_values: ArrayLike, outcome_chances: ArrayLike, cost: ArrayLike, discount: ArrayLike
) -> Floats:
    """Value a war that may end each year in one of several settlements, at a yearly cost.

    Parameters
    ----------
    outcome_values : array of shape (N, K), payoff units, symbol V_k
        Present value of each settlement from the year in which the war ends in it.
    outcome_chances : array of shape (N, K), probabilities that sum to 1 at most, symbol omega_k
    cost : array of shape (N,), payoff units a year, symbol kappa
    discount : array of shape (N,), from 0 up to but not 1, symbol delta

    Returns
    -------
    array of shape (N,)
        R = (sum of omega_k V_k - kappa) / (1 - delta (1 - sum of omega_k)).

    Raises
    ------
    SolverError
        A number is outside its range.

    Examples
    --------
    >>> war_value([[10.0, 2.0]], [[0.5, 0.5]], [1.0], [0.9]).tolist()
    [5.0]
    """
    values = _finite("outcome_values", outcome_values)
    omega = _chances("outcome_chances", outcome_chances)
    ends = omega.sum(axis=-1)
    if (ends > 1 + _ROUNDING).any():
        message = f"outcome_chances sum to {ends.max()}; allowed is a sum of 1 at most"
        raise SolverError(message)
    expected = (omega * values).sum(axis=-1) - _finite("cost", cost)
    return np.asarray(expected / (1 - _discount(discount) * (1 - ends)))


def patience_needed(deviation: ArrayLike, holding: ArrayLike, punished: ArrayLike) -> Floats:
    """Return the discount factor from which grim retaliation keeps a side to a settlement.

    Parameters
    ----------
    deviation, holding, punished : arrays, payoff units a year
        What a side has in a year of breaking the settlement, of keeping it, and in every year
        after it broke it; deviation above punished.

    Returns
    -------
    array
        (deviation - holding) / (deviation - punished); at or below 0 the settlement holds itself,
        above 1 no patience is enough.

    Raises
    ------
    SolverError
        Breaking the settlement is worth no more than being punished for it.

    References
    ----------
    Friedman (1971), Review of Economic Studies 38, 1-12.

    Examples
    --------
    >>> float(patience_needed(3.0, 2.0, 1.0))
    0.5
    """
    broken, kept = _finite("deviation", deviation), _finite("holding", holding)
    after = _finite("punished", punished)
    if not (broken > after).all():
        message = "deviation is not above punished; allowed is a deviation worth punishing"
        raise SolverError(message)
    return np.asarray((broken - kept) / (broken - after))


def enforces_itself(
    deviation: ArrayLike, holding: ArrayLike, punished: ArrayLike, discount: ArrayLike
) -> NDArray[np.bool_]:
    """Tell where grim retaliation alone keeps a side to a settlement.

    Parameters
    ----------
    deviation, holding, punished : arrays, payoff units a year
        What a side has in a year of breaking the settlement, of keeping it, and in every year
        after it broke it.
    discount : array, from 0 up to but not 1, symbol delta

    Returns
    -------
    array of bool
        holding >= (1-delta) deviation + delta punished. Where deviation is above punished, that is
        delta >= (deviation - holding) / (deviation - punished).

    Raises
    ------
    SolverError
        A number is outside its range.

    Examples
    --------
    >>> enforces_itself(3.0, 2.0, 1.0, [0.4, 0.6]).tolist()
    [False, True]
    """
    broken, kept = _finite("deviation", deviation), _finite("holding", holding)
    delta, after = _discount(discount), _finite("punished", punished)
    return np.asarray(kept >= (1 - delta) * broken + delta * after)


def _term(term: ArrayLike | None) -> Floats:
    if term is None:
        return np.array(np.inf)
    years = np.asarray(term, dtype=np.float64)
    wrong = ~((years >= 0) & (np.floor(years) == years))
    if wrong.any():
        message = f"term has {years[wrong].flat[0]}; allowed are whole years from 0, or None"
        raise SolverError(message)
    return years


def _chances(name: str, values: ArrayLike) -> Floats:
    return _within(name, values, 1.0, "probabilities from 0 to 1")


def _discount(values: ArrayLike) -> Floats:
    below_one = float(np.nextafter(1.0, 0.0))
    return _within("discount", values, below_one, "discount factors from 0 up to but not 1")


def _within(name: str, values: ArrayLike, highest: float, allowed: str) -> Floats:
    numbers = np.asarray(values, dtype=np.float64)
    outside = ~((numbers >= 0) & (numbers <= highest))
    if outside.any():
        message = f"{name} has {numbers[outside].flat[0]}; allowed are {allowed}"
        raise SolverError(message)
    return numbers


def _finite(name: str, values: ArrayLike) -> Floats:
    numbers = np.asarray(values, dtype=np.float64)
    if not np.isfinite(numbers).all():
        message = f"{name} has a number that is not finite; allowed are finite numbers"
        raise SolverError(message)
    return numbers
