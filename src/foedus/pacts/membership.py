# SPDX-License-Identifier: Apache-2.0
"""Who is bound by a pact, from when to when, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from foedus.pacts.moments import Span, after, opening, told
from foedus.pacts.schema import FORMS
from foedus.pacts.wording import cap, listed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from foedus.pacts.events import Event, EventLog
    from foedus.pacts.scene import Names
    from foedus.pacts.schema import PactText


@dataclass(frozen=True, slots=True)
class Period:
    """A time for which a party is bound: from its start on, and no longer at its end.

    Parameters
    ----------
    start, end : date or datetime
        Its limits; no end where none is known.
    begun, ended : str
        Why it began, why it ended, as sentences.
    """

    start: dt.date
    end: dt.date | None
    begun: str
    ended: str = ""

    def holds(self, when: dt.date) -> bool:
        """Tell whether a moment lies within."""
        at = opening(when)
        return opening(self.start) <= at and (self.end is None or at < opening(self.end))


@dataclass(frozen=True)
class Membership:
    """Who is bound by a pact.

    Parameters
    ----------
    entry, expiry : date or datetime or None
        When the pact entered into force, and when its term ends.
    periods : dict
        For each party and body, the times for which it is bound.
    absent : dict
        For each of them, why it is not bound at other times.
    signed, ratified : dict
        First signature and first ratification of each party.
    """

    entry: dt.date | None
    expiry: dt.date | None
    periods: dict[str, tuple[Period, ...]]
    absent: dict[str, str]
    signed: dict[str, Event]
    ratified: dict[str, Event]
    _around: dict[tuple[str, dt.date], Period | None] = field(
        default_factory=dict, repr=False, compare=False
    )

    def period(self, party: str, when: dt.date) -> Period | None:
        """Return the time around a moment for which a party is bound, or None."""
        key = (party, when)
        if key not in self._around:
            periods = self.periods.get(party, ())
            self._around[key] = next((each for each in periods if each.holds(when)), None)
        return self._around[key]

    def latest(self, party: str, when: dt.date) -> Period | None:
        """Return the last time, begun by a moment, for which a party is bound, or None."""
        begun = [p for p in self.periods.get(party, ()) if opening(p.start) <= opening(when)]
        return begun[-1] if begun else None

    def why_not(self, party: str, when: dt.date) -> tuple[str, ...]:
        """Say why a party is not bound at a moment."""
        if party not in self.absent:
            return (f"{party} is not a party.",)
        past = self.latest(party, when)
        later = [p for p in self.periods.get(party, ()) if opening(p.start) > opening(when)]
        if past is not None:
            return (past.ended,)
        if later:
            return (later[0].begun, "Before that it was not bound.")
        return (self.absent[party],)


def membership(text: PactText, log: EventLog, names: Names) -> Membership:
    """Work out who is bound by a pact, from an event log as seen.

    A party is bound from the later of two moments: its own consent (ratification, or signature
    where the form of the instrument needs no more) and the entry into force of the whole.
    """
    return _Instrument(text, log, names).membership()


class _Instrument:
    """A pact and the acts that bind states to it."""

    def __init__(self, text: PactText, log: EventLog, names: Names) -> None:
        self.text = text
        self.names = names
        self.acts = [event for event in log.events if event.pact == text.pact]
        self.signed = self.first("signature")
        self.ratified = self.first("ratification")
        self.consent_by, _ = FORMS[text.legal_form]
        self.consents = self.signed if self.consent_by == "signature" else self.ratified

    def first(self, kind: str) -> dict[str, Event]:
        """Return the first act of a kind by each party."""
        found: dict[str, Event] = {}
        for event in self.acts:
            for party in event.by if event.is_a(kind) else ():
                found.setdefault(party, event)
        return found

    def bound_since(self, party: str) -> dt.date | None:
        """Return when a party first consented to be bound."""
        table = self.text.parties[party].since if party in self.text.parties else None
        if table is not None:
            return table
        return self.consents[party].at if party in self.consents else None

    def entry(self) -> dt.date | None:
        """Return when the pact entered into force, or None."""
        rule = self.text.entry_into_force
        if rule.ratified_by is None:
            return rule.date
        moments = [self.bound_since(party) for party in self.names.codes(rule.ratified_by.all)]
        some = rule.ratified_by.at_least
        if some is not None:
            given = [self.bound_since(party) for party in self.names.codes(some.of)]
            ranked = sorted((m for m in given if m is not None), key=opening)
            moments.append(ranked[some.n - 1] if len(ranked) >= some.n else None)
        reached = [moment for moment in moments if moment is not None]
        if len(reached) < len(moments):
            return None
        return max(reached, key=opening, default=None)

    def waits_for(self) -> str:
        """Say what entry into force waits for."""
        rule = self.text.entry_into_force
        if rule.ratified_by is None:
            return f"The pact enters into force on {rule.date}."
        word = self.consent_by
        needed = []
        if rule.ratified_by.all:
            names = listed(self.names.of(p) for p in self.names.codes(rule.ratified_by.all))
            needed.append(f"the {word} of {names}")
        some = rule.ratified_by.at_least
        if some is not None:
            group = listed((self.names.of(p) for p in self.names.codes(some.of)), "or")
            needed.append(f"{some.n} {word}{'s' if some.n > 1 else ''} out of {group}")
        return f"The pact is not in force: it takes {' and '.join(needed)}."

    def membership(self) -> Membership:
        """Work out every party's periods, and those of the bodies: as long as the pact runs."""
        entry = self.entry()
        years = self.text.duration.years
        fixed = years is not None and self.text.duration.renewal is None
        expiry = after(entry, Span(years=years)) if entry is not None and years and fixed else None
        over = ""
        if expiry is not None:
            over = f"The pact expired on {told(expiry)}, {years} years after it entered into force."
        periods = {party: self.periods(party, entry, expiry, over) for party in self.text.parties}
        absent = {party: self.absent(party, entry) for party in self.text.parties}
        for body in self.text.bodies:
            begun = f"The pact has been in force since {told(entry)}." if entry is not None else ""
            periods[body] = (Period(entry, expiry, begun, over),) if entry is not None else ()
            absent[body] = self.waits_for()
        return Membership(entry, expiry, periods, absent, self.signed, self.ratified)

    def absent(self, party: str, entry: dt.date | None) -> str:
        """Say why a party is not bound where nothing has bound it."""
        name = cap(self.names.of(party))
        if self.bound_since(party) is not None and entry is None:
            return self.waits_for()
        if party not in self.signed:
            return f"{name} has not signed."
        act = self.signed[party]
        return f"{name} signed on {told(act.at)} ({act.id}) but has not ratified."

    def periods(
        self, party: str, entry: dt.date | None, expiry: dt.date | None, over: str
    ) -> tuple[Period, ...]:
        """Return the times for which a party is bound."""
        if entry is None:
            return ()
        found: list[Period] = []
        exits = self.exits(party, entry)
        for start, begun in self.consent_moments(party):
            first = max(start, entry, key=opening)
            if found and (found[-1].end is None or opening(first) < opening(found[-1].end)):
                continue
            ends = [(m, why) for m, why in exits if opening(m) > opening(start)]
            if expiry is not None:
                ends.append((expiry, over))
            end, why = min(ends, key=lambda pair: opening(pair[0]), default=(None, ""))
            if end is None or opening(first) < opening(end):
                late = opening(first) > opening(start)
                more = f" The pact has been in force since {told(entry)}." if late else ""
                found.append(Period(first, end, begun + more, why))
        return tuple(found)

    def consent_moments(self, party: str) -> list[tuple[dt.date, str]]:
        """Return every moment at which a party consented to be bound, with the sentence."""
        name, table = cap(self.names.of(party)), self.text.parties[party].since
        if table is not None:
            return [(table, f"{name} has been a party since {told(table)}.")]
        more = "; this form needs no ratification" if self.consent_by == "signature" else ""
        return [
            (event.at, f"{name} {_VERB[event.type]} on {told(event.at)} ({event.id}){more}.")
            for event in self.acts
            if event.is_a(self.consent_by) and party in event.by
        ]

    def exits(self, party: str, entry: dt.date) -> list[tuple[dt.date, str]]:
        """Return every moment at which a party leaves, with the sentence."""
        name, until = cap(self.names.of(party)), self.text.parties[party].until
        found = [] if until is None else [(until, f"{name} was a party until {told(until)}.")]
        for event in self.acts:
            if event.type == "withdrawal" and party in event.by:
                gave = f"it gave notice on {told(event.at)} ({event.id})"
                found += [
                    (end, f"{name} left on {told(end)}: {gave}.")
                    for end in self.after_notice(event.at, entry)
                ]
        return found

    def after_notice(self, notice: dt.date, entry: dt.date) -> Iterator[dt.date]:
        """Yield when a notice ends a membership: after its time, or with the term."""
        leave, renewal = self.text.withdrawal, self.text.duration.renewal
        if leave is not None:
            wait = leave.available_after
            if wait is None or opening(notice) >= opening(after(entry, wait)):
                yield after(notice, leave.notice)
        if renewal is not None and self.text.duration.years is not None:
            # The first term that ends late enough after the notice is the last.
            end = after(entry, Span(years=self.text.duration.years))
            while opening(end) < opening(after(notice, renewal.unless_notice)):
                end = after(end, Span(years=renewal.years))
            yield end


_VERB = {"signature": "signed", "ratification": "ratified", "accession": "acceded"}
