# SPDX-License-Identifier: Apache-2.0
"""Open terms: the body's finding, else the fallback, else unknown; and the ladder of terms.

One attack on 1 February 2030. The commission of three decides by majority and has five days, to the
end of the 6th. Each row says what was found, and whether Calden's duty stands on the 20th.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.pacts import EventLog, Pact
    from foedus.pacts.dutystate import DutyState

PACT = """
pact: league
schema: foedus/pact-1
title: A league
legal_form: treaty
parties: {AMK: Aldmark, CAL: Calden}
others: {BOR: Borsia}
bodies: {COM: {name: the commission, composition: [{seats: 3, of: neutral}], rule: majority}}
entry_into_force: {ratified_by: {all: parties}}
withdrawal: {notice: {days: 10}}
open_terms:
  attack: {phrase: an attack, applies_to: attack, determined_by: DECIDES, fallback: FALLBACK}
  raid: {phrase: a raid, applies_to: attack, kind_of: attack, determined_by: each_party}
  war: {phrase: a war, applies_to: attack, kind_of: raid, determined_by: each_party}
clauses:
  - id: defend
    art: "1"
    summary: Calden helps.
    trigger: {event: attack, victim: AMK, if: {holds: attack}}
    duty: {modality: obligation, bearer: CAL, toward: victim, action: assist, deadline: DEADLINE}
"""
LOG = """
events:
  - {id: s, type: signature, at: 2030-01-01, by: [AMK, CAL], pact: league}
  - {id: r, type: ratification, at: 2030-01-01, by: [AMK, CAL], pact: league}
  - {id: a, type: blockade, at: 2030-02-01, attacker: BOR, victim: AMK}
MORE
determinations: [FOUND]
"""
BODY = "{body: COM, within: {days: 5}}"
YES = "{term: attack, event: a, by: COM, at: 2030-02-03, value: true}"
NO = YES.replace("true", "false")
LATE = YES.replace("02-03", "02-15")
OWN = YES.replace("COM", "CAL")
OTHER = YES.replace("COM", "AMK")


@pytest.fixture
def duty(
    written_pact: Callable[[str], Pact], written_log: Callable[[str, Pact], EventLog]
) -> Callable[..., DutyState]:
    """Give a function that returns Calden's duty."""

    def get(
        found: str = "",
        at: str = "2030-02-20",
        decides: str = BODY,
        fallback: str = "unknown",
        deadline: str = "{days: 60}",
        more: str = "",
        replaced: tuple[str, str] = ("", ""),
    ) -> DutyState:
        text = PACT.replace("DECIDES", decides).replace("FALLBACK", fallback)
        pact = written_pact(text.replace("DEADLINE", deadline))
        words = LOG.replace(*replaced) if replaced[0] else LOG
        log = written_log(words.replace("FOUND", found).replace("MORE", more), pact)
        (state,) = pact.evaluate(log, at).duties
        return state

    return get


@pytest.mark.parametrize(
    ("found", "fallback", "status"),
    [
        ("", "unknown", "unknown"),
        (YES, "unknown", "owed"),
        (NO, "unknown", "not_owed"),
        (LATE, "unknown", "owed"),
        (f"{YES}, {NO}", "unknown", "unknown"),
        (f"{YES}, {YES}", "unknown", "owed"),
        (f"{YES}, {NO.replace('COM', 'AMK')}", "unknown", "owed"),
        (YES.replace("true", "unknown"), "unknown", "unknown"),
        # Votes: two of three are a majority, one is none.
        (YES.replace("}", ", vote: {for: 2, against: 1}}"), "unknown", "owed"),
        (YES.replace("}", ", vote: {for: 1, abstain: 2}}"), "unknown", "unknown"),
        # The fallback holds once the five days are over, and only then.
        ("", "true", "owed"),
        ("", "false", "not_owed"),
        (NO, "true", "not_owed"),
        (LATE, "false", "owed"),
        (OWN, "each_party", "owed"),
        (OTHER, "each_party", "unknown"),
        ("", "each_party", "unknown"),
        (OWN.replace("true", "false"), "each_party", "not_owed"),
        (OWN, "unknown", "unknown"),
        # A raid is an attack, and a war is a raid; what is no attack is no raid.
        (YES.replace("term: attack", "term: raid"), "unknown", "owed"),
        (YES.replace("term: attack", "term: war"), "unknown", "owed"),
        (NO.replace("term: attack", "term: raid"), "unknown", "unknown"),
    ],
)
def test_what_was_found_settles_the_term(
    duty: Callable[..., DutyState], found: str, fallback: str, status: str
) -> None:
    assert duty(found, fallback=fallback).status == status


def test_before_its_time_is_over_a_silent_body_leaves_it_open(
    duty: Callable[..., DutyState],
) -> None:
    assert duty(at="2030-02-06", fallback="true").status == "unknown"
    assert duty(at="2030-02-07", fallback="true").status == "owed"


@pytest.mark.parametrize(
    ("found", "status"),
    [
        (OWN, "owed"),
        (OWN.replace("true", "false"), "not_owed"),
        (OTHER, "unknown"),
        (YES, "unknown"),
    ],
)
def test_a_party_that_judges_for_itself_is_bound_by_nobody_else(
    duty: Callable[..., DutyState], found: str, status: str
) -> None:
    assert duty(found, decides="each_party").status == status


def test_a_claim_does_not_become_a_fact_by_silence(duty: Callable[..., DutyState]) -> None:
    claimed = ", alleged_by: AMK}"
    fact = "attacker: BOR, victim: AMK}"
    assert duty(fallback="true").status == "owed"
    assert duty(fallback="true", replaced=(fact, fact[:-1] + claimed)).status == "unknown"
    assert duty(YES, replaced=(fact, fact[:-1] + claimed)).status == "owed"


@pytest.mark.parametrize(
    ("deadline", "due"),
    [
        ("{days: 60}", "2030-04-02"),  # from the event of 1 February
        ("{days: 60, counted_from: finding}", "2030-04-04"),  # from the finding of the 3rd
        ("{days: 1}", "2030-02-03"),  # nobody is late before something is found to be owed
        ("{days: 1, counted_from: finding}", "2030-02-04"),
    ],
)
def test_a_deadline_runs_from_the_event_or_the_finding(
    duty: Callable[..., DutyState], deadline: str, due: str
) -> None:
    assert str(duty(YES, at="2030-02-03", deadline=deadline).due) == due


def test_help_is_no_longer_owed_to_one_who_left(duty: Callable[..., DutyState]) -> None:
    notice = "  - {id: w, type: withdrawal, at: 2030-02-02, by: AMK, pact: league}"
    assert duty(YES, at="2030-02-11", more=notice).status == "owed"
    assert duty(YES, at="2030-02-12", more=notice).status == "not_owed"


FINDS = """
  - id: find
    art: "2"
    summary: The commission finds within five days.
    trigger: {event: attack, victim: AMK}
    duty: {modality: obligation, bearer: COM, toward: AMK, action: find, deadline: {days: 5}}
"""


@pytest.mark.parametrize(
    ("under", "status"), [(None, "performed"), ("league", "performed"), ("other", "breached")]
)
def test_a_finding_under_another_pact_is_no_performance_of_this_one(
    written_pact: Callable[[str], Pact],
    written_log: Callable[[str, Pact], EventLog],
    under: str | None,
    status: str,
) -> None:
    from dataclasses import replace

    words = {"DECIDES": BODY, "FALLBACK": "unknown", "DEADLINE": "{days: 60}"}
    text = PACT + FINDS
    for word, given in words.items():
        text = text.replace(word, given)
    pact = written_pact(text)
    log = written_log(LOG.replace("FOUND", YES).replace("MORE", ""), pact)
    found = tuple(each.model_copy(update={"pact": under}) for each in log.determinations)
    duties = pact.evaluate(replace(log, determinations=found), "2030-02-20").duties
    (duty,) = (each for each in duties if each.clause == "find")
    assert duty.status == status


def test_a_late_finding_reaches_back_only_for_who_had_judged_for_itself(
    written_pact: Callable[[str], Pact], written_log: Callable[[str, Pact], EventLog]
) -> None:
    text = PACT.replace("DECIDES", BODY).replace("FALLBACK", "each_party")
    text = text.replace("DEADLINE", "{days: 30, counted_from: finding}")
    text = text.replace("CAL: Calden}", "CAL: Calden, DUN: Dunmere}")
    text = text.replace("bearer: CAL", "bearer: [CAL, DUN]")
    pact = written_pact(text)
    # Calden judges on the 8th, the commission, late, on the 15th.
    own = OWN.replace("02-03", "02-08")
    words = LOG.replace("[AMK, CAL]", "[AMK, CAL, DUN]").replace("MORE", "")
    log = written_log(words.replace("FOUND", f"{own}, {LATE}"), pact)
    found = {d.bearer: str(d.since) for d in pact.evaluate(log, "2030-02-20").duties}
    assert found == {"CAL": "2030-02-08", "DUN": "2030-02-15"}
