# SPDX-License-Identifier: Apache-2.0
"""Closed forms of the game over years that the strategy room must reproduce.

References
----------
Friedman, J. W. 1971. A non-cooperative equilibrium for supergames. Review of Economic Studies 38:
1-12.

Rust, J. 1987. Optimal replacement of GMC bus engines. Econometrica 55: 999-1033.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from foedus.history.checks import Check
from foedus.strategy.keeping import patience_in_states
from foedus.strategy.peace import Peace, fading, survive
from foedus.strategy.restart import RestartGame, solve_restart
from foedus.strategy.rivals import RivalsGame, solve_lasting_rivals

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

_EXACT: Final = 1e-12
_SIXTH_DIGIT: Final = 5e-7

_EROSION: Final = "closed form; a guarantee that erodes, five years"
_DROWNED: Final = "closed form; q + q**(1 - delta) = 1 where private costs drown all payoffs"
_REPLY: Final = "closed form; attack now if it is worth more than peace for ever"
_SINGLE: Final = "closed form; only this year counts"
_FORK: Final = "closed form; two like sides, fear that feeds on fear"
_GRIM: Final = "Friedman 1971; (deviation - holding) / (deviation - punished)"


def one_state(attack: float, discount: float, precision: float) -> float:
    """Return the yearly chance of attack if nothing ever changes and a year of peace is worth 1."""
    game = RestartGame(
        peace=Peace(guarantee=fading()),
        flow=np.array(1.0),
        attack=np.array(attack),
        discount=np.array(discount),
        precision=np.array(precision),
    )
    return float(solve_restart(game).attack[0, 0, 0, 0])


def like_sides(fear: float) -> NDArray[np.float64]:
    """Return all chances of attack of two like sides who look at this year alone.

    The chance is logistic(fear (q - 1/2)), q the other side's.
    """
    game = RivalsGame(
        peace=Peace(guarantee=fading()),
        flow=np.array(1.0),
        attack=np.array(0.5),
        attacked=np.array(0.0),
        both=np.array(0.5),
        discount=np.array(0.0),
        precision=np.array(fear),
    )
    chances = solve_lasting_rivals(game).equilibria
    assert chances is not None  # noqa: S101 - a game without end has them
    first = chances[0, :, 0, 0, 0]
    return np.sort(first[~np.isnan(first)])


def _held(attack_intact: float, attack_eroded: float, erosion: float) -> float:
    chances = [[[attack_intact], [attack_eroded]]]
    return float(survive(chances, Peace(guarantee=fading(erosion)), 5)[0, 5])


def _grim() -> float:
    return float(patience_in_states(3.0, 2.0, 1.0, Peace(guarantee=fading()))[0, 0, 0])


_FIGURES: Final[tuple[tuple[str, str, float, float, Callable[[], float]], ...]] = (
    # .72**5 + .9 x .2 (.72**5 - .7**5) / .02, and its limit .7**5 + .8 x .125 x 5 x .7**4.
    ("dynamic_erosion", _EROSION, 0.422287632, _EXACT, lambda: _held(0.1, 0.3, 0.2)),
    ("dynamic_erosion_limit", _EROSION, 0.28812, _EXACT, lambda: _held(0.2, 0.3, 0.125)),
    # q + sqrt(q) = 1: the golden ratio.
    ("dynamic_drowned", _DROWNED, 0.381966011, 5e-10, lambda: one_state(3.0, 0.5, 0.0)),
    ("dynamic_coin_toss", _DROWNED, 0.5, _EXACT, lambda: one_state(3.0, 0.0, 0.0)),
    ("dynamic_attacks", _REPLY, 1, 0, lambda: one_state(10.01, 0.9, np.inf)),
    ("dynamic_waits", _REPLY, 0, 0, lambda: one_state(9.99, 0.9, np.inf)),
    ("dynamic_single_year", _SINGLE, 0.2689414, 5e-8, lambda: one_state(0.5, 0.0, 2.0)),
    ("dynamic_fork_below", _FORK, 1, 0, lambda: len(like_sides(3.9))),
    ("dynamic_fork_above", _FORK, 3, 0, lambda: len(like_sides(6.0))),
    ("dynamic_fork_low", _FORK, 0.070720, _SIXTH_DIGIT, lambda: like_sides(6.0)[0]),
    ("dynamic_fork_middle", _FORK, 0.5, _EXACT, lambda: like_sides(6.0)[1]),
    ("dynamic_fork_high", _FORK, 0.929280, _SIXTH_DIGIT, lambda: like_sides(6.0)[2]),
    ("dynamic_grim", _GRIM, 0.5, _EXACT, _grim),
)


def _check(
    name: str, source: str, expected: float, tolerance: float, ours: Callable[[], float]
) -> Check:
    def compute(_folder: Path | None) -> float:
        return float(ours())

    return Check(name, source, expected, tolerance, compute)


CHECKS: Final = tuple(_check(*figure) for figure in _FIGURES)
"""Every figure of the game over years that this room reproduces."""
