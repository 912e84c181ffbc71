# SPDX-License-Identifier: Apache-2.0
"""Laws that hold of every pact and log: on random ones that use every construct of the format."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from itertools import count, islice, product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from random_choices import START
from random_pacts import Drawn, draw, load

from foedus.errors import PactError
from foedus.pacts.moments import after, closing, moment, opening
from foedus.pacts.replay import check
from foedus.pacts.worlds import outlooks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foedus.pacts import DutyState, EventLog, Pact
    from foedus.pacts.worlds import Open

SURE = {"owed", "performed", "breached", "suspended"}
MOST_WORLDS = 64
NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)

seeds = st.integers(0, 10**6)


def duties(pact: Pact, log: EventLog, drawn: Drawn) -> tuple[DutyState, ...]:
    """Return the duties, where no two effects contradict each other."""
    try:
        return pact.evaluate(log, drawn.at, drawn.known).duties
    except PactError:
        assume(False)
        raise


def stated(states: tuple[DutyState, ...]) -> list[tuple[Any, ...]]:
    return sorted(((*d.key, d.status, str(d.since), str(d.due)) for d in states), key=str)


def periods(drawn: Drawn, party: str) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """Yield when a party is bound, worked out anew from the words of the file."""
    pact, log = load(drawn)
    text, seen = pact.text, log.seen(moment(drawn.at), drawn.known and moment(drawn.known))
    kind = "signature" if text.legal_form == "political" else "ratification"
    consents: dict[str, list[dt.datetime]] = {code: [] for code in text.parties}
    for code, each in text.parties.items():
        own = [e for e in seen.events if e.is_a(kind) and code in e.by]
        consents[code] = [opening(each.since)] if each.since else [opening(e.at) for e in own]
    rule, first = text.entry_into_force, {c: min(m) for c, m in consents.items() if m}
    moments = [] if rule.date is None else [opening(rule.date)]
    if rule.ratified_by is not None:
        named = {"parties": list(text.parties), "roles.core": list(text.roles["core"])}
        all_ = [code for item in rule.ratified_by.all for code in named[item]]
        if any(code not in first for code in all_):
            return
        moments += [first[code] for code in all_]
        some = rule.ratified_by.at_least
        if some is not None and len(first) < some.n:
            return
        moments += sorted(first.values())[some.n - 1 : some.n] if some is not None else []
    entry = max(moments)
    expiry = [entry.replace(year=entry.year + 1, hour=0)] if text.duration.years else []
    exits = [opening(text.parties[party].until)] if text.parties[party].until else []
    for event in seen.events if text.withdrawal is not None else ():
        wait = text.withdrawal.available_after
        early = wait is not None and opening(event.at) < opening(after(entry.date(), wait))
        if event.type == "withdrawal" and party in event.by and not early:
            exits.append(opening(after(event.at, text.withdrawal.notice)))
    for start in consents[party]:
        end = min([e for e in exits if e > start] + expiry, default=NEVER)
        yield max(start, entry), end


@given(seeds)
def test_no_duty_before_entry_into_force_or_after_exit(seed: int) -> None:
    drawn = draw(seed)
    pact, log = load(drawn)
    for duty in duties(pact, log, drawn):
        if duty.status not in SURE:
            continue
        bound = list(periods(drawn, duty.bearer))
        clause = next(clause for clause in pact.clauses if clause.id == duty.clause)
        event = next((e for e in log.events if e.id == duty.trigger), None)
        if event is not None and (duty.violation or (clause.trigger and clause.trigger.event)):
            assert any(a <= opening(event.at) < z for a, z in bound), duty
        if duty.since is not None:
            assert any(a <= opening(duty.since) for a, _ in bound), duty
        if duty.status in ("owed", "suspended"):
            now = closing(moment(drawn.at))
            assert any(a <= now < z for a, z in bound), duty


@given(seeds, seeds, st.integers(3, 25))
def test_a_later_record_never_changes_an_earlier_known_state(
    seed: int, other: int, day: int
) -> None:
    drawn = draw(seed)
    pact, log = load(drawn)
    known = dt.date(2030, 1, 1) + dt.timedelta(days=day)
    late = closing(known) + dt.timedelta(hours=1)
    more = load(draw(other))[1]
    events = tuple(
        e.model_copy(update={"id": f"late_{e.id}", "recorded": max(late, opening(e.at))})
        for e in more.events
    )
    ids = [event.id for event in log.events]
    found = tuple(
        d.model_copy(update={"event": ids[0], "recorded": max(late, opening(d.at))})
        for d in more.determinations
        if d.term in pact.text.open_terms
    )
    later = replace(log, events=log.events + events, determinations=log.determinations + found)
    drawn = replace(drawn, known=known.isoformat())
    assert stated(duties(pact, later, drawn)) == stated(duties(pact, log, drawn))


@given(seeds, st.data())
def test_events_of_one_moment_commute(seed: int, data: st.DataObject) -> None:
    drawn = draw(seed)
    pact, log = load(drawn)
    # Which of several acts of one moment performed a duty is their names' to say.
    assume(not any(clause.trigger and clause.trigger.performed for clause in pact.clauses))
    day = dt.date(2030, 1, 7)
    names = [event.id for event in log.events]
    turned = dict(zip(names, data.draw(st.permutations(names)), strict=True))
    same = {"at": day, "recorded": None}
    one = replace(
        log,
        events=tuple(e.model_copy(update=same) for e in log.events),
        determinations=tuple(d.model_copy(update=same) for d in log.determinations),
    )
    two = replace(
        log,
        events=tuple(
            e.model_copy(update={"id": turned[e.id], "about": turned.get(e.about or "")})
            for e in one.events
        ),
        determinations=tuple(
            d.model_copy(update={"event": turned[d.event]}) for d in one.determinations
        ),
    )
    first, second = duties(pact, one, drawn), duties(pact, two, drawn)
    renamed = tuple(d._replace(trigger=turned.get(d.trigger or "")) for d in first)
    assert stated(renamed) == stated(second)


@given(seeds)
def test_renaming_parties_is_a_symmetry(seed: int) -> None:
    drawn = draw(seed)
    other = {"AAA": "QQQ", "BBB": "CCC", "CCC": "BBB", "DDD": "RRR", "XXX": "AAA", "COM": "TTT"}

    def turned(value: Any) -> Any:  # noqa: ANN401 - plain values
        if isinstance(value, dict):
            return {turned(key): turned(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [turned(inner) for inner in value]
        if not isinstance(value, str):
            return value
        return re.sub(r"\b[A-Z]{3}\b", lambda m: other.get(m[0], m[0]), value)

    pact, log = load(drawn)
    again, its = load(replace(drawn, tree=turned(drawn.tree), log=turned(drawn.log)))
    renamed = tuple(d._replace(bearer=turned(d.bearer)) for d in duties(pact, log, drawn))
    assert stated(duties(again, its, drawn)) == stated(renamed)


def _with_condition(tree: dict[str, Any], clause: str, condition: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return a pact whose clause asks for one thing more."""

    def more(each: dict[str, Any]) -> dict[str, Any]:
        if each["id"] != clause:
            return each
        before = each["trigger"].get("if")
        whole = condition if before is None else {"all": [before, condition]}
        return {**each, "trigger": {**each["trigger"], "if": whole}}

    return {**tree, "clauses": list(map(more, tree["clauses"]))}


def _there(drawn: Drawn, clause: str) -> set[tuple[str, str | None]]:
    pact, log = load(drawn)
    found = duties(pact, log, drawn)
    return {(d.bearer, d.trigger) for d in found if d.clause == clause and d.status in SURE}


@given(seeds, st.integers(1, 3))
def test_a_higher_threshold_never_adds_a_duty(seed: int, least: int) -> None:
    drawn = draw(seed)
    for clause in drawn.tree["clauses"]:
        if "duty" not in clause or "event" not in clause.get("trigger", {}):
            continue
        counted = {"of": "attacker", "among": {"event": ["attack"], "relative": "before"}}
        steps = [
            _there(
                replace(drawn, tree=_with_condition(drawn.tree, clause["id"], asked)), clause["id"]
            )
            for asked in [{"number": {"at_least": n, **counted}} for n in (least, least + 1)]
        ]
        assert steps[1] <= steps[0] <= _there(drawn, clause["id"])


@given(seeds)
def test_a_wider_exclusion_never_adds_a_duty(seed: int) -> None:
    drawn = draw(seed)
    for clause in drawn.tree["clauses"]:
        # What a breach or a performance brings about can be less when there is none.
        follows = any(
            each.get("trigger", {}).keys() & {"performed", "breached"}
            for each in drawn.tree["clauses"]
        )
        if "duty" not in clause or follows:
            continue
        found = [_there(drawn, clause["id"])]
        for when in [{"event": {"event": ["incursion"]}}, {"event": {"event": ["attack"]}}]:
            extra = {"id": "less", "art": "90", "summary": "Less.", "when": when}
            extra["effect"] = {"kind": "exclude", "clauses": [clause["id"]]}
            tree = {**drawn.tree, "clauses": [*drawn.tree["clauses"], extra]}
            found.append(_there(replace(drawn, tree=tree), clause["id"]))
        assert found[2] <= found[1] <= found[0]


@given(seeds)
def test_breach_implies_owed_and_overdue(seed: int) -> None:
    drawn = draw(seed)
    pact, log = load(drawn)
    now = closing(moment(drawn.at))
    happened = {event.id: event.at for event in log.events}
    for duty in duties(pact, log, drawn):
        if duty.status == "breached" and duty.modality == "obligation":
            assert duty.since is not None
            assert duty.due is not None
            assert closing(duty.due) < now
            assert duty.performed_at is None
        if duty.status == "breached" and duty.modality == "prohibition":
            assert (duty.since if duty.violation else duty.broken_at) is not None
        if duty.status == "owed" and duty.due is not None:
            assert now <= closing(duty.due)
        if duty.status == "performed" and duty.modality == "obligation":
            assert duty.performed_at is not None
            assert closing(duty.performed_at) >= opening(happened.get(duty.trigger or "", START))


@given(seeds)
def test_what_is_settled_stays_so_in_every_completion(seed: int) -> None:
    drawn = draw(seed)
    pact, log = load(drawn)
    for one in pact.readings:
        before = duties(one, log, drawn)
        try:
            views = outlooks(one, log, drawn.at, drawn.known)
        except PactError:  # two exceptions would contradict each other there
            continue
        asked = list(dict.fromkeys(open_ for view in views for open_ in view.open))
        keys = [duty.key for duty in before]
        for findings in islice(_completions(one, asked[:6]), MOST_WORLDS):
            made = [open_.found(value, moment(drawn.at), one.name) for open_, value in findings]
            completed = replace(log, determinations=(*log.determinations, *made))
            try:
                after_ = {d.key: d for d in one.evaluate(completed, drawn.at, drawn.known).duties}
            except PactError:
                continue
            for duty in before:
                if duty.status == "unknown" or keys.count(duty.key) > 1:
                    continue
                then = after_[duty.key].status if duty.key in after_ else "not_owed"
                # What is void whatever is found is not owed where the finding is a no.
                assert (duty.status, then) in {
                    (duty.status, duty.status),
                    ("void", "not_owed"),
                    ("suspended", "not_owed"),
                }, (duty, findings)


def _completions(pact: Pact, asked: list[Open]) -> Iterator[list[tuple[Open, bool]]]:
    """Yield every way to make findings in which nobody contradicts itself."""
    terms = pact.text.open_terms
    for values in product((True, False), repeat=len(asked)):
        said = dict(zip(asked, values, strict=True))

        def torn(one: Open, said: dict[Open, bool] = said) -> bool:
            wide = terms[one.term].kind_of
            while wide is not None:
                if said.get(one._replace(term=wide)) is False:
                    return True
                wide = terms[wide].kind_of
            return False

        if not any(value and torn(one) for one, value in said.items()):
            yield list(said.items())


@given(seeds, st.permutations(["void", "suspend", "discharge", "reinstate"]))
def test_two_exceptions_that_act_together_and_differ_are_named(seed: int, kinds: list[str]) -> None:
    drawn = draw(seed)
    pact, log = load(drawn)
    found = [d for d in duties(pact, log, drawn) if d.status in SURE and not d.violation]
    acting = {
        e.id: e for e in log.seen(moment(drawn.at), drawn.known and moment(drawn.known)).events
    }
    for duty in found:
        event = acting.get(duty.trigger or "")
        if event is None or not event.is_a("attack") or event.alleged_by or event.about:
            continue
        again = [
            {
                "id": f"one_{kind}",
                "art": str(90 + number),
                "summary": "An exception.",
                "trigger": {"event": [event.type], "attacker": list(event.attacker)},
                "effect": {"kind": kind, "clauses": [duty.clause], "effective": "ex_nunc"},
            }
            for number, kind in enumerate(kinds[:2])
        ]
        tree = {**drawn.tree, "clauses": [*drawn.tree["clauses"], *again]}
        torn, its = load(replace(drawn, tree=tree))
        assert log == its
        with pytest.raises(PactError) as raised:
            torn.evaluate(its, drawn.at, drawn.known)
        # Both are named: these two, or one of them and one that stood there before.
        named = re.findall(r"'(\w+)' \(Article", raised.value.problems[0].message)
        assert len(set(named)) == 2
        assert {"one_" + kind for kind in kinds} & set(named)
        assert "say different things" in raised.value.problems[0].message
        # One that prevails over all the others settles it.
        others = [c["id"] for c in tree["clauses"] if "effect" in c and c["id"] != again[0]["id"]]
        first = {**again[0], "over": others}
        tree = {**tree, "clauses": [*drawn.tree["clauses"], first, again[1]]}
        try:
            settled, its = load(replace(drawn, tree=tree))
        except PactError:  # it would depend on itself
            continue
        settled.evaluate(its, drawn.at, drawn.known)


@given(seeds)
def test_readings_that_differ_are_disputed(seed: int) -> None:
    drawn = next(each for each in map(draw, count(seed)) if "readings" in each.tree)
    pact, log = load(drawn)
    under = [{d.key: (d.status, d.free) for d in duties(one, log, drawn)} for one in pact.readings]
    whole = duties(pact, log, drawn)
    keys = [duty.key for duty in whole]
    standing = {c.id for c in pact.text.clauses if c.trigger is None}
    told = {key for each in under for key in each if key[2] is not None or key[0] in standing}
    assert told <= set(keys)
    for duty in whole:
        may = duty.modality in ("permission", "power")
        found = {each.get(duty.key, ("not_owed", False if may else None)) for each in under}
        definite = {each for each in found if each[0] != "unknown"}
        wanted = "disputed" if len(definite) > 1 else "unknown"
        if keys.count(duty.key) == 1:
            assert duty.status == (next(iter(found))[0] if len(found) == 1 else wanted)


@given(seeds)
def test_every_proof_replays(seed: int) -> None:
    drawn = draw(seed)
    pact, log = load(drawn)
    duties(pact, log, drawn)
    evaluation = pact.evaluate(log, drawn.at, drawn.known)
    assert check(pact, log, evaluation, drawn.at, drawn.known) == ()


def test_the_law_on_completions_has_something_to_complete() -> None:
    waiting = 0
    for seed in range(60):
        drawn = draw(seed)
        pact, log = load(drawn)
        try:
            waiting += sum(len(view.open) for view in outlooks(pact, log, drawn.at))
        except PactError:
            continue
    assert waiting > 20
