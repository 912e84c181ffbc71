# SPDX-License-Identifier: Apache-2.0
"""A suite of invented logs that asks a pact everything that its words tell apart.

Attacks of each kind, by and on each sort of state, on each target, in and outside each area, with
each finding; then for each clause what brings it into play, the acts that answer it, the claims
and pairs of events that may defeat it, and the ends of the pact itself. Kinds of attack, and
states, that no word of the pact tells apart have one of them stand for all.
"""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from foedus.errors import PactError
from foedus.pacts.clauses import TIMED
from foedus.pacts.occasions import Staged, favour, meet, occasions
from foedus.pacts.sorts import alike_states, attack, cells
from foedus.pacts.staging import Stage, days_in
from foedus.pacts.taxonomy import CONTRIBUTIONS, EVENT_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from foedus.pacts.clauses import Clause
    from foedus.pacts.dutystate import DutyState
    from foedus.pacts.events import Determination, Event, EventLog
    from foedus.pacts.pact import Pact

MOST: Final = 1500
"""Trials in a suite at most; what goes beyond is counted and left out."""
_LEAST: Final = 120
_WORK: Final = 100_000
"""Trials times parties, clauses and readings: a larger pact gets fewer trials, not more time."""
_IDLE: Final = ("not_owed", "void")
_MOST_WAYS: Final = 3
_MOST_OCCASIONS: Final = 12
"""Sorts of events that are tried as what brings one clause into play."""


@dataclass(frozen=True)
class Trial:
    """One invented log, and the day on which it is judged.

    Parameters
    ----------
    name : str
        What is tried.
    log : EventLog
        What happens.
    at : date
        The day.
    """

    name: str
    log: EventLog
    at: dt.date


@dataclass(frozen=True)
class Suite:
    """Trials of a pact.

    Parameters
    ----------
    trials : tuple of Trial
        In a fixed order.
    left_out : int
        How many more there were.
    """

    trials: tuple[Trial, ...]
    left_out: int = 0

    def told(self) -> str:
        """Say how many trials there are, and how many were left out."""
        more = f"; {self.left_out} more were left out" if self.left_out else ""
        return f"{len(self.trials)} invented logs{more}"


def affordable(pact: Pact, most: int = MOST) -> int:
    """Return how many trials of a pact are worth their time: fewer of a larger one."""
    size = len(pact.text.parties) * len(pact.text.clauses) * len(pact.readings)
    return min(most, max(_LEAST, _WORK // size))


def suite(pact: Pact, most: int | None = None) -> Suite:
    """Return the suite of a pact: the same one each time.

    Parameters
    ----------
    pact : Pact
        The pact; clauses that do not stand under its settings are tried too.
    most : int, optional
        How many trials at most; by default what is affordable.
    """
    stage = Stage(pact)
    parts = (_occasions(stage), _defeats(stage), _ends(stage), _attacks(stage))
    every = itertools.chain.from_iterable(parts)
    kept = tuple(itertools.islice(every, affordable(pact) if most is None else most))
    return Suite(kept, sum(1 for _ in every))


def trial(
    stage: Stage, name: str, staged: Staged, *, votes: bool = True, more: Iterable[Event] = ()
) -> Trial:
    """Return a trial of what is staged, late enough for everything to be overdue."""
    found = tuple(stage.findings(staged.event, staged.found))
    found += tuple(_found_beside(stage, staged))
    voted = tuple(stage.votes(staged.event)) if votes else ()
    log = stage.log((*staged.beside, staged.event, *voted, *more), found)
    return Trial(name, log, stage.late(log.last))


def _found_beside(stage: Stage, staged: Staged) -> Iterator[Determination]:
    """Yield findings on what happened beside an event, where the same terms are said of it."""
    for event in staged.beside:
        yield from stage.findings(event, staged.found)


def _attacks(stage: Stage) -> Iterator[Trial]:
    """Yield attacks of every sort with every finding, with and without a decision."""
    text = stage.pact.text
    votes = any(clause.decision_rule.votes for clause in text.clauses)
    for cell in cells(stage):
        event = attack(stage, cell)
        terms = [name for name, term in text.open_terms.items() if event.is_any(term.applies_to)]
        for found in _findings(terms):
            told = ", ".join(f"{name}: {value}" for name, value in found.items())
            for voted in (True, False) if votes else (True,):
                name = f"{cell.kind} by {cell.attacker} on {cell.victim} ({cell.target}"
                name += f"{', ' + cell.place if cell.place else ''}; {told}; vote: {voted})"
                yield trial(stage, name, Staged(event, found), votes=voted)


def _findings(terms: list[str]) -> Iterator[dict[str, bool | None]]:
    """Yield findings: all true, all false, none at all, and each one otherwise than the rest."""
    seen = set()
    for value in (True, False, None):
        for apart in (None, *terms):
            for other in (True, False) if apart is not None else (value,):
                found = {name: other if name == apart else value for name in terms}
                key = tuple(found.items())
                if key not in seen:
                    seen.add(key)
                    yield found


def variants(pact: Pact) -> tuple[Clause, ...]:
    """Return every clause as it stands under some reading, or some setting of a lever."""
    settings = [
        pact.with_levers({name: value})
        for name, lever in pact.text.levers.items()
        for value in lever.values
        if value != pact.setting[name]
    ]
    found: dict[str, Clause] = {}
    for one in (*pact.readings, *settings):
        for clause in one.text.clauses:
            found.setdefault(repr((clause.id, clause.trigger, clause.when, clause.duty)), clause)
    places = {clause.id: index for index, clause in enumerate(pact.text.clauses)}
    return tuple(sorted(found.values(), key=lambda clause: places[clause.id]))


def occasion(stage: Stage, clause: Clause, name: str = "incident") -> Staged | None:
    """Return what brings a clause into play, as far as that can be staged.

    Of several ways to meet its conditions, the first one on which it acts is taken.
    """
    tried = list(itertools.islice(occasions(stage, clause, name), _MOST_OCCASIONS))
    return _first_in_play(stage, clause, tried)


def _first_in_play(stage: Stage, clause: Clause, tried: list[Staged]) -> Staged | None:
    if len(tried) > 1 and clause.duty is not None:
        for staged in tried:
            made = trial(stage, clause.id, staged)
            try:
                duties = stage.pact.evaluate(made.log, made.at).duties
            except PactError:  # a contradiction, which is reported on its own
                continue
            if any(duty.clause == clause.id and _acts(duty) for duty in duties):
                return staged
    return tried[0] if tried else None


def _acts(duty: DutyState) -> bool:
    return duty.trigger is not None and (duty.free is True or duty.status not in _IDLE)


def _sorted_out(stage: Stage, clause: Clause) -> tuple[Staged, ...]:
    """Return what brings a clause into play, one of each sort that the pact tells apart."""
    stands = {code: one for one, codes in alike_states(stage).items() for code in codes}
    found: dict[tuple[str, ...], list[Staged]] = {}
    for staged in occasions(stage, clause):
        event = staged.event
        who = [stands.get(code, code) for code in (*event.doers, "to", *event.others)]
        key = (event.type, *who)
        if key not in found and len(found) == _MOST_OCCASIONS:
            break
        ways_ = found.setdefault(key, [])
        if len(ways_) < _MOST_WAYS:
            ways_.append(staged)
    chosen = (_first_in_play(stage, clause, tried) for tried in found.values())
    return tuple(staged for staged in chosen if staged is not None)


def _occasions(stage: Stage) -> Iterator[Trial]:
    """Yield for each clause what brings it into play, acts that answer it, and its silence."""
    yield Trial("nothing happens", stage.log(()), stage.late())
    asked: set[str] = set()
    for clause in variants(stage.pact):
        staged = _sorted_out(stage, clause)
        if not staged:
            yield from _unasked(stage, clause, asked)
            continue
        for each in staged:
            yield trial(stage, f"{clause.id}: in play", each)
        yield trial(stage, f"{clause.id}: in play without a vote", staged[0], votes=False)
        condition = clause.trigger.condition if clause.trigger is not None else None
        if condition is not None:
            failed = meet(stage, condition, staged[0], want=False)
            yield trial(stage, f"{clause.id}: its condition fails", failed)
        kinds = tuple(CONTRIBUTIONS) if _helps(clause) else (None,)
        for kind in kinds:
            acts = tuple(_answers(stage, clause, staged[0].event, kind))
            if acts:
                yield trial(stage, f"{clause.id}: answered ({kind})", staged[0], more=acts)


def _unasked(stage: Stage, clause: Clause, asked: set[str]) -> Iterator[Trial]:
    """Yield acts that perform, or break, a duty that needs no occasion."""
    acts = tuple(stage.acts(clause, None, _bearers(stage, clause)))
    name = f"{clause.id}: acts {[act.type for act in acts]}"
    if acts and name not in asked:
        asked.add(name)
        yield _quiet(stage, name, acts)
    if clause.duty is not None and clause.duty.action == "arm":
        yield from _arms(stage, clause, _bearers(stage, clause))


def _answers(stage: Stage, clause: Clause, event: Event, kind: str | None) -> Iterator[Event]:
    """Yield the acts that answer a clause, and before it those that it follows."""
    trigger = clause.trigger
    source = stage.clause(trigger.performed or "") if trigger is not None else None
    if source is not None:
        before = tuple(_answers(stage, source, event, "armed_force" if _helps(source) else None))
        yield from before
        if before and clause.duty is not None:
            yield from stage.acts(clause, before[0], before[0].doers)
        return
    yield from stage.acts(clause, event, _bearers(stage, clause, event), kind)


def _helps(clause: Clause) -> bool:
    return clause.duty is not None and clause.duty.action == "assist"


def _bearers(stage: Stage, clause: Clause, event: Event | None = None) -> list[str]:
    if clause.duty is None:
        return []
    struck = event.others if event is not None else ()
    return [
        c
        for c in stage.names.codes(clause.duty.bearer, event)
        if c not in struck and c in stage.bound
    ]


def _quiet(stage: Stage, name: str, events: Iterable[Event]) -> Trial:
    log = stage.log(events)
    return Trial(name, log, stage.late(log.last))


def _arms(stage: Stage, clause: Clause, bearers: list[str]) -> Iterator[Trial]:
    """Yield a pledge that is kept, and one that is not."""
    if clause.duty is None or not bearers:
        return
    toward = stage.names.codes(clause.duty.toward)
    due = stage.day + dt.timedelta(days=5)
    pledge = stage.event("pledge", "pledge", bearers[:1], toward, clause=clause.id, due=due)
    delivered = stage.event("delivery", "delivery", bearers[:1], about="pledge")
    yield _quiet(stage, f"{clause.id}: pledge not kept", [pledge])
    yield _quiet(stage, f"{clause.id}: pledge kept", [pledge, delivered])


def _defeats(stage: Stage) -> Iterator[Trial]:
    """Yield what ends, pauses or bars a clause, and what would have brought it into play."""
    acting = [clause for clause in variants(stage.pact) if clause.effect is not None]
    timed = [c for c in acting if c.effect is not None and c.effect.kind in TIMED]
    for clause in acting:
        for target in filter(None, map(stage.clause, _acted_on(clause))):
            if clause in timed:
                yield from _ended(stage, clause, target)
            else:
                yield from _barred(stage, clause, target)
    for one, other in itertools.combinations(timed, 2):
        both = [name for name in _acted_on(one) if name in _acted_on(other)]
        pair = (occasion(stage, one, "cause"), occasion(stage, other, "cause_too"))
        first, second = pair
        struck = stage.clause(both[0]) if both and one.id != other.id else None
        if struck is not None and first is not None and second is not None:
            name = f"{struck.id} after {one.id} and {other.id}"
            yield defeat(stage, f"{name} at once", [first, second], struck)
            yield defeat(stage, name, [first, later(second, 1)], struck)
            yield defeat(stage, f"{name} in turn", [later(first, 1), second], struck)


def _acted_on(clause: Clause) -> tuple[str, ...]:
    return clause.effect.clauses if clause.effect is not None else ()


def _ended(stage: Stage, clause: Clause, target: Clause) -> Iterator[Trial]:
    """Yield what ends or pauses a clause from then on, found so or not, or merely claimed."""
    staged = occasion(stage, clause, "cause")
    if staged is not None:
        for told, before in _versions(staged):
            yield defeat(stage, f"{target.id} after {clause.id} ({told})", [before], target)


def _barred(stage: Stage, clause: Clause, target: Clause) -> Iterator[Trial]:
    """Yield occasions on which an exception acts, and on which it does not."""
    duty = target.duty
    staged_all = _sorted_out(stage, target)[:4]
    if duty is not None and duty.modality == "prohibition" and target.trigger is None:
        breaking = stage.acts(target, None, _bearers(stage, target))
        staged_all = tuple(favour(stage, target, Staged(act)) for act in breaking)[:4]
    for staged in staged_all:
        for want in (True, False):
            met = meet(stage, clause.when, staged, want=want) if clause.when is not None else staged
            name = f"{target.id} after {clause.id} ({want})"
            yield trial(stage, name, met)
            acts = tuple(_answers(stage, target, met.event, "diplomatic_support"))
            if acts:
                yield trial(stage, f"{name}, answered", met, more=acts)


def _versions(staged: Staged) -> Iterator[tuple[str, Staged]]:
    """Yield an event as found, as found false, as not found, and as somebody's mere claim."""
    yield "true", staged
    if staged.found:
        yield "false", replace(staged, found={name: not v for name, v in staged.found.items()})
        yield "no finding", replace(staged, found={})
    if "alleged_by" in EVENT_TYPES[staged.event.type].may and staged.event.others:
        yield "claimed", alleged(staged)


def alleged(staged: Staged) -> Staged:
    """Return what is staged as a claim of the side to which it is said to have been done."""
    claim = staged.event.model_copy(update={"alleged_by": staged.event.others[:1]})
    return Staged(claim, {}, staged.beside)


def later(staged: Staged, days: int) -> Staged:
    """Return what is staged some days later."""
    move = dt.timedelta(days=days)
    event = staged.event.model_copy(update={"at": staged.event.at + move})
    beside = tuple(e.model_copy(update={"at": e.at + move}) for e in staged.beside)
    return Staged(event, staged.found, beside)


def defeat(
    stage: Stage, name: str, before: list[Staged], target: Clause, *, days: int = 10
) -> Trial:
    """Return a trial in which some events come first, and then what brings a clause into play."""
    events: list[Event] = []
    found: list[Determination] = []
    then = occasion(stage, target)
    after = [] if then is None else [later(then, days)]
    for staged in (*before, *after):
        events += [*staged.beside, staged.event]
        found += stage.findings(staged.event, staged.found)
    for staged in after:
        events += stage.votes(staged.event)
    log = stage.log(events, found)
    return Trial(name, log, stage.late(log.last))


def _ends(stage: Stage) -> Iterator[Trial]:
    """Yield the same occasion before everyone is bound, after a notice, and after the term."""
    text = stage.pact.text
    for clause in text.clauses:
        staged = occasion(stage, clause)
        if staged is None or clause.duty is None:
            continue
        names = [("nobody has ratified", stage.consents(ratified=False))]
        states = alike_states(stage)
        names += [
            (f"{code} has not ratified", stage.consents(but=[code]))
            for code in states
            if code in text.parties
        ]
        for told, consents in names:
            made = trial(stage, f"{clause.id}: {told}", staged)
            events = [e for e in made.log.events if e.type not in ("signature", "ratification")]
            log = stage.log(events, made.log.determinations, consents=consents)
            yield Trial(made.name, log, made.at)
        if stage.ends is not None:
            wait = (stage.ends - stage.day).days + 1
            yield trial(stage, f"{clause.id}: after the term", later(staged, wait))
        if text.withdrawal is not None:
            for code in (c for c in states if c in stage.bound):
                wait = days_in(text.withdrawal.notice) + 2
                notice = stage.event("withdrawal", "notice", [code])
                told = f"{clause.id}: {code} has left"
                yield trial(stage, told, later(staged, wait), more=[notice])
