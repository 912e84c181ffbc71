# SPDX-License-Identifier: Apache-2.0
"""Contradictions: clauses that cannot both be followed, and duties that cannot be met or arise."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from foedus.errors import PactError
from foedus.pacts.lint.finding import ARISES, Claim
from foedus.pacts.performance import needed_means
from foedus.pacts.schema import Finder
from foedus.pacts.staging import days_in
from foedus.pacts.suite import Trial
from foedus.pacts.taxonomy import MEANS
from foedus.pacts.wording import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foedus.pacts.clauses import Clause
    from foedus.pacts.lint.draft import Draft
    from foedus.pacts.lint.finding import Finding, Severity

_NAMED: Final = re.compile(r"'(\w+)' \(Article")


def contradictions(draft: Draft) -> Iterator[Finding]:
    """Yield what contradicts itself."""
    yield from _clashes(draft)
    yield from _shall_and_shall_not(draft)
    yield from _strangers(draft)
    yield from _too_short(draft)


def _clashes(draft: Draft) -> Iterator[Finding]:
    """Yield clauses whose effects act together, say different things, and have no order."""
    seen = set()
    for each in draft.suite.trials:
        answer = draft.evaluated(each.log, each.at)
        if not isinstance(answer, PactError):
            continue
        names = tuple(_NAMED.findall(str(answer)))
        if not names or frozenset(names) in seen:
            continue
        seen.add(frozenset(names))
        first = draft.clauses[names[0]]
        arts = " and ".join(f"Article {draft.clauses[name].art}" for name in names)
        message = (
            f"{arts} can act at the same moment and say different things, and neither prevails"
        )
        mend = f"write `over: [{names[-1]}]` into '{names[0]}', or the other way round"
        yield draft.finding(
            ("contradictions", "clash"),
            "error",
            first,
            message,
            mend,
            witness=each,
            claims=[Claim(refused=names)],
        )


def _shall_and_shall_not(draft: Draft) -> Iterator[Finding]:
    """Yield obligations to do what a prohibition of the same pact forbids."""
    bans = [c for c in draft.standing if c.duty is not None and c.duty.modality == "prohibition"]
    for clause, duty in draft.duties:
        usual = draft.usual(clause)
        if usual is None:
            continue
        staged, made = usual
        lines = draft.duties_in(made.log, made.at)
        owed = draft.arising([clause], made.log, made.at, staged.event.id)
        foes = set(staged.event.doers)
        helped = set(draft.names.codes(duty.toward, staged.event))
        for ban in bans:
            if ban.duty is None:
                continue
            barred = sorted(
                line.bearer
                for line in lines
                if line.clause == ban.id
                and line.bearer in owed
                and line.status == "owed"
                and not line.violation
                and _same_act(clause, ban, set(line.toward), foes, helped)
            )
            if not barred:
                continue
            must = duty.action != "assist" or needed_means(clause, duty) >= MEANS["armed_force"]
            severity: Severity = "error" if must else "warning"
            what = "armed force" if duty.action == "assist" else plain(duty.action)
            message = (
                f"{draft.who(barred)} {'must' if must else 'may have to'} use {what} under Article "
                f"{clause.art} and must not under Article {ban.art}"
            )
            mend = "say that help to one who was attacked is no breach of the other article"
            claims = [
                Claim((clause.id,), ARISES, tuple(barred), staged.event.id),
                Claim((ban.id,), ("owed",), tuple(barred)),
            ]
            yield draft.finding(
                ("contradictions", "shall_and_shall_not"),
                severity,
                clause,
                message,
                mend,
                witness=made,
                claims=claims,
            )


def _same_act(
    clause: Clause, ban: Clause, toward: set[str], foes: set[str], helped: set[str]
) -> bool:
    """Tell whether what a clause asks for is what a prohibition forbids."""
    duty, other = clause.duty, ban.duty
    if duty is None or other is None:
        return False
    if other.action == "refrain":
        asked = {
            *duty.conduct,
            duty.action,
            {"sanction": "sanction", "assist": "contribution"}.get(duty.action, ""),
        }
        return bool(asked & set(other.conduct)) and (not toward or bool(toward & helped))
    force = duty.action == "assist" and MEANS[duty.discretion.ceiling] >= MEANS["armed_force"]
    return force and bool(toward & foes)


def _strangers(draft: Draft) -> Iterator[Finding]:
    """Yield duties laid on those who are no party."""
    known = {*draft.text.parties, *draft.text.bodies, "performer", "victim", "attacker"}
    for clause in draft.standing:
        if clause.duty is None:
            continue
        outside = [code for code in draft.names.codes(clause.duty.bearer) if code not in known]
        if not outside:
            continue
        message = (
            f"Article {clause.art} lays a duty on {draft.who(outside)}, which is no party: others "
            "cannot bind it"
        )
        mend = "make it a party, or give the clause another bearer"
        usual = draft.usual(clause)
        made = usual[1] if usual is not None else Trial("", draft.stage.log(()), draft.stage.day)
        claim = Claim((clause.id,), ("not_owed",), tuple(outside))
        shown = claim.holds(draft.pact, made.log, made.at)
        yield draft.finding(
            ("contradictions", "no_party"),
            "error",
            draft.steps(clause, "duty", "bearer"),
            message,
            mend,
            witness=made if shown else None,
            claims=[claim] if shown else [],
        )


def _too_short(draft: Draft) -> Iterator[Finding]:
    """Yield deadlines that can be over before it is settled that anything is owed."""
    for clause, duty in draft.duties:
        if duty.deadline is None:
            continue
        if duty.action == "find":
            yield from _finds_too_late(draft, clause)
            continue
        found, usual = draft.finding_days(clause), draft.usual(clause)
        short = duty.deadline.counted_from == "event" and found and days_in(duty.deadline) < found
        if not short or usual is None or found is None:
            continue
        staged, _ = usual
        day = staged.event.at + dt.timedelta(days=found)
        terms = {name: value for name, value in staged.found.items() if value is not None}
        findings = tuple(draft.stage.findings(staged.event, terms, at=day))
        log = draft.stage.log(
            (staged.event, *staged.beside, *draft.stage.votes(staged.event)), findings
        )
        made = Trial("late finding", log, day + dt.timedelta(days=1))
        claim = Claim((clause.id,), ("breached",), (), staged.event.id)
        shown = claim.holds(draft.pact, made.log, made.at)
        message = (
            f"Article {clause.art} is due {duty.deadline} after the event, and the finding that it "
            f"waits for may take {found} days: bearers can be late on the day after they learn "
            "that they owe anything"
        )
        mend = "count the deadline from the finding (`counted_from: finding`), or make it longer"
        yield draft.finding(
            ("contradictions", "deadline"),
            "error",
            draft.steps(clause, "duty", "deadline"),
            message,
            mend,
            witness=made if shown else None,
            claims=[claim] if shown else [],
        )


def _finds_too_late(draft: Draft, clause: Clause) -> Iterator[Finding]:
    """Yield a duty to find whose time runs on after the finding has no more effect in time."""
    duty = clause.duty
    if duty is None or duty.deadline is None:
        return
    bodies = draft.names.codes(duty.bearer)
    for name, term in draft.text.open_terms.items():
        finder = term.determined_by
        if not isinstance(finder, Finder) or finder.body not in bodies or finder.within is None:
            continue
        if days_in(duty.deadline) <= days_in(finder.within):
            continue
        message = (
            f"Article {clause.art} gives {draft.names.of(finder.body)} {duty.deadline} to find; "
            f"what holds without a finding on '{plain(name)}' holds after {finder.within}"
        )
        mend = "give the duty to find the same time as the open term"
        usual = draft.usual(clause)
        made, claims = None, []
        if usual is not None:
            at = usual[0].event.at + dt.timedelta(days=days_in(finder.within) + 1)
            made = replace(usual[1], at=at, log=draft.stage.log((usual[0].event,)))
            claims = [Claim((clause.id,), ("owed",), (), usual[0].event.id)]
        yield draft.finding(
            ("contradictions", "deadline"),
            "warning",
            draft.steps(clause, "duty", "deadline"),
            message,
            mend,
            witness=made,
            claims=claims,
        )
        return
