# SPDX-License-Identifier: Apache-2.0
"""An event log: what happened, who found what about it, and when the log learned of it.

Events and determinations are bitemporal: `at` is when it happened, `recorded` when it was put on
record (the same day where nothing is said). Contradictory determinations are all kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from foedus.pacts.moments import Moment, closing, opening
from foedus.pacts.taxonomy import CONTRIBUTIONS, EVENT_TYPES, KINDS, TAKES_HELP_KIND, EventName
from foedus.pacts.voting import Vote
from foedus.pacts.wording import one
from foedus.problems import did_you_mean, listing
from foedus.records import Name, Record, Words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

_ALWAYS: Final = {"id", "type", "at", "recorded", "place", "sources", "note"}

Codes = Annotated[
    tuple[Name, ...],
    BeforeValidator(lambda given: [given] if isinstance(given, str) else given),
]
Unit = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class Other(Record):
    """A state or a group that is no party."""

    name: Words = Field(description="As it stands inside a sentence.")
    state: bool = Field(default=True, description="False for a group that is no state.")

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, given: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        return {"name": given} if isinstance(given, str) else given


class Entry(Record):
    """Something with a moment, and a moment at which it was put on record."""

    at: Moment = Field(description="When.")
    recorded: Moment | None = Field(None, description="When the log learned of it; default `at`.")

    @property
    def learned(self) -> dt.date:
        """When the log learned of it."""
        return self.at if self.recorded is None else self.recorded

    @model_validator(mode="after")
    def _not_before(self) -> Entry:
        if self.recorded is not None and closing(self.recorded) < opening(self.at):
            message = "is recorded before it happened; recorded must not be before at"
            raise ValueError(message)
        return self


class Place(Record):
    """Where something happened, as far as the log says."""

    name: Words | None = Field(None, description="Its name.")
    territory_of: Codes = Field((), description="Whose territory it is, or whose it was.")
    region: Codes = Field((), description="Regions that it lies in, by the names of the scopes.")
    latitude: float | None = Field(
        None, ge=-90, le=90, description="Degrees north; south is negative."
    )

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, given: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        return {"name": given} if isinstance(given, str) else given


class Event(Entry):
    """Something that happened, or that a party says happened."""

    id: Name = Field(description="Its name in this log.")
    type: EventName = Field(description="Its type.")
    attacker: Codes = Field((), description="Who attacked.")
    victim: Codes = Field((), description="Who was attacked.")
    target: Name | None = Field(None, description="What was attacked, such as stationed_force.")
    alleged_by: Codes = Field((), description="Who says so, where it is a claim and not a fact.")
    by: Codes = Field((), description="Who acted.")
    toward: Codes = Field((), description="Towards whom.")
    pact: Name | None = Field(None, description="The pact that it is about.")
    clause: Name | None = Field(None, description="The clause that it is about.")
    about: Name | None = Field(None, description="The event or pledge that it answers.")
    kind: Name | None = Field(None, description="Kind of help, of conduct, or of decision.")
    votes: Vote | None = Field(None, description="Votes on a decision.")
    amount: float | None = Field(None, gt=0, description="Amount pledged or delivered.")
    unit: Unit | None = Field(None, description="Unit of the amount.")
    due: Moment | None = Field(None, description="When a pledge is to be fulfilled.")
    procedure: Words | None = Field(None, description="How a party ratified.")
    place: Place | None = Field(None, description="Where: its name, or more.")
    sources: tuple[Words, ...] = Field((), description="Who reports it.")
    note: Words | None = Field(None, description="What a reader should know.")

    @model_validator(mode="after")
    def _fits_its_type(self) -> Event:
        needs, may = EVENT_TYPES[self.type].needs, EVENT_TYPES[self.type].may
        given = self.model_fields_set
        lacking = [key for key in needs if key not in given or getattr(self, key) in (None, ())]
        odd = [key for key in given if key not in _ALWAYS and key not in (*needs, *may)]
        if lacking:
            message = f"is {one(self.type)} and lacks {listing(lacking)}"
            raise ValueError(message)
        if odd:
            message = f"is {one(self.type)} and cannot have {listing(sorted(odd))}"
            message += f"; allowed: {listing([*needs, *may])}"
            raise ValueError(message)
        if self.type == "decision" and self.pact is None and not self.by:
            message = "is a decision; say by which body, or by vote on which clause of which pact"
            raise ValueError(message)
        helps = self.type == TAKES_HELP_KIND
        if helps and self.kind is not None and self.kind not in CONTRIBUTIONS:
            near = did_you_mean(self.kind, CONTRIBUTIONS)
            message = f"has the kind '{self.kind}'{near}; allowed: {listing(CONTRIBUTIONS)}"
            raise ValueError(message)
        return self

    @property
    def doers(self) -> tuple[str, ...]:
        """Who acted, attacks included."""
        return self.attacker or self.by

    @property
    def others(self) -> tuple[str, ...]:
        """To whom it was done, attacks included."""
        return self.victim or self.toward

    def is_a(self, wider: str) -> bool:
        """Tell whether the event is of a type or of a kind of it."""
        return wider in KINDS[self.type]

    def is_any(self, kinds: Iterable[str]) -> bool:
        """Tell whether the event is of one of some types or of a kind of it."""
        return not KINDS[self.type].isdisjoint(kinds)


class Determination(Entry):
    """What a body or a party found about an event: whether it meets an open term."""

    term: Name = Field(description="The open term.")
    event: Name = Field(description="The event.")
    by: Name = Field(description="The body or party that found.")
    value: bool | Literal["unknown"] = Field(description="What it found: true, false or unknown.")
    pact: Name | None = Field(None, description="The pact, where several have the term.")
    vote: Vote | None = Field(None, description="The vote of a body.")
    source: Words | None = Field(None, description="Where it is written.")
    note: Words | None = Field(None, description="What a reader should know.")


class LogFile(Record):
    """A whole event log."""

    schema_: Literal["foedus/events-1"] = Field(alias="schema", description="`foedus/events-1`.")
    title: Words | None = Field(None, description="Its title.")
    note: Words | None = Field(None, description="What a reader must know first.")
    hypothetical: bool = Field(default=False, description="True for invented events.")
    others: dict[Name, Other] = Field(
        default_factory=dict, description="States and groups that are not in the pacts."
    )
    events: tuple[Event, ...] = Field((), description="Events.")
    determinations: tuple[Determination, ...] = Field((), description="Determinations.")

    def log(self) -> EventLog:
        """Return the log that the file holds."""
        return EventLog(
            self.events,
            self.determinations,
            {code: other.name for code, other in self.others.items()},
            self.title,
            self.note,
            self.hypothetical,
            frozenset(code for code, other in self.others.items() if not other.state),
        )


@dataclass(frozen=True)
class EventLog:
    """What happened, and who found what about it.

    Parameters
    ----------
    events : tuple of Event
        Events, in any order.
    determinations : tuple of Determination
        Findings of bodies and parties, in any order; contradictory ones are all kept.
    others : dict
        Names of states that no pact names.
    title, note : str or None
        What a reader must know first.
    hypothetical : bool
        Whether the events are invented.
    """

    events: tuple[Event, ...] = ()
    determinations: tuple[Determination, ...] = ()
    others: dict[str, str] = field(default_factory=dict)
    title: str | None = None
    note: str | None = None
    hypothetical: bool = False
    groups: frozenset[str] = frozenset()

    def seen(self, at: dt.date, known: dt.date | None = None) -> EventLog:
        """Return what had happened by a moment, as far as it was on record by another.

        Parameters
        ----------
        at : date or datetime
            Events and determinations up to this day or moment.
        known : date or datetime, optional
            And recorded by this day or moment; everything on record by default.
        """
        limit = None if known is None else closing(known)

        def visible(entry: Entry) -> bool:
            in_time = opening(entry.at) <= closing(at)
            return in_time and (limit is None or opening(entry.learned) <= limit)

        events = sorted(filter(visible, self.events), key=lambda e: (opening(e.at), e.id))
        found = sorted(filter(visible, self.determinations), key=_finding_order)
        return replace(self, events=tuple(events), determinations=tuple(found))

    @property
    def last(self) -> dt.date | None:
        """The last moment at which anything happened; None for an empty log."""
        moments = [entry.at for entry in (*self.events, *self.determinations)]
        return max(moments, key=closing, default=None)


def _finding_order(found: Determination) -> tuple[dt.datetime, str, str, str, str, str]:
    words = (found.event, found.term, found.by, str(found.value), str(found.vote))
    return (opening(found.at), *words)
