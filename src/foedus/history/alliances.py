# SPDX-License-Identifier: Apache-2.0
"""Coded alliances read from the research data, and who owed what in which dispute.

Alliances are those of ATOP, with each member's duties and conditions; `foedus.pacts.bulk` says how
an answer comes about.

References
----------
Leeds, B. A., Ritter, J. M., Mitchell, S. M. and Long, A. G. 2002. Alliance treaty obligations and
provisions, 1815-1944. International Interactions 28: 237-260.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import numpy as np
import xarray as xr

from foedus.history.coded_tables import choose, days, read_codes, read_table
from foedus.history.disputes import load_disputes, load_wars
from foedus.pacts.bulk import (
    CONDITIONS,
    DUTIES,
    NO,
    ROLES,
    UNKNOWN,
    YES,
    CodedMembers,
    find_duties,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from foedus.history.disputes import Attack, DisputeTable, Provocation

    Ints = NDArray[np.int64]

Source: TypeAlias = Literal["disputes", "wars"]
Others: TypeAlias = Literal["not_meant", "unknown"]

MEMBERS: Final = "atop_members.parquet"
STATES: Final = "cow_states.parquet"

STATUS: Final = {YES: "owed", NO: "not_owed", UNKNOWN: "unknown"}
"""The three answers, by the words that pacts use."""

# In the order of DUTIES: help if attacked, help otherwise, neutrality, no attack, consultation.
_OBLIGATIONS = ("defense", "offense", "neutral", "nonagg", "consul")
# What `specthrt` says of whom the treaty is against: states by name alone, or a region as well.
_NAMED_STATES, _NAMED_AND_REGION = 1, 3
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, eq=False)
class AllianceTable:
    """The coded members with the numbers of their alliances and phases.

    Parameters
    ----------
    coded : CodedMembers
        Duties and conditions; days are counted from 1970-01-01.
    alliance, phase : array of int, (members,)
        ATOP's number, and the phase (0 where the treaty was never renegotiated).
    names : dict of int to str
        States by their Correlates of War number.
    """

    coded: CodedMembers
    alliance: Ints
    phase: Ints
    names: dict[int, str]


def alliance_duties(
    source: Source = "disputes",
    folder: Path | str | None = None,
    *,
    attack: Attack = "force",
    provocation: Provocation = "unknown",
    others: Others = "not_meant",
) -> xr.Dataset:
    """Say who was bound to do what, for every coded alliance and every dispute year or war year.

    Parameters
    ----------
    source : {"disputes", "wars"}
        Years of militarised disputes, or of wars between states.
    folder : Path or str, optional
        The research data; by default where `data_folder` finds them.
    attack, provocation
        As for `load_disputes`; wars are attacks.
    others
        As for `load_alliances`.

    Returns
    -------
    xarray.Dataset
        As `label_duties` gives it.

    Raises
    ------
    CallError
        If a choice is unknown, or there are no data.
    TableError
        If a file cannot be read, or lacks columns, or holds other than whole numbers.
    """
    choose("source", source, ("disputes", "wars"))
    alliances = load_alliances(folder, others=others)
    if source == "wars":
        return label_duties(alliances, load_wars(folder, provocation=provocation))
    disputes = load_disputes(folder, attack=attack, provocation=provocation)
    return label_duties(alliances, disputes)


def label_duties(alliances: AllianceTable, disputes: DisputeTable) -> xr.Dataset:
    """Put names, years and words to what each ally of a disputant owed.

    Parameters
    ----------
    alliances : AllianceTable
        The alliances.
    disputes : DisputeTable
        The disputes or wars.

    Returns
    -------
    xarray.Dataset
        Dimension `pair`, a member whose ally was in a dispute. `dispute, year, alliance, phase`;
        `member, ally, opponent` with their names (the opponent is the ally's, or for the role
        own_attack the member itself); `role`, one of `ROLES`; `opponent_in_alliance`; and for each
        of `DUTIES` owed, not_owed or unknown.
    """
    pairs = find_duties(alliances.coded, disputes.coded)
    coded, at, row = alliances.coded, pairs.member, pairs.dispute
    attacker, target = disputes.coded.attacker[row], disputes.coded.target[row]
    states = {
        "member": coded.state[at],
        "ally": coded.state[pairs.ally],
        "opponent": np.where(pairs.role == ROLES.index("ally_attacks"), target, attacker),
    }
    # The opponent is an ally too where it is on record as attacking its ally in this dispute.
    here = row * (coded.treaty.max(initial=0) + 1) + coded.treaty[at]
    within = np.isin(here, here[pairs.role == ROLES.index("own_attack")])
    columns: dict[str, Any] = {
        "dispute": disputes.number[row],
        "year": disputes.year[row],
        "alliance": alliances.alliance[at],
        "phase": alliances.phase[at],
        **states,
        **{f"{key}_name": _named(alliances.names, state) for key, state in states.items()},
        "role": np.array(ROLES, object)[pairs.role],
        "opponent_in_alliance": within,
    }
    words = np.array([STATUS[NO], STATUS[YES], STATUS[UNKNOWN]], object)
    columns |= {duty: words[pairs.answers[:, column]] for column, duty in enumerate(DUTIES)}
    return xr.Dataset(
        {name: ("pair", values) for name, values in columns.items()},
        attrs={
            "alliances": "ATOP 5.0 (Leeds, Ritter, Mitchell and Long 2002)",
            "disputes": disputes.reading,
            "unknown": "a condition is coded and its content is not, or the day is not known",
        },
    )


def load_alliances(
    folder: Path | str | None = None, *, others: Others = "not_meant"
) -> AllianceTable:
    """Read what each member of each alliance owes on what conditions.

    Where a day is not coded, a member is taken to be in force only in the months that are sure.

    Parameters
    ----------
    folder : Path or str, optional
        The research data; by default where `data_folder` finds them.
    others : {"not_meant", "unknown"}
        Where a duty is limited to certain adversaries and the treaty names states: whether a state
        that it does not name is outside the limit, or may be meant, since the limit can be a kind
        of state.

    Returns
    -------
    AllianceTable

    Raises
    ------
    CallError, TableError
        As for `alliance_duties`.
    """
    choose("others", others, ("not_meant", "unknown"))
    entry, exit_ = ("yrent", "moent", "dayent"), ("yrexit", "moexit", "dayexit")
    threat = ("specthrt", "statthr1", "statthr2")
    codes = (*_OBLIGATIONS, *CONDITIONS)
    ids = ("atopid", "phase", "member")
    table = read_codes(folder, MEMBERS, (*ids, *entry, *exit_, *threat, *codes))
    key = table["atopid"] * (table["phase"].max(initial=0) + 1) + table["phase"]
    named = np.stack([table["statthr1"], table["statthr2"]], axis=1)
    names_states = np.isin(table["specthrt"], (_NAMED_STATES, _NAMED_AND_REGION))
    coded = CodedMembers(
        treaty=np.unique(key, return_inverse=True)[1],
        state=table["member"],
        entry=days(*(table[name] for name in entry), missing_day=31),
        exit=np.where(
            table["yrexit"] > 0, days(*(table[name] for name in exit_), missing_day=1), _NEVER
        ),
        duties=_flags(table, _OBLIGATIONS),
        conditions=_flags(table, CONDITIONS),
        named=np.where(names_states[:, None], np.maximum(named, 0), 0),
        only_named=(table["specthrt"] == _NAMED_STATES)
        & (named > 0).any(axis=1)
        & (others == "not_meant"),
    )
    return AllianceTable(coded, table["atopid"], table["phase"], _state_names(folder))


def _state_names(folder: Path | str | None) -> dict[int, str]:
    table = read_table(folder, STATES, ("ccode", "statenme"))
    return dict(zip(table["ccode"].tolist(), table["statenme"].tolist(), strict=True))


def _named(names: dict[int, str], states: Ints) -> NDArray[np.object_]:
    known, which = np.unique(states, return_inverse=True)
    return np.array([names.get(state, str(state)) for state in known.tolist()], object)[which]


def _flags(table: dict[str, Ints], names: Sequence[str]) -> NDArray[np.int8]:
    flags: NDArray[np.int8] = np.stack([table[name] for name in names], axis=1).astype(np.int8)
    return flags
