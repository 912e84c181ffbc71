# SPDX-License-Identifier: Apache-2.0
"""Traps: events that an adversary could cause, stage or allege, and that end or pause help."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from foedus.pacts.clauses import TIMED
from foedus.pacts.lint.blockers import adversary_seats
from foedus.pacts.lint.draft import terms_in, without
from foedus.pacts.lint.finding import ARISES, Claim
from foedus.pacts.occasions import Staged, favour, meet
from foedus.pacts.schema import Finder
from foedus.pacts.suite import alleged, defeat, occasion, trial
from foedus.pacts.taxonomy import EVENT_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foedus.pacts.clauses import Clause
    from foedus.pacts.lint.draft import Draft
    from foedus.pacts.lint.finding import Finding, Severity
    from foedus.pacts.suite import Trial

_ENDS = {"void": "ends", "suspend": "suspends", "discharge": "discharges"}


def provocation(draft: Draft) -> Iterator[Finding]:
    """Yield for each clause that defeats help what an adversary can do with it."""
    for clause in draft.standing:
        effect = clause.effect
        if effect is None or effect.kind in ("reinstate", "restrict"):
            continue
        target = next((c for c in draft.help if c.id in effect.clauses), None)
        if target is None:
            continue
        if effect.kind in TIMED:
            yield from _timed(draft, clause, target)
        else:
            yield from _barred(draft, clause, target)


def _timed(draft: Draft, clause: Clause, target: Clause) -> Iterator[Finding]:
    """Yield what is wrong with a clause that ends or pauses help from an event on."""
    trigger, effect = clause.trigger, clause.effect
    if trigger is None or effect is None or not trigger.event:
        return
    ends = f"Article {clause.art} {_ENDS[effect.kind]} Article {target.art}"
    foes = draft.adversaries(target)
    able = [
        code
        for code in foes
        if all(not who or draft.names.includes(who, code) for who in (trigger.attacker, trigger.by))
    ]
    cause = occasion(draft.stage, clause, "cause")
    if able:
        event = draft.stage.fit(trigger, "cause", clause)
        if event is not None:
            key = "attacker" if event.attacker else "by"
            staged = favour(draft.stage, clause, Staged(event.model_copy(update={key: (able[0],)})))
            made = defeat(draft.stage, "by the adversary", [staged], target)
            message = f"{ends} by an act of {draft.who(able)} itself, against whom it is directed"
            mend = "let only acts of the protected side count"
            yield from _trap(
                draft,
                ("provocation", "adversary_ends"),
                "error",
                clause,
                target,
                made,
                message,
                mend,
            )
    if cause is None:
        return
    terms = dict(terms_in(trigger.condition, wanted=True)) if trigger.condition is not None else {}
    hostile = "alleged_by" in EVENT_TYPES[cause.event.type].may
    if not terms and hostile:
        made = defeat(draft.stage, "without a finding", [cause], target)
        message = (
            f"{ends} and nobody is named who establishes the facts: who says so first is heard"
        )
        mend = "make it depend on an open term that a body finds, with a time and a fallback"
        yield from _trap(
            draft, ("provocation", "no_finding"), "warning", clause, target, made, message, mend
        )
    if hostile and cause.event.others:
        claim = alleged(cause)
        made = defeat(draft.stage, "alleged", [claim], target)
        who = draft.who(claim.event.alleged_by)
        message = (
            f"{ends} once an event of its kind has taken place, and a mere claim of {who} that it "
            "has leaves it open"
        )
        message += "".join(f"; {each}" for each in _deciders(draft, terms, foes))
        mend = "say that help goes on until the event has been found (fallback: false)"
        yield from _trap(
            draft, ("provocation", "allegation"), "warning", clause, target, made, message, mend
        )


def _deciders(draft: Draft, terms: dict[str, bool], foes: tuple[str, ...]) -> Iterator[str]:
    """Yield who finds, in what time, with what fallback, and whether the adversary sits there."""
    for name in terms:
        term = draft.text.open_terms[name]
        finder = term.determined_by
        if not isinstance(finder, Finder):
            who = "each party" if finder == "each_party" else "the victim"
            yield f"{who} finds for itself, without a date"
            continue
        time = f"within {finder.within}" if finder.within is not None else "without a date"
        then = {"unknown": "the pact does not say what holds after that"}.get(
            str(term.fallback), ""
        )
        yield f"{draft.names.of(finder.body)} finds, {time}" + (f", and {then}" if then else "")
        seats = adversary_seats(draft, draft.text.bodies[finder.body], foes)
        if seats:
            yield seats


def _barred(draft: Draft, clause: Clause, target: Clause) -> Iterator[Finding]:
    """Yield an exception on each occasion that a claimed event is enough to open."""
    usual, effect = draft.usual(target), clause.effect
    if usual is None or effect is None or clause.when is None:
        return
    before, _ = usual
    staged = meet(draft.stage, clause.when, before, want=effect.kind == "exclude")
    fresh = [event for event in staged.beside if event not in before.beside]
    claims = [e for e in fresh if "alleged_by" in EVENT_TYPES[e.type].may and e.others]
    if not claims or effect.kind == "require":
        return
    told = [
        e.model_copy(update={"alleged_by": e.others[:1]}) if e in claims else e
        for e in staged.beside
    ]
    made = trial(draft.stage, "alleged", replace(before, beside=tuple(told)))
    who = draft.who(claims[0].others)
    message = (
        f"Article {clause.art} takes Article {target.art} out of play, and a mere claim of {who} "
        "leaves it open whether it does"
    )
    mend = "say who finds whether it happened, in what time, and that help is owed until then"
    yield from _trap(
        draft, ("provocation", "allegation"), "warning", clause, target, made, message, mend
    )


def _trap(
    draft: Draft,
    kind: tuple[str, str],
    severity: Severity,
    clause: Clause,
    target: Clause,
    made: Trial,
    message: str,
    mend: str,
) -> Iterator[Finding]:
    """Yield a trap if the trial shows that help is then not plainly owed."""
    duties = [
        duty
        for duty in draft.duties_in(made.log, made.at)
        if duty.clause == target.id and duty.trigger == "incident"
    ]
    statuses = tuple(sorted({duty.status for duty in duties}))
    plainly = {
        duty.status
        for duty in without(draft.pact.readings[0], clause, "effect")
        .evaluate(made.log, made.at)
        .duties
        if duty.clause == target.id and duty.trigger == "incident"
    }
    owed = plainly & set(ARISES)
    if statuses and owed and not set(statuses) & set(ARISES) - {"suspended"}:
        claim = Claim((target.id,), statuses, (), "incident")
        yield draft.finding(kind, severity, clause, message, mend, witness=made, claims=[claim])
