# SPDX-License-Identifier: Apache-2.0
"""Chains: which attack draws whom into which war, who must fight, who may, and under which words.

Nothing is inferred from who is allied with whom. The pacts are evaluated on a log of events; who
then owes armed help, or may give it, enters the war by events of its own (a declaration of war and
an attack), and the pacts are evaluated again, until nobody is left who enters. First those enter
who must. Only when no more of them do, those enter who may; what follows after that is not certain.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from foedus.pacts.entry import Ground, ground, opponents, rests_on, turns_on
from foedus.pacts.incidents import (
    Act,
    finders,
    finding,
    hostile,
    in_force,
    waits,
    with_entries,
)
from foedus.pacts.moments import iso, opening
from foedus.pacts.scene import Names
from foedus.pacts.taxonomy import is_a
from foedus.pacts.wording import cap, happened

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from foedus.pacts.dutystate import DutyState
    from foedus.pacts.events import Event, EventLog
    from foedus.pacts.pact import Pact

Mode = Literal["must", "may"]
DAY: Final = dt.timedelta(days=1)
MOST_ROUNDS: Final = 40
"""More rounds than there are states to enter; a pact whose answers go to and fro ends here."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One step of a chain: for whom someone is drawn into a war, against whom, and why.

    Parameters
    ----------
    helped : str
        Who is helped.
    drawn : str
        Who is drawn in.
    against : str
        Whom it then fights.
    mode : str
        ``must``, or ``may``.
    certain : bool
        Whether it follows from the attack by duties alone; else a step before it is a ``may``.
    pact, clause, art : str or None
        Under which words; None for an act of its own.
    act : str
        What it does: ``war`` or ``mobilisation``.
    why : str
        Why must, or why only may.
    words : str
        The decisive words, or a summary in ours.
    quoted : bool
        Whether the words are the text's own.
    occasion, told : str
        The event that brings it about, and that event in a sentence.
    because : tuple of str
        Plain sentences.
    clauses : tuple of str
        Every clause that the step rests on.
    findings : tuple of (str, str, str)
        Every finding that it rests on or turns on: term, event, and who finds.
    """

    helped: str
    drawn: str
    against: str
    mode: Mode
    certain: bool
    pact: str | None
    clause: str | None
    art: str | None
    act: str
    why: str
    words: str
    quoted: bool
    occasion: str
    told: str
    because: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    findings: tuple[tuple[str, str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "from": self.helped,
            "to": self.drawn,
            "against": self.against,
            "mode": self.mode,
            "certain": self.certain,
            "pact": self.pact,
            "clause": self.clause,
            "art": self.art,
            "act": self.act,
            "why": self.why,
            "words": self.words,
            "quoted": self.quoted,
            "event": self.occasion,
            "because": list(self.because),
        }


@dataclass(frozen=True)
class Chain:
    """Who is drawn into which war by one or several attacks.

    Parameters
    ----------
    pacts : tuple of Pact
        The pacts.
    attacks : tuple of Act
        The acts with which it begins.
    edges : tuple of Edge
        The steps, in the order in which they came about.
    log : EventLog
        What was supposed to happen, those who entered included.
    at : date
        The day on which it is judged.
    names : dict
        Names of states by code.
    """

    pacts: tuple[Pact, ...]
    attacks: tuple[Act, ...]
    edges: tuple[Edge, ...]
    log: EventLog
    at: dt.date
    names: dict[str, str]

    @property
    def entered(self) -> tuple[str, ...]:
        """Return whom a clause draws in, in the order of entry."""
        own = {edge.drawn for edge in self.edges if edge.clause is None}
        own |= {act.attacker for act in self.attacks}
        return tuple(dict.fromkeys(e.drawn for e in self.edges if e.drawn not in own))

    def drawn(self, mode: Mode, *, certain: bool | None = None) -> tuple[str, ...]:
        """Return who is drawn in by duty (``must``), or only may enter, in the order of entry."""
        must = {e.drawn for e in self.edges if e.mode == "must" and certain in (None, e.certain)}
        return tuple(code for code in self.entered if (code in must) == (mode == "must"))

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "at": iso(self.at),
            "attacks": [act._asdict() for act in self.attacks],
            "must": list(self.drawn("must", certain=True)),
            "may": [code for code in self.entered if code not in self.drawn("must", certain=True)],
            "edges": [edge.to_json() for edge in self.edges],
        }


def chain(
    pacts: Sequence[Pact],
    attacks: Sequence[Act] = (),
    log: EventLog | None = None,
    at: dt.date | None = None,
    suppose: Mapping[str, bool] | None = None,
) -> Chain:
    """Say who is drawn into which war, who must and who only may, step by step.

    Parameters
    ----------
    pacts : sequence of Pact
        One or several pacts.
    attacks : sequence of Act
        One act after another; what must follow from each does so before the next.
    log : EventLog, optional
        What happened before; by default that the pacts entered into force for every party.
    at : date, optional
        The day of the first attack; by default the day after the log ends.
    suppose : dict, optional
        Open terms, each with what is supposed to be found about every event; by default nobody
        finds anything, and what turns on a finding is a ``may``.

    Raises
    ------
    CallError
        Where a pact binds nobody on that day.
    """
    return Spread(pacts, attacks, log, at, suppose or {}).chain()


@dataclass
class Spread:
    """A war that spreads: a log that grows, and the steps that were found."""

    pacts: Sequence[Pact]
    attacks: Sequence[Act]
    given: EventLog | None
    at: dt.date | None
    suppose: Mapping[str, bool]
    denied: Collection[tuple[str, str, str]] = ()
    edges: list[Edge] = field(default_factory=list)
    wars: set[tuple[str, str]] = field(default_factory=set)

    def chain(self) -> Chain:
        """Follow each attack to its end."""
        self.start()
        for number, act in enumerate(self.attacks, 1):
            if (act.attacker, act.victim) not in self.wars:
                self.attack(act, f"a{number}")
            self.settle(may=False)
        if not self.attacks:
            self.settle(may=False)
        self.settle(may=True)
        return Chain(
            tuple(self.pacts),
            tuple(self.attacks),
            tuple(self.edges),
            self.log,
            self.day,
            self.named,
        )

    def start(self) -> None:
        """Begin with what happened before."""
        if self.given is None:
            self.log, self.day = in_force(self.pacts, self.at)
        else:
            last = self.given.last
            begun = opening(last).date() + DAY if last is not None else None
            made, self.day = in_force(self.pacts, self.at or begun)
            self.log = self.given if last is not None else made
        self.named = dict(self.log.others)
        for pact in self.pacts:
            self.named |= {c: other.name for c, other in pact.text.others.items()} | pact.parties
        for event in self.log.events:
            if event.is_any(("attack", "declaration_of_war")) and not event.alleged_by:
                self.wars |= {(a, b) for a in event.doers for b in event.others}

    def enter(self, act: Act, name: str) -> Event:
        """Put a hostile act on record, a war with its declaration; return the decisive event."""
        kinds = [act.type]
        if is_a(act.type, "attack"):
            kinds.insert(0, "declaration_of_war")
        taken = {event.id for event in self.log.events}
        for kind in kinds:
            free = name if kind == act.type else f"{name}_declared"
            while free in taken:
                free += "x"
            more = {"kind": "general"} if kind == "mobilisation" else {}
            done = hostile(free, kind, self.day, act.attacker, act.victim, **more)
            self.log = with_entries(self.log, done)
        if act.opens_war:
            self.wars.add((act.attacker, act.victim))
        return done

    def attack(self, act: Act, name: str) -> None:
        """Let one act against another; note under which words, or that it is its own act."""
        attacker, victim = act.attacker, act.victim
        called = [g for g in self.grounds() if (g.drawn, g.against) == (attacker, victim)]
        self.edges += [self.edge(each, certain=True) for each in called]
        helped = {other for one, other in self.wars if one == victim and other != attacker}
        event = self.enter(act, name)
        self.day += DAY
        for other in [] if called else sorted(helped):
            whom = f"{self.named[attacker]} owes nothing to {self.named[other]} under these pacts."
            self.edges.append(
                Edge(
                    helped=other,
                    drawn=attacker,
                    against=victim,
                    mode="may",
                    certain=True,
                    pact=None,
                    clause=None,
                    art=None,
                    act="war" if act.opens_war else act.type,
                    why="own act",
                    words="by its own act; no clause of these pacts obliges or allows it",
                    quoted=False,
                    occasion=event.id,
                    told=happened(event, self.names(self.pacts[0])),
                    because=(cap(whom),),
                )
            )

    def settle(self, *, may: bool) -> None:
        """Let everyone enter who must, and where asked those who may, until nobody is left."""
        for _ in range(MOST_ROUNDS):
            fresh = [g for g in self.grounds() if self.is_new(g)]
            entering = [g for g in fresh if g.mode == "must"]
            if not entering and may:
                entering = fresh
            if not entering:
                return
            self.round(entering, certain=not may)

    def is_new(self, ground: Ground) -> bool:
        """Tell whether a ground draws someone in, or makes a duty of what it only might do."""
        known = [
            edge
            for edge in self.edges
            if (edge.drawn, edge.against) == (ground.drawn, ground.against)
            and edge.act in (ground.act, "war")
        ]
        if known:
            return ground.mode == "must" and all(edge.mode == "may" for edge in known)
        return ground.act != "war" or not self.at_war(ground.drawn, ground.against)

    def at_war(self, one: str, other: str) -> bool:
        """Tell whether two fight each other already, whoever began."""
        return (one, other) in self.wars or (other, one) in self.wars

    def together(self, one: str, other: str) -> bool:
        """Tell whether two fight on the same side already."""
        return any(self.at_war(one, each) and self.at_war(other, each) for each in self.named)

    def round(self, entering: list[Ground], *, certain: bool) -> None:
        """Let some enter on one day: the order among them makes no difference."""
        self.day += DAY
        acts: dict[tuple[str, str, str], None] = {}
        friends = {frozenset((g.drawn, g.helped)) for g in entering}
        steps: dict[tuple[str, ...], Ground] = {}
        for each in entering:
            steps.setdefault(each.words, each)
        for each in steps.values():
            # Who only may fight one on its own side is named, and not supposed to do it.
            pair = frozenset((each.drawn, each.against))
            aside = each.mode == "may" and (pair in friends or self.together(*pair))
            why = f"{each.why}; it fights on the same side" if aside else each.why
            self.edges.append(self.edge(each._replace(why=why), certain=certain))
            if not aside and not self.at_war(each.drawn, each.against):
                acts[each.drawn, each.against, each.act] = None
        for code, enemy, kind in acts:
            type_ = "attack" if kind == "war" else kind
            self.enter(Act(code, enemy, type_), f"{kind[0]}_{code}_{enemy}")

    def edge(self, ground: Ground, *, certain: bool) -> Edge:
        """Return the step that a ground makes."""
        event = self.events[ground.state.trigger or ""]
        return Edge(
            helped=ground.helped,
            drawn=ground.drawn,
            against=ground.against,
            mode=ground.mode,
            certain=certain,
            pact=ground.pact.name,
            clause=ground.clause.id,
            art=ground.clause.art,
            act=ground.act,
            why=ground.why,
            words=ground.clause.quote or ground.clause.summary,
            quoted=ground.clause.quote is not None,
            occasion=event.id,
            told=happened(event, self.names(ground.pact)),
            because=ground.state.because,
            clauses=rests_on(ground.state),
            findings=turns_on(ground.state),
        )

    def names(self, pact: Pact) -> Names:
        """Return names under a pact."""
        return Names(pact.text, self.named)

    @property
    def events(self) -> dict[str, Event]:
        """Events so far, by id."""
        return {event.id: event for event in self.log.events}

    def grounds(self) -> Iterator[Ground]:
        """Yield why each of them would enter now, under each pact."""
        events = self.events
        when = waits(self.pacts, self.day)
        log = self.judged()
        for pact in self.pacts:
            for state in pact.evaluate(log, at=when).duties:
                yield from self.of_state(pact, state, events)

    def judged(self) -> EventLog:
        """Return the log with what is supposed to be found, or not to be found, about it."""
        if not self.suppose and not self.denied:
            return self.log
        kept = tuple(
            each
            for each in self.log.determinations
            if (each.term, each.event, each.by) not in self.denied
        )
        known = {(each.term, each.event, each.by) for each in kept}
        log = replace(self.log, determinations=kept)
        made = [
            finding(pact, term, event, by, event.at, value=value)
            for pact in self.pacts
            for event in self.log.events
            for term, by, value in self.findings(pact, event)
            if (term, event.id, by) not in known
        ]
        return with_entries(log, *made)

    def findings(self, pact: Pact, event: Event) -> Iterator[tuple[str, str, bool]]:
        """Yield what is supposed to be found about an event: term, who finds, and what."""
        for name, term in pact.text.open_terms.items():
            if not event.is_any(term.applies_to):
                continue
            for by in finders(pact, term, event):
                if (name, event.id, by) in self.denied:
                    yield name, by, False
                elif name in self.suppose:
                    yield name, by, self.suppose[name]

    def of_state(self, pact: Pact, state: DutyState, events: dict[str, Event]) -> Iterator[Ground]:
        """Yield why one would enter under one duty, against each of its enemies."""
        event = events.get(state.trigger or "")
        found = ground(pact, state) if event is not None else None
        if event is None or found is None:
            return
        enemies, helped = opponents(state, event, events)
        for enemy in enemies:
            for whom in helped or (enemy,):
                yield found._replace(against=enemy, helped=whom)
