# SPDX-License-Identifier: Apache-2.0
"""Replay of proofs: whether each step of what an evaluation says follows from words and log.

The steps that a proof must have are worked out a second time, apart from the evaluation, and laid
beside the given ones: two readings of one text and one log have to come to the same. Where
something is open, every way in which it may have gone is followed, and a status stands only if all
of them share it. What is not looked at are the sentences in which a step is told.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from foedus.errors import CallError
from foedus.pacts.dutystate import DutyState
from foedus.pacts.moments import iso, moment
from foedus.pacts.replay.acts import Act, owed
from foedus.pacts.replay.duties import Duties
from foedus.pacts.replay.record import Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from foedus.pacts.evaluate import Evaluation
    from foedus.pacts.events import EventLog
    from foedus.pacts.pact import Pact
    from foedus.pacts.replay.acts import Wanted

__all__ = ["Replay", "check"]


def check(
    pact: Pact,
    events: EventLog,
    given: Evaluation | DutyState,
    at: dt.date | str,
    known: dt.date | str | None = None,
) -> tuple[str, ...]:
    """Return the faults of an evaluation's proofs, or of one duty's; none where they stand.

    Parameters
    ----------
    pact : Pact
        The pact, its levers set.
    events : EventLog
        What happened and who found what.
    given : Evaluation or DutyState
        What was worked out; of an evaluation also that no duty is left out.
    at, known : date, datetime or ISO text
        The moment, and what was known; None for everything on record.

    Raises
    ------
    CallError
        Where a moment is none.
    """
    alone = isinstance(given, DutyState)
    duties = (given,) if isinstance(given, DutyState) else given.duties
    moments = (_moment("at", at), None if known is None else _moment("known", known))
    faults: list[str] = []
    for index, one in enumerate(pact.readings):
        states = [duty.readings[index][1] if duty.readings else duty for duty in duties]
        replay = Replay(one, events, *moments, _by_clause(states))
        faults += replay.faults(states, alone=alone)
    for duty in duties:
        faults += _together(duty) if duty.readings else ()
    return tuple(dict.fromkeys(faults))


def _moment(name: str, given: dt.date | str) -> dt.date:
    try:
        return moment(given)
    except ValueError as error:
        message = f"{name} {error}"
        raise CallError(message) from None


def _by_clause(states: Iterable[DutyState]) -> dict[str, list[DutyState]]:
    found = defaultdict(list)
    for state in states:
        found[state.clause].append(state)
    return found


def _together(duty: DutyState) -> Iterator[str]:
    """Yield what is wrong with how the results of several readings were laid together."""
    # Whether something may be done sets readings apart as well.
    found = {(state.status, state.free) for _, state in duty.readings}
    definite = [status for status, _ in found if status != "unknown"]
    wanted = "disputed" if len(definite) > 1 else "unknown"
    wanted = next(iter(found))[0] if len(found) == 1 else wanted
    if duty.status != wanted:
        yield f"{_name(duty)}: is {duty.status}; its readings make it {wanted}"
    alike = (duty._replace(status=s.status, free=s.free, readings=()) for _, s in duty.readings)
    if not any(one == s for one, (_, s) in zip(alike, duty.readings, strict=True)):
        yield f"{_name(duty)}: has the proof of none of its readings"


def _name(duty: DutyState) -> str:
    against = " (an act against it)" if duty.violation else ""
    return f"{duty.clause} of {duty.bearer} on {duty.trigger or 'no event'}{against}"


class Replay(Duties):
    """The duties of a pact, worked out anew, beside those that are given."""

    def faults(self, given: Sequence[DutyState], *, alone: bool) -> Iterator[str]:
        """Yield where given duties are other than they must be, or are lacking."""
        wanted: dict[tuple[str, str, str | None, bool], list[Wanted]] = defaultdict(list)
        clauses = {duty.clause for duty in given} if alone else self.clauses
        for name in clauses:
            if name in self.clauses:
                for each in self.duties(self.clauses[name]):
                    wanted[each.key].append(each)
        for duty in given:
            if duty.status == "not_owed" and not duty.parts:
                continue  # what does not arise under a reading is told beside the others
            ways = wanted[duty.key]
            if not ways:
                yield f"{_name(duty)}: nothing on record gives rise to it"
            elif alone:
                yield from min((list(_faults(each, duty)) for each in ways), key=len)
            else:
                yield from _faults(ways.pop(0), duty)
        for key, left in wanted.items() if not alone else ():
            yield from (f"{key[0]} of {key[1]} on {key[2] or 'no event'}: is lacking" for _ in left)


def _faults(wanted: Wanted, given: DutyState) -> Iterator[str]:
    """Yield where a duty is another than this one."""
    name, duty = _name(given), wanted.clause.duty
    act = wanted.act or Act(dt.date.min, None)
    pairs = (
        ("article", given.art, wanted.clause.art),
        ("toward", given.toward, wanted.toward),
        ("action", given.action, owed(duty)),
        ("modality", given.modality, None if duty is None else duty.modality),
        ("performed at", given.performed_at, act.at if wanted.act else None),
        ("performed in", given.performed_in, act.event),
        ("freedom", given.free, wanted.free),
        ("due", given.due, wanted.due),
        ("broken at", given.broken_at, wanted.broken_at),
    )
    yield from (f"{name}: {key} is {a}; must be {b}" for key, a, b in pairs if a != b)
    value = None if wanted.status == "unknown" else wanted.status != "not_owed"
    ref = (*wanted.key[:3], wanted.status, wanted.due)
    root = Step("duty", value, wanted.since, ref, tuple(wanted.parts))
    yield from (f"{name}: {line}" for line in _apart(root, given.proof.to_json(), "proof"))


def _apart(wanted: Step, given: dict[str, Any], where: str) -> Iterator[str]:
    """Yield where a proof's steps are other than they must be."""
    if given["rule"] != wanted.rule:
        yield f"{where} rests on '{given['rule']}'; must rest on '{wanted.rule}'"
        return
    here = f"{where} ({wanted.rule})"
    plain = {
        "value": "unknown" if wanted.value is None else wanted.value,
        "since": iso(wanted.since),
        "ref": [_plain(each) for each in wanted.ref],
    }
    for key, value in plain.items():
        found = given.get(key, [] if key == "ref" else None)
        # True is no 1 here.
        if found != value or type(found) is not type(value):
            yield f"{here}: {key} is {found}; must be {value}"
    parts = given.get("parts", [])
    if len(parts) != len(wanted.parts):
        rules = ", ".join(part.rule for part in wanted.parts)
        yield f"{here}: has {len(parts)} parts; must have {len(wanted.parts)} ({rules})"
    for index, (part, own) in enumerate(zip(wanted.parts, parts, strict=False), 1):
        yield from _apart(part, own, f"{where}.{index}")


def _plain(value: object) -> object:
    return iso(value) if isinstance(value, dt.date) else value
