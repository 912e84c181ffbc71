# SPDX-License-Identifier: Apache-2.0
"""Whether the engine and the answer-set program agree on a pact and a log."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from asp import consequences
from pact_facts import facts
from random_pacts import Drawn, load

from foedus.errors import PactError
from foedus.pacts.worlds import outlooks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asp import Consequences, Key

    from foedus.pacts import DutyState, EventLog, Pact

THERE = {"owed": True, "performed": True, "breached": True, "unknown": None}


@dataclass
class Report:
    """What a comparison found: counts, and every disagreement in words."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def compare(draws: Sequence[Drawn]) -> list[Report]:
    """Compare every duty of some draws under every reading."""
    reports = [Report() for _ in draws]
    views = [(i, drawn, pact, log) for i, drawn in enumerate(draws) for pact, log in _views(drawn)]
    told = [
        facts(drawn.tree, drawn.log, drawn.at, drawn.known, pact.reading.get("extent", ""))
        for _, drawn, pact, _ in views
    ]
    found = consequences(told)
    torn = [n for n, each in enumerate(found) if each and each.clashes(surely=False, asked=False)]
    lawful = dict(zip(torn, consequences([told[n] for n in torn], lawful=True), strict=True))
    for number, (index, drawn, pact, log) in enumerate(views):
        whole = found[number]
        assert whole is not None
        _compare(reports[index], drawn, pact, log, (whole, lawful.get(number, whole)))
    return reports


def _views(drawn: Drawn) -> list[tuple[Pact, EventLog]]:
    pact, log = load(drawn)
    return [(one, log) for one in pact.readings]


def _compare(
    report: Report,
    drawn: Drawn,
    pact: Pact,
    log: EventLog,
    found: tuple[Consequences, Consequences | None],
) -> None:
    whole, lawful = found
    try:
        states = pact.evaluate(log, drawn.at, drawn.known).duties
    except PactError as error:
        report.counts["clash"] += 1
        message = error.problems[0].message
        surely = {clause for clause, _ in whole.clashes(surely=True, asked=False)}
        if not any(f"on '{clause}' and say" in message for clause in surely):
            report.wrong.append(f"refused for a clash that is none: {message}")
        return
    if whole is not lawful:
        report.counts["clash in some completion"] += 1
        for clause, party in whole.clashes(surely=True, asked=True):
            rows = [s.status for s in states if (s.clause, s.bearer) == (clause, party)]
            if "unknown" not in rows:
                report.wrong.append(f"a clash was not seen: {clause} {party}")
    if lawful is not None:
        _rows(report, drawn, pact, log, states, lawful)


def _rows(
    report: Report,
    drawn: Drawn,
    pact: Pact,
    log: EventLog,
    states: tuple[DutyState, ...],
    found: Consequences,
) -> None:
    by_key: dict[Key, list[DutyState]] = {}
    for state in states:
        by_key.setdefault(state.key, []).append(state)
    weaker: list[Key] = []
    for key in sorted({*by_key, *found.keys("there_is"), *found.keys("free")}, key=str):
        rows = by_key.get(key, [])
        if len(rows) > 1:
            report.counts["rows of one key, skipped"] += 1
            continue
        status = rows[0].status if rows else "not_owed"
        freedom = bool(rows) and rows[0].modality in ("permission", "power")
        ours = rows[0].free if freedom else THERE.get(status, False)
        theirs = found.free(key) if freedom else found.arises(key)
        report.counts["rows"] += 1
        report.counts[f"{'free ' if freedom else ''}{ours}"] += 1
        if ours is None and theirs is not None:
            weaker.append(key)
        elif ours is not theirs:
            report.wrong.append(
                f"{key}: engine {status} {ours}, solver {theirs} {found.statuses(key)}"
            )
        elif not freedom and ours and not found.certain(key, status):
            report.wrong.append(f"{key}: engine {status}, solver {found.statuses(key)}")
    if None in {THERE.get(s.status, False) for s in states}:
        _worlds(report, drawn, pact, log, by_key, found, weaker)


def _worlds(
    report: Report,
    drawn: Drawn,
    pact: Pact,
    log: EventLog,
    by_key: dict[Key, list[DutyState]],
    found: Consequences,
    weaker: list[Key],
) -> None:
    """Compare what comes out in every completion, where there is one to follow to its end."""
    try:
        views = {view.duty.key: view for view in outlooks(pact, log, drawn.at, drawn.known)}
    except PactError:
        report.counts["worlds clash"] += 1
        return
    for key, view in views.items():
        if len(by_key[key]) > 1 or view.duty.modality in ("permission", "power"):
            continue
        if not view.complete:
            report.counts["worlds not followed to the end"] += 1
            report.counts["weaker, not followed"] += key in weaker
            continue
        report.counts["worlds"] += 1
        report.counts["weaker than worlds"] += key in weaker
        there = {THERE.get(status, False) for status in view.worlds}
        ours = there.pop() if len(there) == 1 else None
        if ours is not found.arises(key):
            told = dict(view.worlds)
            report.wrong.append(
                f"{key}: worlds {told}, solver {found.arises(key)} {found.statuses(key)}"
            )
        elif {s for s in view.worlds if THERE.get(s)} != {
            s for s in found.statuses(key) if THERE.get(s)
        }:
            told = dict(view.worlds)
            report.wrong.append(f"{key}: worlds {told}, solver's statuses {found.statuses(key)}")


def minimal(drawn: Drawn) -> Drawn:
    """Return a smaller pact and log on which engine and solver still disagree."""
    from dataclasses import replace

    def fails(tree: Any, log: Any) -> bool:  # noqa: ANN401 - plain values
        try:
            return bool(compare([replace(drawn, tree=tree, log=log)])[0].wrong)
        except Exception:  # noqa: BLE001 - what no longer loads is no smaller example
            return False

    tree, log = drawn.tree, drawn.log
    again = True
    while again:
        again = False
        for part in ("events", "determinations"):
            for item in list(log[part]):
                less = {**log, part: [each for each in log[part] if each is not item]}
                if fails(tree, less):
                    log, again = less, True
        for item in list(tree["clauses"]):
            less = {**tree, "clauses": [each for each in tree["clauses"] if each is not item]}
            if fails(less, log):
                tree, again = less, True
    return replace(drawn, tree=tree, log=log)
