# SPDX-License-Identifier: Apache-2.0
"""Figures of the deterrence literature, and exact landmarks, that the strategy room must reproduce.

References
----------
Fearon, J. D. 1995. Rationalist explanations for war. International Organization 49: 379-414.

Lewis, J. B. and Schultz, K. A. 2003. Revealing preferences: empirical estimation of a crisis
bargaining game with incomplete information. Political Analysis 11: 345-367.

Zagare, F. C. and Kilgour, D. M. 1993. Asymmetric deterrence. International Studies Quarterly 37:
1-27.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from foedus.history.checks import Check
from foedus.strategy.contest import contest_table
from foedus.strategy.game import DeterrenceGame
from foedus.strategy.reference import (
    CrisisSignals,
    bargaining_range,
    credible_threat_needed,
    pitchfork_precision,
    ultimatum,
)
from foedus.strategy.solve import solve_deterrence

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

_STAKE: Final = 1.3
_ALONE: Final = 0.1
_TOGETHER: Final = 0.6

_EXACT: Final = 1e-12
_SIXTH_DIGIT: Final = 5e-7
_LIMIT_REACHED: Final = 1e-3
"""Of a limit in the precision: it stands at 200 here, not at infinity."""

_FEARON: Final = "Fearon 1995; bargaining range, ultimatum with private costs"
_SIGNALS: Final = "game of Lewis and Schultz 2003; roots computed independently"
_PITCHFORK: Final = "closed form; two like guarantors"
_RETALIATION: Final = "Zagare and Kilgour 1993; credible retaliation"
_LIMIT: Final = "closed form; choices without error"


def like_guarantors(precision: float) -> DeterrenceGame:
    """Return the game of two like guarantors whose equilibria fork as precision rises."""
    reneging = 0.2
    return DeterrenceGame(
        prevail=np.array([[0.2, 0.2 + _ALONE, 0.2 + _ALONE, 0.2 + _ALONE + _TOGETHER]]),
        **_plain(precision, 2),
        guarantor_stake=np.array(_STAKE),
        action_cost=np.array(_STAKE * (_ALONE + _TOGETHER) / 2 + reneging),
        reneging_cost=np.array(reneging),
    )


def sure_guarantors(precision: float, *, credible: bool, stake: float = 1.0) -> DeterrenceGame:
    """Return a game of three guarantors who all honour, or all abandon, as good as surely."""
    return DeterrenceGame(
        prevail=contest_table([-1.0], [[0.5, 0.7, 0.9]]),
        **_plain(precision, 3, stake),
        guarantor_stake=np.array(0.0),
        action_cost=np.array(0.0 if credible else 1.0),
        reneging_cost=np.array(1.0 if credible else 0.0),
    )


def _plain(precision: float, guarantors: int, stake: float = 1.0) -> dict[str, Any]:
    numbers = {
        "gain": 1.0,
        "loss": 1.0,
        "stake": stake,
        "challenger_cost": 0.1,
        "target_cost": 0.1,
        "precision": precision,
    }
    plain = {name: np.array(number) for name, number in numbers.items()}
    return {**plain, "punishment": np.full((1, guarantors), 0.1)}


def _fork(times: float) -> NDArray[np.float64]:
    """Return one guarantor's equilibrium chances at so many times the critical precision."""
    game = like_guarantors(times * pitchfork_precision(_STAKE, _ALONE, _TOGETHER))
    chances = solve_deterrence(game).equilibria[0, :, 0]
    return np.sort(chances[~np.isnan(chances)])


def _sure(*, credible: bool, stake: float) -> tuple[float, float]:
    """Return the chances of resistance and of attack when guarantors and choices are sure."""
    chosen = solve_deterrence(sure_guarantors(200.0, credible=credible, stake=stake)).pessimistic
    return float(chosen.resist[0]), float(chosen.attack[0])


def _signals(b_war: float) -> NDArray[np.float64]:
    """Return all chances of resistance in the published example, B's mean value of war given."""
    return CrisisSignals(1.0, -1.9, -1.2, 1.0, b_war).equilibria()


_FIGURES: Final[tuple[tuple[str, str, float, float, Callable[[], float]], ...]] = (
    (
        "pitchfork_precision",
        _PITCHFORK,
        6.1538,
        5e-5,
        lambda: pitchfork_precision(_STAKE, _ALONE, _TOGETHER),
    ),
    ("pitchfork_equilibria_below", _PITCHFORK, 1, 0, lambda: len(_fork(0.99))),
    ("pitchfork_equilibria_above", _PITCHFORK, 3, 0, lambda: len(_fork(1.01))),
    ("pitchfork_root_low", _PITCHFORK, 0.070720, _SIXTH_DIGIT, lambda: _fork(1.5)[0]),
    ("pitchfork_root_middle", _PITCHFORK, 0.5, _EXACT, lambda: _fork(1.5)[1]),
    ("pitchfork_root_high", _PITCHFORK, 0.929280, _SIXTH_DIGIT, lambda: _fork(1.5)[2]),
    ("lewis_schultz_root_low", _SIGNALS, 0.251105, _SIXTH_DIGIT, lambda: _signals(-2.9)[0]),
    ("lewis_schultz_root_middle", _SIGNALS, 0.594723, _SIXTH_DIGIT, lambda: _signals(-2.9)[1]),
    ("lewis_schultz_root_high", _SIGNALS, 0.813322, _SIXTH_DIGIT, lambda: _signals(-2.9)[2]),
    ("lewis_schultz_roots", _SIGNALS, 3, 0, lambda: len(_signals(-2.9))),
    ("lewis_schultz_only_root", _SIGNALS, 0.907856, _SIXTH_DIGIT, lambda: _signals(-2.7)[0]),
    ("lewis_schultz_only", _SIGNALS, 1, 0, lambda: len(_signals(-2.7))),
    ("fearon_range_low", _FEARON, 0.5, _EXACT, lambda: bargaining_range(0.6, 0.1, 0.2)[0]),
    ("fearon_range_high", _FEARON, 0.8, _EXACT, lambda: bargaining_range(0.6, 0.1, 0.2)[1]),
    ("fearon_demand", _FEARON, 0.65, _EXACT, lambda: ultimatum(0.5, 0.1, 0.4)[0]),
    ("fearon_chance_of_war", _FEARON, 0.375, _EXACT, lambda: ultimatum(0.5, 0.1, 0.4)[1]),
    ("zagare_kilgour", _RETALIATION, 0.25, _EXACT, lambda: credible_threat_needed(1.0, 0.5, -1.0)),
    ("credible_resists", _LIMIT, 1, _LIMIT_REACHED, lambda: _sure(credible=True, stake=1.0)[0]),
    ("credible_deters", _LIMIT, 0, _LIMIT_REACHED, lambda: _sure(credible=True, stake=1.0)[1]),
    ("credible_concedes", _LIMIT, 0, _LIMIT_REACHED, lambda: _sure(credible=True, stake=4.0)[0]),
    ("credible_attacked", _LIMIT, 1, _LIMIT_REACHED, lambda: _sure(credible=True, stake=4.0)[1]),
    ("incredible_resists", _LIMIT, 1, _LIMIT_REACHED, lambda: _sure(credible=False, stake=1.0)[0]),
    ("incredible_attacked", _LIMIT, 1, _LIMIT_REACHED, lambda: _sure(credible=False, stake=1.0)[1]),
    ("incredible_concedes", _LIMIT, 0, _LIMIT_REACHED, lambda: _sure(credible=False, stake=2.0)[0]),
)


def _check(
    name: str, source: str, expected: float, tolerance: float, ours: Callable[[], float]
) -> Check:
    def compute(_folder: Path | None) -> float:
        return float(ours())

    return Check(name, source, expected, tolerance, compute)


CHECKS: Final = tuple(_check(*figure) for figure in _FIGURES)
"""Every figure that this room reproduces."""
