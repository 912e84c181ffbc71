# SPDX-License-Identifier: Apache-2.0
"""The guarantee at work: an incident played through the pact, and what clauses mean in the game."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foedus.pacts.moments import closing, opening, told
from foedus.pacts.scene import scene
from foedus.pacts.wording import cap, found, happened
from foedus.report.packages import lever_settings, setting_words
from foedus.report.words import NONE, day, listed, moment, plain
from foedus.strategy.compiled import compiled_rows
from foedus.strategy.levers import silent_levers

if TYPE_CHECKING:
    import datetime as dt

    from foedus.case.folder import CaseFolder
    from foedus.pacts import Clause, DutyState, Incident, Member, Pact
    from foedus.pacts.scene import Scene
    from foedus.strategy.levers import Design

STATUSES: Final = {
    "performed": ("✓", "done"),
    "owed": ("●", "still due"),
    "breached": ("✕", "not kept"),
    "unknown": ("?", "open: it turns on a finding"),
    "disputed": ("≠", "disputed: readings differ"),
    "suspended": ("‖", "suspended"),
    "not_owed": (NONE, "not owed"),
    "void": ("∅", "void"),
}
"""A sign and the words for each status of a duty; the sign is never alone."""

ACTIONS: Final = {
    "consult": ("consult", "with"),
    "assist": ("give help", "to"),
    "arm": ("deliver what was pledged", "to"),
    "report": ("report", "to"),
    "sanction": ("bring sanctions back", "on"),
    "find": ("make a finding", "for"),
    "not_attack": ("not attack", ""),
    "not_threaten": ("not threaten or attack", ""),
    "perform": ("do what the article names", ""),
    "stay_neutral": ("stay neutral", "towards"),
    "refrain": ("refrain from what the article names", ""),
}
"""What is owed, and the word before the one it is owed to."""


def mechanism_view(case: CaseFolder, design: Design) -> dict[str, Any] | None:
    """Return the pact with its levers as in a design, played through the case's event log.

    Returns
    -------
    dict or None
        None for a case that has no pact.
    """
    if case.pact is None:
        return None
    pact = case.pact.with_levers(design)
    levers_told = lever_settings(case, design)
    silent = [pact.levers[name].title for name in silent_levers(case, design)]
    rows = compiled_rows(case, design)
    return {
        "title": pact.title,
        "note": pact.text.note or "",
        "hypothetical": pact.text.hypothetical,
        "law_note": case.record.law.note if case.record.law and case.record.law.note else "",
        "articles": [_article(clause) for clause in pact.clauses],
        "settings": levers_told,
        "compiled": [_compiled(case, pact, row) for row in rows if row["effect"] is not None],
        "structure": [
            _compiled(case, pact, row) for row in rows if row["effect"] is None and row["in_game"]
        ],
        "not_yet": [_compiled(case, pact, row) for row in rows if not row["in_game"]],
        "silent": listed(silent),
        "played": _played(case, pact),
    }


def _article(clause: Clause) -> dict[str, str]:
    return {
        "id": clause.id,
        "art": clause.art,
        "title": clause.title or "",
        "summary": clause.summary,
        "text": clause.text or "",
        "quote": clause.quote or "",
    }


def _compiled(case: CaseFolder, pact: Pact, row: dict[str, Any]) -> dict[str, Any]:
    lever, setting = pact.levers.get(row["lever"] or ""), row["told"]
    if lever is not None and row["effect"] is not None:
        setting = setting_words(case, str(row["setting"]))
    return {
        **row,
        "name": lever.title if lever is not None and row["effect"] is not None else row["title"],
        "setting": setting,
        "formula": row["formula"].removeprefix("not in the game yet: "),
    }


def _played(case: CaseFolder, pact: Pact) -> dict[str, Any] | None:
    """Return what the log's incident does under the pact; None for a case without a log."""
    if case.events is None or case.record.law is None:
        return None
    at = case.record.law.at
    view = scene(pact, case.events, at, None)
    evaluation = pact.evaluate(case.events, at)
    register = pact.status(case.events, at)
    clauses = {clause.id: clause for clause in pact.clauses}
    return {
        "title": case.events.title or "",
        "note": case.events.note or "",
        "hypothetical": case.events.hypothetical,
        "day": day(at),
        **_timeline(view),
        "overview": _overview(view, evaluation.duties, clauses),
        "duties_in_all": len(evaluation.duties),
        "tally": _tally(evaluation.duties),
        "duties": _by_clause(view, evaluation.duties, clauses),
        "members": [_member(case, view, member) for member in register.members],
        "incidents": [_incident(view, incident) for incident in register.incidents],
    }


def _timeline(view: Scene) -> dict[str, list[dict[str, str]]]:
    """Return events and findings as sentences, before the first attack and from it on."""
    phrases = {name: term.phrase for name, term in view.pact.text.open_terms.items()}
    entries: list[tuple[dt.date, str, str, str]] = []
    for event in view.log.events:
        kind = "attack" if event.is_a("attack") else "event"
        kind = "claim" if event.alleged_by else kind
        entries.append((event.at, kind, happened(event, view.names), event.note or ""))
    for item in view.log.determinations:
        told_as = found((item,), phrases.get(item.term, plain(item.term)), view.names)
        entries.append((item.at, "finding", f"{cap(told_as)}.", item.note or ""))
    entries.sort(key=lambda entry: (opening(entry[0]), closing(entry[0])))
    told_in_order = [
        {
            "when": moment(when),
            "kind": kind,
            "told": text.replace(f" on {told(when)}", "", 1),
            "note": note,
        }
        for when, kind, text, note in entries
    ]
    kinds = [entry["kind"] for entry in told_in_order]
    first = kinds.index("attack") if "attack" in kinds else 0
    return {"before": told_in_order[:first], "timeline": told_in_order[first:]}


def _status(duty: DutyState) -> dict[str, str]:
    sign, words = STATUSES[duty.status]
    if duty.status == "owed" and duty.due is None:
        words = "in force"
    return {"status": duty.status, "sign": sign, "words": words}


def _name(view: Scene, code: str) -> str:
    return cap(view.names.of(code))


def _overview(
    view: Scene, duties: tuple[DutyState, ...], clauses: dict[str, Clause]
) -> dict[str, Any]:
    """Return who stands how under which article, at a glance."""
    columns = list(dict.fromkeys(duty.clause for duty in duties))
    bearers = list(dict.fromkeys(duty.bearer for duty in duties))
    rows = []
    for bearer in bearers:
        cells = []
        for clause in columns:
            own = [_status(d) for d in duties if d.bearer == bearer and d.clause == clause]
            cells.append(list({one["status"]: one for one in own}.values()))
        rows.append({"name": _name(view, bearer), "cells": cells})
    heads = [(clauses[name].art, _action(clauses[name])) for name in columns]
    return {"heads": heads, "rows": rows}


def _action(clause: Clause) -> str:
    return ACTIONS[clause.duty.action][0] if clause.duty is not None else ""


def _owed(view: Scene, duty: DutyState) -> str:
    """Return what is owed and to whom: 'give help to Ukraine'."""
    action, toward = ACTIONS[duty.action]
    whom = listed([view.names.of(code) for code in duty.toward])
    return " ".join(part for part in (action, toward if whom else "", whom) if part)


def _tally(duties: tuple[DutyState, ...]) -> str:
    """Return how many duties have which status, in words."""
    told_as = [_status(duty)["words"] for duty in duties]
    return "; ".join(f"{told_as.count(words)} {words}" for words in dict.fromkeys(told_as))


def _by_clause(
    view: Scene, duties: tuple[DutyState, ...], clauses: dict[str, Clause]
) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for duty in duties:
        trigger = view.events.get(duty.trigger or "")
        groups.setdefault(duty.clause, []).append(
            {
                **_status(duty),
                "who": _name(view, duty.bearer),
                "verb": "may" if duty.modality in ("permission", "power") else "shall",
                "owed": _owed(view, duty),
                "after": "" if trigger is None else happened(trigger, view.names),
                "since": moment(duty.since),
                "due": moment(duty.due),
                "because": list(duty.because) if not duty.apart else [],
                "readings": [
                    {
                        "read": [
                            view.pact.text.readings[name].values[value]
                            for name, value in reading.items()
                        ],
                        **_status(state),
                        "because": list(state.because),
                    }
                    for reading, state in duty.apart
                ],
            }
        )
    return [
        {
            "art": clauses[name].art,
            "title": clauses[name].title or cap(_action(clauses[name])),
            "summary": clauses[name].summary,
            "duties": rows,
        }
        for name, rows in groups.items()
    ]


def _member(case: CaseFolder, view: Scene, member: Member) -> dict[str, str]:
    def amounts(given: dict[str, float]) -> str:
        return "; ".join(f"{amount:,g} {unit}" for unit, amount in given.items())

    return {
        "name": _name(view, member.party),
        "bloc": case.actors[member.bloc].title if member.bloc in case.actors else "",
        "signed": day(member.signed),
        "ratified": day(member.ratified),
        "bound": f"since {day(member.since)}" if member.bound else "no",
        "pledged": amounts(member.pledged),
        "delivered": amounts(member.delivered),
    }


def _incident(view: Scene, incident: Incident) -> dict[str, Any]:
    counts = {True: "counts as a case for help", False: "does not count", None: "is open"}
    return {
        "told": happened(view.events[incident.event], view.names),
        "counts": counts[incident.counts],
        "why": list(incident.why),
    }
