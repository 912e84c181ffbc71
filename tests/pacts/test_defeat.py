# SPDX-License-Identifier: Apache-2.0
"""Void, suspended, discharged, reinstated: from then on, or from the beginning.

Expectations follow the Vienna Convention on the Law of Treaties, Articles 69 to 72: what is void
from the beginning has no force; what ends releases from further performance and leaves alone what
was done, or was broken, before; what is suspended releases for as long as that lasts.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from foedus.pacts.defeat import Applied, Run

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.pacts import EventLog, Pact


def day(number: int) -> dt.datetime:
    return dt.datetime(2030, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=number)


def effect(kind: str, at: int, *, certain: bool = True, ex_tunc: bool = False) -> Applied:
    return Applied(kind, day(at), certain, ex_tunc)  # type: ignore[arg-type]


# A duty that arose on day 10 and is due on day 20, judged on day 30 unless the row says otherwise.
@pytest.mark.parametrize(
    ("effects", "done", "now", "status", "due"),
    [
        ([], None, 15, "owed", 20),
        ([], None, 30, "breached", 20),
        ([], 12, 30, "performed", 20),
        ([], 25, 30, "performed", 20),
        # Void from then on.
        ([effect("void", 5)], None, 30, "void", 20),
        ([effect("void", 15)], None, 30, "void", 20),
        ([effect("void", 15)], 12, 30, "performed", 20),
        ([effect("void", 15)], 17, 30, "void", 20),
        ([effect("void", 25)], None, 30, "breached", 20),
        # Void from the beginning.
        ([effect("void", 25, ex_tunc=True)], None, 30, "void", 20),
        ([effect("void", 25, ex_tunc=True)], 12, 30, "void", 20),
        # Discharged, or no longer a member: nothing more is owed.
        ([effect("discharge", 15)], None, 30, "not_owed", 20),
        ([effect("exit", 15)], None, 30, "not_owed", 20),
        ([effect("exit", 25)], None, 30, "breached", 20),
        ([effect("void", 15), effect("discharge", 15)], None, 30, "void", 20),
        ([effect("discharge", 14), effect("void", 15)], None, 30, "not_owed", 20),
        # Suspended: the time does not run.
        ([effect("suspend", 15)], None, 30, "suspended", None),
        ([effect("suspend", 25)], None, 30, "breached", 20),
        ([effect("suspend", 15), effect("reinstate", 18)], None, 22, "owed", 23),
        ([effect("suspend", 15), effect("reinstate", 18)], None, 30, "breached", 23),
        ([effect("suspend", 5), effect("reinstate", 12)], None, 30, "breached", 22),
        ([effect("suspend", 2), effect("reinstate", 8)], None, 30, "breached", 20),
        ([effect("suspend", 15)], 16, 30, "performed", None),
        ([effect("suspend", 25, ex_tunc=True)], None, 30, "suspended", None),
        (
            [effect("suspend", 15), effect("reinstate", 18, ex_tunc=True)],
            None,
            30,
            "breached",
            20,
        ),
        # Open: unknown where it matters, and only there.
        ([effect("void", 15, certain=False)], None, 30, "unknown", 20),
        ([effect("void", 15, certain=False)], 12, 30, "performed", 20),
        ([effect("void", 25, certain=False)], None, 30, "breached", 20),
        ([effect("void", 12, certain=False), effect("void", 15)], None, 30, "void", 20),
        ([effect("discharge", 12, certain=False), effect("void", 15)], None, 30, "unknown", 20),
        ([effect("suspend", 15, certain=False)], None, 30, "unknown", 20),
        ([effect("suspend", 25, certain=False)], None, 30, "breached", 20),
        (
            [effect("suspend", 15), effect("reinstate", 18, certain=False)],
            None,
            30,
            "unknown",
            23,
        ),
    ],
)
def test_vclt_1969_articles_69_to_72(
    effects: list[Applied], done: int | None, now: int, status: str, due: int | None
) -> None:
    run = Run(day(10), day(10), day(20), None if done is None else day(done), day(now))
    computed, ends = run.verdict(effects)
    assert computed == status
    assert due is None or ends == day(due)
    assert run.verdict(list(reversed(effects))) == (computed, ends)


PACT = """
pact: league
schema: foedus/pact-1
title: A league
legal_form: treaty
parties: {AMK: Aldmark, CAL: Calden}
others: {BOR: Borsia}
entry_into_force: {ratified_by: {all: parties}}
open_terms:
  provoked: {phrase: begun by Aldmark, applies_to: attack, determined_by: each_party}
clauses:
  - id: defend
    art: "1"
    summary: Calden helps within ten days.
    trigger: {event: attack, attacker: BOR, victim: AMK}
    duty: {modality: obligation, bearer: CAL, toward: victim, action: assist, deadline: {days: 10}}
  - id: defeat
    art: "2"
    summary: Article 1 ends, or pauses, after an attack by Aldmark.
    trigger: {event: attack, attacker: AMK, victim: BOR}
    effect: {kind: KIND, clauses: [defend], effective: EFFECTIVE}
  - id: settled
    art: "3"
    summary: A notice by Aldmark ends Article 1 as fulfilled.
    trigger: {event: notification, by: AMK, clause: settled}
    effect: {kind: discharge, clauses: [defend], effective: ex_nunc}
  - id: explain
    art: "4"
    summary: Who breaches Article 1 consults within three days.
    trigger: {breached: defend}
    duty: {modality: obligation, bearer: performer, toward: AMK, action: consult,
           deadline: {days: 3}}
"""
LOG = """
events:
  - {id: s, type: signature, at: 2030-01-01, by: [AMK, CAL], pact: league}
  - {id: r, type: ratification, at: 2030-01-01, by: [AMK, CAL], pact: league}
  - {id: a, type: blockade, at: 2030-02-01, attacker: BOR, victim: AMK}
"""
STRIKE = "  - {id: b, type: missile_strike, at: DAY, attacker: AMK, victim: BOR}\n"


def defend(pact: Pact, log: EventLog, at: str) -> str:
    (duty,) = (
        d for d in pact.evaluate(log, at).duties if d.clause == "defend" and d.trigger == "a"
    )
    return duty.status


@pytest.mark.parametrize(
    ("kind", "effective", "strike", "at", "status"),
    [
        ("void", "ex_nunc", "2030-02-05", "2030-03-01", "void"),
        ("void", "ex_nunc", "2030-02-20", "2030-03-01", "breached"),
        ("void", "ex_tunc", "2030-02-20", "2030-02-19", "breached"),
        ("void", "ex_tunc", "2030-02-20", "2030-03-01", "void"),
        ("suspend", "ex_nunc", "2030-02-05", "2030-03-01", "suspended"),
        ("discharge", "ex_nunc", "2030-02-05", "2030-03-01", "not_owed"),
    ],
)
def test_a_clause_of_its_own_defeats_another(
    written_pact: Callable[[str], Pact],
    written_log: Callable[[str, Pact], EventLog],
    kind: str,
    effective: str,
    strike: str,
    at: str,
    status: str,
) -> None:
    pact = written_pact(PACT.replace("KIND", kind).replace("EFFECTIVE", effective))
    log = written_log(LOG + STRIKE.replace("DAY", strike), pact)
    assert defend(pact, log, at) == status
    duty = next(d for d in pact.evaluate(log, at).duties if d.clause == "defend")
    if status not in ("owed", "breached"):
        assert any("Article 2" in line for line in duty.because)


def test_a_duty_that_was_settled_is_discharged(
    written_pact: Callable[[str], Pact], written_log: Callable[[str, Pact], EventLog]
) -> None:
    pact = written_pact(PACT.replace("KIND", "void").replace("EFFECTIVE", "ex_nunc"))
    notice = (
        "  - {id: n, type: notification, at: 2030-02-08, by: AMK, pact: league, clause: settled}\n"
    )
    assert defend(pact, written_log(LOG + notice, pact), "2030-03-01") == "not_owed"


def test_a_breach_gives_rise_to_the_next_duty(
    written_pact: Callable[[str], Pact], written_log: Callable[[str, Pact], EventLog]
) -> None:
    pact = written_pact(PACT.replace("KIND", "void").replace("EFFECTIVE", "ex_nunc"))
    log = written_log(LOG, pact)
    before = [d for d in pact.evaluate(log, "2030-02-11").duties if d.clause == "explain"]
    (after,) = (d for d in pact.evaluate(log, "2030-02-12").duties if d.clause == "explain")
    assert not before
    # Due on 11 February; the breach is complete with that day, and three more follow.
    assert (after.bearer, after.status, str(after.due)) == ("CAL", "owed", "2030-02-14")


def test_a_notice_of_withdrawal_releases_in_the_end(
    written_pact: Callable[[str], Pact], written_log: Callable[[str, Pact], EventLog]
) -> None:
    text = PACT.replace("KIND", "void").replace("EFFECTIVE", "ex_nunc")
    leaving = text.replace("open_terms:", "withdrawal: {notice: {days: 5}}\nopen_terms:")
    notice = "  - {id: w, type: withdrawal, at: 2030-02-02, by: CAL, pact: league}\n"
    allowed, silent = written_pact(leaving), written_pact(text)
    assert defend(allowed, written_log(LOG + notice, allowed), "2030-02-06") == "owed"
    assert defend(allowed, written_log(LOG + notice, allowed), "2030-03-01") == "not_owed"
    # A pact that does not speak of withdrawal is not left by a notice.
    assert defend(silent, written_log(LOG + notice, silent), "2030-03-01") == "breached"


@pytest.mark.parametrize(
    ("given", "status"), [("2030-02-02", "breached"), ("2030-02-03", "not_owed")]
)
def test_a_notice_before_its_time_has_no_effect(
    written_pact: Callable[[str], Pact],
    written_log: Callable[[str, Pact], EventLog],
    given: str,
    status: str,
) -> None:
    # In force on 1 January; 33 days after that is 3 February. Help would be due on the 11th.
    leave = "withdrawal: {notice: {days: 5}, available_after: {days: 33}}\nopen_terms:"
    text = PACT.replace("KIND", "void").replace("EFFECTIVE", "ex_nunc")
    pact = written_pact(text.replace("open_terms:", leave))
    notice = f"  - {{id: w, type: withdrawal, at: {given}, by: CAL, pact: league}}\n"
    assert defend(pact, written_log(LOG + notice, pact), "2030-03-01") == status
