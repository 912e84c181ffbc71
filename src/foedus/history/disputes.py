# SPDX-License-Identifier: Apache-2.0
"""Militarised disputes and wars of the research data, coded for `foedus.pacts.bulk`.

References
----------
Gibler, D. M., Miller, S. V. and Little, E. K. 2016. An analysis of the Militarized Interstate
Dispute (MID) dataset, 1816-2001. International Studies Quarterly 60: 719-730.

Sarkees, M. R. and Wayman, F. W. 2010. Resort to War: 1816-2007. CQ Press.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import numpy as np
import pandas as pd

from foedus.history.coded_tables import choose, days, read_codes
from foedus.pacts.bulk import NO, UNKNOWN, YES, CodedDisputes

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

Attack: TypeAlias = Literal["force", "war"]
Provocation: TypeAlias = Literal["unknown", "first_move"]

DISPUTES: Final = "gml_directed_dispute_years.parquet"
WARS: Final = "cow_interstate_war_dyad_years.parquet"

# Correlates of War numbers of states are smaller.
_STATES = 1000
_HOSTILITY: dict[str, int] = {"force": 4, "war": 5}


@dataclass(frozen=True, slots=True, eq=False)
class DisputeTable:
    """The coded disputes with their numbers and years.

    Parameters
    ----------
    coded : CodedDisputes
        Who against whom; days are counted from 1970-01-01.
    number, year : array of int, (disputes,)
        Number of the dispute or war, and the year of the row.
    outset : array of bool, (disputes,)
        Whether the row is of the first year, between states that were in it from the start.
    reading : str
        What the data are taken to say.
    """

    coded: CodedDisputes
    number: Ints
    year: Ints
    outset: NDArray[np.bool_]
    reading: str

    def where(self, keep: NDArray[np.bool_]) -> DisputeTable:
        """Return the rows to be kept."""
        coded = {field.name: getattr(self.coded, field.name)[keep] for field in fields(self.coded)}
        rows = (self.number[keep], self.year[keep], self.outset[keep])
        return DisputeTable(CodedDisputes(**coded), *rows, self.reading)


def load_disputes(
    folder: Path | str | None = None,
    *,
    attack: Attack = "force",
    provocation: Provocation = "unknown",
) -> DisputeTable:
    """Read the years of militarised disputes, from the side that took the first step.

    That side is taken for the attacker; nobody found that it was in the wrong. A dispute's first
    year between its first parties is known to the month, other rows to the year; hostility is the
    attacker's highest in the whole dispute.

    Parameters
    ----------
    folder : Path or str, optional
        The research data; by default where `data_folder` finds them.
    attack : {"force", "war"}
        From which hostility on a dispute counts as an attack.
    provocation : {"unknown", "first_move"}
        Whether a target may have provoked the attack: not known, or no where both sides were in the
        dispute from its start and the other side took the first militarised step.

    Returns
    -------
    DisputeTable

    Raises
    ------
    CallError, TableError
        As for `read_codes`; or if a choice is unknown.
    """
    choose("attack", attack, tuple(_HOSTILITY))
    ids, marks = ("dispnum", "ccode1", "ccode2", "year"), ("sidea1", "orig1", "orig2")
    table = read_codes(folder, DISPUTES, (*ids, *marks, "midonset", "hostlev1", "stmon"))
    table = {name: column[table["sidea1"] == 1] for name, column in table.items()}
    number, year, month = table["dispnum"], table["year"], table["stmon"]
    attacker, target = table["ccode1"], table["ccode2"]
    original = (table["orig1"] == 1) & (table["orig2"] == 1)
    starts = pd.Series(year).groupby(number).transform("min").to_numpy() == year
    dated = starts & (month >= 1) & (month <= 12)
    to_the_month = dated & original & (table["midonset"] == 1)
    coded = CodedDisputes(
        attacker=attacker,
        target=target,
        first=days(year, np.where(dated, month, 1), 1),
        last=days(year, np.where(to_the_month, month, 12), 31),
        against_target=_counted(attacker, number, year, target),
        against_attacker=_counted(target, number, year, attacker),
        attack=(table["hostlev1"] >= _HOSTILITY[attack]).astype(np.int8),
        provoked=_provoked(original, provocation),
    )
    reading = (
        "Gibler, Miller and Little 2016, version 2.2.1; attack: the first side's highest hostility"
        f" is {attack} or more; provocation by the target: {provocation}"
    )
    return DisputeTable(coded, number, year, starts & original, reading)


def load_wars(
    folder: Path | str | None = None, *, provocation: Provocation = "unknown"
) -> DisputeTable:
    """Read the years of wars between states: each state that did not begin one, and each enemy.

    A state that began the war attacked the enemies that were in it from its first year; otherwise
    it is not known who attacked whom. Wars are known to the year.

    Parameters
    ----------
    folder, provocation
        As for `load_disputes`.

    Returns
    -------
    DisputeTable

    Raises
    ------
    CallError, TableError
        As for `load_disputes`.
    """
    names = ("warnum", "ccode1", "ccode2", "year", "initiator1", "initiator2")
    table = read_codes(folder, WARS, names)
    number, year = table["warnum"], table["year"]
    attacker, target = table["ccode1"], table["ccode2"]
    begins = pd.Series(year).groupby(number).transform("min").to_numpy() == year
    one, other = number * _STATES + attacker, number * _STATES + target
    original = np.isin(one, one[begins]) & np.isin(other, other[begins])
    attacked = original & (table["initiator1"] == 1)
    coded = CodedDisputes(
        attacker=attacker,
        target=target,
        first=days(year, 1, 1),
        last=days(year, 12, 31),
        against_target=_counted(attacker, number, year, target),
        against_attacker=_counted(target, number, year, attacker),
        attack=np.where(attacked, YES, UNKNOWN).astype(np.int8),
        provoked=_provoked(attacked, provocation),
    )
    reading = (
        "Inter-State War 4.0 (Sarkees and Wayman 2010); attack: by a state that began the war on"
        f" one that was in it from its first year; provocation by the target: {provocation}"
    )
    return DisputeTable(coded, number, year, begins, reading).where(table["initiator2"] != 1)


def _provoked(first_move: NDArray[np.bool_], provocation: Provocation) -> NDArray[np.int8]:
    choose("provocation", provocation, ("unknown", "first_move"))
    known = first_move & (provocation == "first_move")
    return np.where(known, NO, UNKNOWN).astype(np.int8)


def _counted(what: Ints, *by: Ints) -> Ints:
    """Count the different states that stand in the rows alike in all the other columns."""
    counts = pd.Series(what).groupby([pd.Series(column) for column in by]).transform("nunique")
    return counts.to_numpy(np.int64)
