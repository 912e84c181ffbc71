# SPDX-License-Identifier: Apache-2.0
"""Who is meant, who is bound, what was voted, and what was found."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, NamedTuple

from foedus.pacts.moments import Span, after, closing, opening
from foedus.pacts.schema import FORMS
from foedus.pacts.taxonomy import EVENT_TYPES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from foedus.pacts.events import Determination, Entry, Event, EventLog
    from foedus.pacts.pact import Pact
    from foedus.pacts.voting import Rule, Vote


class Step(NamedTuple):
    """A step that a proof must have: its rule, value and moment, what it names and combines."""

    rule: str
    value: bool | None = True
    since: dt.date | None = None
    ref: tuple[Any, ...] = ()
    parts: tuple[Step, ...] = ()


def every(steps: Iterable[Step]) -> Step:
    """Return Kleene's conjunction, since the last of what it takes; one step stands alone."""
    parts = tuple(steps)
    if len(parts) == 1:
        return parts[0]
    values = {part.value for part in parts}
    if values - {True}:
        return Step("all", False if False in values else None, None, (), parts)
    moments = [part.since for part in parts if part.since is not None]
    return Step("all", True, max(moments, key=opening, default=None), (), parts)


def some(steps: Iterable[Step]) -> Step:
    """Return Kleene's disjunction, since the first that holds; one step stands alone."""
    parts = tuple(steps)
    if len(parts) == 1:
        return parts[0]
    met = [part.since for part in parts if part.value]
    if not met:
        open_ = any(part.value is None for part in parts)
        return Step("any", None if open_ else False, None, (), parts)
    moments = [each for each in met if each is not None]
    first = min(moments, key=opening, default=None) if len(moments) == len(met) else None
    return Step("any", True, first, (), parts)


def contrary(step: Step) -> Step:
    """Return the negation."""
    return Step("not", None if step.value is None else not step.value, step.since, (), (step,))


def doers(event: Event) -> tuple[str, ...]:
    """Return who acted."""
    return event.attacker or event.by


def struck(event: Event | None) -> tuple[str, ...]:
    """Return to whom it was done."""
    return () if event is None else event.victim or event.toward


def is_kind(event: Event, kinds: Collection[str]) -> bool:
    """Tell whether an event is of one of some types, or of a kind of it."""
    name: str | None = event.type
    while name is not None:
        if name in kinds:
            return True
        name = EVENT_TYPES[name].parent
    return False


def _count(voters: int | tuple[str, ...], entitled: Collection[str] | None) -> int:
    """Return the number of votes, named ones only of those entitled to vote."""
    if isinstance(voters, int):
        return voters
    return sum(entitled is None or name in entitled for name in voters)


class Record:
    """A pact's words and a log, as it stood at a moment and was known at a moment.

    Parameters
    ----------
    pact : Pact
        The pact, its levers and readings set.
    log : EventLog
        The log.
    at, known : date or datetime
        The moment, and what was known; None for everything on record.
    """

    def __init__(self, pact: Pact, log: EventLog, at: dt.date, known: dt.date | None) -> None:
        self.pact = pact
        self.text = pact.text
        self.at = at
        self.now = closing(at)
        self.groups = log.groups
        # A record still knows what stood in it before a correction.
        old = [e for e in getattr(log, "past", ()) if known and opening(e.until) > closing(known)]
        past = [each.entry for each in old]
        self._periods: dict[str, list[tuple[dt.date, dt.date | None]]] = {}
        limit = self.now if known is None else closing(known)

        def seen(entry: Entry) -> bool:
            learned = entry.recorded or entry.at
            in_time = known is None or opening(learned) <= limit
            return opening(entry.at) <= self.now and in_time

        events = [*log.events, *(each for each in past if hasattr(each, "type"))]
        found = [*log.determinations, *(each for each in past if hasattr(each, "term"))]
        self.events = sorted(filter(seen, events), key=lambda e: (opening(e.at), e.id))
        self.by_id = {event.id: event for event in self.events}
        self.found = sorted(
            (each for each in found if seen(each) and self.ours(each.pact)),
            key=lambda each: (opening(each.at), each.term, str(each.value)),
        )

    def ours(self, pact: str | None) -> bool:
        """Tell whether something is about this pact, or about none."""
        return pact in (None, self.text.pact)

    def codes(self, items: Iterable[str], event: Event | None = None) -> list[str]:
        """Return whom references name, each once and in their order."""
        found: list[str] = []
        for item in items:
            section, _, name = item.partition(".")
            if item.startswith("not "):
                barred = self.codes([item[4:]], event)
                found = [code for code in found if code not in barred]
                continue
            named: Iterable[str] = [item] if item != "states" else []
            if item == "parties":
                named = self.text.parties
            elif name:
                named = self.codes(getattr(self.text, section)[name])
            elif item in ("victim", "attacker"):
                named = () if event is None else (struck if item == "victim" else doers)(event)
            found += [code for code in dict.fromkeys(named) if code not in found]
        return found

    def means(
        self,
        items: Sequence[str],
        code: str,
        event: Event | None = None,
        day: dt.date | None = None,
    ) -> bool:
        """Tell whether references mean someone; ``not`` alone means everyone else.

        Where a day is given, who was bound on that day counts for ``not parties``.
        """
        barred = [item[4:] for item in items if item.startswith("not ")]
        for item in barred:
            outside = item == "parties" and day is not None and self.bound(code, day) is None
            if not outside and self._means(item, code, event):
                return False
        wanted = [item for item in items if not item.startswith("not ")]
        return not wanted or any(self._means(item, code, event, day) for item in wanted)

    def _means(self, item: str, code: str, event: Event | None, day: dt.date | None = None) -> bool:
        if item.startswith("roles."):
            return self.means(self.text.roles[item[6:]], code, None, day)
        if item == "states":
            if code in self.text.others:
                return self.text.others[code].state
            return code not in self.groups and code not in self.text.bodies
        return code in self.codes([item], event)

    def consents(self, party: str) -> list[dt.date]:
        """Return when a party consented to be bound."""
        table = self.text.parties[party].since if party in self.text.parties else None
        if table is not None:
            return [table]
        kind = FORMS[self.text.legal_form][0]
        return [
            event.at
            for event in self.events
            if event.pact == self.text.pact and is_kind(event, (kind,)) and party in event.by
        ]

    def entry(self) -> dt.date | None:
        """Return when the pact entered into force, or None."""
        rule = self.text.entry_into_force
        if rule.ratified_by is None:
            return rule.date
        first = [next(iter(self.consents(code)), None) for code in self.codes(rule.ratified_by.all)]
        some_ = rule.ratified_by.at_least
        if some_ is not None:
            given = [each for code in self.codes(some_.of) for each in self.consents(code)[:1]]
            given.sort(key=opening)
            first.append(given[some_.n - 1] if len(given) >= some_.n else None)
        moments = [each for each in first if each is not None]
        return max(moments, key=opening, default=None) if len(moments) == len(first) else None

    def periods(self, party: str) -> list[tuple[dt.date, dt.date | None]]:
        """Return the times for which a party, or a body, is bound."""
        if party not in self._periods:
            self._periods[party] = self._bound(party)
        return self._periods[party]

    def _bound(self, party: str) -> list[tuple[dt.date, dt.date | None]]:
        entry, term = self.entry(), self.text.duration
        if entry is None or party not in (*self.text.parties, *self.text.bodies):
            return []
        over = term.years is not None and term.renewal is None
        expiry = [after(entry, Span(years=term.years))] if over else []
        if party in self.text.bodies:
            return [(entry, expiry[0] if expiry else None)]
        until = self.text.parties[party].until
        exits = [] if until is None else [until]
        for event in self.events:
            ours = event.pact == self.text.pact and event.type == "withdrawal"
            exits += self._exits(event.at, entry) if ours and party in event.by else []
        held: list[tuple[dt.date, dt.date | None]] = []
        for consent in self.consents(party):
            start = max(consent, entry, key=opening)
            last = held[-1][1] if held else start
            if last is None or opening(start) < opening(last):
                continue
            ends = [each for each in exits if opening(each) > opening(consent)] + expiry
            end = min(ends, key=opening, default=None)
            if end is None or opening(start) < opening(end):
                held.append((start, end))
        return held

    def _exits(self, notice: dt.date, entry: dt.date) -> Iterator[dt.date]:
        """Yield the ends to which a notice leads: after its time, or with the term."""
        leave, term = self.text.withdrawal, self.text.duration
        if leave is not None:
            wait = leave.available_after
            if wait is None or opening(notice) >= opening(after(entry, wait)):
                yield after(notice, leave.notice)
        if term.renewal is not None and term.years is not None:
            least, end = opening(after(notice, term.renewal.unless_notice)), entry
            for years in itertools.chain([term.years], itertools.repeat(term.renewal.years)):
                end = after(end, Span(years=years))
                if opening(end) >= least:
                    yield end
                    return

    def bound(self, party: str, when: dt.date) -> tuple[dt.date, dt.date | None] | None:
        """Return the time around a moment for which a party is bound, or None."""
        for start, end in self.periods(party):
            if opening(start) <= opening(when) and (end is None or opening(when) < opening(end)):
                return start, end
        return None

    def carried(
        self, rule: Rule, vote: Vote, seats: int, body: str | None, entitled: Sequence[str] | None
    ) -> bool:
        """Tell whether a vote is enough under a rule, of a body or of those entitled to it."""
        record = self.text.bodies.get(body or "")
        vetoes = self.codes(record.vetoes) if record is not None else ()
        if entitled is not None and not entitled:
            return False
        yes, no = _count(vote.for_, entitled), _count(vote.against, entitled)
        against = () if isinstance(vote.against, int) else vote.against
        if yes == 0 or any(code in vetoes for code in against):
            return False
        whole = seats or yes + no + _count(vote.abstain, entitled)
        if rule.kind in ("consensus", "unanimity"):
            return no == 0 if rule.kind == "consensus" else yes >= whole
        if rule.kind in ("majority", "at_least"):
            return yes > whole / 2 if rule.kind == "majority" else yes >= (rule.number or 1)
        if rule.share is not None and yes * rule.share[1] < whole * rule.share[0]:
            return False
        if rule.weight is None:
            return True
        weights = record.weights if record is not None else {}
        names = () if isinstance(vote.for_, int) else vote.for_
        mine = sum(weights.get(name, 0.0) for name in names)
        least = sum(weights.values()) * rule.weight[0] / rule.weight[1]
        return mine >= least - 1e-12 * least  # sums of decimals

    def adopted(self, by: str, vote: Vote | None, when: dt.date) -> bool:
        """Tell whether a finding or decision, where it is a body's, came about by its rule."""
        body = self.text.bodies.get(by)
        if body is None or vote is None:
            return True
        rule, seats = body.rule, sum(seat.seats for seat in body.composition)
        for past in reversed(body.earlier):
            if opening(when) < opening(past.until):
                rule, seats = past.rule, past.seats
        if rule is None:
            return True
        said_yes = () if isinstance(vote.for_, int) else vote.for_
        return self.carried(rule, vote, seats, by, None) and all(
            code in said_yes
            for code in self.codes(body.concurring)
            if code not in self.text.parties or self.bound(code, when)
        )

    def wider(self, term: str) -> list[str]:
        """Return an open term and all that it is a kind of."""
        above = self.text.open_terms[term].kind_of
        return [term] if above is None else [term, *self.wider(above)]

    def finding(self, term: str, event: Event, by: Collection[str | None]) -> Step | None:
        """Return what some found about an event and an open term; None where nothing settles it."""

        def settles(each: Determination) -> bool:
            if each.event != event.id or each.by not in by:
                return False
            if isinstance(each.value, str) or not self.adopted(each.by, each.vote, each.at):
                return False
            return term in self.wider(each.term) if each.value else each.term in self.wider(term)

        found = [each for each in self.found if settles(each)]
        ref = (term, event.id, *by)
        if not found:
            return None
        if len({each.value for each in found}) > 1:
            return Step("torn", None, None, ref)
        return Step("finding", found[0].value is True, found[0].at, ref)

    def holds(self, term: str, event: Event, party: str | None, *, silence: bool = True) -> Step:
        """Return whether an event meets an open term, for one party."""
        words = self.text.open_terms[term]
        if not is_kind(event, words.applies_to):
            return Step("not_said", False, None, (term, event.id))
        if isinstance(words.determined_by, str):
            return self.view(term, event, party, words.determined_by == "victim")
        body, within = words.determined_by.body, words.determined_by.within
        limit = None if within is None else after(event.at, within)
        step = self.finding(term, event, (body,))
        late = limit is not None and self.now > closing(limit)
        if limit is None or not late:
            return step or Step("open", None, None, (term, event.id, body))
        otherwise = self.fallback(term, event, party, limit, silence=silence)
        if step is None:
            return otherwise
        # What the fallback had settled already is settled no later by a finding that agrees.
        agrees = otherwise.value is step.value and step.value is not None
        moments = [step.since, otherwise.since] if agrees else [step.since]
        since = min((each for each in moments if each is not None), key=opening, default=None)
        return step._replace(since=since)

    def fallback(
        self, term: str, event: Event, party: str | None, limit: dt.date, *, silence: bool
    ) -> Step:
        """Return what holds when a body has not found in time."""
        words = self.text.open_terms[term]
        body = () if isinstance(words.determined_by, str) else (words.determined_by.body,)
        ref = (term, event.id, *body)
        if words.fallback == "each_party":
            own = self.view(term, event, party, False)
            since = None if own.since is None else max(own.since, limit, key=closing)
            return own._replace(since=since, ref=own.ref + (body if own.rule == "open" else ()))
        if isinstance(words.fallback, bool) and silence:
            return Step("fallback", words.fallback, limit, ref)
        return Step("open", None, None, ref)

    def view(self, term: str, event: Event, party: str | None, by_victim: bool) -> Step:  # noqa: FBT001
        """Return what a party found for itself, or where the victim decides what it found."""
        if not by_victim and party is None:
            return Step("open", None, None, (term, event.id))
        by = struck(event) if by_victim else (party,)
        return self.finding(term, event, by) or Step("open", None, None, (term, event.id, *by))
