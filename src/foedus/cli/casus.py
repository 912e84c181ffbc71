# SPDX-License-Identifier: Apache-2.0
"""The historical cases: expected and computed, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.cli.show import Json, console, document, indented, table
from foedus.pacts.casus import casus_names, load_casus

if TYPE_CHECKING:
    from foedus.pacts.casus import Casus

QUESTIONS = {"in_force": "in force", "triggered": "triggered", "obliged": "obliged"}


def casus(name: str | None = None, /, *, as_json: Json = False) -> int:
    """Lay what historians expect of past cases beside what the encoded texts and facts give.

    Parameters
    ----------
    name : str
        One case; all of them by default.
    as_json : bool
        Print one JSON document.
    """
    found = [load_casus(each) for each in (casus_names() if name is None else [name])]
    if as_json:
        document({"cases": [each.to_json() for each in found]})
    elif name is None:
        _print(found)
    else:
        _print_one(found[0])
    return 0 if all(each.agrees for each in found) else 3


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("_", " ")


def _print(found: list[Casus]) -> None:
    rows = []
    for each in found:
        expected = each.record.expected.model_dump()
        pairs = [(_words(expected[key]), _words(each.computed[key])) for key in QUESTIONS]
        cells = [one if one == other else f"{one} / {other}" for one, other in pairs]
        rows.append((each.record.casus, *cells, "yes" if each.agrees else "NO"))
    out = console()
    columns = ["case", *QUESTIONS.values(), "agrees"]
    out.print(
        table("Casus foederis: expected (/ computed, where it differs)", columns, rows, left=5)
    )
    agree = sum(each.agrees for each in found)
    out.print(f"{agree} of {len(found)} agree. foedus casus NAME shows one with its readings.")


def _turning(each: Casus) -> list[str]:
    """Return the questions of reading that an answer turns on, whatever the others are."""
    found = []
    for name in each.pact.text.readings:
        answers: dict[tuple[str, ...], set[tuple[object, ...]]] = {}
        for one in each.readings:
            rest = tuple(value for key, value in one["reading"].items() if key != name)
            answers.setdefault(rest, set()).add(tuple(one[key] for key in QUESTIONS))
        if any(len(given) > 1 for given in answers.values()):
            found.append(name)
    return found


def _print_one(each: Casus) -> None:
    out = console()
    expected = each.record.expected.model_dump()
    rows = [
        (word, _words(expected[key]), _words(each.computed[key])) for key, word in QUESTIONS.items()
    ]
    out.print(table(each.record.title, ["question", "expected", "computed"], rows, left=3))
    questions = each.pact.text.readings
    turning = _turning(each)
    apart = {tuple(one["reading"][name] for name in turning): one for one in each.readings}
    for values, one in apart.items() if turning else ():
        out.print("")
        for name, value in zip(turning, values, strict=True):
            text = questions[name]
            out.print(indented(f"{text.title} {text.values[value]}", out.width))
        verdicts = [f"{QUESTIONS[key]}: {_words(one[key])}" for key in QUESTIONS]
        out.print(indented(f"Read so: {', '.join(verdicts)}.", out.width))
    idle = [text.title for name, text in questions.items() if name not in turning]
    if idle:
        out.print("")
        line = f"Read in several ways, with the same answers here: {' '.join(idle)}"
        out.print(indented(line, out.width))
    if each.record.dispute:
        out.print("")
        out.print(indented(f"Disputed: {each.record.dispute}", out.width))
    if each.record.note:
        out.print(indented(f"Note: {each.record.note}", out.width))
    for source in each.record.sources:
        out.print(indented(f"Source: {source}", out.width))
    told = f"foedus pact evaluate {each.record.pact} --events {each.record.casus}"
    out.print(f"\nWho owed what, and why: {told}")
