# SPDX-License-Identifier: Apache-2.0
"""Conflicts with other pacts in force between the same states, and what stands beside the draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.pacts.lint.finding import ARISES, Claim
from foedus.pacts.lint.together import Together
from foedus.pacts.wording import listed, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foedus.pacts.clauses import Clause
    from foedus.pacts.lint.draft import Draft
    from foedus.pacts.lint.finding import Finding, Severity
    from foedus.pacts.pact import Pact
    from foedus.pacts.suite import Trial

_GIVES_WAY = {"subject_to": "gives way to it", "prevails_over": "prevails over it"}


def interplay(draft: Draft) -> Iterator[Finding]:
    """Yield conflicting duties of the same bearer, double ones, and pacts that were not given."""
    yield from _not_given(draft)
    if not draft.others:
        return
    together = Together(draft)
    seen: dict[tuple[str, ...], tuple[Trial, set[str], Clause, Clause, Pact, bool]] = {}
    for attacker, victim in together.pairs:
        made = together.trial(together.attack(attacker, victim))
        for found in _conflicts(together, made, attacker):
            bearer, helping, other_clause, other, double = found
            key = (helping.id, other.name, other_clause.id, str(double), attacker, victim)
            seen.setdefault(key, (made, set(), helping, other_clause, other, double))[1].add(bearer)
    merged: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for found_key in seen:
        merged.setdefault(found_key[:4], []).append(found_key)
    for keys in merged.values():
        attackers = list(dict.fromkeys(key[4] for key in keys))
        victims = list(dict.fromkeys(key[5] for key in keys))
        yield _told(draft, together, seen[keys[0]], attackers, victims)


def _conflicts(
    together: Together, made: Trial, attacker: str
) -> Iterator[tuple[str, Clause, Clause, Pact, bool]]:
    """Yield bearers of help under the draft that another pact binds against it, or to it too."""
    own = {o for o in together.owing(made, "incident") if o.pact is together.draft.pact}
    for other in together.draft.others:
        clauses = {clause.id: clause for clause in other.clauses}
        for duty in together.duties(other, made):
            clause = clauses[duty.clause]
            for each in own:
                if each.bearer != duty.bearer:
                    continue
                barred = duty.modality == "prohibition" and not duty.violation
                if barred and duty.status == "owed" and attacker in duty.toward:
                    yield duty.bearer, each.clause, clause, other, False
                helps = duty.modality == "obligation" and duty.action in ("assist", "perform")
                same = helps and duty.trigger == "incident" and each.toward in duty.toward
                if same and duty.status in ARISES:
                    yield duty.bearer, each.clause, clause, other, True


def _told(
    draft: Draft,
    together: Together,
    found: tuple[Trial, set[str], Clause, Clause, Pact, bool],
    attackers: list[str],
    victims: list[str],
) -> Finding:
    made, bearers, clause, other_clause, other, double = found
    names = together.stage.names
    who = listed(names.of(code) for code in sorted(bearers))
    whom = listed((names.of(code) for code in victims), "or")
    foes = listed((names.of(code) for code in attackers), "or")
    theirs = f"Article {other_clause.art} of {other.title}"
    status = Claim((clause.id,), ARISES, tuple(sorted(bearers)), "incident")
    if double:
        message = f"{who} owe help to {whom} twice: under Article {clause.art} and under {theirs}"
        mend = "say how the two stand to each other (`beside`)"
        back = Claim(
            (other_clause.id,), ARISES, tuple(sorted(bearers)), "incident", pact=other.name
        )
        kind, severity = "double", "note"
    else:
        action = plain(other_clause.duty.action if other_clause.duty is not None else "")
        message = (
            f"after an attack by {foes} on {whom}, {who} owes help under Article {clause.art} and "
            f"is bound against it by {theirs} ({action})"
        )
        ordered = _ordered(clause, other_clause, draft.pact.name, other.name)
        message += f"; {ordered}" if ordered else "; nothing says which of the two gives way"
        mend = f"say with `beside` which gives way, or take the case out of Article {clause.art}"
        back = Claim((other_clause.id,), ("owed",), tuple(sorted(bearers)), pact=other.name)
        kind, severity = "conflict", "note" if ordered else "warning"
    chosen: Severity = severity  # type: ignore[assignment]
    claims = [status, back]
    return draft.finding(
        ("interplay", kind), chosen, clause, message, mend, witness=made, claims=claims
    )


def _ordered(clause: Clause, theirs: Clause, own: str, other: str) -> str:
    """Return which of two clauses gives way, in words; "" where neither says so."""
    for one, name, art in ((clause, other, clause.art), (theirs, own, theirs.art)):
        for beside in one.beside:
            if beside.pact == name and beside.relation in _GIVES_WAY:
                return f"Article {art} {_GIVES_WAY[beside.relation]}"
    return ""


def _not_given(draft: Draft) -> Iterator[Finding]:
    """Yield the pacts that clauses name and that were not given."""
    given = {pact.name for pact in draft.others}
    named: dict[str, list[Clause]] = {}
    for clause in draft.standing:
        for beside in clause.beside:
            if beside.pact not in given:
                named.setdefault(beside.pact, []).append(clause)
    if named:
        first = next(iter(named.values()))[0]
        words = listed(f"'{pact}' ({draft.arts(clauses)})" for pact, clauses in named.items())
        message = f"stands beside pacts that were not looked at: {words}"
        mend = "give them as well, to see where duties conflict"
        yield draft.finding(("interplay", "not_given"), "note", first, message, mend)
