# SPDX-License-Identifier: Apache-2.0
"""Why a duty is owed or not, and what would have changed it; each "if" is then made so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from foedus.errors import CallError
from foedus.pacts import Determination, Event
from foedus.pacts.explain import explain

if TYPE_CHECKING:
    from foedus.pacts import EventLog, Pact
    from foedus.pacts.explain import Explanation

AT = "2027-03-01"


def why(pact: Pact, log: EventLog, clause: str, bearer: str, trigger: str, at: str) -> Explanation:
    (found,) = explain(pact, pact.evaluate(log, at), clause, bearer, trigger)
    return found


def test_a_breach_is_proved_from_the_article_to_the_deadline(
    guarantee: Pact, incident: EventLog
) -> None:
    told = why(guarantee, incident, "defend", "FRA", "e13", AT)
    assert told.article.startswith("Article 4 (Help after an attack): “An armed attack on Ukraine")
    lines = [line for _, _, line in told.tree()]
    wanted = ["Article 4", "France ratified", "e13", "found on 2027-02-11, 6 to 1", "2027-02-18"]
    assert all(any(word in line for line in lines) for word in wanted)
    marks = {mark for _, mark, _ in told.tree()}
    assert "no" not in marks
    assert told.changes == ()
    proof = told.to_json()["proof"]
    assert proof["rule"] == "duty"
    assert proof["ref"] == ["defend", "FRA", "e13", "breached", "2027-02-18"]


def test_what_was_not_owed_says_what_failed_and_what_would_have_changed_it(
    guarantee: Pact, incident: EventLog
) -> None:
    told = why(guarantee, incident, "defend", "POL", "e13", AT)
    failed = [line for _, mark, line in told.tree() if mark == "no"]
    assert failed == ["Poland signed on 2026-03-02 (e1) but has not ratified."]
    assert told.changes == (("Poland had been bound at that time",),)
    ratified = Event.model_validate(
        {"id": "x", "type": "ratification", "at": "2026-05-01", "by": "POL", "pact": "guarantee"}
    )
    then = replace(incident, events=(*incident.events, ratified))
    assert why(guarantee, then, "defend", "POL", "e13", AT).duty.status == "breached"


def test_an_open_duty_names_the_finding_that_would_settle_it(
    guarantee: Pact, incident: EventLog
) -> None:
    told = why(guarantee, incident, "defend", "FRA", "e13", "2027-02-10")
    finding = "the Joint Monitoring Commission had found that e13 was a significant armed attack"
    assert told.changes == ((finding,),)
    found = Determination.model_validate(
        {"term": "significant_attack", "event": "e13", "by": "JMC", "at": "2027-02-10T04:00Z"}
        | {"value": True}
    )
    then = replace(incident, determinations=(*incident.determinations, found))
    assert why(guarantee, then, "defend", "FRA", "e13", "2027-02-10").duty.status == "owed"


@pytest.mark.parametrize(
    ("clause", "bearer", "message"),
    [
        ("defned", None, "there is no clause 'defned' (did you mean 'defend'?)"),
        ("provocation", None, "lays no duty on anyone; it acts on others"),
        ("defend", "UKR", "has no duty with the bearer 'UKR'"),
    ],
)
def test_a_wrong_question_is_told(
    guarantee: Pact, incident: EventLog, clause: str, bearer: str | None, message: str
) -> None:
    with pytest.raises(CallError) as caught:
        explain(guarantee, guarantee.evaluate(incident, AT), clause, bearer)
    assert message in str(caught.value)


def test_every_no_in_the_incident_says_what_failed(guarantee: Pact, incident: EventLog) -> None:
    evaluation = guarantee.evaluate(incident, AT)
    refused = [duty for duty in evaluation.duties if duty.status == "not_owed"]
    assert refused
    for duty in refused:
        (told,) = explain(guarantee, evaluation, duty.clause, duty.bearer, duty.trigger or "-")
        assert any(mark == "no" for _, mark, _ in told.tree()), duty
