# SPDX-License-Identifier: Apache-2.0
"""The deterrence game: a challenger, a target, and guarantors who honour their word or not.

The challenger attacks or not; the target resists or concedes; if it resists, the guarantors
decide at the same time. Payoffs, with the status quo at 0 for all:

==========  ========================  ====================  ==================================
outcome     challenger                target                guarantor i
==========  ========================  ====================  ==================================
concede     b - word                  -s                    -g_i
war, S      (1-w_S) b - c             -(1-w_S) v - d        -(1-w_S) g_i - (k_i if i in S,
            - sum over S of x_i                             else a_i)
            - word
==========  ========================  ====================  ==================================

=========  ======================  ==========================================================
symbol     field                   meaning
=========  ======================  ==========================================================
w_S        ``prevail``             chance that the target's side prevails, S the acting set
b          ``gain``                what the challenger gains if the target concedes or loses
s, v       ``loss``, ``stake``     what the target loses by conceding; by losing the war
c, d       ``challenger_cost``,    cost of the war to the challenger; to the target
           ``target_cost``
word       ``word``                what breaking its own commitment costs the challenger
g_i        ``guarantor_stake``     what guarantor i loses if the challenger wins
k_i        ``action_cost``         what acting costs guarantor i
a_i        ``reneging_cost``       what not acting costs guarantor i
x_i        ``punishment``          what an acting guarantor i costs the challenger
auto_i     ``automatic``           share of i's response that needs no decision
psi_i      ``judged``              chance that i itself finds that the attack counts
phi        ``found``               chance that the attack is found to count
lambda     ``precision``           1 / spread of the private costs, per unit of payoff
q          ``quorum``              yes votes needed to act
=========  ======================  ==========================================================
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeVar

import numpy as np

from foedus.errors import CallError, SolverError
from foedus.strategy.contest import MOST_GUARANTORS
from foedus.strategy.shocks import SHOCKS, Shock

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Rule = Literal["each_for_itself", "vote"]
RULES: Final[tuple[Rule, ...]] = ("each_for_itself", "vote")

LARGEST: Final = 1e12
"""Largest size of a payoff or a precision: beyond it float64 no longer resolves a choice."""

_Kind = TypeVar("_Kind", bound=np.generic)
_Range = tuple[float, float, str]
_PAYOFF: Final[_Range] = (-LARGEST, LARGEST, "a finite number of size at most 1e12")
_COST: Final[_Range] = (0.0, LARGEST, "a cost from 0 to 1e12")
_CHANCE: Final[_Range] = (0.0, 1.0, "a probability from 0 to 1")
_PRECISION: Final[_Range] = (0.0, LARGEST, "a precision from 0 (pure chance) to 1e12")

_EACH_GAME: Final[dict[str, _Range]] = {
    "gain": _PAYOFF,
    "loss": _PAYOFF,
    "stake": _PAYOFF,
    "challenger_cost": _COST,
    "target_cost": _COST,
    "precision": _PRECISION,
    "word": _COST,
    "found": _CHANCE,
}
_EACH_GUARANTOR: Final[dict[str, _Range]] = {
    "guarantor_stake": _PAYOFF,
    "action_cost": _COST,
    "reneging_cost": _COST,
    "punishment": _COST,
    "automatic": _CHANCE,
    "judged": _CHANCE,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DeterrenceGame:
    """N deterrence games with n guarantors each, one game a row; scalars hold for every row.

    Parameters
    ----------
    prevail : array of shape (N, 2**n), probabilities, symbol w_S
        Chance that the target's side prevails, column S a bit mask of the guarantors acting; it
        sets N and n. See `foedus.strategy.contest.contest_table`.
    gain, loss, stake : arrays of shape (N,), payoff units, symbols b, s, v
        The challenger's gain, the target's loss by conceding and its stake in a war.
    challenger_cost, target_cost : arrays of shape (N,), 0 or more, symbols c, d
        Costs of the war.
    guarantor_stake : array of shape (N, n), payoff units, symbol g_i
        What each guarantor loses if the challenger has its way.
    action_cost, reneging_cost, punishment : arrays of shape (N, n), 0 or more, symbols k, a, x
        Cost of acting, cost of not acting, cost an acting guarantor lays on the challenger.
    precision : array of shape (N,), 1 / payoff units, from 0 to 1e12, symbol lambda
        At 0 every choice is a coin toss. There is no infinite precision: the limit depends on how
        it is approached; give a large number instead.
    word : array of shape (N,), 0 or more
        What breaking its own commitment costs the challenger.
    found : array of shape (N,), probabilities, symbol phi
        Chance that the attack is found to be one that counts; where it is not, nobody is bound,
        and the target stands alone. Target and challenger choose before the finding is known.
    automatic : array of shape (N, n), probabilities, symbol auto_i
        Chance that guarantor i's action (under a vote: its yes) needs no decision.
    judged : array of shape (N, n), probabilities, symbol psi_i
        Chance that guarantor i, judging for itself, finds that an attack counts; each by itself and
        unknown to the others. Where it does not find so, it does not act or vote for acting, and
        breaks no word by that.
    bound : boolean array of shape (N, n)
        An unbound guarantor takes no part: it does not act, vote or count.
    rule : {"each_for_itself", "vote"}
        Each guarantor decides on its own action; or the bound ones vote, all of them act if the
        vote passes, and those who said no to a failed vote pay their cost of reneging.
    quorum : int or None, from 1 to n, symbol q
        Yes votes needed; None, or more than are bound, means all that are bound.
    shock : {"logistic", "normal"}
        Distribution of the private costs, of scale (standard deviation) 1/precision.

    Raises
    ------
    SolverError
        A number is outside its range (the row is named) or a shape does not fit.
    CallError
        An unknown rule or shock, or a quorum without a vote.
    """

    prevail: NDArray[np.float64]
    gain: NDArray[np.float64]
    loss: NDArray[np.float64]
    stake: NDArray[np.float64]
    challenger_cost: NDArray[np.float64]
    target_cost: NDArray[np.float64]
    guarantor_stake: NDArray[np.float64]
    action_cost: NDArray[np.float64]
    reneging_cost: NDArray[np.float64]
    punishment: NDArray[np.float64]
    precision: NDArray[np.float64]
    word: NDArray[np.float64] = field(default_factory=lambda: np.array(0.0))
    found: NDArray[np.float64] = field(default_factory=lambda: np.array(1.0))
    automatic: NDArray[np.float64] = field(default_factory=lambda: np.array(0.0))
    judged: NDArray[np.float64] = field(default_factory=lambda: np.array(1.0))
    bound: NDArray[np.bool_] = field(default_factory=lambda: np.array(True))
    rule: Rule = "each_for_itself"
    quorum: int | None = None
    shock: Shock = "logistic"

    def __post_init__(self) -> None:
        self._check_words()
        prevail = _table(self.prevail)
        games, guarantors = len(prevail), prevail.shape[1].bit_length() - 1
        object.__setattr__(self, "prevail", prevail)
        for name, allowed in _EACH_GAME.items():
            values = _array(name, getattr(self, name), (games,))
            object.__setattr__(self, name, _within(name, values, allowed))
        for name, allowed in _EACH_GUARANTOR.items():
            values = _array(name, getattr(self, name), (games, guarantors))
            object.__setattr__(self, name, _within(name, values, allowed))
        flags = np.asarray(self.bound)
        if flags.dtype != np.bool_:
            message = f"bound is of type {flags.dtype}; allowed are true and false"
            raise SolverError(message)
        object.__setattr__(self, "bound", _fitted("bound", flags, (games, guarantors)))
        if self.quorum is not None and not 1 <= self.quorum <= guarantors:
            message = f"quorum is {self.quorum}; allowed is 1 to {guarantors}, the guarantors"
            raise SolverError(message)

    @property
    def games(self) -> int:
        """Number of games (N)."""
        return len(self.prevail)

    @property
    def guarantors(self) -> int:
        """Number of guarantors (n), bound or not."""
        return int(self.prevail.shape[1]).bit_length() - 1

    def _check_words(self) -> None:
        if self.rule not in RULES:
            message = f"unknown rule '{self.rule}'; known are {', '.join(RULES)}"
            raise CallError(message)
        if self.shock not in SHOCKS:
            message = f"unknown shock '{self.shock}'; known are {', '.join(SHOCKS)}"
            raise CallError(message)
        if self.quorum is not None and self.rule != "vote":
            message = "a quorum was given without a vote; use rule='vote' or leave it out"
            raise CallError(message)


def _table(prevail: ArrayLike) -> NDArray[np.float64]:
    """Check the contest table, which sets the number of games and of guarantors."""
    table = np.asarray(prevail, dtype=np.float64)
    most = 1 << MOST_GUARANTORS
    if table.ndim != 2 or not 1 <= table.shape[1] <= most or table.shape[1].bit_count() != 1:
        message = (
            f"prevail has shape {table.shape}; allowed is (games, 2**guarantors) "
            f"with at most {MOST_GUARANTORS} guarantors"
        )
        raise SolverError(message)
    return _within("prevail", _array("prevail", table, table.shape), _CHANCE)


def _array(name: str, values: ArrayLike, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return the values as a float64 array of the shape, ready for a compiled kernel."""
    return _fitted(name, np.asarray(values, dtype=np.float64), shape)


def _fitted(name: str, values: NDArray[_Kind], shape: tuple[int, ...]) -> NDArray[_Kind]:
    if values.shape == shape:
        return np.require(values, requirements=["C", "W"])
    if values.shape != ():
        message = f"{name} has shape {values.shape}; allowed are {shape} and a single number"
        raise SolverError(message)
    return np.full(shape, values)


def _within(name: str, values: NDArray[np.float64], allowed: _Range) -> NDArray[np.float64]:
    low, high, words = allowed
    if values.size == 0 or (values.min() >= low and values.max() <= high):
        return values
    row = int(np.argmin(((values >= low) & (values <= high)).reshape(len(values), -1).all(axis=1)))
    wrong = next(number for number in values[row].flat if not low <= number <= high)
    message = f"{name} in row {row} is {wrong}; allowed is {words}"
    raise SolverError(message)
