# SPDX-License-Identifier: Apache-2.0
"""Windows and cliffs in time: before help is due, before everyone is bound, when the term ends."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from foedus.pacts.lint.finding import Claim
from foedus.pacts.schema import FORMS
from foedus.pacts.staging import days_in
from foedus.pacts.suite import Trial, later, trial
from foedus.pacts.wording import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foedus.pacts.clauses import Clause
    from foedus.pacts.lint.draft import Draft
    from foedus.pacts.lint.finding import Finding


def timing(draft: Draft) -> Iterator[Finding]:
    """Yield the windows and cliffs of a draft that promises help."""
    for clause in draft.help:
        yield from _response(draft, clause, ("time", "response"))
    for clause, duty in draft.duties:
        if duty.action == "sanction" and clause.trigger is not None and clause.trigger.event:
            yield from _response(draft, clause, ("time", "snapback"))
    if draft.help:
        yield from _ratification(draft, draft.help[0])
        yield from _cliff(draft, draft.help[0])
        yield from _notice(draft, draft.help[0])


def total_days(draft: Draft, clause: Clause) -> int | None:
    """Return the days after which a bearer is late at last; None where nothing limits them."""
    duty = clause.duty
    if duty is None or duty.deadline is None or clause.decision_rule.votes:
        return None
    found = draft.finding_days(clause)
    if found is None:
        return None
    due = days_in(duty.deadline)
    return found + due if duty.deadline.counted_from == "finding" else max(found, due)


def _response(draft: Draft, clause: Clause, kind: tuple[str, str]) -> Iterator[Finding]:
    """Yield how long an attacker has before anyone is late, and what consultation adds."""
    duty, usual = clause.duty, draft.usual(clause)
    if duty is None or duty.deadline is None or usual is None:
        return
    what = "sanctions come back" if kind[1] == "snapback" else "help comes"
    total, found = total_days(draft, clause), draft.finding_days(clause)
    if total is None:
        open_ = ["the finding"] if found is None else []
        open_ += ["the decision"] if clause.decision_rule.votes else []
        message = (
            f"no day can be named by which {what} under Article {clause.art}: {listed(open_)} may "
            "take any time"
        )
        mend = "give the finding and the decision a time, and say what holds after it"
        yield draft.finding(kind, "warning", clause, message, mend)
        return
    staged, _ = usual
    day = staged.event.at + dt.timedelta(days=found or 0)
    terms = {name: value for name, value in staged.found.items() if value is not None}
    findings = tuple(draft.stage.findings(staged.event, terms, at=day))
    made = Trial(
        "on the last day",
        draft.stage.log((staged.event, *staged.beside), findings),
        staged.event.at + dt.timedelta(days=total),
    )
    claim = Claim((clause.id,), ("owed",), (), staged.event.id)
    parts = [f"{found} for the finding"] if found else []
    parts.append(f"{days_in(duty.deadline)} for the response")
    told = f"Article {clause.art}: {' and '.join(parts)}"
    message = f"an attacker has {total} days before anyone is late with help ({told})"
    if kind[1] == "snapback":
        message = f"sanctions may come back as late as {total} days after the attack ({told})"
    message += _consultation(draft, total) if kind[1] == "response" else ""
    mend = "shorten the finding or the response, or let first steps fall due at once"
    shown = claim.holds(draft.pact, made.log, made.at)
    yield draft.finding(
        kind,
        "note",
        clause,
        message,
        mend,
        witness=made if shown else None,
        claims=[claim] if shown else [],
    )


def _consultation(draft: Draft, total: int) -> str:
    """Say how consultation stands to the response."""
    dues = [(d.deadline, c) for c, d in draft.duties if d.action == "consult" and d.deadline]
    if not dues:
        return "; no duty to consult has a date before that"
    span, clause = min(dues, key=lambda pair: days_in(pair[0]))
    if days_in(span) > total:
        return f"; consultation under Article {clause.art} ({span}) may come after that"
    called = clause.trigger is not None and "invocation" in clause.trigger.event
    how = "once it is called for" if called else "by itself"
    return f"; consultation is due within {span} (Article {clause.art}), {how}"


def _ratification(draft: Draft, clause: Clause) -> Iterator[Finding]:
    """Yield that who has signed and not ratified owes nothing, where ratification is needed."""
    text = draft.text
    waiting = [code for code in draft.stage.bound if text.parties[code].since is None]
    usual = draft.usual(clause)
    if FORMS[text.legal_form][0] != "ratification" or not waiting or usual is None:
        return
    made = usual[1]
    events = [event for event in made.log.events if event.type not in ("signature", "ratification")]
    log = draft.stage.log(
        events, made.log.determinations, consents=draft.stage.consents(ratified=False)
    )
    rule = text.entry_into_force.ratified_by
    some = rule.at_least if rule is not None else None
    message = "between signature and ratification nobody owes anything, and neither has a date"
    if some is not None:
        who = draft.who(draft.names.codes(rule.all)) if rule is not None and rule.all else ""
        others = f"{some.n} of {len(draft.names.codes(some.of))} others"
        first = " and ".join(filter(None, (who, others)))
        message += (
            f"; after that it binds whoever has ratified ({first} are enough), and no one else"
        )
    mend = "apply it provisionally from signature, or set a date by which to ratify"
    claim = Claim((clause.id,), ("not_owed",), (), usual[0].event.id)
    yield draft.finding(
        ("time", "ratification"),
        "note",
        ("entry_into_force",),
        message,
        mend,
        witness=Trial("not ratified", log, made.at),
        claims=[claim],
    )


def _cliff(draft: Draft, clause: Clause) -> Iterator[Finding]:
    """Yield that a fixed term ends on a day that everyone knows, with nothing after it."""
    usual, ends = draft.usual(clause), draft.stage.ends
    if usual is None or ends is None or draft.text.duration.renewal is not None:
        return
    wait = (ends - usual[0].event.at).days
    made = trial(draft.stage, "after the term", later(usual[0], wait))
    message = (
        f"the pact ends {draft.text.duration.years} years after it entered into force, on a day "
        "known to everyone; an attack on that day brings nobody a duty"
    )
    mend = "renew the term unless a party gives notice, or let it run on while an attack goes on"
    claim = Claim((clause.id,), ("not_owed",), (), usual[0].event.id)
    yield draft.finding(
        ("time", "cliff"), "note", ("duration",), message, mend, witness=made, claims=[claim]
    )


def _notice(draft: Draft, clause: Clause) -> Iterator[Finding]:
    """Yield that a bearer can leave before it would be late."""
    usual, leaving = draft.usual(clause), draft.text.withdrawal
    if usual is None or leaving is None or leaving.available_after is not None:
        return
    notice, total = days_in(leaving.notice), total_days(draft, clause)
    staged, plainly = usual
    owed = draft.arising([clause], plainly.log, plainly.at, staged.event.id)
    leaver = next((code for code in draft.stage.bound if code in owed), None)
    if leaver is None or (total is not None and notice >= total):
        return
    event = draft.stage.event("withdrawal", "notice", [leaver])
    made = trial(draft.stage, "left", replace(staged), votes=True, more=[event])
    made = replace(made, at=event.at + dt.timedelta(days=notice + 1))
    claim = Claim((clause.id,), ("not_owed",), (leaver,), staged.event.id)
    shown = claim.holds(draft.pact, made.log, made.at)
    if shown:
        message = (
            f"a bearer can leave with {leaving.notice} notice after the attack, and is then "
            f"released from Article {clause.art} before it is late"
        )
        mend = "let no notice take effect while a duty runs"
        yield draft.finding(
            ("time", "notice"),
            "warning",
            ("withdrawal",),
            message,
            mend,
            witness=made,
            claims=[claim],
        )
