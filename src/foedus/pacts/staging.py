# SPDX-License-Identifier: Apache-2.0
"""Puts a pact into force in an invented log, and stages there what its clauses speak of.

Nothing staged is a forecast: it is the least that has to happen for a clause to say something.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from foedus.pacts.events import Determination, Event, EventLog
from foedus.pacts.membership import membership
from foedus.pacts.moments import Span, after, day_of
from foedus.pacts.scene import Names
from foedus.pacts.schema import FORMS, Finder
from foedus.pacts.taxonomy import EVENT_TYPES
from foedus.pacts.voting import Vote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from foedus.pacts.clauses import Clause, Pattern
    from foedus.pacts.pact import Pact
    from foedus.pacts.schema import PactText

THIRD: Final = "THIRD_STATE"
GROUP: Final = "ARMED_GROUP"
OUTSIDERS: Final = {THIRD: "a third state", GROUP: "an armed group"}
"""A state and a group that no pact names, as attackers."""

_DAY_ONE: Final = dt.date(2030, 1, 1)
_ELSEWHERE: Final = "nowhere_in_particular"
_LONGEST: Final = 300
"""Days that a trial is followed at most: less than the shortest term of a pact, a year."""
_WHO: Final = (
    "attacker",
    "victim",
    "by",
    "toward",
    "bearer",
    "attack_on",
    "counts_as_attack_on",
    "for_",
    "territory_of",
)


class Stage:
    """A pact in force in an invented log.

    Parameters
    ----------
    pact : Pact
        The pact, its levers set.
    beside : sequence of Pact
        Other pacts that are in force as well.
    """

    def __init__(self, pact: Pact, beside: Sequence[Pact] = ()) -> None:
        self.pact = pact
        self.beside = tuple(beside)
        text = pact.text
        self.strangers = {
            code: name
            for code, name in OUTSIDERS.items()
            if code != GROUP or "states" in _references(text)
        }
        self.others = dict(self.strangers)
        # A log about several pacts names everyone, so that it can be read with each of them.
        for one in (pact, *self.beside) if self.beside else ():
            self.others |= {code: party.name for code, party in one.text.parties.items()}
            self.others |= {code: other.name for code, other in one.text.others.items()}
        groups = [
            code
            for one in (pact, *self.beside)
            for code, o in one.text.others.items()
            if not o.state
        ]
        self.groups = frozenset([*groups, GROUP])
        self.names = Names(text, self.others, self.groups)

    @cached_property
    def signed_on(self) -> dt.date:
        """The day of signature."""
        text = self.pact.text
        if text.done is not None:
            return text.done.date
        since = [party.since for party in text.parties.values() if party.since is not None]
        days = [day_of(when) for when in since]
        if text.entry_into_force.date is not None:
            days.append(text.entry_into_force.date)
        return min(days, default=_DAY_ONE)

    def consents(self, *, but: Iterable[str] = (), ratified: bool = True) -> tuple[Event, ...]:
        """Return signatures and ratifications of every pact on stage.

        Parameters
        ----------
        but : iterable of str
            Parties that sign and do not ratify.
        ratified : bool
            Whether anyone ratifies.
        """
        found = []
        for number, pact in enumerate((self.pact, *self.beside)):
            text = pact.text
            day = self.signed_on if number == 0 else Stage(pact).signed_on
            who = [code for code, party in text.parties.items() if party.since is None]
            if not who:
                continue
            found.append(
                self.event("signature", f"signature_{number}", who, at=day, pact=pact.name)
            )
            if FORMS[text.legal_form][0] == "ratification" and ratified:
                later = day + dt.timedelta(days=1)
                able = [code for code in who if number or code not in but]
                if able:
                    name = f"ratification_{number}"
                    found.append(self.event("ratification", name, able, at=later, pact=pact.name))
        return tuple(found)

    @cached_property
    def day(self) -> dt.date:
        """A day on which most parties of every pact on stage are bound."""
        base = EventLog(self.consents())
        days = {self.signed_on}
        for one in (self.pact, *self.beside):
            days.update(day_of(p.since) for p in one.text.parties.values() if p.since is not None)
            days.update(filter(None, [one.text.entry_into_force.date, Stage(one).signed_on]))
        tried = [day + dt.timedelta(days=wait) for day in sorted(days) for wait in (60, 2)]
        return max(tried, key=lambda when: self._bound_on(base, when))

    def _bound_on(self, base: EventLog, when: dt.date) -> int:
        """Return how many parties of the pacts on stage are bound on a day."""
        count = 0
        for one in (self.pact, *self.beside):
            members = membership(one.text, base.seen(when), self.names)
            count += sum(members.period(code, when) is not None for code in one.text.parties)
        return count

    def day_for(self, clause: Clause | None) -> dt.date:
        """Return a day on which a clause is part of the pact."""
        begun, over = (getattr(clause, key, None) for key in ("since", "until"))
        if begun is not None and self.day < day_of(begun):
            return day_of(begun) + dt.timedelta(days=2)
        if over is not None and self.day >= day_of(over):
            return day_of(over) - dt.timedelta(days=60)
        return self.day

    @cached_property
    def bound(self) -> tuple[str, ...]:
        """The parties that are bound on that day."""
        log = EventLog(self.consents()).seen(self.day)
        members = membership(self.pact.text, log, self.names)
        return tuple(c for c in self.pact.text.parties if members.period(c, self.day) is not None)

    @cached_property
    def ends(self) -> dt.date | None:
        """The day on which the pact's term ends, once it is in force."""
        log = EventLog(self.consents()).seen(self.day)
        return membership(self.pact.text, log, self.names).expiry

    @cached_property
    def horizon(self) -> int:
        """Days after an event by which every finding and every deadline has passed."""
        finders = [term.determined_by for term in self.pact.text.open_terms.values()]
        spans = [finder.within for finder in finders if isinstance(finder, Finder)]
        found = max((days_in(span) for span in spans if span is not None), default=0)
        duties = [c.duty for c in self.pact.text.clauses if c.duty is not None]
        dues = [days_in(duty.deadline) for duty in duties if duty.deadline is not None]
        return min(found + max(dues, default=0) + 10, _LONGEST)

    def late(self, when: dt.date | None = None) -> dt.date:
        """Return a day by which everything about an event of a day is overdue."""
        return (when or self.day) + dt.timedelta(days=self.horizon)

    def log(
        self,
        events: Iterable[Event],
        determinations: Iterable[Determination] = (),
        *,
        consents: Iterable[Event] | None = None,
        title: str | None = None,
    ) -> EventLog:
        """Return an invented log in which the pact is in force and some things happen."""
        before = self.consents() if consents is None else consents
        unique = {event.id: event for event in (*before, *events)}
        found = tuple(dict.fromkeys(determinations))
        return EventLog(
            tuple(unique.values()), found, dict(self.others), title, None, True, self.groups
        )

    def event(
        self,
        kind: str,
        name: str,
        /,
        doers: Sequence[str] = (),
        others: Sequence[str] = (),
        **more: Any,  # noqa: ANN401 - the keys of an event
    ) -> Event:
        """Return an event of a type, with the keys that the type asks for."""
        keys = {*EVENT_TYPES[kind].needs, *EVENT_TYPES[kind].may}
        given: dict[str, Any] = {"id": name, "type": kind, "at": more.get("at") or self.day}
        for side, who in (
            ("attacker", doers),
            ("by", doers),
            ("victim", others),
            ("toward", others),
        ):
            if side in keys and who:
                given[side] = tuple(who)
        defaults = {"pact": self.pact.name, "kind": "armed_force", "amount": 1.0, "unit": "unit"}
        given |= {key: defaults[key] for key in EVENT_TYPES[kind].needs if key in defaults}
        given |= {key: value for key, value in more.items() if value is not None}
        odd = keys | {"id", "type", "at", "recorded", "place", "sources", "note"}
        return Event.model_validate({key: value for key, value in given.items() if key in odd})

    @cached_property
    def everyone(self) -> tuple[str, ...]:
        """Parties that are bound, others whom the pact names, and strangers."""
        return (*self.bound, *self.pact.text.others, *self.strangers)

    def includes(self, who: Sequence[str], code: str, event: Event | None = None) -> bool:
        """Tell whether references mean a code, as far as the event at hand is concerned."""
        # Names remember events by their id, and here one id stands for many events.
        names = Names(self.pact.text, self.others, self.groups) if event is not None else self.names
        return names.includes(who, code, event)

    def fit(
        self,
        pattern: Pattern,
        name: str,
        clause: Clause | None = None,
        at_hand: Event | None = None,
    ) -> Event | None:
        """Return an event of the kind that a pattern describes, or None where there is none."""
        return next(self.fits(pattern, name, clause, at_hand), None)

    def fits(
        self,
        pattern: Pattern,
        name: str,
        clause: Clause | None = None,
        at_hand: Event | None = None,
    ) -> Iterator[Event]:
        """Yield events of the kind that a pattern describes: each type, each doer, each other."""
        for kind in pattern.event or ("attack",):
            hostile = "attacker" in EVENT_TYPES[kind].needs
            needed = hostile or "toward" in EVENT_TYPES[kind].needs
            needed = needed or bool(pattern.toward or pattern.victim)
            for doer, other in self._sides(pattern, at_hand, hostile=hostile):
                if other is None and needed:
                    continue
                calls = clause.id if clause is not None and kind == "invocation" else None
                yield self.event(
                    kind,
                    name,
                    [doer],
                    [other] if needed and other is not None else [],
                    at=self.day_for(clause),
                    clause=pattern.clause or calls,
                    pact=self.pact.name if pattern.clause else None,
                    target=pattern.target[0] if pattern.target else None,
                    kind=pattern.kind[0] if pattern.kind else None,
                )

    def _sides(
        self, pattern: Pattern, at_hand: Event | None, *, hostile: bool
    ) -> Iterator[tuple[str, str | None]]:
        """Yield who may have acted and to whom; outsiders first where anyone may have attacked."""
        bodies = () if hostile else tuple(self.pact.text.bodies)
        known = (*self.everyone, *bodies)
        outside = [code for code in known if code not in self.bound]
        free = hostile and not (pattern.attacker or pattern.by)

        def right(code: str, *wanted: tuple[str, ...]) -> bool:
            return all(not who or self.includes(who, code, at_hand) for who in wanted)

        able = [*outside, *self.bound] if free else known
        for doer in able:
            if not right(doer, pattern.attacker, pattern.by):
                continue
            others = [c for c in known if c != doer and right(c, pattern.victim, pattern.toward)]
            yield from ((doer, other) for other in others or (None,))

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses that stand under some reading of the pact, each once."""
        return tuple({c.id: c for one in self.pact.readings[::-1] for c in one.clauses}.values())

    def clause(self, name: str) -> Clause | None:
        """Return a clause of the pact, whether or not it stands under these settings."""
        return next((each for each in self.pact.text.clauses if each.id == name), None)

    def findings(
        self, event: Event, found: Mapping[str, bool | None], *, at: dt.date | None = None
    ) -> Iterator[Determination]:
        """Yield what those who decide find about an event."""
        for name, value in found.items():
            term = self.pact.text.open_terms[name]
            if value is None or not event.is_any(term.applies_to):
                continue
            finder = term.determined_by
            who: Sequence[str] = self.bound if finder == "each_party" else event.others
            if isinstance(finder, Finder):
                who = (finder.body,)
            for code in who:
                yield Determination(
                    term=name,
                    event=event.id,
                    by=code,
                    at=at or event.at,
                    recorded=None,
                    value=value,
                    pact=self.pact.name,
                    vote=None,
                )

    def votes(self, event: Event | None, *, against: Sequence[str] = ()) -> Iterator[Event]:
        """Yield a decision in favour on every clause that takes one, or one that some opposed."""
        for clause in self.clauses:
            duty, rule = clause.duty, clause.decision_rule
            if duty is None or not rule.votes:
                continue
            about = None if event is None else event.id
            name = f"vote_{clause.id}" + ("" if event is None else f"_{event.id}")
            struck = () if event is None else event.others
            who = [c for c in self.names.codes(duty.bearer, event) if c not in struck]
            who = [code for code in who if code in self.bound]
            vote = Vote(for_=tuple(c for c in who if c not in against), against=tuple(against))
            by: Sequence[str] = ()
            if rule.body is not None:
                by, vote = (rule.body,), Vote(for_=max(self.pact.text.bodies[rule.body].seats, 1))
            own = {"pact": self.pact.name, "clause": clause.id}
            made = self.event("decision", name, by, about=about, votes=vote, **own)
            day = self.day if event is None else event.at
            yield made.model_copy(update={"at": day})

    def acts(
        self, clause: Clause, event: Event | None, bearers: Iterable[str], kind: str | None = None
    ) -> Iterator[Event]:
        """Yield the acts by which bearers perform a clause, or break a promise to refrain."""
        duty = clause.duty
        if duty is None:
            return
        about = None if event is None else event.id
        day = self.day if event is None else day_of(event.at)
        for code in bearers:
            toward = [c for c in self.names.codes(duty.toward, event) if c != code]
            struck = event.others if event is not None else self.bound
            toward = toward or [c for c in (*struck, THIRD) if c != code][:1]
            name = f"act_{clause.id}_{code}"
            made = self._act(clause, name, code, toward, kind)
            if made is not None:
                linked = {"about": about} if "about" in EVENT_TYPES[made.type].may else {}
                yield made.model_copy(update={**linked, "at": day + dt.timedelta(days=1)})

    def _act(
        self, clause: Clause, name: str, code: str, toward: list[str], kind: str | None
    ) -> Event | None:
        duty = clause.duty
        action = "" if duty is None else duty.action
        if action == "assist" and duty is not None and duty.discretion.ceiling == "consult_only":
            action = "consult"
        plain = {"consult": "consultation", "report": "report", "sanction": "sanction"}
        own = {"pact": self.pact.name, "clause": clause.id}
        if action in plain:
            return self.event(plain[action], name, [code], toward, **own)
        if action == "assist":
            return self.event("contribution", name, [code], toward, kind=kind, **own)
        if action in ("perform", "refrain") and duty is not None:
            what = duty.conduct[0]
            if what in EVENT_TYPES:
                return self.event(what, name, [code], toward, **own)
            return self.event("conduct", name, [code], toward, kind=what, **own)
        forbidden = {"not_attack": "attack", "stay_neutral": "attack", "not_threaten": "threat"}
        if action in forbidden and toward:
            return self.event(forbidden[action], name, [code], toward[:1])
        return None


def days_in(span: Span) -> int:
    """Return a span in days, hours rounded up, by the calendar of an ordinary year."""
    start = dt.date(2030, 1, 1)
    whole = after(start, span)
    end = whole.date() if isinstance(whole, dt.datetime) else whole
    return (end - start).days


def _references(text: PactText) -> set[str]:
    """Return every reference to parties in the clauses and scopes of a pact."""
    return {item for items in reference_lists(text) for item in items}


def reference_lists(text: PactText) -> tuple[tuple[str, ...], ...]:
    """Return every list of references by which a pact tells parties apart."""
    found: dict[tuple[str, ...], None] = {}

    def walk(value: object, key: str = "") -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                walk(inner, str(name))
        elif isinstance(value, tuple) and key in _WHO:
            found[tuple(map(str, value))] = None
        elif isinstance(value, (tuple, list)):
            for inner in value:
                walk(inner)

    walk({"clauses": text.model_dump()["clauses"], "scopes": text.model_dump()["scopes"]})
    found.update({tuple(who): None for who in text.roles.values()})
    return tuple(found)
