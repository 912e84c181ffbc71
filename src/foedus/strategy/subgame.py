# SPDX-License-Identifier: Apache-2.0
"""The guarantors' subgame after an attack that the target resists, cut down to free choices.

Unbound guarantors do not act and fully automatic ones do; the rest are *free*, numbered from 0:
e_i = judged_i (automatic_i + (1 - automatic_i) F), so base_i and span_i below.
What free guarantor i gains by acting (or by voting yes) depends on who else acts (votes yes), and
is kept as a table over the sets of the other free guarantors, scaled by the precision. Both
decision rules fit: e_i = Phi_i(e) = base_i + span_i F(expected gain of i), with the expectation
over the others' independent chances e_j, linear in each.

=====================  =======================================================================
rule                   gain of i when the others in S act or vote yes
=====================  =======================================================================
each for itself        g_i (w_{S+i} - w_S) + a_i - k_i
vote, |S| = q - 1      g_i (w_M - w_0) + a_i - k_i      (i decides; M: all that are bound)
vote, |S| < q - 1      a_i                              (fails anyway; a yes keeps one's word)
vote, |S| > q - 1      0                                (passes anyway)
=====================  =======================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from foedus.strategy.shocks import chance, compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]
    Places = NDArray[np.int64]

MEMBERS: Final = 0
COMMITTED: Final = 1
NEEDED: Final = 2
"""Places in `Subgame.vote`: the bound and the fully automatic guarantors as bit masks, and the
yes votes it takes to act (negative: each for itself)."""

_ROUNDING: Final = 1e-15


class Terms(NamedTuple):
    """What the guarantors of all games have at stake, for compiled code."""

    stake: Matrix
    action_cost: Matrix
    reneging_cost: Matrix
    automatic: Matrix
    judged: Matrix
    bound: NDArray[np.bool_]


class Subgame(NamedTuple):
    """One game's free guarantors: who they are, and what each gains over the others' sets."""

    who: Places
    vote: Places
    gains: Matrix
    base: Vector
    span: Vector
    pad: Vector
    fold: Vector


def blank_subgame(guarantors: int) -> Subgame:
    """Return working memory for the subgames of so many guarantors."""
    sets = 1 << guarantors
    return Subgame(
        who=np.zeros(guarantors, dtype=np.int64),
        vote=np.zeros(3, dtype=np.int64),
        gains=np.zeros((guarantors, sets)),
        base=np.zeros(guarantors),
        span=np.zeros(guarantors),
        pad=np.zeros(guarantors),
        fold=np.zeros(sets),
    )


@compiled
def size_of(members: int) -> int:
    """Size of a set given as a bit mask."""
    size = 0
    while members:
        members &= members - 1
        size += 1
    return size


@compiled
def free_choices(terms: Terms, row: int, quorum: int, game: Subgame) -> int:
    """Find out who is bound and who of them is free to choose; return how many are free."""
    free = members = committed = 0
    for guarantor in range(len(game.who)):
        if terms.bound[row, guarantor]:
            members |= 1 << guarantor
            automatic, judged = terms.automatic[row, guarantor], terms.judged[row, guarantor]
            if automatic == 1.0 and judged == 1.0:
                committed |= 1 << guarantor
            else:
                game.who[free] = guarantor
                game.base[free] = judged * automatic
                game.span[free] = judged * (1.0 - automatic)
                free += 1
    bound = size_of(members)
    game.vote[MEMBERS] = members
    game.vote[COMMITTED] = committed
    game.vote[NEEDED] = bound if quorum == 0 else min(quorum, bound)
    return free


@compiled
def tabulate(
    terms: Terms, row: int, free: int, prevail: Vector, precision: float, game: Subgame
) -> None:
    """Write what each free guarantor gains by acting, over the sets of the other free ones."""
    members, committed, needed = game.vote[MEMBERS], game.vote[COMMITTED], game.vote[NEEDED]
    for own in range(free):
        me = game.who[own]
        stake, keeping = terms.stake[row, me], terms.reneging_cost[row, me]
        net = keeping - terms.action_cost[row, me]
        largest = 0.0
        for others in range(1 << (free - 1)):
            acting, rest = committed, others
            for other in range(free):
                if other != own:
                    acting |= (rest & 1) << game.who[other]
                    rest >>= 1
            gain = 0.0
            if needed < 0:
                gain = stake * (prevail[acting | 1 << me] - prevail[acting]) + net
            elif size_of(acting) == needed - 1:
                gain = stake * (prevail[members] - prevail[0]) + net
            elif size_of(acting) < needed:
                gain = keeping
            game.gains[own, others] = precision * gain
            largest = max(largest, abs(precision * gain))
        game.pad[own] = _ROUNDING * free * largest


@compiled
def mix(table: Vector, chances: Vector, members: int, skip: int, fold: Vector) -> float:
    """Return the expectation of a table over sets whose members join independently.

    The member `skip` is no dimension of the table; a number that is nobody's skips none.
    """
    half = 1 << (members - 1 if skip < members else members)
    for place in range(half):
        fold[place] = table[place]
    for member in range(members):
        if member != skip:
            half >>= 1
            for rest in range(half):
                without = fold[2 * rest]
                fold[rest] = without + chances[member] * (fold[2 * rest + 1] - without)
    return float(fold[0])


@compiled
def best_answer(game: Subgame, chances: Vector, free: int, own: int, shock: int) -> float:
    """Phi_i(e): the chance that a free guarantor acts, given the others' chances."""
    expected = mix(game.gains[own], chances, free, own, game.fold)
    return float(game.base[own] + game.span[own] * chance(expected, shock))


@compiled
def residual(game: Subgame, chances: Vector, free: int, shock: int) -> float:
    """Largest |e_i - Phi_i(e)|: how far a profile is from an equilibrium."""
    worst = 0.0
    for own in range(free):
        worst = max(worst, abs(chances[own] - best_answer(game, chances, free, own, shock)))
    return worst
