# SPDX-License-Identifier: Apache-2.0
"""Where talks end if a case's parties take turns with offers, whatever strategies they follow.

A check on who accepts what: a package may be acceptable to all and still be passed over, and talks
may fail although something was acceptable. Each run takes one sampled world, a strategy for each
party and an order of speaking, all drawn by the seed. The parties at the table are those whose
agreement some package may need and who weigh peace against war. A package that a party would
refuse in that world, for its worth or for a red line, is worth less to it than no deal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from foedus.bargaining.negotiation import negotiate
from foedus.bargaining.packages import RULES
from foedus.errors import CallError
from foedus.settlement.settle import consenters, parties, proposals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from foedus.case.folder import CaseFolder

STRATEGIES: Final = ("boulware", "linear", "conceder")
"""Ask for less late, evenly, or soon: what each party may do."""
ROUNDS: Final = 60
# Less than any difference that matters, more than rounding: what a refused package falls short.
_REFUSED: Final = 1e-6


def simulate_offers(
    case: CaseFolder,
    arrays: Mapping[str, NDArray[Any]],
    runs: int,
    *,
    rounds: int = ROUNDS,
    seed: int = 0,
) -> dict[str, Any]:
    """Let a case's parties make one another offers in sampled worlds, and tell how talks end.

    Parameters
    ----------
    case : CaseFolder
        The case.
    arrays : mapping
        What `settle_worlds` says, without the names of dimensions.
    runs : int, at least 1
        How many talks, each in a sampled world.
    rounds : int
        The deadline.
    seed : int
        Names the worlds, strategies and orders drawn.

    Returns
    -------
    dict
        ``runs``, ``rounds``, ``parties``, ``strategies``; ``no_deal``: share of talks without a
        deal, and ``nothing_acceptable``: share of talks in whose world no package was better than
        no deal for all; ``ends``: share of talks by package; ``agrees``: share of deals that are
        what Nash, Kalai and Smorodinsky or the egalitarian rule picks; ``by_strategy``: for each
        party and strategy the share of talks without a deal and the mean yearly gain over war.

    Raises
    ------
    CallError
        If fewer than two parties sit at the table, `runs` is below 1, or NegMAS is not installed.
    """
    if runs < 1:
        message = f"the number of talks is {runs}; it must be at least 1"
        raise CallError(message)
    names = [name for name in parties(case) if name in consenters(case)]
    if len(names) < 2:
        message = f"{len(names)} parties sit at the table; offers take at least two"
        raise CallError(message)
    columns = [parties(case).index(name) for name in names]
    asked = [consenters(case).index(name) for name in names]
    worth = arrays["settle.value_low"][:, :, columns]
    war = arrays["settle.war"][:, columns]
    accepts = arrays["settle.accepts_low"][:, :, asked]
    refused = np.minimum(worth, war[:, None, :] - _REFUSED)
    worth = np.where(accepts, worth, refused)

    rng = np.random.default_rng(seed)
    worlds = rng.integers(0, len(worth), runs)
    chosen = rng.integers(0, len(STRATEGIES), (runs, len(names)))
    gains = np.zeros((runs, len(names)))
    deals = np.full(runs, -1)
    agreed = dict.fromkeys(RULES, 0)
    for run, world in enumerate(worlds):
        talks = negotiate(
            worth[world],
            war[world],
            [STRATEGIES[s] for s in chosen[run]],
            rounds=rounds,
            runs=1,
            seed=int(rng.integers(2**31)),
        )
        deals[run], gains[run] = talks.package[0], talks.gains[0]
        for rule in RULES:
            agreed[rule] += bool(talks.distance[rule][0] == 0)
    made = int(np.sum(deals >= 0))
    packages = proposals(case)
    return {
        "runs": runs,
        "rounds": rounds,
        "parties": names,
        "strategies": list(STRATEGIES),
        "no_deal": float(np.mean(deals < 0)),
        "nothing_acceptable": float(np.mean(~np.any(np.all(accepts[worlds], axis=2), axis=1))),
        "ends": [
            {"package": package.id, "title": package.title, "share": float(np.mean(deals == p))}
            for p, package in enumerate(packages)
        ],
        "agrees": {rule: count / made if made else None for rule, count in agreed.items()},
        "by_strategy": {
            name: {
                strategy: _by(chosen[:, a] == s, deals, gains[:, a])
                for s, strategy in enumerate(STRATEGIES)
            }
            for a, name in enumerate(names)
        },
    }


def _by(here: NDArray[np.bool_], deals: NDArray[Any], gains: NDArray[Any]) -> dict[str, Any]:
    if not here.any():
        return {"runs": 0, "no_deal": None, "gain": None}
    return {
        "runs": int(here.sum()),
        "no_deal": float(np.mean(deals[here] < 0)),
        "gain": float(np.mean(gains[here])),
    }
