# SPDX-License-Identifier: Apache-2.0
"""Solve deterrence games: who would honour, who would resist, who would attack, and how surely.

Each row is solved on its own, so that its answer does not depend on the batch it stands in: first
the guarantors' subgame (`pair` for two free guarantors, `certificate` for more), then the target
and the challenger (`war`). With logistic shocks the answers are the agent logit quantal response
equilibria of the game.

References
----------
McKelvey and Palfrey (1998), Experimental Economics 1, 9-41.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from foedus.errors import CallError
from foedus.strategy.certificate import STACK, search
from foedus.strategy.jacobian import POINT, blank_work
from foedus.strategy.newton import RESIDUAL
from foedus.strategy.pair import solve_pair
from foedus.strategy.shocks import SHOCKS, compiled, entry
from foedus.strategy.subgame import (
    COMMITTED,
    Terms,
    best_answer,
    blank_subgame,
    free_choices,
    residual,
    tabulate,
)
from foedus.strategy.war import ATTACK, PREVAIL, Payoffs, blank_profiles, follow

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from foedus.strategy.game import DeterrenceGame
    from foedus.strategy.jacobian import Work
    from foedus.strategy.subgame import Subgame
    from foedus.strategy.war import Profiles

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

METHOD: Final = "agent quantal response; closed form, proof in one dimension, or box search"

MOST_FOUND: Final = 24
"""Most equilibria of one game that are looked for."""


class Status(IntEnum):
    """How sure a row's set of equilibria is."""

    CERTIFIED_UNIQUE = 0
    MULTIPLE = 1
    UNDECIDED = 2


_UNIQUE: Final = int(Status.CERTIFIED_UNIQUE)
_MULTIPLE: Final = int(Status.MULTIPLE)
_UNDECIDED: Final = int(Status.UNDECIDED)


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """One equilibrium for each game, chosen by a named rule.

    Parameters
    ----------
    honour : array of shape (N, n), probabilities, symbol e_i
        That guarantor i acts in a war over an attack that counts (under a vote: the vote passes).
    acting : array of shape (N, n), probabilities
        That guarantor i acts in a war: honour times the chance that the attack counts.
    prevail : array of shape (N,), probabilities, symbol wbar
        That the target's side prevails if it resists, before the finding is known.
    resist : array of shape (N,), probabilities, symbol r
        That the target resists an attack.
    attack : array of shape (N,), probabilities, symbol q
        That the challenger attacks.
    punishment : array of shape (N,), payoff units
        What the guarantors are expected to cost the challenger in a war.
    """

    honour: Matrix
    acting: Matrix
    prevail: Vector
    resist: Vector
    attack: Vector
    punishment: Vector


@dataclass(frozen=True, slots=True, eq=False)
class DeterrenceSolution:
    """The equilibria of N deterrence games.

    Parameters
    ----------
    game : DeterrenceGame
        What was solved.
    method : str
        How.
    tolerance : float
        Largest residual of what is called an equilibrium.
    status : array of shape (N,) of `Status`
        Certified unique; multiple (two verified ones at least); undecided.
    found : array of shape (N,)
        Number of equilibria found; 0 where none was verified, and then the row shows the best
        approximation.
    complete : boolean array of shape (N,)
        Whether the equilibria found are proven to be all.
    pessimistic, optimistic : Selection
        The equilibria with the highest and with the lowest chance of attack. Between equal
        chances of attack, the one with the lower (higher) chance that the target's side prevails.
    honour_low, honour_high : arrays of shape (N, n), probabilities
        Range of honour over the equilibria found.
    residual : array of shape (N,)
        Largest |chance - chance that the equilibrium condition gives| over equilibria and
        guarantors.
    equilibria : array of shape (N, K, n), probabilities
        The chances that each guarantor acts (under a vote: says yes), from the highest to the
        lowest chance of attack; NaN where there are fewer than K.
    """

    game: DeterrenceGame
    method: str
    tolerance: float
    status: NDArray[np.int8]
    found: NDArray[np.int8]
    complete: NDArray[np.bool_]
    pessimistic: Selection
    optimistic: Selection
    honour_low: Matrix
    honour_high: Matrix
    residual: Vector
    equilibria: NDArray[np.float64]

    @property
    def attack_low(self) -> Vector:
        """Lowest chance of attack over the equilibria found."""
        return self.optimistic.attack

    @property
    def attack_high(self) -> Vector:
        """Highest chance of attack over the equilibria found."""
        return self.pessimistic.attack


class Answers(NamedTuple):
    """What compiled code writes for N games with n guarantors.

    Shapes: tally (status, found, complete; N), residual (N), outcome (selection; four places of
    `Profiles.outcome`; N), honour (selection; N; n), extent (least, greatest; N; n), equilibria
    (N; K; n).
    """

    tally: NDArray[np.int8]
    residual: Vector
    outcome: NDArray[np.float64]
    honour: NDArray[np.float64]
    extent: NDArray[np.float64]
    equilibria: NDArray[np.float64]


@compiled
def arrange(work: Profiles, count: int) -> None:
    """Order the equilibria from the worst to the best for the target's side."""
    for profile in range(count):
        place = profile
        while place > 0:
            before = work.order[place - 1]
            more = work.outcome[profile, ATTACK] - work.outcome[before, ATTACK]
            weaker = work.outcome[before, PREVAIL] - work.outcome[profile, PREVAIL]
            if more < 0.0 or (more == 0.0 and weaker <= 0.0):
                break
            work.order[place] = before
            place -= 1
        work.order[place] = profile


@compiled
def write(row: int, count: int, work: Profiles, answers: Answers) -> None:
    """Write one game's ordered equilibria to the answers."""
    most = work.honour.shape[1]
    for side in range(2):
        profile = work.order[side * (count - 1)]
        for kind in range(4):
            answers.outcome[side, kind, row] = work.outcome[profile, kind]
        for guarantor in range(most):
            answers.honour[side, row, guarantor] = work.honour[profile, guarantor]
    for guarantor in range(most):
        least = greatest = work.honour[0, guarantor]
        for profile in range(1, count):
            least = min(least, work.honour[profile, guarantor])
            greatest = max(greatest, work.honour[profile, guarantor])
        answers.extent[0, row, guarantor] = least
        answers.extent[1, row, guarantor] = greatest
        for place in range(min(count, answers.equilibria.shape[1])):
            chance_here = work.chances[work.order[place], guarantor]
            answers.equilibria[row, place, guarantor] = chance_here


@compiled
def known(table: Matrix) -> int:
    """Count the equilibria in a table whose unused rows begin with NaN."""
    count = 0
    while count < len(table) and not math.isnan(table[count, 0]):
        count += 1
    return count


@entry
def solve_rows(
    payoffs: Payoffs,
    terms: Terms,
    quorum: int,
    shock: int,
    game: Subgame,
    scratch: Work,
    work: Profiles,
    answers: Answers,
) -> None:
    """Solve every row on its own."""
    for row in range(len(payoffs.gain)):
        free = free_choices(terms, row, quorum, game)
        tabulate(terms, row, free, payoffs.prevail[row], payoffs.precision[row], game)
        complete = True
        for profile in range(len(work.free)):
            work.free[profile, 0] = math.nan
        if free > 2:
            complete = search(game, free, shock, scratch, work.free)
        elif free == 2:
            complete = solve_pair(game, shock, scratch.vector[POINT], work.free)
        else:
            work.free[0, 0] = best_answer(game, work.free[0], free, 0, shock) if free else 0.0
        found = known(work.free)
        if found == 0:
            for own in range(free):
                work.free[0, own] = scratch.vector[POINT, own]
        count, worst = max(found, 1), 0.0
        for profile in range(count):
            worst = max(worst, residual(game, work.free[profile], free, shock))
            for guarantor in range(len(game.who)):
                work.chances[profile, guarantor] = game.vote[COMMITTED] >> guarantor & 1
            for own in range(free):
                work.chances[profile, game.who[own]] = work.free[profile, own]
            follow(payoffs, row, profile, shock, game, work)
        arrange(work, count)
        write(row, count, work, answers)
        answers.residual[row] = worst
        answers.tally[0, row] = _MULTIPLE if found > 1 else _UNIQUE if complete else _UNDECIDED
        answers.tally[1, row] = found
        answers.tally[2, row] = complete


@entry
def follow_rows(
    payoffs: Payoffs,
    terms: Terms,
    quorum: int,
    shock: int,
    game: Subgame,
    work: Profiles,
    chances: Matrix,
    answers: Answers,
) -> None:
    """Work out what follows from given chances of the guarantors, row by row."""
    for row in range(len(payoffs.gain)):
        free_choices(terms, row, quorum, game)
        for guarantor in range(len(game.who)):
            work.chances[0, guarantor] = chances[row, guarantor]
        follow(payoffs, row, 0, shock, game, work)
        for kind in range(4):
            answers.outcome[0, kind, row] = work.outcome[0, kind]
        for guarantor in range(len(game.who)):
            answers.honour[0, row, guarantor] = work.honour[0, guarantor]


def solve_deterrence(game: DeterrenceGame, *, keep: int | None = None) -> DeterrenceSolution:
    """Find the equilibria of each deterrence game, and say whether they are proven to be all.

    Parameters
    ----------
    game : DeterrenceGame
        N games, one a row.
    keep : int or None
        Most equilibria of each game to return in `equilibria` (K); None for 1, 3 or 8 with up to
        one, two, or more guarantors. Everything else covers all equilibria found whatever K is.

    Returns
    -------
    DeterrenceSolution
        Status, the range over equilibria, and the pessimistic and the optimistic equilibrium.

    Raises
    ------
    CallError
        `keep` is negative.

    Examples
    --------
    Two guarantors, each of whom is of use only if the other comes too:

    >>> from foedus.strategy.game import DeterrenceGame
    >>> game = DeterrenceGame(
    ...     prevail=[[0.2, 0.25, 0.25, 0.9]], gain=1.0, loss=1.0, stake=1.0,
    ...     challenger_cost=0.1, target_cost=0.1, guarantor_stake=1.3, action_cost=0.5,
    ...     reneging_cost=0.1, punishment=0.2, precision=8.0)
    >>> solution = solve_deterrence(game)
    >>> Status(solution.status[0]).name, int(solution.found[0])
    ('MULTIPLE', 3)
    >>> solution.attack_low.round(2), solution.attack_high.round(2)
    (array([0.06]), array([1.]))
    """
    guarantors = game.guarantors
    usual = (1, 1, 3)[guarantors] if guarantors <= 2 else 8
    most = usual if keep is None else keep
    if most < 0:
        message = f"keep is {keep}; allowed is 0 or more"
        raise CallError(message)
    answers = _blank_answers(game.games, guarantors, most)
    solve_rows(
        *compiled_input(game),
        blank_subgame(guarantors),
        blank_work(guarantors, STACK),
        blank_profiles(MOST_FOUND, guarantors),
        answers,
    )
    return DeterrenceSolution(
        game=game,
        method=METHOD,
        tolerance=RESIDUAL,
        status=answers.tally[0],
        found=answers.tally[1],
        complete=answers.tally[2].view(np.bool_),
        pessimistic=_selection(game, answers, 0),
        optimistic=_selection(game, answers, 1),
        honour_low=answers.extent[0],
        honour_high=answers.extent[1],
        residual=answers.residual,
        equilibria=answers.equilibria,
    )


def at_profile(game: DeterrenceGame, chances: Matrix) -> Selection:
    """Return what the target and the challenger do if the guarantors act with given chances.

    Parameters
    ----------
    game : DeterrenceGame
        N games.
    chances : array of shape (N, n), probabilities
        That each guarantor acts (under a vote: says yes), as in `DeterrenceSolution.equilibria`.
    """
    answers = _blank_answers(game.games, game.guarantors, 0)
    follow_rows(
        *compiled_input(game),
        blank_subgame(game.guarantors),
        blank_profiles(1, game.guarantors),
        np.ascontiguousarray(chances),
        answers,
    )
    return _selection(game, answers, 0)


def compiled_input(game: DeterrenceGame) -> tuple[Payoffs, Terms, int, int]:
    """Return payoffs, the guarantors' terms, quorum (-1 without a vote) and shock, for kernels."""
    return (
        Payoffs(*(getattr(game, name) for name in Payoffs._fields)),
        Terms(*(getattr(game, name) for name in ("guarantor_stake", *Terms._fields[1:]))),
        -1 if game.rule == "each_for_itself" else game.quorum or 0,
        SHOCKS[game.shock],
    )


def _blank_answers(games: int, guarantors: int, most: int) -> Answers:
    return Answers(
        np.zeros((3, games), dtype=np.int8),
        np.zeros(games),
        np.zeros((2, 4, games)),
        np.zeros((2, games, guarantors)),
        np.zeros((2, games, guarantors)),
        np.full((games, most, guarantors), np.nan),
    )


def _selection(game: DeterrenceGame, answers: Answers, side: int) -> Selection:
    prevail, resist, attack, punishment = answers.outcome[side]
    honour = answers.honour[side]
    return Selection(
        honour=honour,
        acting=honour * game.found[:, None],
        prevail=prevail,
        resist=resist,
        attack=attack,
        punishment=punishment,
    )
