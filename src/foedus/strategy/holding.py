# SPDX-License-Identifier: Apache-2.0
"""How long a settlement holds against a challenger that can attack this year or any later one.

Everything is counted from the settlement kept for ever, which is worth 0: a year of peace is then
worth 0 as well, and an attack its gain. With V(s) what the choice itself is worth in state s,

V(s) = log(exp(lambda A(s)) + exp(lambda delta E V(s'))) / lambda
q(s) = logistic(lambda (A(s) - delta E V(s')))

=========  ========================  ===========================================================
symbol     argument                  meaning
=========  ========================  ===========================================================
A0, A1     ``gains``, ``lapsed``     what an attack gains the challenger over keeping the
                                     settlement for ever, by the guarantee's state
delta      ``discount``              what a year from now weighs against today
lambda     ``precision``             1 / spread of a year's private costs, per unit of payoff
e          ``erosion``               chance that an intact guarantee erodes after a year of peace
m          ``term``                  years after which it lapses
=========  ========================  ===========================================================

V is at least 0, since the challenger may keep the settlement for ever: so looking ahead never makes
an attack in a given year likelier than logistic(lambda A(s)), the answer to "now or never".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from foedus.strategy.duration import settlement_value
from foedus.strategy.peace import Peace, fading, survive
from foedus.strategy.ranges import LARGEST
from foedus.strategy.restart import RestartGame, solve_restart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Holding:
    """When each of N settlements is broken, year by year.

    Parameters
    ----------
    peace : Peace
        How the guarantee fades: intact and eroded, with its term.
    war : array of shape (N, Y, 2, 1), probabilities
        Chance of an attack in year t, by state; years after the last are like it.
    """

    peace: Peace
    war: Floats

    @property
    def first_year(self) -> Floats:
        """Chance of an attack in the first year (N)."""
        return np.asarray(self.war[:, 0, 0, 0])

    def hold(self, years: Sequence[int]) -> Floats:
        """Return the chance that no attack has come after so many years (N, number of years)."""
        return survive(self.war, self.peace, max(years))[:, list(years)]

    def value(
        self, flow: ArrayLike, discount: ArrayLike, after: tuple[ArrayLike, ArrayLike]
    ) -> Floats:
        """Value the settlement to somebody: its years while it holds, and then the attack.

        Parameters
        ----------
        flow : array of shape (N,), payoff units a year
        discount : array of shape (N,), from 0 up to but not 1
        after : pair of arrays of shape (N,), payoff units
            Present value, in the year of the attack, of what follows it: with the guarantee
            intact and eroded.

        Returns
        -------
        array of shape (N,)

        Notes
        -----
        W0(t) = q0(t) E0 + (1-q0(t)) (u + delta [(1-e) W0(t+1) + e W1]), back from the last year,
        which lasts; see `foedus.strategy.duration.settlement_value`.

        Examples
        --------
        >>> still = Holding(Peace(guarantee=fading([0.1])), np.zeros((1, 1, 2, 1)))
        >>> still.value([0.6], [0.9], ([0.0], [0.0])).round(6).tolist()
        [6.0]
        """
        last, fades = self.war[:, -1, :, 0], self.peace.guarantee[..., 0, 1]
        lapses = 0 if (self.peace.term < np.inf).any() else None
        chances = (last[:, 0], last[:, 1], fades)
        value = settlement_value(flow, discount, *chances, lapses, *after)
        if self.war.shape[1] == 1:
            return value
        eroded = settlement_value(flow, discount, *chances, 0, *after)
        u, delta, attacked = (np.asarray(a, dtype=np.float64) for a in (flow, discount, after[0]))
        for year in range(self.war.shape[1] - 2, -1, -1):
            attack = self.war[:, year, 0, 0]
            later = (1 - fades) * value + fades * eroded
            value = attack * attacked + (1 - attack) * (u + delta * later)
        return value


def looking_ahead(
    gains: Sequence[Floats],
    lapsed: Floats,
    *,
    discount: Floats,
    precision: Floats,
    erosion: Floats,
    term: int | None = None,
) -> list[Holding]:
    """Return when a challenger that looks ahead breaks N settlements, for each list of gains.

    Parameters
    ----------
    gains : sequence of arrays of shape (N,), payoff units, symbol A0
        What an attack gains while the guarantee is intact: one array for each equilibrium that is
        asked about. Rows that do not differ from the first array are solved once.
    lapsed : array of shape (N,), payoff units, symbol A1
        What it gains once the guarantee has eroded or lapsed.
    discount, precision, erosion : arrays of shape (N,)
    term : int or None, from 0

    Raises
    ------
    SolverError
        A number is outside its range.

    Examples
    --------
    >>> one = {"discount": np.array([0.9]), "precision": np.array([4.0])}
    >>> intact, lapsed, fades = np.array([-0.5]), np.array([0.3]), np.array([0.1])
    >>> (found,) = looking_ahead([intact], lapsed, erosion=fades, **one)
    >>> found.first_year.round(3), found.hold([1, 10]).round(3)
    (array([0.032]), array([[0.968, 0.419]]))
    """
    first = gains[0]
    chosen = [np.arange(len(first)), *(np.flatnonzero(each != first) for each in gains[1:])]
    rows = np.concatenate(chosen)
    lasts = np.inf if term is None else float(term)
    intact = np.concatenate([each[pick] for each, pick in zip(gains, chosen, strict=True)])
    # Beyond the range of payoffs a gain decides alone, whatever its size.
    attack = np.clip(np.stack([intact, lapsed[rows]], axis=1), -LARGEST, LARGEST)
    solved = solve_restart(
        RestartGame(
            peace=Peace(guarantee=fading(erosion[rows]), term=np.array(lasts)),
            flow=np.zeros(()),
            attack=attack[:, :, None],
            discount=discount[rows],
            precision=precision[rows],
        )
    )
    peace = Peace(guarantee=fading(erosion), term=np.array(lasts))
    found, start = [], 0
    for pick in chosen:
        war = solved.attack[: len(first)].copy()
        war[pick] = solved.attack[start : start + len(pick)]
        found.append(Holding(peace, war))
        start += len(pick)
    return found
