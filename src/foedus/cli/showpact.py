# SPDX-License-Identifier: Apache-2.0
"""What a pact says, article by article; and the treaties of the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus.cli.pacts import find_pact, words
from foedus.cli.show import Json, console, document, indented, table
from foedus.pacts.casus import library, library_pact
from foedus.pacts.scene import Names
from foedus.pacts.wording import listed

if TYPE_CHECKING:
    from foedus.pacts import Clause, Pact


def show(pact: str | None = None, /, *, as_json: Json = False) -> None:
    """Show what a pact says: parties, articles, words left open, readings, levers.

    Parameters
    ----------
    pact : str
        A pact's YAML file, one of the library, or a case; without it, the library's list.
    as_json : bool
        Print one JSON document.
    """
    if pact is None:
        _print_library(as_json=as_json)
        return
    found, _ = find_pact(pact)
    told = _told(found)
    if as_json:
        document(told)
    else:
        _print(found, told)


def _print_library(*, as_json: bool) -> None:
    pacts = {name: library_pact(name) for name in library()}
    rows = [
        {
            "pact": name,
            "title": pact.title,
            "legal_form": pact.text.legal_form,
            "parties": len(pact.parties),
            "clauses": len(pact.text.clauses),
            "readings": len(pact.text.readings),
        }
        for name, pact in pacts.items()
    ]
    if as_json:
        document({"pacts": rows})
        return
    out = console()
    columns = ["pact", "title", "form", "parties", "clauses", "readings"]
    cells = [list({**row, "legal_form": words(str(row["legal_form"]))}.values()) for row in rows]
    out.print(table("Encoded treaties", columns, cells, left=3))
    out.print("foedus pact show NAME shows one; foedus casus the historical cases under them.")


def _told(pact: Pact) -> dict[str, Any]:
    """Return what a pact says as plain values, levers at their defaults."""
    text = pact.text
    return {
        "pact": pact.name,
        "title": pact.title,
        "note": text.note,
        "hypothetical": text.hypothetical,
        "done": None if text.done is None else text.done.model_dump(mode="json"),
        "legal_form": text.legal_form,
        "parties": [
            {"code": code, **party.model_dump(mode="json")} for code, party in text.parties.items()
        ],
        "bodies": {code: body.name for code, body in text.bodies.items()},
        "clauses": [_clause(clause) for clause in text.clauses],
        "open_terms": [
            {"term": name, "phrase": term.phrase, "determined_by": _decider(term.determined_by)}
            for name, term in text.open_terms.items()
        ],
        "readings": [
            {"reading": name, "title": each.title, "values": dict(each.values)}
            for name, each in text.readings.items()
        ],
        "levers": [
            {
                "lever": name,
                "title": each.title,
                "default": each.default,
                "values": dict(each.values),
            }
            for name, each in text.levers.items()
        ],
    }


def _decider(given: object) -> str:
    return given if isinstance(given, str) else str(getattr(given, "body", given))


def _clause(clause: Clause) -> dict[str, Any]:
    duty, effect = clause.duty, clause.effect
    return {
        "clause": clause.id,
        "art": clause.art,
        "title": clause.title,
        "summary": clause.summary,
        "quote": clause.quote,
        "practice": clause.practice,
        "relation": clause.relation,
        "modality": None if duty is None else duty.modality,
        "action": None if duty is None else duty.action,
        "acts_on": [] if effect is None else list(effect.clauses),
        "effect": None if effect is None else effect.kind,
    }


def _print(pact: Pact, told: dict[str, Any]) -> None:
    out, names = console(), Names(pact.text, {})
    out.print(f"{pact.title} ({words(pact.text.legal_form)})", style="bold")
    if told["note"]:
        out.print(indented(told["note"], out.width))
    parties = [_party(each) for each in told["parties"]]
    out.print(indented(f"Parties: {listed(parties)}.", out.width))
    for clause in told["clauses"]:
        head = f"Article {clause['art']}" + (f", {clause['title']}" if clause["title"] else "")
        out.print(f"\n{head} [{clause['clause']}]", style="bold")
        out.print(indented(clause["summary"], out.width))
        if clause["quote"]:
            out.print(indented(f"“{clause['quote']}”", out.width, "    "))
        if clause["effect"]:
            kind, on = words(clause["relation"] or clause["effect"]), ", ".join(clause["acts_on"])
            out.print(indented(f"{kind}: acts on {on}", out.width, "    "))
        if clause["practice"]:
            out.print(indented(f"Practice, not text: {clause['practice']}", out.width, "    "))
    _print_open(told, names)


def _party(party: dict[str, Any]) -> str:
    since, until = party["since"], party["until"]
    dates = [f"since {since}" if since else "", f"until {until}" if until else ""]
    told = " ".join(filter(None, dates))
    return f"{party['name']}{f' ({told})' if told else ''}"


def _print_open(told: dict[str, Any], names: Names) -> None:
    out = console()
    if told["open_terms"]:
        rows = [
            (term["phrase"], words(names.of(term["determined_by"]))) for term in told["open_terms"]
        ]
        out.print(table("Words left open", ["whether it was", "found by"], rows, left=2))
    for question in told["readings"]:
        out.print(f"\nRead in several ways: {question['title']}", style="bold")
        for name, meaning in question["values"].items():
            out.print(indented(f"{words(name)}: {meaning}", out.width))
    if told["levers"]:
        levers = [
            (
                each["lever"],
                words(str(each["default"])),
                ", ".join(map(words, map(str, each["values"]))),
            )
            for each in told["levers"]
        ]
        out.print(table("Levers", ["lever", "default", "settings"], levers, left=3))
