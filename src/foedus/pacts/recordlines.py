# SPDX-License-Identifier: Apache-2.0
"""The record of a guarantee in operation: its lines, and what stood on it when.

One line holds one entry, and lines are only added. The first line is a header. Every other line
says when it was put on record and by whom, and holds an event, a determination, or names of further
states. A line that corrects an earlier one takes its place from then on; what was known before is
still known of the days before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints, model_validator

from foedus.pacts.events import Determination, Event, EventLog
from foedus.pacts.moments import Moment, closing, opening
from foedus.records import Name, Record, Whole, Words

if TYPE_CHECKING:
    import datetime as dt

    from foedus.pacts.events import Entry

RECORD_SUFFIX: Final = ".jsonl"
RECORD_SCHEMA: Final = "foedus/record-1"
RECORD_LIMIT: Final = 10_000_000
"""A larger record is refused, in bytes; a guarantee has hundreds of entries."""
KINDS: Final[dict[str, type[Entry]]] = {"event": Event, "determination": Determination}

Recorder = Annotated[
    str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True, pattern=r"\S")
]


class Header(Record):
    """The first line of a record."""

    schema_: Literal["foedus/record-1"] = Field(alias="schema", description="`foedus/record-1`.")
    title: Words | None = Field(None, description="Its title.")
    note: Words | None = Field(None, description="What a reader must know first.")
    hypothetical: bool = Field(default=False, description="True for invented events.")
    others: dict[Name, Words] = Field(
        default_factory=dict, description="States that are not in the pacts."
    )


class Line(Record):
    """Any other line of a record."""

    recorded: Moment = Field(description="When it was put on record.")
    by: Recorder = Field(description="Who put it on record.")
    event: dict[str, Any] | None = Field(None, description="An event, as in an event log.")
    determination: dict[str, Any] | None = Field(
        None, description="A determination, as in an event log."
    )
    others: dict[Name, Words] | None = Field(
        None, description="Further states that are not in the pacts."
    )
    corrects: Whole | None = Field(
        None, ge=2, description="The line whose place it takes; alone, it strikes that line out."
    )
    why: Words | None = Field(None, description="Why the other line was wrong.")
    imported: Moment | None = Field(
        None, description="When it was taken over from an event log that said `recorded` itself."
    )

    @model_validator(mode="after")
    def _holds_one(self) -> Line:
        held = [key for key in (*KINDS, "others") if getattr(self, key) is not None]
        if len(held) > 1:
            message = f"holds both {held[0]} and {held[1]}; a line holds one"
            raise ValueError(message)
        if not held and self.corrects is None:
            message = "holds nothing; a line holds an event, a determination or others"
            raise ValueError(message)
        if self.corrects is not None and self.others is not None:
            message = "corrects a line by names; an event or determination takes another's place"
            raise ValueError(message)
        return self

    @property
    def kind(self) -> str | None:
        """What it holds; None where it strikes a line out."""
        return next((key for key in (*KINDS, "others") if getattr(self, key) is not None), None)


@dataclass(frozen=True, slots=True)
class Superseded:
    """An entry that stood on the record until another line took its place."""

    entry: Entry
    until: dt.date


@dataclass(frozen=True)
class RecordedLog(EventLog):
    """An event log from a record, which still knows what stood there before a correction.

    Parameters
    ----------
    past : tuple of Superseded
        Entries whose place another line has taken, with the moment at which it did.
    """

    past: tuple[Superseded, ...] = ()

    def seen(self, at: dt.date, known: dt.date | None = None) -> EventLog:
        """Return what had happened by a moment, as it stood on the record at another."""
        if known is None:
            return super().seen(at)
        then = [each.entry for each in self.past if opening(each.until) > closing(known)]
        events = [entry for entry in then if isinstance(entry, Event)]
        found = [entry for entry in then if isinstance(entry, Determination)]
        whole = EventLog(
            (*self.events, *events),
            (*self.determinations, *found),
            self.others,
            self.title,
            self.note,
            self.hypothetical,
            self.groups,
        )
        return whole.seen(at, known)
