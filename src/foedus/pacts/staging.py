# SPDX-License-Identifier: Apache-2.0
"""Puts a pact into force in an invented log, and stages there what its clauses speak of.

Nothing staged is a forecast: it is the least that has to happen for a clause to say something.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from foedus.pacts.clauses import TIMED
from foedus.pacts.events import Determination, Event, EventLog, Place
from foedus.pacts.membership import membership
from foedus.pacts.moments import Span, after
from foedus.pacts.scene import Names
from foedus.pacts.schema import FORMS, Finder
from foedus.pacts.taxonomy import EVENT_TYPES
from foedus.pacts.voting import Vote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from foedus.pacts.clauses import Clause, Condition, Pattern
    from foedus.pacts.pact import Pact
    from foedus.pacts.schema import PactText, Zone

THIRD: Final = "THIRD_STATE"
GROUP: Final = "ARMED_GROUP"
OUTSIDERS: Final = {THIRD: "a third state", GROUP: "an armed group"}
"""A state and a group that no pact names, as attackers."""

_DAY_ONE: Final = dt.date(2030, 1, 1)
_ELSEWHERE: Final = "nowhere_in_particular"
_LONGEST: Final = 300
"""Days that a trial is followed at most: less than the shortest term of a pact, a year."""
_WHO: Final = frozenset(
    "attacker victim by toward bearer attack_on counts_as_attack_on for_ territory_of".split()
)


@dataclass(frozen=True)
class Staged:
    """An event with what has to be found and to happen beside it.

    Parameters
    ----------
    event : Event
        The event at hand.
    found : dict
        For each open term, what is found about the event; None: nobody finds anything.
    beside : tuple of Event
        What else has to happen.
    """

    event: Event
    found: Mapping[str, bool | None] = field(default_factory=dict)
    beside: tuple[Event, ...] = ()


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
        for one in self.beside:
            known = {code: party.name for code, party in one.text.parties.items()}
            known |= {code: other.name for code, other in one.text.others.items()}
            self.others |= {k: v for k, v in known.items() if k not in text.parties}
        groups = [code for one in (pact, *self.beside) for code, o in one.text.others.items() if not o.state]
        self.groups = frozenset([*groups, GROUP])
        self.names = Names(text, self.others, self.groups)

    # ------------------------------------------------------------------ into force
    @cached_property
    def signed_on(self) -> dt.date:
        """The day of signature."""
        text = self.pact.text
        if text.done is not None:
            return text.done.date
        since = [party.since for party in text.parties.values() if party.since is not None]
        days = [_as_day(when) for when in since]
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
            found.append(self.event("signature", f"signature_{number}", who, at=day, pact=pact.name))
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
            days.update(_as_day(p.since) for p in one.text.parties.values() if p.since is not None)
            days.update(filter(None, [one.text.entry_into_force.date, Stage(one).signed_on]))
        best, most = self.signed_on, -1
        for day in sorted(days):
            for wait in (60, 2):
                when = day + dt.timedelta(days=wait)
                count = sum(
                    membership(one.text, base.seen(when), self.names).period(code, when) is not None
                    for one in (self.pact, *self.beside)
                    for code in one.text.parties
                )
                if count > most:
                    best, most = when, count
        return best

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
        spans: list[Span] = []
        for term in self.pact.text.open_terms.values():
            if isinstance(term.determined_by, Finder) and term.determined_by.within is not None:
                spans.append(term.determined_by.within)
        found = max(map(days_in, spans), default=0)
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

    # ------------------------------------------------------------------ events
    def event(
        self,
        kind: str,
        name: str,
        /,
        doers: Sequence[str] = (),
        others: Sequence[str] = (),
        *,
        at: dt.date | None = None,
        **more: Any,  # noqa: ANN401 - the keys of an event
    ) -> Event:
        """Return an event of a type, with the keys that the type asks for."""
        keys = {*EVENT_TYPES[kind].needs, *EVENT_TYPES[kind].may}
        given: dict[str, Any] = {"id": name, "type": kind, "at": at or self.day}
        for side, who in (("attacker", doers), ("by", doers), ("victim", others), ("toward", others)):
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

    def fit(
        self, pattern: Pattern, name: str, clause: Clause | None = None, at_hand: Event | None = None
    ) -> Event | None:
        """Return an event of the kind that a pattern describes, or None where there is none."""
        kind = pattern.event[0] if pattern.event else "attack"
        hostile = "attacker" in EVENT_TYPES[kind].needs
        known = (*self.everyone, *self.pact.text.bodies)
        outside = [code for code in known if code not in self.bound]
        free = hostile and not (pattern.attacker or pattern.by)
        doers = [*outside, *self.bound] if free else list(known)

        def right(code: str, *wanted: tuple[str, ...]) -> bool:
            return all(not who or self.names.includes(who, code, at_hand) for who in wanted)

        able = [code for code in doers if right(code, pattern.attacker, pattern.by)]
        if hostile:
            able = [code for code in able if code not in self.pact.text.bodies]
        others = [code for code in known if right(code, pattern.victim, pattern.toward)]
        others = [code for code in others if code not in self.pact.text.bodies or not hostile]
        needs_other = hostile or "toward" in EVENT_TYPES[kind].needs
        needs_other = needs_other or bool(pattern.toward or pattern.victim)
        for doer in able:
            whom = next((code for code in others if code != doer), None)
            if whom is None and needs_other:
                continue
            return self.event(
                kind,
                name,
                [doer],
                [whom] if needs_other and whom is not None else [],
                clause=pattern.clause or (clause.id if clause and kind == "invocation" else None),
                pact=self.pact.name if pattern.clause else None,
                target=pattern.target[0] if pattern.target else None,
                kind=pattern.kind[0] if pattern.kind else None,
            )
        return None

    # ------------------------------------------------------------------ conditions
    def meet(self, condition: Condition, staged: Staged, *, want: bool) -> Staged:
        """Return what is staged, changed so that a condition holds of its event, or does not."""
        if condition.holds is not None:
            return replace(staged, found={**staged.found, condition.holds: want})
        if condition.in_scope is not None:
            return replace(staged, event=self.placed(staged.event, condition.in_scope, inside=want))
        if condition.negated is not None:
            return self.meet(condition.negated, staged, want=not want)
        if condition.event is not None:
            return self._as_kind(condition.event, staged) if want else staged
        if condition.occurred is not None:
            return self._with_events(condition.occurred, staged, 1) if want else staged
        if condition.number is not None:
            number = condition.number
            return self._with_events(number.among, staged, number.at_least) if want else staged
        parts = condition.all or condition.any or ()
        every = (condition.all is not None) == want
        for part in parts if every else parts[:1]:
            staged = self.meet(part, staged, want=want)
        return staged

    def _as_kind(self, pattern: Pattern, staged: Staged) -> Staged:
        """Return what is staged with its event turned into one of a kind."""
        event = staged.event
        fitted = self.fit(pattern, event.id, at_hand=event)
        if fitted is None:
            return staged
        kept = {
            "kind": fitted.type if pattern.event and not event.is_any(pattern.event) else event.type,
            "name": event.id,
            "doers": fitted.doers if pattern.attacker or pattern.by else event.doers,
            "others": fitted.others if pattern.victim or pattern.toward else event.others,
        }
        more = {"target": fitted.target or event.target, "place": event.place, "about": event.about}
        kind = fitted.kind or event.kind
        made = self._turned(kept, at=event.at, clause=event.clause, what=kind, **more)
        return replace(staged, event=made)

    def _turned(self, kept: dict[str, Any], *, what: str | None, **more: Any) -> Event:  # noqa: ANN401
        event = self.event(kept["kind"], kept["name"], kept["doers"], kept["others"], **more)
        return event if what is None else event.model_copy(update={"kind": what})

    def _with_events(self, pattern: Pattern, staged: Staged, count: int) -> Staged:
        """Return what is staged with further events of a kind, by as many as are asked for."""
        made = self.fit(pattern, "beside_1", at_hand=staged.event)
        if made is None:
            return staged
        day = staged.event.at
        if getattr(pattern, "relative", None) == "before":
            day = _as_day(day) - dt.timedelta(days=1)
        beside = [made.model_copy(update={"at": day})]
        for code in self.everyone:
            if len(beside) >= count:
                break
            wanted = (*pattern.attacker, *pattern.by)
            fits = not wanted or self.names.includes(wanted, code, staged.event)
            if fits and code not in (*made.doers, *made.others):
                key = "attacker" if made.attacker else "by"
                name = f"beside_{len(beside) + 1}"
                beside.append(made.model_copy(update={"id": name, key: (code,), "at": day}))
        return replace(staged, beside=(*staged.beside, *beside))

    def placed(self, event: Event, scope: str, *, inside: bool) -> Event:
        """Return an event that lies within a scope, or outside it, as far as that can be staged."""
        zones = self.pact.text.scopes[scope].any_of
        if inside:
            place, target = self._inside(zones[0], event)
            return event.model_copy(update={"place": place, "target": target})
        return event.model_copy(update={"place": self._outside(zones)})

    def _inside(self, zone: Zone, event: Event) -> tuple[Place, str | None]:
        where: dict[str, Any] = {"name": "inside the area"}
        of = [code for code in self.everyone if self.names.includes(zone.territory_of, code, event)]
        struck = [code for code in event.others if code in of]
        if zone.territory_of:
            where["territory_of"] = tuple((struck or of)[:1])
        if zone.region:
            where["region"] = zone.region[:1]
        north = zone.north_of if zone.north_of is not None else -90.0
        south = zone.south_of if zone.south_of is not None else 90.0
        where["latitude"] = (north + south) / 2
        return Place.model_validate(where), zone.target[0] if zone.target else event.target

    def _outside(self, zones: Sequence[Zone]) -> Place:
        """Return a place that lies in none of some zones where one can be found."""
        latitude = next(
            (
                at
                for at in (-60.0, 0.0, 60.0, 85.0, -85.0)
                if not any(
                    (z.north_of is not None or z.south_of is not None)
                    and (z.north_of is None or at > z.north_of)
                    and (z.south_of is None or at < z.south_of)
                    for z in zones
                )
            ),
            None,
        )
        wanted = [who for zone in zones for who in zone.territory_of]
        whose = [c for c in reversed(self.everyone) if not self.names.includes(wanted, c)]
        where = {"name": "outside the area", "region": (_ELSEWHERE,), "latitude": latitude}
        return Place.model_validate({**where, "territory_of": tuple(whose[:1])})

    def favour(self, clause: Clause, staged: Staged) -> Staged:
        """Return what is staged so that every condition of a clause is met, and nothing bars it."""
        if clause.trigger is not None and clause.trigger.condition is not None:
            staged = self.meet(clause.trigger.condition, staged, want=True)
        for other in self.pact.clauses:
            effect = other.effect
            if effect is None or other.when is None or clause.id not in effect.clauses:
                continue
            if effect.kind not in TIMED:
                staged = self.meet(other.when, staged, want=effect.kind == "require")
        return staged

    def occasion(self, clause: Clause, name: str = "incident") -> Staged | None:
        """Return what brings a clause into play, with every condition met; None where nothing can.

        A clause that follows another's performance or breach has that other's occasion.
        """
        trigger = clause.trigger
        if trigger is None:
            return None
        if trigger.event:
            event = self.fit(trigger, name, clause)
            return None if event is None else self.favour(clause, Staged(event))
        source = self.clause(trigger.performed or trigger.breached or "")
        return None if source is None else self.occasion(source, name)

    def clause(self, name: str) -> Clause | None:
        """Return a clause of the pact, whether or not it stands under these settings."""
        return next((each for each in self.pact.text.clauses if each.id == name), None)

    # ------------------------------------------------------------------ findings, votes, acts
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
        for clause in self.pact.clauses:
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
            made = self.event("decision", name, by, about=about, votes=vote, clause=clause.id)
            day = self.day if event is None else event.at
            yield made.model_copy(update={"pact": self.pact.name, "at": day})

    def acts(
        self, clause: Clause, event: Event | None, bearers: Iterable[str], kind: str | None = None
    ) -> Iterator[Event]:
        """Yield the acts by which bearers perform a clause, or break a promise to refrain."""
        duty = clause.duty
        if duty is None:
            return
        about = None if event is None else event.id
        day = self.day if event is None else _as_day(event.at)
        for code in bearers:
            toward = [c for c in self.names.codes(duty.toward, event) if c != code]
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
                return self.event(what, name, [code], toward or [THIRD], **own)
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


def _as_day(when: dt.date) -> dt.date:
    return when.date() if isinstance(when, dt.datetime) else when


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
