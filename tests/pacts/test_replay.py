# SPDX-License-Identifier: Apache-2.0
"""Every proof replays without fault, and every tampered one is found.

The sentences of a step are not replayed, so that changing one of them is not found; anything else
that a proof says is.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foedus.errors import CallError
from foedus.pacts import load_pact
from foedus.pacts.casus import casus_log, casus_names, library, library_pact, load_casus
from foedus.pacts.moments import opening
from foedus.pacts.replay import Replay, check

from . import wide_logs
from .test_laws import moments, scenes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foedus.pacts import DutyState, EventLog, Pact
    from foedus.pacts.answers import Answer

KLEENE = ("all", "any", "not")
BONDS = ("text", "bound", "unbound", "exit", "duty", "standing", "always", "freedom", "deadline")
FACTS = (
    "event",
    "claim",
    "found_true",
    "victim",
    "pattern",
    "kind",
    "occurred",
    "absent",
    "number",
)
FACTS += ("place", "scope", "act", "short")
TERMS = ("finding", "open", "torn", "fallback", "not_said", "deeming", "vote", "undecided")
DEFEAT = ("stands", "effect", "exclude", "require", "restrict", "no_event", "follows")
MORE = ("no_occasion", "not_carried", "beside")
RULES = {*KLEENE, *BONDS, *FACTS, *TERMS, *DEFEAT, *MORE}


@pytest.fixture(scope="module")
def wide() -> Pact:
    return load_pact(wide_logs.WIDE)


Scene = tuple["Pact", "EventLog", dt.date]


@pytest.fixture(scope="module")
def some_scenes(wide: Pact, guarantee: Pact, incident: EventLog) -> list[Scene]:
    """Give the built-in case and scenes written by hand, and draw others, the same each time."""
    story, voting = wide_logs.story(), wide.with_levers({"rule": "majority"})
    found: list[Scene] = [
        (pact, story, dt.date(2031, month, 20)) for pact in (wide, voting) for month in (9, 10)
    ]
    found.insert(0, (guarantee, incident, dt.date(2027, 3, 1)))

    @settings(max_examples=150, derandomize=True, database=None, deadline=None)
    @given(wide_logs.scenes(wide))
    def keep(drawn: Scene) -> None:
        found.append(drawn)

    keep()
    return found


@pytest.mark.parametrize("case", ["guarantee", "harbour"])
def test_every_proof_of_the_built_in_cases_replays(
    case: str, request: pytest.FixtureRequest
) -> None:
    pact: Pact = request.getfixturevalue(case)
    log: EventLog = request.getfixturevalue({"guarantee": "incident", "harbour": "spring"}[case])
    days = sorted({entry.learned for entry in (*log.events, *log.determinations)}, key=str)
    ways = [pact] + [
        pact.with_levers({name: value})
        for name, lever in pact.levers.items()
        for value in lever.values
        if value != lever.default
    ]
    for way in ways:
        for at, known in [(day, None) for day in days[::3]] + [
            (days[-1], day) for day in days[::4]
        ]:
            evaluation = way.evaluate(log, at, known)
            assert evaluation.duties
            assert check(way, log, evaluation, at, known) == ()


FURTHER = [
    ("july_1914", "dual_alliance_1879"),
    ("july_1914", "franco_russian_1892"),
    ("july_1914", "london_1839"),
    ("july_1914", "triple_alliance_1912"),
    ("uk_poland_1939_germany", "kellogg_briand_1928"),
    ("us_rok_1950", "npt_1968"),
]
"""Historical logs, each with a pact beside the one of its case."""


def test_every_pact_of_the_library_is_replayed() -> None:
    own = {load_casus(name).record.pact for name in casus_names()}
    assert own | {pact for _, pact in FURTHER} == set(library())


@pytest.mark.parametrize(("name", "treaty"), [*((n, None) for n in casus_names()), *FURTHER])
def test_every_proof_of_the_historical_cases_replays(name: str, treaty: str | None) -> None:
    """On the day of the case, on days before it, as known before it, and years after."""
    pact = library_pact(treaty or load_casus(name).record.pact)
    log, day = casus_log(name, pact)
    days = sorted({entry.learned for entry in (*log.events, *log.determinations)}, key=opening)
    middle, last = days[len(days) // 2], day or days[-1]
    later = last.replace(year=last.year + 21)
    for at, known in ((days[0], None), (middle, None), (last, None), (last, middle), (later, None)):
        evaluation = pact.evaluate(log, at, known)
        assert evaluation.duties
        assert check(pact, log, evaluation, at, known) == ()


@given(scenes(), st.none() | moments)
def test_every_proof_replays(drawn: Scene, known: dt.date | None) -> None:
    pact, log, at = drawn
    assert check(pact, log, pact.evaluate(log, at, known), at, known) == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_proof_under_a_pact_that_uses_everything_replays(
    wide: Pact, data: st.DataObject
) -> None:
    pact, log, at = data.draw(wide_logs.scenes(wide))
    known = data.draw(st.none() | wide_logs.instants)
    assert check(pact, log, pact.evaluate(log, at, known), at, known) == ()


def nodes(answer: Answer) -> Iterator[Answer]:
    yield answer
    for part in answer.parts:
        yield from nodes(part)


def changed(answer: Answer, names: list[str]) -> Iterator[tuple[str, Answer]]:
    """Yield every way of tampering with one step of a proof, or with a step below it."""
    yield "value", answer._replace(value=not answer.value)
    yield "open", answer._replace(value=True if answer.value is None else None)
    day = answer.since or dt.date(2031, 9, 1)
    yield "since", answer._replace(since=day + dt.timedelta(days=1))
    yield "rule", answer._replace(rule="fallback" if answer.rule == "finding" else "finding")
    yield "unknown rule", answer._replace(rule="said")
    for index, part in enumerate(answer.parts):
        rest = (answer.parts[:index], answer.parts[index + 1 :])
        yield "dropped", answer._replace(parts=(*rest[0], *rest[1]))
        yield "twice", answer._replace(parts=(*rest[0], part, part, *rest[1]))
        for how, inner in changed(part, names):
            yield how, answer._replace(parts=(*rest[0], inner, *rest[1]))
    for index, named in enumerate(answer.ref):
        other = next(each for each in names if each != named)
        yield "named", answer._replace(ref=(*answer.ref[:index], other, *answer.ref[index + 1 :]))


STATUSES = ["owed", "performed", "breached", "not_owed", "unknown", "suspended", "void"]


TAMPERED = ["value", "open", "since", "rule", "unknown rule", "dropped", "twice", "named"]
TAMPERED += ["status", "due", "toward", "performed", "bearer", "trigger"]


def tampered(duty: DutyState, names: list[str]) -> Iterator[tuple[str, DutyState]]:
    """Yield every way of tampering with a duty: with what came out, and with each step."""
    late = dt.date(2033, 1, 1)
    for status in STATUSES:
        if status != duty.status:
            yield "status", duty._replace(status=status)
    yield "due", duty._replace(due=late)
    yield "since", duty._replace(since=late)
    yield "toward", duty._replace(toward=(*duty.toward, "XXX"))
    yield "performed", duty._replace(performed_at=late)
    yield "bearer", duty._replace(bearer="XXX")
    yield "trigger", duty._replace(trigger="none")
    whole = duty.proof._replace(rule="duty", ref=())
    for how, proof in changed(whole, names):
        if proof.parts != whole.parts:
            yield how, duty._replace(parts=proof.parts)


def test_the_proofs_of_these_scenes_use_every_rule(some_scenes: list[Scene]) -> None:
    seen = {
        node.rule
        for drawn, log, at in some_scenes
        for pact in drawn.readings
        for duty in pact.evaluate(log, at).duties
        for node in nodes(duty.proof)
    }
    assert seen == RULES


@pytest.mark.slow
def test_tampering_with_any_step_is_found(some_scenes: list[Scene]) -> None:
    done: set[tuple[str, str]] = set()
    tried: Counter[str] = Counter()
    for pact, log, at in (
        (one, log, at) for drawn, log, at in some_scenes for one in drawn.readings
    ):
        duties = pact.evaluate(log, at).duties
        book: dict[str, list[DutyState]] = {}
        for duty in duties:
            book.setdefault(duty.clause, []).append(duty)
        replay = Replay(pact, log, at, None, book)
        # Names of other events, parties and clauses that there are, and one that there is not.
        names = [*replay.by_id, *pact.parties, *replay.clauses, "XXX"]
        for duty in duties:
            # Each rule under each status once: the same again would be found the same way.
            rules = {(node.rule, duty.status) for node in nodes(duty.proof)}
            if rules <= done:
                continue
            done |= rules
            assert not list(replay.faults([duty], alone=True))
            for how, other in tampered(duty, names):
                tried[how] += 1
                assert list(replay.faults([other], alone=True)), (how, other.proof.to_json())
    assert {rule for rule, _ in done} == RULES
    assert min(tried[how] for how in TAMPERED) > 20
    assert tried.total() > 5000


def test_a_tampered_duty_is_found_in_its_evaluation(guarantee: Pact, incident: EventLog) -> None:
    at = dt.date(2027, 3, 1)
    evaluation = guarantee.evaluate(incident, at)
    index = next(
        i for i, d in enumerate(evaluation.duties) if (d.clause, d.bearer) == ("defend", "FRA")
    )
    france = evaluation.duties[index]
    assert france.status == "breached"
    excused = replace(
        evaluation,
        duties=(
            *evaluation.duties[:index],
            france._replace(status="performed"),
            *evaluation.duties[index + 1 :],
        ),
    )
    (fault, *_) = check(guarantee, incident, excused, at)
    assert "defend of FRA on e13" in fault
    hidden = replace(evaluation, duties=evaluation.duties[:index] + evaluation.duties[index + 1 :])
    assert check(guarantee, incident, hidden, at) == ("defend of FRA on e13: is lacking",)


def test_a_proof_does_not_stand_on_another_log(guarantee: Pact, incident: EventLog) -> None:
    at = dt.date(2027, 3, 1)
    duty = next(
        d
        for d in guarantee.evaluate(incident, at).duties
        if (d.clause, d.bearer) == ("defend", "FRA")
    )
    assert check(guarantee, incident, duty, at) == ()
    silent = replace(incident, determinations=())
    assert any("finding" in fault for fault in check(guarantee, silent, duty, at))
    shorter = guarantee.with_levers({"respond_days": 3})
    assert any("due" in fault for fault in check(shorter, incident, duty, at))
    # A contribution that the log did not hold.
    helped = next(
        d
        for d in guarantee.evaluate(incident, at).duties
        if (d.clause, d.bearer) == ("defend", "USA")
    )
    without = replace(incident, events=tuple(e for e in incident.events if e.id != "e18"))
    assert any("performed in" in fault for fault in check(guarantee, without, helped, at))


def test_a_disputed_duty_is_replayed_under_each_reading(wide: Pact) -> None:
    log, at = wide_logs.story(), dt.date(2031, 9, 20)
    evaluation = wide.evaluate(log, at)
    # Far from home: read for the land alone, Estfold owes no help; read otherwise, it is late.
    (index,) = (
        i
        for i, d in enumerate(evaluation.duties)
        if (d.clause, d.bearer, d.trigger) == ("defend", "EST", "e0")
    )
    duty = evaluation.duties[index]
    assert duty.status == "disputed"
    assert check(wide, log, evaluation, at) == ()
    (one, first), *rest = duty.readings
    for other in (
        duty._replace(readings=((one, first._replace(status="owed", since=at)), *rest)),
        duty._replace(status="unknown"),
        duty._replace(parts=duty.parts[:1]),
    ):
        duties = (*evaluation.duties[:index], other, *evaluation.duties[index + 1 :])
        assert check(wide, log, replace(evaluation, duties=duties), at)


def test_many_open_effects_are_followed(guarantee: Pact, incident: EventLog) -> None:
    pact = guarantee.with_levers({"provocation_clause": "void_if_unprovoked_strike"})
    claim = next(event for event in incident.events if event.id == "e17")
    more = tuple(
        claim.model_copy(update={"id": f"x{day}", "at": dt.date(2027, 1, 1 + day)})
        for day in range(30)
    )
    log, at = replace(incident, events=(*incident.events, *more)), dt.date(2027, 3, 1)
    evaluation = pact.evaluate(log, at)
    assert check(pact, log, evaluation, at) == ()
    wrong = tuple(d._replace(status="breached") for d in evaluation.duties if d.clause == "defend")
    assert check(pact, log, replace(evaluation, duties=wrong), at)


def test_a_moment_that_is_none_is_a_call_error(guarantee: Pact, incident: EventLog) -> None:
    evaluation = guarantee.evaluate(incident)
    with pytest.raises(CallError, match="at is 'soon'; must be a date"):
        check(guarantee, incident, evaluation, "soon")
    with pytest.raises(CallError, match="known is 'soon'; must be a date"):
        check(guarantee, incident, evaluation, "2027-03-01", "soon")


def test_the_replay_shares_no_reasoning_with_the_evaluation() -> None:
    """It may know the records, the calendar and the tables of kinds, and the order of clauses."""
    import ast
    from pathlib import Path

    import foedus.pacts.replay

    shared = {"clauses", "dutystate", "moments", "schema", "strata", "taxonomy", "replay"}
    folder = Path(foedus.pacts.replay.__file__).parent
    for path in folder.glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        ignored = {
            id(inner)
            for node in ast.walk(tree)
            if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
            for inner in ast.walk(node)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and id(node) not in ignored:
                parts = (node.module or "").split(".")
                assert parts[:2] != ["foedus", "pacts"] or parts[2] in shared, (path.name, parts)
