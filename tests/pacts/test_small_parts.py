# SPDX-License-Identifier: Apache-2.0
"""Calendar arithmetic, Kleene's tables, majorities, and the tree of event types."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest

from foedus.pacts.answers import Answer, all_of, any_of, negation
from foedus.pacts.moments import Span, after, closing, moment, opening, written
from foedus.pacts.taxonomy import EVENT_TYPES, is_a
from foedus.pacts.voting import Rule, Vote, carried

DAY = dt.date(2027, 1, 31)
RANK = {False: 0, None: 1, True: 2}


@pytest.mark.parametrize(
    ("start", "span", "end"),
    [
        ("2027-01-31", {"days": 7}, "2027-02-07"),
        ("2027-01-31", {"months": 1}, "2027-02-28"),  # no 31 February
        ("2027-12-31", {"months": 2}, "2028-02-29"),  # a leap year
        ("2028-02-29", {"years": 1}, "2029-02-28"),
        ("2027-01-31", {"days": 0}, "2027-01-31"),
        ("2027-02-10T06:00Z", {"hours": 24}, "2027-02-11T06:00Z"),
        ("2027-02-10T06:00+02:00", {"hours": 24}, "2027-02-11T04:00Z"),
        ("2027-02-10T06:00Z", {"days": 7}, "2027-02-17"),  # the whole of the last day
    ],
)
def test_a_deadline_is_counted_on_the_calendar(start: str, span: dict[str, int], end: str) -> None:
    assert after(moment(start), Span(**span)) == moment(end)


def test_hours_from_a_day_run_from_its_end() -> None:
    assert written(opening(after(DAY, Span(hours=24)))) == dt.date(2027, 2, 1)


def test_a_day_lasts_from_its_first_to_its_last_instant() -> None:
    assert closing(DAY) - opening(DAY) == dt.timedelta(days=1) - dt.timedelta.resolution


@pytest.mark.parametrize(("a", "b"), list(product((True, False, None), repeat=2)))
def test_kleene_1952_section_64(a: bool | None, b: bool | None) -> None:  # noqa: FBT001
    # Strong tables: "and" is the least, "or" the greatest of false < unknown < true.
    both = all_of([Answer(a), Answer(b)]).value
    either = any_of([Answer(a), Answer(b)]).value
    assert RANK[both] == min(RANK[a], RANK[b])
    assert RANK[either] == max(RANK[a], RANK[b])
    assert RANK[negation(Answer(a)).value] == 2 - RANK[a]


def test_a_no_gives_the_reasons_of_what_failed() -> None:
    answers = [Answer(value=True, because=("met",)), Answer(value=False, because=("failed",))]
    assert all_of(answers).lines() == ("failed",)


def test_together_is_since_the_last_and_either_since_the_first() -> None:
    early, late = Answer(True, dt.date(2027, 1, 1)), Answer(True, dt.date(2027, 1, 2))
    assert all_of([early, late]).since == late.since
    assert any_of([early, late]).since == early.since


@pytest.mark.parametrize(
    ("rule", "vote", "seats", "enough"),
    [
        ("consensus", {"for": 1, "abstain": 5}, 6, True),
        ("consensus", {"for": 5, "against": 1}, 6, False),
        ("consensus", {"abstain": 6}, 6, False),
        ("unanimity", {"for": 5, "abstain": 1}, 6, False),
        ("unanimity", {"for": 6}, 6, True),
        ("majority", {"for": 3, "against": 3}, 6, False),
        ("majority", {"for": 4, "against": 2}, 6, True),
        ("qualified_majority(2/3)", {"for": 4, "against": 2}, 6, True),
        ("qualified_majority(2/3)", {"for": 4, "against": 1}, 7, False),  # of seats, not of votes
        ("qualified_majority(2, 3)", {"for": ["A", "B"], "against": "C"}, 3, True),
    ],
)
def test_a_vote_is_enough_or_not(
    rule: str,
    vote: dict[str, object],
    seats: int,
    enough: bool,  # noqa: FBT001
) -> None:
    assert carried(Rule.model_validate(rule), Vote.model_validate(vote), seats) is enough


def test_those_without_a_vote_do_not_count() -> None:
    vote = Vote.model_validate({"for": ["A", "B"], "against": ["C"]}).among({"A", "C"})
    assert (vote.for_, vote.against) == (("A",), ("C",))


@pytest.mark.parametrize(
    "kind", ["incursion", "missile_strike", "drone_incursion", "blockade", "cyber_attack"]
)
def test_such_an_event_is_an_attack(kind: str) -> None:
    assert is_a(kind, "attack")


@pytest.mark.parametrize("kind", ["threat", "border_violation", "mobilisation", "sanction"])
def test_such_an_event_is_none(kind: str) -> None:
    assert not is_a(kind, "attack")


def test_every_type_has_a_known_parent() -> None:
    assert all(each.parent in (None, *EVENT_TYPES) for each in EVENT_TYPES.values())
