# SPDX-License-Identifier: Apache-2.0
"""Figures on alliances from the literature and the research data that must be reproduced.

References
----------
Leeds, B. A., Ritter, J. M., Mitchell, S. M. and Long, A. G. 2002. Alliance treaty obligations and
provisions, 1815-1944. International Interactions 28: 237-260.

Berkemeier, M. and Fuhrmann, M. 2018. Reassessing the fulfillment of alliance commitments in war.
Research and Politics 5(2).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from foedus.history.alliances import MEMBERS, STATES, load_alliances
from foedus.history.checks import Check
from foedus.history.coded_tables import read_codes
from foedus.history.disputes import WARS, load_wars
from foedus.pacts.bulk import DUTIES, NO, ROLES, UNKNOWN, YES, find_duties

if TYPE_CHECKING:
    from pathlib import Path

FULFILMENT: Final = "bf2018_alliance_fulfillment.parquet"

_DEFEND = DUTIES.index("defend")
_RANK = (NO, UNKNOWN, YES)


def defence_opportunities(folder: Path | None = None) -> dict[tuple[int, ...], int]:
    """List the allies that could have come to the defence of a state at war, and what they owed.

    A pact counts where it has bound both sides to defend each other since before the war's year,
    and the state was in the war from its first year without having begun it.

    Parameters
    ----------
    folder : Path, optional
        The research data; by default where `data_folder` finds them.

    Returns
    -------
    dict
        From (war, attacked state, alliance, phase, ally) to the answer: `YES` if help was owed
        against some enemy, `UNKNOWN` if it may have been, else `NO`.

    Raises
    ------
    CallError, TableError
        As for `read_codes`.
    """
    alliances, wars = load_alliances(folder), load_wars(folder)
    wars = wars.where(wars.outset)
    pairs = find_duties(alliances.coded, wars.coded)
    member, ally, war = pairs.member, pairs.ally, pairs.dispute
    entered = np.maximum(alliances.coded.entry[member], alliances.coded.entry[ally])
    promised = alliances.coded.duties[:, _DEFEND] == YES
    at = (
        (pairs.role != ROLES.index("ally_attacks"))
        & (entered < wars.coded.first[war])
        & promised[member]
        & promised[ally]
    )
    keys = (
        wars.number[war],
        wars.coded.target[war],
        alliances.alliance[member],
        alliances.phase[member],
        alliances.coded.state[member],
    )
    found: dict[tuple[int, ...], int] = {}
    answers = pairs.answers[at, _DEFEND].tolist()
    for key, answer in zip(zip(*(k[at].tolist() for k in keys), strict=True), answers, strict=True):
        found[key] = max(found.get(key, NO), answer, key=_RANK.index)
    return found


def _alliances(folder: Path | None) -> float:
    return float(len(np.unique(load_alliances(folder).alliance)))


def _opportunities(folder: Path | None) -> float:
    return float(len(defence_opportunities(folder)))


def _fulfilled(folder: Path | None, *, duty: str | None = None) -> float:
    """Return the percentage of alliances put to the test in 1816-1944 that were honoured."""
    table = read_codes(folder, FULFILMENT, ("sample", "honorllm", "violatellm", "defense"))
    chosen = table["sample"] == 1
    if duty is not None:
        chosen = chosen & (table[duty] == 1)
    honoured, violated = (
        int((table[name][chosen] == 1).sum()) for name in ("honorllm", "violatellm")
    )
    return 100 * honoured / (honoured + violated)


_ATOP = "ATOP 5.0 (Leeds, Ritter, Mitchell and Long 2002)"
_BF = "Berkemeier and Fuhrmann 2018, wars of 1816-1944"

CHECKS: Final = (
    Check(
        "atop_alliances", f"Number of alliances, {_ATOP}", 765, 0.0, _alliances, (MEMBERS, STATES)
    ),
    Check(
        "defence_pact_opportunities",
        "Own list of wars, attacked states and allies with a defence pact, from"
        f" {_ATOP} and Inter-State War 4.0 (Sarkees and Wayman 2010)",
        753,
        0.0,
        _opportunities,
        (MEMBERS, STATES, WARS),
    ),
    Check("bf2018_honoured", f"Per cent honoured, {_BF}", 66.3, 0.05, _fulfilled, (FULFILMENT,)),
    Check(
        "bf2018_honoured_defence",
        f"Per cent honoured, pacts with a defence duty, {_BF}",
        61.0,
        0.05,
        partial(_fulfilled, duty="defense"),
        (FULFILMENT,),
    ),
)
"""The figures, in the order in which they are told."""
