# SPDX-License-Identifier: Apache-2.0
"""Days, moments and spans of calendar time, as treaties count them.

A date without a time of day means the whole day. Moments are UTC. A deadline counted in days,
months or years ends with the last second of its last day; one that has hours ends on the hour.
"""

from __future__ import annotations

import calendar
import datetime as dt
from functools import lru_cache
from typing import Annotated, Final

from pydantic import BeforeValidator, Field, model_validator

from foedus.records import Record

FIRST_YEAR: Final = 1600
LAST_YEAR: Final = 2600


def moment(given: object) -> dt.date:
    """Return a day or a UTC moment, given as one or as ISO text.

    Raises
    ------
    ValueError
        Where it is neither, or out of range.

    Examples
    --------
    >>> moment("2027-02-10T06:00Z").isoformat()
    '2027-02-10T06:00:00+00:00'
    """
    wanted = "must be a date such as 2027-02-10 or a moment such as 2027-02-10T06:00Z"
    value = given
    if isinstance(given, str):
        try:
            long = len(given.strip()) > 10
            value = (dt.datetime if long else dt.date).fromisoformat(given.strip())
        except ValueError:
            value = None
    if not isinstance(value, dt.date):
        message = f"is '{str(given)[:60]}'; {wanted}"
        raise ValueError(message)  # noqa: TRY004 - pydantic's way
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        message = f"is in the year {value.year}; must be from {FIRST_YEAR} to {LAST_YEAR}"
        raise ValueError(message)
    if isinstance(value, dt.datetime):
        aware = value if value.tzinfo is not None else value.replace(tzinfo=dt.UTC)
        return aware.astimezone(dt.UTC)
    return value


def _day(given: object) -> dt.date:
    day = moment(given)
    if isinstance(day, dt.datetime):
        message = f"is '{str(given)[:60]}'; must be a date such as 2027-02-10, without a time"
        raise ValueError(message)  # noqa: TRY004 - pydantic's way
    return day


Moment = Annotated[dt.date | dt.datetime, BeforeValidator(moment)]
"""A day, or a moment of a day in UTC."""

Day = Annotated[dt.date, BeforeValidator(_day)]
"""A day."""


class Span(Record):
    """A length of calendar time."""

    years: int = Field(0, ge=0, le=100, description="Whole years.")
    months: int = Field(0, ge=0, le=1200, description="Whole months.")
    days: int = Field(0, ge=0, le=36500, description="Whole days.")
    hours: int = Field(0, ge=0, le=87600, description="Whole hours.")

    @model_validator(mode="after")
    def _something(self) -> Span:
        if not self.model_fields_set:
            message = "is empty; give years, months, days or hours"
            raise ValueError(message)
        return self

    def __str__(self) -> str:
        parts = [(n, word) for word, n in self.model_dump().items() if n and word in _UNITS]
        told = [f"{n} {word if n != 1 else word[:-1]}" for n, word in parts]
        return " and ".join(told) or "no time"


_UNITS = ("years", "months", "days", "hours")


def opening(when: dt.date) -> dt.datetime:
    """Return the first instant of a day, or the moment itself."""
    return when if isinstance(when, dt.datetime) else _first(when)


def closing(when: dt.date) -> dt.datetime:
    """Return the last instant of a day, or the moment itself."""
    return when if isinstance(when, dt.datetime) else _last(when)


def later(one: dt.date, other: dt.date) -> dt.date:
    """Return which of two days or moments begins later, the first where they begin together."""
    return one if opening(one) >= opening(other) else other


def day_of(when: dt.date) -> dt.date:
    """Return the day on which a moment lies, by its own clock, or the day itself."""
    return when.date() if isinstance(when, dt.datetime) else when


@lru_cache(maxsize=4096)
def _first(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, dt.UTC)


@lru_cache(maxsize=4096)
def _last(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.max, dt.UTC)


def after(when: dt.date, span: Span) -> dt.date:
    """Return the day or moment that lies a span after another.

    Examples
    --------
    >>> after(dt.date(2027, 1, 31), Span(months=1)).isoformat()
    '2027-02-28'
    >>> after(moment("2027-02-10T06:00Z"), Span(days=7)).isoformat()
    '2027-02-17'
    >>> after(moment("2027-02-10T06:00Z"), Span(hours=24)).isoformat()
    '2027-02-11T06:00:00+00:00'
    """
    day = when.date() if isinstance(when, dt.datetime) else when
    months = day.year * 12 + day.month - 1 + 12 * span.years + span.months
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    day = dt.date(year, month + 1, min(day.day, last)) + dt.timedelta(days=span.days)
    if not span.hours:
        return day
    of_day = closing(when).timetz()
    return dt.datetime.combine(day, of_day) + dt.timedelta(hours=span.hours)


@lru_cache(maxsize=4096)
def written(when: dt.datetime) -> dt.date:
    """Return a day where an instant is the last one of it, else the instant."""
    return when.date() if when.timetz().replace(tzinfo=None) == dt.time.max else when


def iso(when: dt.date | None) -> str | None:
    """Return ISO text, with Z for UTC."""
    return None if when is None else when.isoformat().replace("+00:00", "Z")


def told(when: dt.date) -> str:
    """Return a day or moment as people write it.

    Examples
    --------
    >>> told(moment("2027-02-10T06:00Z"))
    '2027-02-10 06:00 UTC'
    """
    return f"{when:%Y-%m-%d %H:%M} UTC" if isinstance(when, dt.datetime) else when.isoformat()
