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

from foedus.pacts.clauses import FORBIDS, TIMED
from foedus.pacts.staging import GROUP, THIRD, Stage, Staged, days_in, reference_lists
from foedus.pacts.taxonomy import CONTRIBUTIONS, EVENT_TYPES, KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from foedus.pacts.clauses import Clause
    from foedus.pacts.events import Determination, Event, EventLog
    from foedus.pacts.pact import Pact
    from foedus.pacts.schema import PactText

MOST: Final = 1500
"""Trials in a suite at most; what goes beyond is counted and left out."""

TERRITORY: Final = "territory"


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


@dataclass(frozen=True)
class Cell:
    """One sort of attack: what kind, by whom, on whom, on what of theirs, where.

    Parameters
    ----------
    kind, attacker, victim, target, place : str
        The place is the empty text where areas do not matter, else ``in NAME`` or ``outside``.
    """

    kind: str
    attacker: str
    victim: str
    target: str
    place: str


def alike_kinds(text: PactText) -> dict[str, tuple[str, ...]]:
    """Return kinds of attack: one that stands for all that the pact does not tell apart from it."""
    words = _event_words(text)
    found: dict[frozenset[str], list[str]] = {}
    for kind in EVENT_TYPES:
        if "attack" in KINDS[kind]:
            found.setdefault(KINDS[kind] & words, []).append(kind)
    return {kinds[0]: tuple(kinds) for kinds in found.values()}


def _event_words(text: PactText) -> frozenset[str]:
    """Return the types of events that a pact speaks of."""
    found: set[str] = set()

    def walk(value: object, key: str = "") -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                walk(inner, str(name))
        elif isinstance(value, tuple):
            for inner in value:
                walk(inner, key)
        elif key in ("event", "applies_to", "conduct"):
            found.add(str(value))

    dumped = text.model_dump()
    walk({"clauses": dumped["clauses"], "open_terms": dumped["open_terms"]})
    for clause in text.clauses:
        if clause.duty is not None:
            found.update(FORBIDS.get(clause.duty.action, ()))
    return frozenset(found & set(EVENT_TYPES))


def alike_states(stage: Stage) -> dict[str, tuple[str, ...]]:
    """Return states and groups: one that stands for all that the pact does not tell apart."""
    lists = reference_lists(stage.pact.text)
    found: dict[tuple[bool, ...], list[str]] = {}
    for code in stage.everyone:
        marks = (code in stage.bound, stage.names.state(code))
        marks += tuple(stage.names.includes(items, code) for items in lists)
        found.setdefault(marks, []).append(code)
    return {codes[0]: tuple(codes) for codes in found.values()}


def targets(text: PactText) -> tuple[str, ...]:
    """Return what can be attacked, as far as the pact tells it apart."""
    found = {TERRITORY: None}
    for clause in text.clauses:
        if clause.deeming is not None and clause.deeming.target is not None:
            found[clause.deeming.target] = None
        if clause.trigger is not None:
            found.update(dict.fromkeys(clause.trigger.target))
    for scope in text.scopes.values():
        for zone in scope.any_of:
            found.update(dict.fromkeys(zone.target))
    return tuple(found)


def cells(stage: Stage) -> Iterator[Cell]:
    """Yield every sort of attack that a pact tells apart."""
    states = alike_states(stage)
    places = ["", *(f"in {name}" for name in stage.pact.text.scopes)]
    places = [*places[1:], "outside"] if stage.pact.text.scopes else places
    for kind in alike_kinds(stage.pact.text):
        for attacker, victim in _pairs(states):
            for target, place in itertools.product(targets(stage.pact.text), places):
                yield Cell(kind, attacker, victim, target, place)


def _pairs(states: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Yield attackers and victims, one of each sort, strangers only as attackers."""
    for (one, _), (other, theirs) in itertools.product(states.items(), states.items()):
        if other in (THIRD, GROUP):
            continue
        if one != other:
            yield one, other
        elif len(theirs) > 1:
            yield one, theirs[1]


def attack(stage: Stage, cell: Cell, name: str = "incident") -> Event:
    """Return an attack of a sort."""
    event = stage.event(cell.kind, name, [cell.attacker], [cell.victim], target=cell.target)
    if cell.place:
        scope = cell.place.removeprefix("in ")
        if cell.place == "outside":
            for each in stage.pact.text.scopes:
                event = stage.placed(event, each, inside=False)
        else:
            kept = event.target
            event = stage.placed(event, scope, inside=True).model_copy(update={"target": kept})
    return event


def suite(pact: Pact, most: int = MOST) -> Suite:
    """Return the suite of a pact: the same one each time.

    Parameters
    ----------
    pact : Pact
        The pact; clauses that do not stand under its settings are tried too.
    most : int
        How many trials at most.
    """
    stage = Stage(pact)
    parts = (_ends(stage), _occasions(stage), _defeats(stage), _attacks(stage))
    every = itertools.chain.from_iterable(parts)
    kept = tuple(itertools.islice(every, most))
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


def _occasions(stage: Stage) -> Iterator[Trial]:
    """Yield for each clause what brings it into play, acts that answer it, and its silence."""
    yield Trial("nothing happens", stage.log(()), stage.late())
    for clause in stage.pact.text.clauses:
        bearers = _bearers(stage, clause)
        staged = stage.occasion(clause)
        if staged is None:
            acts = tuple(stage.acts(clause, None, bearers))
            if acts:
                yield _quiet(stage, f"{clause.id}: acts", acts)
            if clause.duty is not None and clause.duty.action == "arm":
                yield from _arms(stage, clause, bearers)
            continue
        yield trial(stage, f"{clause.id}: in play", staged)
        yield trial(stage, f"{clause.id}: in play without a vote", staged, votes=False)
        condition = clause.trigger.condition if clause.trigger is not None else None
        if condition is not None:
            failed = stage.meet(condition, staged, want=False)
            yield trial(stage, f"{clause.id}: its condition fails", failed)
        kinds = tuple(CONTRIBUTIONS) if _helps(clause) else (None,)
        for kind in kinds:
            acts = tuple(_answers(stage, clause, staged.event, kind))
            if acts:
                yield trial(stage, f"{clause.id}: answered ({kind})", staged, more=acts)


def _answers(
    stage: Stage, clause: Clause, event: Event, kind: str | None
) -> Iterator[Event]:
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
    return [c for c in stage.names.codes(clause.duty.bearer, event) if c not in struck and c in stage.bound]


def _quiet(stage: Stage, name: str, events: Iterable[Event]) -> Trial:
    log = stage.log(events)
    return Trial(name, log, stage.late(log.last))


def _arms(stage: Stage, clause: Clause, bearers: list[str]) -> Iterator[Trial]:
    """Yield a pledge that is kept, and one that is not."""
    if clause.duty is None or not bearers:
        return
    toward = stage.names.codes(clause.duty.toward)
    more = {"clause": clause.id, "due": stage.day + dt.timedelta(days=5)}
    pledge = stage.event("pledge", "pledge", bearers[:1], toward, **more)
    delivered = stage.event("delivery", "delivery", bearers[:1], about="pledge")
    yield _quiet(stage, f"{clause.id}: pledge not kept", [pledge])
    yield _quiet(stage, f"{clause.id}: pledge kept", [pledge, delivered])


def _defeats(stage: Stage) -> Iterator[Trial]:
    """Yield what ends or pauses a clause, and then what would have brought it into play."""
    timed = [c for c in stage.pact.text.clauses if c.effect is not None and c.effect.kind in TIMED]
    for clause in timed:
        staged = stage.occasion(clause, "cause")
        if staged is None or clause.effect is None:
            continue
        for target in filter(None, map(stage.clause, clause.effect.clauses)):
            for told, before in _versions(staged):
                yield defeat(stage, f"{target.id} after {clause.id} ({told})", [before], target)
        for other in timed:
            both = other.effect is not None and set(other.effect.clauses) & set(clause.effect.clauses)
            pair = stage.occasion(other, "cause_too") if both and other.id != clause.id else None
            first = stage.clause(next(iter(both))) if both else None
            if pair is not None and first is not None:
                name = f"{first.id} after {clause.id} and {other.id}"
                yield defeat(stage, f"{name} at once", [staged, pair], first)
                yield defeat(stage, name, [staged, later(pair, 1)], first)


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


def defeat(stage: Stage, name: str, before: list[Staged], target: Clause, *, days: int = 10) -> Trial:
    """Return a trial in which some events come first, and then what brings a clause into play."""
    events: list[Event] = []
    found: list[Determination] = []
    then = stage.occasion(target)
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
        staged = stage.occasion(clause)
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
