# SPDX-License-Identifier: Apache-2.0
"""Whether a duty, or a freedom, takes its bearer into a war: by duty, or only if it so chooses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from foedus.pacts.incidents import is_hostile
from foedus.pacts.performance import needed_means
from foedus.pacts.schema import FORMS
from foedus.pacts.taxonomy import EVENT_TYPES, MEANS, is_a
from foedus.pacts.wording import listed, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foedus.pacts.answers import Answer
    from foedus.pacts.clauses import Clause, Duty
    from foedus.pacts.dutystate import DutyState
    from foedus.pacts.events import Event
    from foedus.pacts.pact import Pact

FORCE: Final = MEANS["armed_force"]
_WARLIKE: Final = re.compile(r"war|force|fight|attack|arms|militar|troop|army|armies|navy|fleet")
"""What a name of conduct has in it where the conduct is to fight; other conduct draws nobody in."""


class Ground(NamedTuple):
    """Why someone would enter a war.

    Parameters
    ----------
    pact, clause, state : Pact, Clause, DutyState
        Under which words, and what came out under them.
    drawn : str
        Who would enter.
    mode : str
        ``must`` or ``may``.
    act : str
        ``war`` or ``mobilisation``.
    why : str
        Why must, or why only may.
    against, helped : str
        Against whom, and for whom.
    """

    pact: Pact
    clause: Clause
    state: DutyState
    drawn: str
    mode: Literal["must", "may"]
    act: str
    why: str
    against: str = ""
    helped: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """Which step it makes: one attack can be two events, and is one reason."""
        name, clause = self.pact.name, self.clause.id
        return (self.helped, self.drawn, self.against, self.mode, self.act, name, clause)


def ground(pact: Pact, state: DutyState) -> Ground | None:
    """Return why a duty or a freedom would take its bearer into a war; None where it does not."""
    clause = next((each for each in pact.text.clauses if each.id == state.clause), None)
    if clause is None or clause.duty is None:
        return None
    act = warlike(clause.duty)
    found = _mode(pact, clause, clause.duty, state) if act else None
    if act is None or found is None:
        return None
    return Ground(pact, clause, state, state.bearer, *found[:1], act, found[1])


def warlike(duty: Duty) -> str | None:
    """Return what a duty asks for where that is to fight (war) or to make ready (mobilisation)."""
    if duty.action == "assist":
        return "war" if MEANS[duty.discretion.ceiling] >= FORCE else None
    if duty.action != "perform":
        return None
    found = {
        "war" if is_a(name, "attack") or name == "declaration_of_war" else name
        for name in duty.conduct
        if name in EVENT_TYPES
    }
    if any(_WARLIKE.search(name) for name in duty.conduct if name not in EVENT_TYPES):
        found.add("war")
    return next((act for act in ("war", "mobilisation") if act in found), None)


def _mode(
    pact: Pact, clause: Clause, duty: Duty, state: DutyState
) -> tuple[Literal["must", "may"], str] | None:
    if duty.modality == "power":
        return None
    if duty.modality == "permission" and state.status not in ("disputed", "unknown"):
        return ("may", "permitted") if state.free else None
    if state.status == "disputed":
        return "may", f"disputed: it turns on how {_readings(pact, state)} is read"
    if state.status == "unknown":
        return "may", f"open: {_open(pact, state)}"
    if state.status == "not_owed":
        undecided = list(failed(state.proof))
        only = bool(undecided) and all(answer.rule == "undecided" for answer in undecided)
        return ("may", "it takes a decision") if only else None
    if state.status not in ("owed", "performed", "breached"):
        return None
    if not FORMS[pact.text.legal_form][1]:
        return "may", "promised, but not binding in law"
    return _by_duty(clause, duty, state)


def _by_duty(
    clause: Clause, duty: Duty, state: DutyState
) -> tuple[Literal["must", "may"], str] | None:
    """Return whether a duty that is owed asks for armed force, or leaves it to its bearer."""
    limits = [answer for answer in leaves(state.proof) if answer.rule == "restrict"]
    if any(answer.value is True for answer in limits):
        return None if duty.action == "assist" else ("may", "the duty is restricted")
    if limits:
        return "may", "it is open whether the duty is restricted"
    if duty.action == "assist" and needed_means(clause, duty) < FORCE:
        return "may", "owes help, and measures by itself whether armed force is part of it"
    return "must", "owes armed help" if duty.action == "assist" else "owes it"


def leaves(answer: Answer) -> Iterator[Answer]:
    """Yield every step of a proof, from the top."""
    yield answer
    for part in answer.parts:
        yield from leaves(part)


def failed(answer: Answer) -> Iterator[Answer]:
    """Yield the steps on which a no rests."""
    parts = [part for part in answer.parts if part.value is False]
    if not parts and answer.value is False:
        yield answer
    for part in parts:
        yield from failed(part)


def unsettled(state: DutyState) -> tuple[tuple[str, str, str], ...]:
    """Return what nobody who decides has found: term, event and finder of each open question."""
    proofs = [state.proof, *(each.proof for _, each in state.readings)]
    steps = [step for proof in proofs for step in leaves(proof)]
    found = [step.ref for step in steps if step.rule == "open" and step.value is None]
    found += [tuple(ref) for s in steps if s.rule == "claim" for ref in s.ref[1:]]
    return tuple(
        dict.fromkeys(
            (str(ref[0]), str(ref[1]), str(by)) for ref in found for by in (ref[2:] or ("",))
        )
    )


def turns_on(state: DutyState) -> tuple[tuple[str, str, str], ...]:
    """Return every finding that a result rests on or turns on: term, event, and who finds."""
    proofs = [state.proof, *(each.proof for _, each in state.readings)]
    found = [
        step.ref
        for proof in proofs
        for step in leaves(proof)
        if step.rule in ("finding", "fallback") and step.value is True
    ]
    made = [(str(ref[0]), str(ref[1]), str(by)) for ref in found for by in ref[2:]]
    return tuple(dict.fromkeys([*made, *(each for each in unsettled(state) if each[2])]))


def rests_on(state: DutyState) -> tuple[str, ...]:
    """Return every clause that a result rests on."""
    proofs = [state.proof, *(each.proof for _, each in state.readings)]
    steps = [step for proof in proofs for step in leaves(proof)]
    cited = [str(step.ref[0]) for step in steps if step.rule in _CITES and step.ref]
    return tuple(dict.fromkeys([state.clause, *cited]))


_CITES: Final = ("text", "deeming", "effect")
"""Steps of a proof whose first reference is a clause that carries the result."""


def _open(pact: Pact, state: DutyState) -> str:
    """Return in words what a duty turns on."""
    terms = dict.fromkeys(term for term, _, _ in unsettled(state))
    told = [pact.text.open_terms[term].phrase for term in terms if term in pact.text.open_terms]
    return (
        f"whether it was {listed(told, 'or')}" if told else "the facts on record do not settle it"
    )


def _readings(pact: Pact, state: DutyState) -> str:
    """Return the questions of the text on which a disputed duty turns, in words."""
    chosen = [reading for reading, _ in state.readings]
    apart = []
    for name, question in pact.text.readings.items():
        by_value: dict[str, set[str]] = {}
        for reading, each in state.readings:
            by_value.setdefault(reading[name], set()).add(each.status)
        if len({frozenset(found) for found in by_value.values()}) > 1 or len(chosen[0]) == 1:
            apart.append(f"'{question.words}'" if question.words else plain(name))
    return listed(apart) or "the text"


def opponents(
    state: DutyState, event: Event, events: dict[str, Event]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return against whom a duty is to be done, and for whom.

    A call for help leads back to the attack that it is about.
    """
    while not is_hostile(event.type) and event.about in events:
        event = events[event.about]
    if not is_hostile(event.type) or state.bearer in (*event.doers, *event.others):
        return (), ()  # who is attacked is not drawn in: it is in the war already
    named = tuple(code for code in state.toward if code in event.doers)
    if named and state.action == "assist":
        return event.others, named  # help for the one that opened the war
    helped = tuple(code for code in state.toward if code not in event.doers)
    return named or event.doers, event.others or helped
