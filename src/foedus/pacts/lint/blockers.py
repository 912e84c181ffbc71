# SPDX-License-Identifier: Apache-2.0
"""Who can block or delay what a clause waits for: a body's finding, each party's own, a vote."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from foedus.pacts.events import Determination
from foedus.pacts.lint.finding import ARISES, Claim
from foedus.pacts.schema import Finder
from foedus.pacts.suite import Trial, trial
from foedus.pacts.voting import Vote, carried
from foedus.pacts.wording import listed, plain

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping

    from foedus.pacts.clauses import Clause
    from foedus.pacts.events import EventLog
    from foedus.pacts.lint.draft import Draft
    from foedus.pacts.lint.finding import Finding, Severity
    from foedus.pacts.schema import Body, OpenTerm, Seat
    from foedus.pacts.voting import Rule

_MOST_SETS: Final = 4


def blockers(draft: Draft) -> Iterator[Finding]:
    """Yield for each finding and each vote that a duty waits for who can keep it from coming."""
    waiting: dict[str, list[Clause]] = {}
    for clause, _ in draft.duties:
        for name, wanted in draft.conditions(clause):
            if wanted and clause not in waiting.setdefault(name, []):
                waiting[name].append(clause)
    own = {
        n: c for n, c in waiting.items() if draft.text.open_terms[n].determined_by == "each_party"
    }
    found: dict[str, list[str]] = {}
    for name in waiting:
        term = draft.text.open_terms[name]
        if isinstance(term.determined_by, Finder):
            found.setdefault(repr((term.determined_by, term.fallback)), []).append(name)
    for names in found.values():
        clauses = [clause for name in names for clause in waiting[name]]
        yield _body(draft, names, list(dict.fromkeys(clauses)))
    if own:
        yield from _own(draft, own)
    for clause, _ in draft.duties:
        if clause.decision_rule.votes:
            yield from _vote(draft, clause)


def _body(draft: Draft, names: list[str], clauses: list[Clause]) -> Finding:
    """Return who can block a body's findings, and what holds then."""
    term = draft.text.open_terms[names[0]]
    finder = term.determined_by
    body = draft.text.bodies[finder.body if isinstance(finder, Finder) else ""]
    sets = blocking_sets(draft, body)
    against = {code for clause in clauses for code in draft.adversaries(clause)}
    alone = any(group <= against for group, _ in sets)
    silent, outcome = _if_silent(term)
    severity: Severity = "note"
    if outcome == "unknown" or term.fallback is False or alone:
        severity = "error" if alone and term.fallback in (False, "unknown") else "warning"
    phrases = listed((draft.text.open_terms[name].phrase for name in names), "or")
    parts = [
        f"{body.name} finds whether an attack is {phrases}",
        f"{draft.arts_(clauses, 'waits', 'wait')} for it",
        f"it can be blocked by {_ways(sets)}" if sets else "",
        adversary_seats(draft, body, against),
        f"it may take {finder.within}" if isinstance(finder, Finder) and finder.within else "",
        silent,
    ]
    mend = "give a fallback that decides, or seats and a rule under which fewer can block"
    if isinstance(finder, Finder) and finder.within is None:
        mend = "give the body a time (`within`) and a fallback that decides"
    tried = (_silence(draft, name, clauses, _blocked_vote(body)) for name in names)
    made, claims = next((shown for shown in tried if shown is not None), (None, []))
    where = ("open_terms", names[0])
    message = "; ".join(filter(None, parts))
    kind = ("blockers", "finding")
    return draft.finding(kind, severity, where, message, mend, witness=made, claims=claims)


def _if_silent(term: OpenTerm) -> tuple[str, str]:
    """Return what holds when a body does not find, in words and in one word."""
    finder = term.determined_by
    if isinstance(finder, Finder) and finder.within is None:
        return "it has no time limit, so that its silence leaves the question open", "unknown"
    if term.fallback is True:
        return "if it does not find, the term counts as met", "true"
    if term.fallback is False:
        return (
            "if it does not find, the term counts as not met, so that blocking it is enough",
            "false",
        )
    if term.fallback == "each_party":
        return "if it does not find, each party judges for itself, and has no time for that", "own"
    return "if it does not find, the pact does not say what holds", "unknown"


def _blocked_vote(body: Body) -> Vote | None:
    """Return the largest vote in favour that is not enough; None where that cannot be said."""
    if body.rule is None or not body.seats:
        return None
    number = blocking_number(body.rule, body.seats)
    if number is None:
        return None
    return Vote(for_=body.seats - number, against=number)


def _silence(
    draft: Draft, name: str, clauses: list[Clause], vote: Vote | None
) -> tuple[Trial, list[Claim]] | None:
    """Return a trial in which one term is not found, and what then becomes of the clauses."""
    usual = draft.usual(clauses[0])
    if usual is None:
        return None
    staged, _ = usual
    found = {**staged.found, name: None}
    made = trial(draft.stage, "blocked", type(staged)(staged.event, found, staged.beside))
    finder = draft.text.open_terms[name].determined_by
    log = made.log
    if vote is not None and isinstance(finder, Finder):
        failed = Determination(
            term=name,
            event=staged.event.id,
            by=finder.body,
            at=staged.event.at,
            recorded=None,
            value=True,
            pact=draft.pact.name,
            vote=vote,
        )
        log = draft.stage.log(log.events, (*log.determinations, failed))
    return _claimed(draft, clauses, log, made.at, staged.event.id)


def _claimed(
    draft: Draft, clauses: list[Clause], log: EventLog, at: dt.date, trigger: str
) -> tuple[Trial, list[Claim]] | None:
    """Return a trial with the statuses that its duties have, none of which arises."""
    ids = tuple(clause.id for clause in clauses)
    statuses = {
        duty.status
        for duty in draft.duties_in(log, at)
        if duty.clause in ids and duty.trigger == trigger
    }
    if not statuses or statuses & set(ARISES):
        return None
    return Trial("blocked", log, at), [Claim(ids, tuple(sorted(statuses)), (), trigger)]


def _own(draft: Draft, own: Mapping[str, list[Clause]]) -> Iterator[Finding]:
    """Yield that bearers judge for themselves, and so can each block their own duty."""
    clauses = list(dict.fromkeys(clause for some in own.values() for clause in some))
    words = listed((f"'{draft.text.open_terms[name].phrase}'" for name in own), "or")
    message = (
        f"each bearer of {draft.arts(clauses)} finds for itself whether an attack is {words}, "
        "without a date; until it has found, nobody can say whether it owes anything"
    )
    mend = "let a body find, in a stated time, with a fallback that decides"
    first = next(iter(own))
    shown = _silence(draft, first, own[first], None)
    made, claims = shown if shown is not None else (None, [])
    yield draft.finding(
        ("blockers", "self_judged"),
        "warning",
        ("open_terms", first),
        message,
        mend,
        witness=made,
        claims=claims,
    )


def _vote(draft: Draft, clause: Clause) -> Iterator[Finding]:
    """Yield who can block a decision that a duty waits for."""
    rule, duty = clause.decision_rule, clause.duty
    usual = draft.usual(clause)
    if duty is None:
        return
    if rule.body is not None:
        body = draft.text.bodies[rule.body]
        ways = _ways(blocking_sets(draft, body)) or "an unknown number of votes"
        message = f"Article {clause.art} waits for a decision of {draft.names.of(rule.body)}, "
        message += f"which has no time for it; it can be blocked by {ways}"
    else:
        event = usual[0].event if usual is not None else None
        struck = event.others if event is not None else ()
        voters = [c for c in draft.names.codes(duty.bearer, event) if c in draft.stage.bound]
        voters = [code for code in voters if code not in struck]
        number = blocking_number(rule, len(voters)) or len(voters)
        who = "any one of them" if number == 1 else f"any {number} of them"
        message = f"Article {clause.art} waits for a vote of its {len(voters)} bearers ({rule}), "
        message += f"for which there is no time; {who} can block it"
        foes = [code for code in voters if code in draft.adversaries(clause)]
        if foes:
            message += f"; {draft.who(foes)} votes too"
    mend = "give a time after which help is owed unless a majority decides against it"
    made, claims = None, []
    if usual is not None:
        staged, _ = usual
        log = trial(draft.stage, "no decision", staged, votes=False)
        shown = _claimed(draft, [clause], log.log, log.at, staged.event.id)
        made, claims = shown if shown is not None else (None, [])
    yield draft.finding(
        ("blockers", "vote"), "warning", clause, message, mend, witness=made, claims=claims
    )


def blocking_number(rule: Rule, seats: int) -> int | None:
    """Return how many votes against, out of all seats, are the fewest that stop a decision.

    Examples
    --------
    >>> from foedus.pacts.voting import Rule
    >>> blocking_number(Rule(kind="qualified_majority", share=(2, 3)), 7)
    3
    >>> blocking_number(Rule(kind="consensus"), 30), blocking_number(Rule(kind="majority"), 4)
    (1, 2)
    """
    if rule.by_weight:
        return None
    for against in range(1, seats + 1):
        if not carried(rule, Vote(for_=seats - against, against=against), seats):
            return against
    return None


def blocking_sets(draft: Draft, body: Body) -> list[tuple[frozenset[str], str]]:
    """Return the smallest groups of members that can block a body, each with its words."""
    found: list[tuple[frozenset[str], str]] = []
    vetoes = draft.names.codes(body.vetoes)
    if vetoes:
        found += [(frozenset([code]), f"{draft.names.of(code)} by its veto") for code in vetoes]
    if body.rule is not None and body.weights:
        found += _by_weight(draft, body)
    elif body.rule is not None and body.seats:
        found += _by_seats(draft, body, blocking_number(body.rule, body.seats))
    return found


def _by_seats(draft: Draft, body: Body, number: int | None) -> list[tuple[frozenset[str], str]]:
    """Return the smallest groups of seats that together reach a number."""
    if number is None:
        return []
    groups = [(tuple(draft.names.codes(seat.of)), seat) for seat in body.composition]
    if number == 1:
        members = [code for codes, _ in groups for code in codes]
        return [(frozenset([code]), _seat_name(draft, (code,))) for code in dict.fromkeys(members)]
    kept: list[set[int]] = []
    for size in range(1, len(groups) + 1):
        for chosen in itertools.combinations(range(len(groups)), size):
            enough = sum(groups[i][1].seats for i in chosen) >= number
            if enough and not any(old <= set(chosen) for old in kept):
                kept.append(set(chosen))
    return [
        (
            frozenset(code for i in chosen for code in groups[i][0]),
            listed(_seats(draft, *groups[i], number) for i in sorted(chosen)),
        )
        for chosen in kept
    ]


def _seats(draft: Draft, codes: tuple[str, ...], seat: Seat, number: int) -> str:
    """Return the seats that a group fills as a phrase, its role standing for many names."""
    role = seat.of[0] if len(seat.of) == 1 and len(codes) > 1 else ""
    name = f"the {plain(role.rpartition('.')[2])}" if role else _seat_name(draft, codes)
    count = (
        f"{number} of the {seat.seats} seats" if seat.seats > number else f"the {seat.seats} seats"
    )
    return name if seat.seats == 1 else f"{count} of {name}"


def _seat_name(draft: Draft, codes: tuple[str, ...]) -> str:
    return "the neutral members" if codes == ("neutral",) else draft.who(codes)


def _by_weight(draft: Draft, body: Body) -> list[tuple[frozenset[str], str]]:
    """Return the smallest groups whose weight, or number, is enough to stop a decision."""
    voters = sorted(body.weights, key=lambda code: (-body.weights[code], code))
    for size in range(1, min(len(voters), 5) + 1):
        found = []
        for chosen in itertools.combinations(voters[:12], size):
            yes = tuple(code for code in voters if code not in chosen)
            vote = Vote(for_=yes, against=chosen)
            seats = body.seats or len(voters)
            if body.rule is not None and not carried(body.rule, vote, seats, body.weights):
                found.append((frozenset(chosen), draft.who(chosen)))
        if found:
            return found
    return []


def _ways(sets: list[tuple[frozenset[str], str]]) -> str:
    """Return groups that can block as a phrase."""
    words = [told for _, told in sets]
    if len(words) > _MOST_SETS and all(len(group) == 1 for group, _ in sets):
        return f"any one of its {len(words)} members"
    more = [f"{len(words) - _MOST_SETS} other groups"] if len(words) > _MOST_SETS else []
    return ", or by ".join([*words[:_MOST_SETS], *more])


def adversary_seats(draft: Draft, body: Body, against: Collection[str]) -> str:
    """Say which seats of a body are filled by those against whom the clause is directed."""
    seats = sum(
        seat.seats
        for seat in body.composition
        if set(draft.names.codes(seat.of)) and set(draft.names.codes(seat.of)) <= set(against)
    )
    if not seats:
        return ""
    return f"{plain(draft.who(against))} has {seats} of its {body.seats} seats"
