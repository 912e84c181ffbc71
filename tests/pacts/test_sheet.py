# SPDX-License-Identifier: Apache-2.0
"""The sheet and what runs in the register, read by hand off the invented incident and its pact."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.pacts import EventLog
from foedus.pacts.moments import closing
from foedus.pacts.register import OPEN
from foedus.pacts.sheet import article_order, sheet

from .test_laws import PACTS, START, logs

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.pacts import Pact

GUARANTORS = ("USA", "GBR", "FRA", "DEU")  # those that had ratified


def test_who_does_what_by_when(guarantee: Pact, incident: EventLog) -> None:
    items = sheet(guarantee, incident, "2027-02-12").items
    rows = [(i.overdue, i.days_left, i.duty.bearer, i.duty.action, i.duty.art) for i in items]
    # Germany's pledge was due on 31 January and is 150 short; Russia attacked. Help is due seven
    # days after the finding of the 11th, sanctions thirty; Britain's pledge at the end of June.
    assert rows[:2] == [(True, -12, "DEU", "arm", "9"), (True, None, "RUS", "not_attack", "1")]
    assert rows[2:6] == [(False, 6, code, "assist", "4") for code in GUARANTORS]
    assert rows[6:10] == [(False, 29, code, "sanction", "8") for code in GUARANTORS]
    assert rows[10] == (False, 138, "GBR", "arm", "9")
    assert rows[11:] == [
        (False, None, "RUS", "not_attack", "1"),
        (False, None, "FRA", "arm", "9"),
    ]


def test_a_deadline_ends_with_its_day_and_on_its_hour(guarantee: Pact, incident: EventLog) -> None:
    def help_of_france(at: str) -> tuple[int | None, bool]:
        items = sheet(guarantee, incident, at).items
        found = next(i for i in items if (i.duty.bearer, i.duty.clause) == ("FRA", "defend"))
        return found.days_left, found.overdue

    assert help_of_france("2027-02-18") == (0, False)
    assert help_of_france("2027-02-18T23:59Z") == (0, False)
    assert help_of_france("2027-02-19T00:00Z") == (-1, True)

    def consultation_of_germany(at: str) -> tuple[int | None, bool]:
        items = sheet(guarantee, incident, at).items
        found = next(i for i in items if (i.duty.bearer, i.duty.clause) == ("DEU", "consult"))
        return found.days_left, found.overdue

    assert consultation_of_germany("2027-02-11T06:00Z") == (0, False)
    assert consultation_of_germany("2027-02-11T06:01Z") == (0, True)


def test_the_sheet_as_it_was_known(guarantee: Pact, incident: EventLog) -> None:
    def late(known: str) -> list[str]:
        items = sheet(guarantee, incident, "2027-02-19", known).items
        return [i.duty.bearer for i in items if i.overdue and i.duty.clause == "defend"]

    # What Britain did on the 17th was put on record on the 22nd.
    assert late("2027-02-21") == ["GBR", "FRA"]
    assert late("2027-02-22") == ["FRA"]


@pytest.mark.parametrize(
    "ordered",
    [["1", "2", "10"], ["4", "4(1)", "4(2)", "4(10)", "5", "5bis"], ["I", "II"], ["9", "Annex"]],
)
def test_articles_are_in_the_order_of_their_numbers(ordered: list[str]) -> None:
    shuffled = [*ordered[1:], ordered[0]]
    assert sorted(shuffled, key=article_order) == ordered


@given(name=st.sampled_from(list(PACTS)), data=st.data())
def test_the_sheet_holds_what_is_open_in_its_order(name: str, data: st.DataObject) -> None:
    pact = PACTS[name]
    log = data.draw(logs(pact))
    at = START + dt.timedelta(days=data.draw(st.integers(0, 90)))
    items = sheet(pact, log, at).items
    open_ = [duty for duty in pact.evaluate(log, at).duties if duty.status in OPEN]
    assert sorted(i.duty.to_json().items().__repr__() for i in items) == sorted(
        duty.to_json().items().__repr__() for duty in open_
    )
    for item in items:
        due = item.duty.due
        if due is not None:
            assert item.overdue == (closing(due) < closing(at))
            assert (item.days_left < 0) <= item.overdue
    for first, second in itertools.pairwise(items):
        assert first.overdue >= second.overdue
        if first.overdue == second.overdue and second.duty.due is not None:
            assert first.duty.due is not None
            assert closing(first.duty.due) <= closing(second.duty.due)
            if closing(first.duty.due) == closing(second.duty.due):
                assert article_order(first.duty.art) <= article_order(second.duty.art)


# The register.


@pytest.mark.parametrize(
    ("at", "held", "missing"),
    [
        ("2027-02-10T12:00Z", (), GUARANTORS),
        ("2027-02-10T20:00Z", ("USA", "GBR", "FRA"), ("DEU",)),
        ("2027-02-11T08:59Z", ("USA", "GBR", "FRA"), ("DEU",)),  # late, and still open
    ],
)
def test_a_consultation_is_open_until_all_have_held_it(
    guarantee: Pact, incident: EventLog, at: str, held: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    (found,) = guarantee.status(incident, at).consultations
    assert (found.event, found.by, found.art) == ("e14", ("UKR",), "3")
    assert found.to_json()["at"] == "2027-02-10T06:00:00Z"
    assert found.to_json()["due"] == "2027-02-11T06:00:00Z"
    assert (found.held, found.missing) == (held, missing)


def test_no_consultation_is_open_before_the_call_and_after_the_last(
    guarantee: Pact, incident: EventLog
) -> None:
    for at in ("2027-02-10T05:59Z", "2027-02-11T09:00Z"):
        assert guarantee.status(incident, at).consultations == ()


def test_a_finding_is_due_until_it_is_made_or_its_time_is_over(
    guarantee: Pact, incident: EventLog
) -> None:
    (found,) = guarantee.status(incident, "2027-02-10T12:00Z").findings_due
    assert (found.term, found.event, found.by) == ("significant_attack", "e13", "JMC")
    assert (found.due, found.clauses) == (dt.date(2027, 2, 13), ("defend", "snapback"))
    assert found.why == (
        "The Joint Monitoring Commission has not found whether e13 was a significant armed attack; "
        "it has until 2027-02-13."
    )
    assert guarantee.status(incident, "2027-02-11").findings_due == ()
    silent = EventLog(incident.events, (), incident.others)
    assert guarantee.status(silent, "2027-02-13").findings_due == (found,)
    assert guarantee.status(silent, "2027-02-14").findings_due == ()


def test_a_term_on_which_nothing_turns_asks_for_no_finding(
    guarantee: Pact, incident: EventLog
) -> None:
    # e17 is said to be a strike on Russia: it matters under one setting of one lever alone.
    day = "2027-02-12"
    assert guarantee.status(incident, day).findings_due == ()
    harsh = guarantee.with_levers({"provocation_clause": "void_if_unprovoked_strike"})
    (found,) = harsh.status(incident, day).findings_due
    assert (found.term, found.event, found.due) == (
        "unprovoked_strike",
        "e17",
        dt.date(2027, 2, 19),
    )


def test_running_deadlines(guarantee: Pact, incident: EventLog) -> None:
    found = guarantee.status(incident, "2027-02-10T12:00Z").deadlines
    rows = [(d.days_left, d.party, d.action, d.art) for d in found]
    assert rows == [
        *((1, code, "consult", "3") for code in GUARANTORS),
        (3, "JMC", "find", "2"),  # its report
        (3, "JMC", "find", "4, 8"),  # what help and sanctions wait for
        (140, "GBR", "arm", "9"),
    ]


@pytest.mark.parametrize(
    ("at", "overdue"), [("2027-01-31", 0.0), ("2027-02-01", 150.0), ("2027-01-15", 0.0)]
)
def test_pledges_against_deliveries(
    guarantee: Pact, incident: EventLog, at: str, overdue: float
) -> None:
    rows = {a.party: a for a in guarantee.status(incident, at).pledges}
    assert list(rows) == ["USA", "GBR", "DEU"]
    amounts = [(a.unit, a.pledged, a.delivered, a.outstanding) for a in (rows["USA"], rows["GBR"])]
    assert amounts == [("million EUR", 500, 500, 0), ("million EUR", 300, 100, 200)]
    germany = rows["DEU"]
    delivered = 250.0 if at > "2027-01-19" else 0.0
    assert (germany.delivered, germany.outstanding) == (delivered, 400 - delivered)
    assert germany.overdue == overdue


def test_too_much_on_one_pledge_pays_no_other(
    guarantee: Pact, written_log: Callable[[str, Pact], EventLog]
) -> None:
    log = written_log(
        """
events:
  - {id: a, type: pledge, by: USA, toward: UKR, pact: guarantee, at: 2026-01-01,
     amount: 0.3, unit: x}
  - {id: b, type: pledge, by: USA, toward: UKR, pact: guarantee, at: 2026-01-01,
     amount: 2, unit: x}
  - {id: c, type: pledge, by: USA, toward: UKR, pact: guarantee, at: 2026-01-01,
     amount: 9, unit: y}
  - {id: d, type: delivery, by: USA, about: a, amount: 0.1, at: 2026-02-01}
  - {id: e, type: delivery, by: USA, about: a, amount: 0.2, at: 2026-02-01}
  - {id: f, type: delivery, by: USA, about: c, amount: 10, at: 2026-02-01}
""",
        guarantee,
    )
    found = [account.to_json() for account in guarantee.status(log, "2026-03-01").pledges]
    usa = {"party": "USA", "overdue": 0.0}
    assert found == [
        {**usa, "unit": "x", "pledged": 2.3, "delivered": 0.3, "outstanding": 2.0},
        {**usa, "unit": "y", "pledged": 9.0, "delivered": 10.0, "outstanding": 0.0},
    ]


@given(name=st.sampled_from(list(PACTS)), data=st.data())
def test_what_runs_hangs_together(name: str, data: st.DataObject) -> None:
    pact = PACTS[name]
    log = data.draw(logs(pact))
    at = START + dt.timedelta(days=data.draw(st.integers(0, 90)))
    found = pact.status(log, at)
    for member in found.members:
        mine = [account for account in found.pledges if account.party == member.party]
        assert {a.unit: a.pledged for a in mine} == pytest.approx(member.pledged)
        assert {a.unit: a.delivered for a in mine if a.delivered} == pytest.approx(member.delivered)
    assert all(0 <= a.overdue <= a.outstanding <= a.pledged for a in found.pledges)
    assert all(closing(d.due) >= closing(at) and d.days_left >= 0 for d in found.deadlines)
    open_ = {(d.bearer, d.trigger) for d in found.open_duties if d.action == "consult"}
    waiting = {(code, c.event) for c in found.consultations for code in c.missing}
    assert waiting <= open_
    for finding in found.findings_due:
        assert finding.due is None or closing(finding.due) >= closing(at)
        assert finding.clauses
