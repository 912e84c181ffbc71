# SPDX-License-Identifier: Apache-2.0
"""Laws that hold of every event log, under every setting of the levers."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import foedus
from foedus.pacts import Determination, Event, EventLog, load_pact
from foedus.pacts.findings import adopted, term_holds
from foedus.pacts.moments import after, closing, iso, opening
from foedus.pacts.scene import scene

if TYPE_CHECKING:
    from foedus.pacts import Evaluation, Pact

CASES = Path(foedus.__file__).parent / "cases"
GUARANTEE = CASES / "ukraine_2025_08" / "pacts" / "guarantee.yaml"
PACTS = {
    "guarantee": load_pact(GUARANTEE),
    "harbour_pact": load_pact(CASES / "harbour_league" / "pacts" / "harbour_pact.yaml"),
}
START = dt.date(2031, 9, 1)
SURE = {"owed", "performed", "breached", "suspended"}

HOSTILE = ["incursion", "missile_strike", "blockade"]
KINDS = [*HOSTILE * 3, "contribution", "contribution", "contribution", "consultation", "decision"]
KINDS += ["invocation", "sanction", "pledge", "report", "notification", "withdrawal"]
KINDS += ["ratification"]


def moment_of(days: st.SearchStrategy[int]) -> st.SearchStrategy[dt.date]:
    """Draw a day after the start, or six in the morning of it."""

    def at(day: int, *, whole: bool) -> dt.date:
        date = START + dt.timedelta(days=day)
        return date if whole else dt.datetime.combine(date, dt.time(6), dt.UTC)

    return st.builds(at, days, whole=st.booleans())


soon = moment_of(st.integers(0, 45))
moments = moment_of(st.integers(0, 60) | st.integers(0, 60) | st.integers(61, 5700))


@cache
def settings_of(pact: Pact) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {}, optional={n: st.sampled_from([*v.values][::-1]) for n, v in pact.levers.items()}
    )


@cache
def details(name: str, kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """Draw what an event of a kind must say, and some of what it may."""
    pact = PACTS[name]
    parties = list(pact.parties)
    states = [*parties, *pact.text.others]
    beneficiary, challenger = parties[0], states[-1]
    some = st.lists(st.sampled_from(parties), min_size=1, unique=True)
    clause = st.sampled_from([clause.id for clause in pact.text.clauses])
    about = {"pact": st.just(pact.name), "clause": clause}
    if kind in HOSTILE:
        pairs = [(challenger, beneficiary)] * 4 + [(beneficiary, challenger)] * 2
        pairs += [(challenger, one) for one in parties if one != challenger]
        extra = st.sampled_from([{}, {}, {"target": "stationed_force"}, {"alleged_by": challenger}])
        return st.builds(
            lambda pair, more: {"attacker": pair[0], "victim": pair[1], **more},
            st.sampled_from(pairs),
            extra,
        )
    needs: dict[str, Any] = {
        "signature": {"by": some, "pact": st.just(pact.name)},
        "ratification": {"by": some, "pact": st.just(pact.name)},
        "withdrawal": {"by": some, "pact": st.just(pact.name)},
        "invocation": {"by": st.just(beneficiary), **about, "clause": st.just("consult")},
        "consultation": {"by": some},
        "report": {"by": some},
        "notification": {"by": st.just(beneficiary), **about},
        "decision": {
            **about,
            "clause": st.sampled_from(["defend", pact.text.clauses[-3].id]),
            "votes": st.fixed_dictionaries({"for": some}, optional={"against": some}),
        },
        "contribution": {
            "by": some,
            "toward": st.just(beneficiary),
            "kind": st.sampled_from(["financial_aid", "arms_transfer", "armed_force"]),
        },
        "sanction": {"by": some, "toward": st.just(challenger)},
        "pledge": {
            "by": st.sampled_from(parties[1:]),
            "toward": st.just(beneficiary),
            "pact": st.just(pact.name),
            "amount": st.just(2),
            "unit": st.just("x"),
            "due": soon,
        },
    }
    return st.fixed_dictionaries(needs[kind])


@st.composite
def events(draw: st.DrawFn, pact: Pact, kind: str | None = None) -> dict[str, Any]:
    chosen = kind or draw(st.sampled_from(KINDS))
    return {"type": chosen, "at": draw(soon), **draw(details(pact.name, chosen))}


@st.composite
def findings(draw: st.DrawFn, pact: Pact, events: list[Event]) -> Determination:
    event = draw(st.sampled_from([e for e in events if e.is_a("attack")] or events))
    finders = [*pact.text.bodies] * 6 + [*pact.parties]
    votes = [None, None, None, {"for": 6, "against": 1}, {"for": 4, "against": 3}]
    return Determination.model_validate(
        {
            "term": draw(st.sampled_from(list(pact.text.open_terms))),
            "event": event.id,
            "by": draw(st.sampled_from(finders)),
            "at": opening(event.at) + dt.timedelta(days=draw(st.integers(0, 12))),
            "value": draw(st.sampled_from([True, True, False, "unknown"])),
            "vote": draw(st.sampled_from(votes)),
        }
    )


@st.composite
def logs(draw: st.DrawFn, pact: Pact) -> EventLog:
    """Draw a log: consents first, as a rule, then anything, and findings on it."""
    states = list(pact.parties)
    consents: list[dict[str, Any]] = []
    for kind in ("signature", "ratification"):
        missing = draw(st.sets(st.sampled_from(states), max_size=1))
        here = {"type": kind, "at": START, "pact": pact.name}
        consents.append({**here, "by": [code for code in states if code not in missing]})
    consents = consents[draw(st.sampled_from([0, 0, 0, 2])) :]
    story = draw(incidents(pact))
    given_ = [*story, *consents, *draw(st.lists(events(pact), min_size=1, max_size=7))]
    built = [Event.model_validate({"id": f"e{index}", **each}) for index, each in enumerate(given_)]
    found = [*draw(st.lists(findings(pact, built), max_size=6))]
    for event in built[: len(story)]:
        if event.is_a("attack") and draw(st.booleans()):
            found += _all_found(pact, event, draw(st.booleans()))
    return EventLog(tuple(built), tuple(found))


def _all_found(pact: Pact, event: Event, value: bool) -> list[Determination]:  # noqa: FBT001
    """Return a finding on every term by everyone who may decide."""
    at = opening(event.at) + dt.timedelta(days=1)
    return [
        Determination.model_validate(
            {"term": name, "event": event.id, "by": by, "at": at, "value": value}
        )
        for name, term in pact.text.open_terms.items()
        for by in (*pact.text.bodies, *list(pact.parties)[:3])
    ]


@st.composite
def incidents(draw: st.DrawFn, pact: Pact) -> list[dict[str, Any]]:
    """Draw an attack, a strike by the beneficiary, help, and a notice, or some of these."""
    one, *_, other = [*pact.parties, *pact.text.others]
    last = pact.text.clauses[-2].id
    notice = {"by": one, "pact": pact.name, "clause": last}
    help_ = {"by": list(pact.parties)[1:3], "toward": one, "kind": "armed_force"}
    story: list[dict[str, Any]] = [
        {"type": "incursion", "at": _day(5), "attacker": other, "victim": one},
        {"type": "missile_strike", "at": _day(7), "attacker": one, "victim": other},
        {"type": "contribution", "at": _day(8), **help_},
        {"type": "notification", "at": _day(10), **notice},
        {"type": "sanction", "at": _day(12), "by": list(pact.parties)[1:3], "toward": other},
    ]
    return [each for each in story if draw(st.booleans())]


def _day(number: int) -> dt.date:
    return START + dt.timedelta(days=number)


@st.composite
def scenes(draw: st.DrawFn) -> tuple[Pact, EventLog, dt.date]:
    """Draw a pact with its levers set, a log, and a moment."""
    pact = PACTS[draw(st.sampled_from([*PACTS, "guarantee"]))]
    pact = pact.with_levers(draw(settings_of(pact)))
    return pact, draw(logs(pact)), draw(moments)


def told(evaluation: Evaluation) -> dict[tuple[str, str, str | None], str]:
    return {(d.clause, d.bearer, d.trigger): d.status for d in evaluation.duties}


def bound(pact: Pact, log: EventLog, party: str, when: dt.datetime) -> bool:
    """Tell whether a party is bound, worked out anew from the words of the two pacts."""
    form = pact.text.legal_form
    kind = "ratification" if form == "treaty" else "signature"
    consents: dict[str, dt.datetime] = {}
    for event in sorted(log.events, key=lambda e: opening(e.at)):
        for code in event.by if event.type == kind else ():
            consents.setdefault(code, opening(event.at))
    if pact.name == "guarantee":
        givers = {"europe_only": ["GBR", "FRA", "DEU", "POL"], "united_states_only": ["USA"]}
        group = givers.get(str(pact.setting["guarantors"]), ["USA", "GBR", "FRA", "DEU", "POL"])
        first = min((consents[code] for code in group if code in consents), default=None)
        last = consents.get("UKR")
    else:
        first, last = consents.get("AMK"), consents.get("CAL")
    if first is None or last is None:
        return False
    entry = max(first, last)
    expiry = entry.replace(year=entry.year + int(pact.setting["duration_years"]))
    return consents.get(
        party, entry if party == "JMC" else dt.datetime.max.replace(tzinfo=dt.UTC)
    ) <= when and entry <= when < expiry.replace(hour=0)


@given(scenes())
def test_no_duty_before_entry_into_force_or_after_exit(
    drawn: tuple[Pact, EventLog, dt.date],
) -> None:
    pact, log, at = drawn
    seen = log.seen(at)
    for duty in pact.evaluate(log, at).duties:
        event = next((e for e in seen.events if e.id == duty.trigger), None)
        if duty.status in SURE and event is not None and event.type != "pledge":
            assert bound(pact, seen, duty.bearer, opening(event.at)), duty
        if duty.status in SURE and event is None:
            assert duty.since is not None
            assert bound(pact, seen, duty.bearer, opening(duty.since)), duty
        if duty.status in {"owed", "suspended"} and not _left(log):
            assert bound(pact, seen, duty.bearer, closing(at)), duty


def _left(log: EventLog) -> bool:
    return any(event.type == "withdrawal" for event in log.events)


@given(scenes())
def test_a_notice_ends_a_membership(drawn: tuple[Pact, EventLog, dt.date]) -> None:
    pact, log, at = drawn
    assert pact.text.withdrawal is not None
    for duty in pact.evaluate(log, at).duties:
        ends = [
            opening(after(event.at, pact.text.withdrawal.notice))
            for event in log.events
            if event.type == "withdrawal" and duty.bearer in event.by
        ]
        consents = [
            opening(event.at)
            for event in log.events
            if event.type in ("ratification", "signature") and duty.bearer in event.by
        ]
        over = [end for end in ends if all(consent < end for consent in consents)]
        if over and min(over) <= closing(at) and consents:
            assert duty.status not in {"owed", "suspended"}


@given(scenes(), st.data())
def test_a_later_record_never_changes_an_earlier_known_state(
    drawn: tuple[Pact, EventLog, dt.date], data: st.DataObject
) -> None:
    pact, log, at = drawn
    known = data.draw(moments)
    late = closing(known) + dt.timedelta(days=1)
    more = data.draw(logs(pact))
    events = tuple(
        event.model_copy(update={"id": f"late{event.id}", "recorded": max(late, opening(event.at))})
        for event in more.events
    )
    found = tuple(
        each.model_copy(update={"recorded": max(late, opening(each.at)), "event": "e0"})
        for each in more.determinations
    )
    later = EventLog((*events, *log.events), (*found, *log.determinations))
    assert pact.evaluate(later, at, known).to_json() == pact.evaluate(log, at, known).to_json()
    assert pact.status(later, at, known).to_json() == pact.status(log, at, known).to_json()


@given(scenes(), st.data())
def test_the_order_of_the_log_does_not_matter(
    drawn: tuple[Pact, EventLog, dt.date], data: st.DataObject
) -> None:
    pact, log, at = drawn
    shuffled = EventLog(
        tuple(data.draw(st.permutations(log.events))),
        tuple(data.draw(st.permutations(log.determinations))),
    )
    assert pact.evaluate(shuffled, at).to_json() == pact.evaluate(log, at).to_json()
    assert pact.status(shuffled, at).to_json() == pact.status(log, at).to_json()


@given(st.data())
def test_events_of_one_moment_commute(data: st.DataObject) -> None:
    pact = PACTS["guarantee"].with_levers(data.draw(settings_of(PACTS["guarantee"])))
    log = data.draw(logs(pact))
    same = tuple(event.model_copy(update={"at": START}) for event in log.events)
    found = tuple(
        each.model_copy(update={"at": START + dt.timedelta(days=1)}) for each in log.determinations
    )
    names = [event.id for event in same]
    turned = dict(zip(names, data.draw(st.permutations(names)), strict=True))
    renamed = tuple(e.model_copy(update={"id": turned[e.id]}) for e in same)
    refound = tuple(e.model_copy(update={"event": turned[e.event]}) for e in found)
    one = told(pact.evaluate(EventLog(same, found), START + dt.timedelta(days=9)))
    two = told(pact.evaluate(EventLog(renamed, refound), START + dt.timedelta(days=9)))
    # Which of several acts of one moment is named may differ; what became of a duty may not.
    kept = {k: v for k, v in one.items() if k[0] != "report"}
    assert {(c, b, turned.get(t or "", t)): v for (c, b, t), v in kept.items()} == {
        k: v for k, v in two.items() if k[0] != "report"
    }


CODES = {"UKR": "XAA", "USA": "XBB", "GBR": "XCC", "FRA": "XDD", "DEU": "XEE", "POL": "XFF"}
CODES |= {"RUS": "XGG", "JMC": "XHH"}


def renamed(value: Any) -> Any:  # noqa: ANN401 - any plain value
    if isinstance(value, dict):
        return {key: renamed(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [renamed(inner) for inner in value]
    return CODES.get(value, value) if isinstance(value, str) else value


@pytest.fixture(scope="module")
def other_codes(tmp_path_factory: pytest.TempPathFactory) -> Pact:
    text = re.sub(r"\b[A-Z]{3}\b", lambda m: CODES.get(m[0], m[0]), GUARANTEE.read_text("utf-8"))
    path = tmp_path_factory.mktemp("renamed") / "guarantee.yaml"
    path.write_text(text, "utf-8")
    return load_pact(path)


@given(data=st.data())
def test_renaming_parties_is_a_symmetry(other_codes: Pact, data: st.DataObject) -> None:
    settings = data.draw(settings_of(PACTS["guarantee"]))
    pact = PACTS["guarantee"].with_levers(settings)
    log, at = data.draw(logs(pact)), data.draw(moments)
    other = EventLog(
        tuple(Event.model_validate(_plain(event)) for event in log.events),
        tuple(Determination.model_validate(_plain(each)) for each in log.determinations),
    )
    evaluation = other_codes.with_levers(settings).evaluate(other, at)
    assert evaluation.to_json() == renamed(pact.evaluate(log, at).to_json())


def _plain(entry: Event | Determination) -> dict[str, Any]:
    return {
        key: renamed(value)
        for key, value in entry.model_dump(by_alias=True, exclude_unset=True).items()
    }


@given(scenes())
def test_breach_implies_owed_and_overdue(drawn: tuple[Pact, EventLog, dt.date]) -> None:
    pact, log, at = drawn
    for duty in pact.evaluate(log, at).duties:
        if duty.status == "breached" and not duty.violation:
            assert duty.since is not None
            assert duty.due is not None
            assert closing(duty.due) < closing(at)
            assert duty.performed_at is None
        if duty.status == "owed" and duty.due is not None:
            assert closing(at) <= closing(duty.due)


@given(scenes())
def test_nobody_owes_anything_to_itself(drawn: tuple[Pact, EventLog, dt.date]) -> None:
    pact, log, at = drawn
    for duty in pact.evaluate(log, at).duties:
        assert duty.bearer not in duty.toward
        assert duty.toward or duty.status == "not_owed"


@given(scenes(), st.data())
def test_a_further_finding_never_turns_what_was_found(
    drawn: tuple[Pact, EventLog, dt.date], data: st.DataObject
) -> None:
    pact, log, at = drawn
    more = data.draw(findings(pact, list(log.events)))
    before, after_ = (
        scene(pact, log, at, None),
        scene(pact, EventLog(log.events, (*log.determinations, more)), at, None),
    )
    for name, term in pact.text.open_terms.items():
        for event in before.log.events:
            for party in pact.parties:
                old = term_holds(before, name, event, party).value
                if isinstance(term.determined_by, str):
                    settled = True
                else:
                    body = term.determined_by.body
                    settled = any(
                        each.event == event.id
                        and each.by == body
                        and adopted(before, each)
                        and each.value != "unknown"
                        for each in before.log.determinations
                    )
                if old is not None and settled and _by_body_alone(before, name, event):
                    assert term_holds(after_, name, event, party).value in (old, None)


def _by_body_alone(view: Any, name: str, event: Event) -> bool:  # noqa: ANN401 - a scene
    """Tell whether an answer rests on findings and not on a fallback."""
    term = view.pact.text.open_terms[name]
    if isinstance(term.determined_by, str):
        return True
    answer = term_holds(view, name, event, None)
    return answer.value is not None


LADDER = ["any_armed_attack", "significant_attack", "large_invasion"]


@given(st.data())
def test_a_higher_threshold_never_adds_a_duty(data: st.DataObject) -> None:
    pact = PACTS["guarantee"].with_levers(data.draw(settings_of(PACTS["guarantee"])))
    log, at = data.draw(logs(pact)), data.draw(moments)
    there = [
        {
            (duty.bearer, duty.trigger)
            for duty in pact.with_levers({"threshold": step}).evaluate(log, at).duties
            if duty.clause == "defend" and duty.status in SURE
        }
        for step in LADDER
    ]
    assert there[0] >= there[1] >= there[2]


@given(scenes(), st.booleans(), st.integers(0, 3))
def test_unknown_is_sound_against_a_completion(
    drawn: tuple[Pact, EventLog, dt.date],
    value: bool,  # noqa: FBT001 - what the completion says
    which: int,
) -> None:
    pact, log, at = drawn
    seen = log.seen(at)
    blank = [
        event
        for event in seen.events
        if event.is_a("attack") and not any(f.event == event.id for f in seen.determinations)
    ]
    assume(blank)
    finders = pact.text.bodies or pact.parties
    completion = [
        Determination.model_validate(
            {"term": name, "event": event.id, "by": by, "at": at, "value": value}
        )
        for index, event in enumerate(blank)
        for name in pact.text.open_terms
        for by in (*finders, *pact.parties)
        if which in (index, 3)
    ]
    before = told(pact.evaluate(log, at))
    after_ = told(pact.evaluate(EventLog(log.events, (*log.determinations, *completion)), at))
    for key, status in before.items():
        if status != "unknown" and key[0] != "monitor":
            # What follows a performance is no longer listed where there was nothing to perform.
            # What is void whatever is found is not owed where the finding is a no.
            computed = after_.get(key, "not_owed")
            assert computed == status or (status, computed) == ("void", "not_owed")
    assert set(after_) <= set(before)


@given(scenes())
def test_what_comes_out_is_plain(drawn: tuple[Pact, EventLog, dt.date]) -> None:
    import json

    pact, log, at = drawn
    register = pact.status(log, at).to_json()
    evaluation = pact.evaluate(log, at).to_json()
    assert json.loads(json.dumps(evaluation)) == evaluation
    assert json.loads(json.dumps(register)) == register
    assert evaluation["at"] == iso(at)
    lines = [line for duty in evaluation["duties"] for line in duty["because"]]
    assert all(line.endswith((".", "?")) and line[0].isupper() for line in lines)
