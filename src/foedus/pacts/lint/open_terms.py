# SPDX-License-Identifier: Apache-2.0
"""Open words on which duties turn, and the least act that complies with a duty to help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.pacts.lint.finding import ARISES, Claim
from foedus.pacts.occasions import Staged
from foedus.pacts.schema import Finder
from foedus.pacts.suite import trial
from foedus.pacts.taxonomy import CONTRIBUTIONS, MEANS
from foedus.pacts.wording import listed, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foedus.pacts.clauses import Clause
    from foedus.pacts.lint.draft import Draft
    from foedus.pacts.lint.finding import Finding, Severity


def open_terms(draft: Draft) -> Iterator[Finding]:
    """Yield the terms on which duties turn, then the cheapest act that performs each duty."""
    asked: dict[tuple[str, bool], list[Clause]] = {}
    for clause, _ in draft.duties:
        for key in draft.conditions(clause):
            if clause not in asked.setdefault(key, []):
                asked[key].append(clause)
    for (name, wanted), clauses in asked.items():
        yield from _turns(draft, name, wanted, clauses)
    for clause in draft.help:
        yield from _cheapest(draft, clause)


def _turns(draft: Draft, name: str, wanted: bool, clauses: list[Clause]) -> Iterator[Finding]:  # noqa: FBT001
    """Yield that a finding the other way takes the duties away."""
    ids = {clause.id for clause in clauses}
    for clause in clauses:
        usual = draft.usual(clause)
        if usual is None:
            continue
        staged, plainly = usual
        trigger = staged.event.id
        owed = draft.arising(clauses, plainly.log, plainly.at, trigger)
        flipped = trial(
            draft.stage,
            "flipped",
            Staged(staged.event, {**staged.found, name: not wanted}, staged.beside),
        )
        kept = draft.arising(clauses, flipped.log, flipped.at, trigger)
        lost = [code for code in owed if code not in kept]
        if not lost:
            continue
        lines = [
            duty
            for duty in draft.duties_in(flipped.log, flipped.at)
            if duty.clause in ids and duty.bearer in lost and duty.trigger == trigger
        ]
        shown = tuple(dict.fromkeys(duty.clause for duty in lines if duty.status not in ARISES))
        statuses = tuple(sorted({duty.status for duty in lines if duty.clause in shown}))
        claim = Claim(shown, statuses, tuple(sorted(lost)), trigger)
        every = {each.id for each in draft.help} <= ids
        nobody = draft.who(code for code in draft.stage.bound if code in lost)
        message = (
            f"{draft.arts_(clauses, 'turns', 'turn')} on {_decider(draft, name)} finding whether "
            f"the attack is {draft.text.open_terms[name].phrase}: found "
            f"{'not ' if wanted else ''}to be so, {nobody} {'owe' if len(lost) > 1 else 'owes'} "
            f"nothing under {'it' if len({*clauses}) == 1 else 'them'}"
        )
        own = _decider(draft, name) == "each party's own"
        severity: Severity = "warning" if every and own else "note"
        mend = "define the words, by scale, kind or effect, or list acts that always count"
        yield draft.finding(
            ("open_terms", "turns"),
            severity,
            ("open_terms", name),
            message,
            mend,
            witness=flipped,
            claims=[claim],
        )
        return


def _decider(draft: Draft, name: str) -> str:
    finder = draft.text.open_terms[name].determined_by
    if isinstance(finder, Finder):
        return f"{draft.names.of(finder.body)}'s"
    return "each party's own" if finder == "each_party" else "the victim's"


def _cheapest(draft: Draft, clause: Clause) -> Iterator[Finding]:
    """Yield the least kind of help that performs a clause, where it asks for more at most."""
    duty, usual = clause.duty, draft.usual(clause)
    if duty is None or duty.action != "assist" or usual is None:
        return
    staged, plainly = usual
    owed = sorted(draft.arising([clause], plainly.log, plainly.at, staged.event.id))
    ceiling = duty.discretion.ceiling
    kinds = ["consultation"] if ceiling == "consult_only" else list(CONTRIBUTIONS)
    for kind in kinds if owed else ():
        acts = tuple(draft.stage.acts(clause, staged.event, owed, kind))
        made = trial(draft.stage, "cheapest", staged, more=acts)
        claim = Claim((clause.id,), ("performed",), tuple(owed), staged.event.id)
        if not claim.holds(draft.pact, made.log, made.at):
            continue
        level, most = CONTRIBUTIONS.get(kind, 0), MEANS[ceiling]
        if level >= most > 1:
            return
        act = (
            "a single act of diplomatic support, such as a statement,"
            if level == 1
            else plain(kind)
        )
        message = f"{act} performs Article {clause.art}, whose ceiling is {plain(ceiling)}"
        least = [plain(each) for each, rank in CONTRIBUTIONS.items() if rank == level]
        if level == 1:
            message += f"; so does any of {listed(least[1:], 'or')}, in any amount"
        mend = "raise the floor, measure by the text (`standard: none`), or name amounts"
        severity: Severity = "warning" if level < most else "note"
        yield draft.finding(
            ("open_terms", "cheapest"),
            severity,
            clause,
            message,
            mend,
            witness=made,
            claims=[claim],
        )
        return
