# SPDX-License-Identifier: Apache-2.0
"""Who was bound to do what in a dispute, for many coded alliances and many disputes at once.

The codes of a treaty say that a duty exists and which kinds of condition limit it; they rarely say
what a condition asks. So every answer is three-valued (Kleene): yes where the duty arises whatever
the unknown may be, no where it arises in no case, unknown otherwise.

Conditions are of three sorts. *Occasions* (named adversary, place, conflict, number of adversaries,
demands, ally attacked, on request) limit when the duty arises; where several are coded, the codes
do not say whether they hold together or each is enough, and an answer is given only where both
readings agree. *Conduct* (the ally must not have provoked) holds beside any occasion. *Unspecified*
(``olimob``, another limit; ``obvary``, owed to some members and not to others) leaves a duty open.

A number of adversaries that one adversary met would limit nothing: with one adversary the occasion
of a duty to help is not met, with more it is unknown, for the number is not coded. For neutrality,
which treaties limit from above as well as from below, it is always unknown.

Work goes by sparse pairs: from each state of a dispute to the alliances it is in, and from there to
the fellow members, by sorted tables; no table of alliances by disputes is ever made.

References
----------
Leeds, B. A., Ritter, J. M., Mitchell, S. M. and Long, A. G. 2002. Alliance treaty obligations and
provisions, 1815-1944. International Interactions 28: 237-260; codebook of version 5.0.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from foedus.errors import CallError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Days = NDArray[np.int64]
    Rows = NDArray[np.int64]
    Kleene = NDArray[np.int8]
    Flags = NDArray[np.bool_]

YES, NO, UNKNOWN = 1, 0, -1

DUTIES: Final = ("defend", "offend", "stay_neutral", "not_attack", "consult")
"""Help an ally that is attacked; help one that attacks; stay out of an ally's conflict and not aid
its enemy; not attack an ally (yes: bound, and attacked it); consult with an ally in conflict."""

ROLES: Final = ("ally_attacked", "ally_attacks", "own_attack")
"""How a member meets a dispute: its ally is the target, or the attacker, or it attacks its ally."""
_ATTACKED, _ATTACKS, _OWN = range(3)

OCCASIONS: Final = {
    "defend": ("defcoadv", "defcoloc", "defcocon", "defconum", "defcodem"),
    "offend": ("offcoadv", "offcoloc", "offcocon", "offconum", "offcodem"),
    "stay_neutral": ("neucoadv", "neucoloc", "neucocon", "neuconum", "neucodem", "neucoatt"),
    "not_attack": (),
    "consult": ("concoadv", "concoloc", "concocon", "concoreq"),
}
CONDUCT: Final = {"defend": "defconpr", "stay_neutral": "neuconpr"}
UNSPECIFIED: Final = ("olimob", "obvary")
CONDITIONS: Final = (
    *(name for names in OCCASIONS.values() for name in names),
    *CONDUCT.values(),
    *UNSPECIFIED,
)
"""The conditions, by their names in the data, in the order of their columns here."""
_COLUMN = {name: column for column, name in enumerate(CONDITIONS)}

_ARISES_FOR = {
    "defend": (_ATTACKED,),
    "offend": (_ATTACKS,),
    "stay_neutral": (_ATTACKED, _ATTACKS),
    "not_attack": (_OWN,),
    "consult": (_ATTACKED, _ATTACKS),
}
# A threat is enough for consultation and neutrality; the others take an attack.
_TAKES_ATTACK = ("defend", "offend", "not_attack")


@dataclass(frozen=True, slots=True, eq=False)
class CodedMembers:
    """What each member of each alliance owes, one row a member, phase and stay.

    Parameters
    ----------
    treaty : array of int, (members,)
        Number of the alliance and phase; rows with the same number are fellow members.
    state : array of int, (members,)
        The member.
    entry, exit : array of int, (members,)
        First day in force, and the first day no longer in force.
    duties : array of int8, (members, 5)
        Whether each of `DUTIES` is coded: 1, 0, or -1 where the code is missing.
    conditions : array of int8, (members, conditions)
        Whether each of `CONDITIONS` is coded, likewise.
    named : array of int, (members, any)
        States that the treaty names as adversaries; 0 for none.
    only_named : array of bool, (members,)
        True where a limit to certain adversaries means those named and nobody else.
    """

    treaty: Rows
    state: Rows
    entry: Days
    exit: Days
    duties: Kleene
    conditions: Kleene
    named: Rows
    only_named: Flags

    def __post_init__(self) -> None:
        _check(self, {"duties": len(DUTIES), "conditions": len(CONDITIONS), "named": None})


@dataclass(frozen=True, slots=True, eq=False)
class CodedDisputes:
    """Disputes, one row an attacker and a target in a span of days.

    Parameters
    ----------
    attacker, target : array of int, (disputes,)
        The two states; they differ.
    first, last : array of int, (disputes,)
        The attack, or the dispute where there was none, came on one day from `first` to `last`.
    against_target, against_attacker : array of int, (disputes,)
        Number of adversaries that the target, and the attacker, has; 0 where unknown.
    attack : array of int8, (disputes,)
        Whether the attacker attacked, rather than threatened: 1, 0, or -1 for unknown.
    provoked : array of int8, (disputes,)
        Whether the target provoked it, likewise.
    """

    attacker: Rows
    target: Rows
    first: Days
    last: Days
    against_target: Rows
    against_attacker: Rows
    attack: Kleene
    provoked: Kleene

    def __post_init__(self) -> None:
        _check(self, {})
        if (self.attacker == self.target).any():
            message = "a dispute has one state as attacker and target; they must differ"
            raise CallError(message)
        if (self.first > self.last).any():
            message = "a dispute's last day is before its first; it must not be"
            raise CallError(message)


@dataclass(frozen=True, slots=True, eq=False)
class DutyPairs:
    """What was owed in each dispute by each state whose ally it touched; ordered by dispute.

    Parameters
    ----------
    dispute, member, ally : array of int, (pairs,)
        Row of the dispute, row of the member that may owe, row of the ally in the same treaty. A
        span that two phases or stays share has a pair for each.
    role : array of int8, (pairs,)
        Place in `ROLES`.
    answers : array of int8, (pairs, 5)
        For each of `DUTIES`: 1 owed, 0 not owed, -1 unknown.
    """

    dispute: Rows
    member: Rows
    ally: Rows
    role: Kleene
    answers: Kleene


def find_duties(members: CodedMembers, disputes: CodedDisputes) -> DutyPairs:
    """Say what each member of each alliance in force owed in each dispute of an ally.

    Parameters
    ----------
    members : CodedMembers
        The alliances.
    disputes : CodedDisputes
        The disputes.

    Returns
    -------
    DutyPairs
        A pair for each member that had an ally in the dispute. A membership that covers part of the
        dispute's span leaves yes open; no stays no.

    Examples
    --------
    State 1 and 2 are bound to defend each other from day 0 on; 3 attacks 2 on day 5.

    >>> one = np.ones(1, np.int8)
    >>> pact = CodedMembers(
    ...     treaty=np.array([7, 7]), state=np.array([1, 2]), entry=np.array([0, 0]),
    ...     exit=np.array([99, 99]), duties=np.array([[1, 0, 0, 0, 0]] * 2, np.int8),
    ...     conditions=np.zeros((2, len(CONDITIONS)), np.int8), named=np.zeros((2, 1), int),
    ...     only_named=np.array([False, False]))
    >>> war = CodedDisputes(
    ...     attacker=np.array([3]), target=np.array([2]), first=np.array([5]), last=np.array([5]),
    ...     against_target=one, against_attacker=one, attack=one, provoked=-one)
    >>> pairs = find_duties(pact, war)
    >>> pairs.member, pairs.answers[:, DUTIES.index("defend")]
    (array([0]), array([1], dtype=int8))
    """
    dispute, member, ally, role = _pairs(members, disputes)
    answers = np.zeros((len(dispute), len(DUTIES)), np.int8)
    enters = np.maximum(members.entry[member], members.entry[ally])
    leaves = np.minimum(members.exit[member], members.exit[ally])
    whole = (enters <= disputes.first[dispute]) & (leaves > disputes.last[dispute])
    for column, duty in enumerate(DUTIES):
        coded = members.duties[member, column]
        at = np.flatnonzero((coded != NO) & np.isin(role, _ARISES_FOR[duty]))
        case = _Case(members, disputes, member[at], dispute[at], role[at])
        certain, possible = case.met(duty)
        certain &= whole[at] & (coded[at] == YES)
        answers[at, column] = np.where(certain, YES, np.where(possible, UNKNOWN, NO))
    return DutyPairs(dispute, member, ally, role, answers)


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """Some pairs, and whether conditions are met in them: surely, and possibly."""

    members: CodedMembers
    disputes: CodedDisputes
    member: Rows
    dispute: Rows
    role: Kleene

    def met(self, duty: str) -> tuple[Flags, Flags]:
        """Say whether everything that a duty takes is there."""
        rows = len(self.member)
        certain, unlimited = np.ones(rows, np.bool_), np.ones(rows, np.bool_)
        some = np.zeros(rows, np.bool_)
        for name in OCCASIONS[duty]:
            coded = self.coded(name)
            surely, maybe = self.occasion(name)
            certain &= (coded == NO) | surely
            unlimited &= coded != YES
            some |= (coded != NO) & maybe
        possible = unlimited | some
        if duty in CONDUCT:
            coded = self.coded(CONDUCT[duty])
            provoked = self.of_ally(self.disputes.provoked, UNKNOWN)
            certain &= (coded == NO) | (provoked == NO)
            possible &= (coded != YES) | (provoked != YES)
        for name in UNSPECIFIED:
            certain &= self.coded(name) == NO
        if duty in _TAKES_ATTACK:
            attack = self.disputes.attack[self.dispute]
            certain &= attack == YES
            possible &= attack != NO
        return certain, possible

    def coded(self, name: str) -> Kleene:
        column: Kleene = self.members.conditions[:, _COLUMN[name]]
        return column[self.member]

    def of_ally(self, attacked: NDArray[Any], attacks: NDArray[Any] | int) -> NDArray[Any]:
        """Choose by whether the ally is attacked or attacks, from a value a dispute each."""
        rows = np.broadcast_to(attacks, attacked.shape)[self.dispute]
        return np.where(self.role == _ATTACKED, attacked[self.dispute], rows)

    def occasion(self, name: str) -> tuple[Flags, Flags] | tuple[bool, bool]:
        """Say whether the occasion that a condition speaks of was there."""
        kind = name[-3:]
        if kind == "adv":
            enemy = self.of_ally(self.disputes.attacker, self.disputes.target)
            named = (self.members.named[self.member] == enemy[:, None]).any(axis=1)
            return named, named | ~self.members.only_named[self.member]
        if kind == "num" and name != "neuconum":
            against = self.disputes.against_target, self.disputes.against_attacker
            return False, self.of_ally(*against) != 1
        if kind == "att":
            attack = self.of_ally(self.disputes.attack, NO)
            return attack == YES, attack != NO
        return False, True


def _pairs(
    members: CodedMembers, disputes: CodedDisputes
) -> tuple[Rows, Rows, Rows, NDArray[np.int8]]:
    """Pair each dispute with the fellow members of its two states in the treaties in force."""
    involved = np.stack([disputes.target, disputes.attacker], axis=1).ravel()
    which, ally = _rows_with(members.state, involved)
    dispute, role = which // 2, (which % 2).astype(np.int8)
    first, last = disputes.first, disputes.last
    live = (members.entry[ally] <= last[dispute]) & (members.exit[ally] > first[dispute])
    dispute, role, ally = dispute[live], role[live], ally[live]

    which, member = _rows_with(members.treaty, members.treaty[ally])
    dispute, role, ally = dispute[which], role[which], ally[which]
    own = members.state[member]
    # Both in force on one and the same day of the span. Nobody is its own ally, and a state owes
    # nothing here to the one that attacks it.
    enters = np.maximum(np.maximum(members.entry[member], members.entry[ally]), first[dispute])
    leaves = np.minimum(members.exit[member], members.exit[ally])
    live = (enters <= last[dispute]) & (enters < leaves)
    live &= (own != members.state[ally]) & (own != disputes.target[dispute])
    role = np.where(own == disputes.attacker[dispute], _OWN, role).astype(np.int8)
    return dispute[live], member[live], ally[live], role[live]


def _rows_with(column: Rows, wanted: Rows) -> tuple[Rows, Rows]:
    """Return, for each number wanted, the rows of a column that hold it, in their order."""
    order = np.argsort(column, kind="stable")
    ranked = column[order]
    start = np.searchsorted(ranked, wanted, "left")
    count = np.searchsorted(ranked, wanted, "right") - start
    which = np.repeat(np.arange(len(wanted)), count)
    before = np.cumsum(count) - count
    return which, order[np.arange(len(which)) + (start - before)[which]]


def _check(table: CodedMembers | CodedDisputes, widths: dict[str, int | None]) -> None:
    rows = len(getattr(table, fields(table)[0].name))
    for field in fields(table):
        array = getattr(table, field.name)
        shape = (rows, widths[field.name] or array.shape[-1]) if field.name in widths else (rows,)
        if array.shape != shape:
            message = f"{field.name} has the shape {array.shape}; it must be {shape}"
            raise CallError(message)
