# SPDX-License-Identifier: Apache-2.0
"""Does a peace enforce itself: is keeping it, state by state, worth more than breaking it once.

A side that breaks the peace has its gain of that year, and is punished in all later ones (grim
retaliation); the states move on all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from foedus.errors import SolverError
from foedus.strategy.ranges import PAYOFF, row_count, spread_out, within

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from foedus.strategy.peace import Peace

    Floats = NDArray[np.float64]

_MOST_PATIENT: Final = 1 - 1e-9
_HALVINGS: Final = 60


def patience_in_states(
    deviation: ArrayLike, holding: ArrayLike, punished: ArrayLike, peace: Peace
) -> Floats:
    """Return the discount factor from which grim retaliation keeps a side to the peace, by state.

    Parameters
    ----------
    deviation, holding, punished : arrays that broadcast to (N, S, P), payoff units a year
        What a side has in a year of breaking the peace, of keeping it, and in the years after it
        broke it, by state. Punishment leaves it no better off than keeping, in every state.
    peace : Peace
        How the states move, without a term.

    Returns
    -------
    array of shape (N, S, P)
        0 where breaking gains nothing even today, inf where no patience is enough. The peace
        enforces itself where the side's discount factor is at least the largest of these over the
        states that it can reach.

    Raises
    ------
    SolverError
        A number is outside its range, punishment is a reward, or the guarantee has a term.

    Notes
    -----
    With H and Z the values of keeping for ever and of being punished for ever, the side keeps in
    state s iff holding + delta E H(s') >= deviation + delta E Z(s'). H - Z rises in delta, so that
    there is one threshold. With one state it is (deviation - holding) / (deviation - punished).

    Examples
    --------
    >>> from foedus.strategy.peace import Peace, fading
    >>> peace = Peace(guarantee=fading(0.1))
    >>> patience_in_states(3.0, 2.0, [[0.0], [1.5]], peace).round(3).ravel().tolist()
    [0.36, 0.667]
    """
    if (peace.term < np.inf).any():
        message = "the guarantee has a term; allowed is one whose states alone tell the years apart"
        raise SolverError(message)
    named = {"deviation": deviation, "holding": holding, "punished": punished}
    given = {name: within(name, value, PAYOFF) for name, value in named.items()}
    lengths = [value.shape[0] for value in given.values() if value.ndim == 3]
    rows = row_count("the payoffs", [*lengths, *peace.lengths])
    shape = (rows, peace.states, peace.levels)
    broken, kept, after = (spread_out(name, value, shape) for name, value in given.items())
    if (after > kept).any():
        message = "punished is above holding in some state; allowed is no reward for breaking"
        raise SolverError(message)
    moves = peace.moves(rows)
    size = peace.states * peace.levels
    chain = np.einsum("nsz,npq->nspzq", moves.guarantee, moves.power).reshape(rows, size, size)
    loss, gain = (kept - after).reshape(rows, size), (broken - kept).reshape(rows, size)
    low = np.zeros((rows, size))
    high = np.full((rows, size), _MOST_PATIENT)
    enough = _deterred(chain, loss, gain, high)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        kept_to = _deterred(chain, loss, gain, middle)
        low, high = np.where(kept_to, low, middle), np.where(kept_to, middle, high)
    answer = np.where(gain <= 0, 0.0, np.where(enough, high, np.inf))
    return np.asarray(answer.reshape(shape))


def _deterred(chain: Floats, loss: Floats, gain: Floats, discount: Floats) -> NDArray[np.bool_]:
    """Say where the side keeps the peace, each state with a discount factor of its own."""
    size = chain.shape[-1]
    kept = np.zeros(gain.shape, dtype=np.bool_)
    for state in range(size):
        delta = discount[:, state]
        system = np.eye(size) - delta[:, None, None] * chain
        ahead = np.linalg.solve(system, loss[..., None])[..., 0]
        threat = delta * (chain[:, state] * ahead).sum(axis=-1)
        kept[:, state] = threat >= gain[:, state]
    return kept
