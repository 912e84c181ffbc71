# SPDX-License-Identifier: Apache-2.0
"""What the answers rest on: what moves them most, weak evidence, and every assumption."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foedus.case.worlds import quantities
from foedus.report.charts import Axis, Row, bar_chart, row_chart
from foedus.report.figures import Figure, Table, draw
from foedus.report.statements import grade_words, quotations
from foedus.report.words import (
    MINUS,
    NONE,
    count,
    listed,
    median_and_range,
    percent,
    sentence,
    signed,
)

if TYPE_CHECKING:
    from foedus.case.folder import CaseFolder
    from foedus.case.worlds import Quantity

SHOWN: Final = 12
"""Inputs shown for each outcome."""

KINDS: Final = {
    "stances": "Positions: ideal, salience, capability, red lines",
    "branches": "Weak evidence: is the report so?",
    "credence": "Weak evidence: how far it is believed",
    "actors": "Actors and guarantors",
    "war": "War and deterrence",
    "participation": "Coming to the table",
    "effects": "What the guarantee's levers do",
}
"""Parts of the table of assumptions, by the first word of a number's key."""


def sensitivity_figure(results: dict[str, Any]) -> Figure | None:
    """Return which inputs each headline outcome moves with, the strongest ones."""
    outcomes: dict[str, list[dict[str, Any]]] = {}
    for row in results["sensitivity"]:
        outcomes.setdefault(row["outcome"], []).append(row)
    if not outcomes:
        return None
    caption = (
        f"Spearman rank correlation over {count(results['draws'])} draws, from {MINUS}1 to +1: "
        f"whether the outcome rises (+) or falls ({MINUS}) where the input is higher. The "
        f"{SHOWN} strongest inputs of each outcome. Near 0 it moves little with that input alone; "
        "no interval is given, and a correlation is not a cause outside the model."
    )
    axis = Axis("Rank correlation", -1, 1, shares=False, ticks=(-1, -0.5, 0, 0.5, 1))
    panels, data = [], []
    for index, (outcome, found) in enumerate(outcomes.items()):
        top = found[:SHOWN]
        rows = [(row["title"], signed(row["correlation"]), row["correlation"]) for row in top]
        panels.append(draw(bar_chart(rows, axis), f"moves-{index}", outcome, caption))
        data += [(outcome, title, told) for title, told, _ in rows]
    table = Table(("Outcome", "Input", "Rank correlation"), tuple(data))
    return Figure("moves", "What the answers move with", caption, tuple(panels), table)


def evidence_view(case: CaseFolder, results: dict[str, Any]) -> dict[str, Any]:
    """Return results where weak evidence is taken as given beside those where it is not."""
    evidence = results["evidence"]
    pairs = [
        (f"Every report that is {grade_words(grade)}", "", group)
        for grade, group in evidence["groups"].items()
    ]
    for row in evidence["branches"]:
        actor, issue = case.actors[row["actor"]].title, case.issues[row["issue"]].title
        pairs.append((f"{actor}, {issue} ({listed(row['cite'])})", percent(row["taken"]), row))
    return {
        "figure": _evidence_figure(pairs) if pairs else None,
        "any": bool(pairs),
        "cite": sorted({name for row in evidence["branches"] for name in row["cite"]}),
    }


def _evidence_figure(pairs: list[tuple[str, str, dict[str, Any]]]) -> Figure:
    caption = (
        "Filled dot: draws that take the report as given; hollow dot: draws that take what stood "
        "before instead. Shares and medians over those draws, in the worst equilibrium; the number "
        "of draws is in the table. Where too few draws qualify no dot is drawn."
    )
    kinds = {
        "Some package is accepted by all who are needed": lambda part: part["nonempty"],
        "Attack in a year under the reference package (median)": lambda part: part["attack"][
            "median"
        ],
        "Reference package holds 10 years (median)": lambda part: part["hold"]["median"],
    }
    panels = []
    for index, (title, take) in enumerate(kinds.items()):
        rows = []
        for label, _, pair in pairs:
            sides = [
                None if pair[side] is None else take(pair[side]) for side in ("with", "without")
            ]
            known = [side for side in sides if side is not None]
            rows.append(
                Row(
                    label,
                    " / ".join(NONE if side is None else percent(side) for side in sides),
                    thin=(min(known), max(known)) if len(known) == 2 else None,
                    filled=() if sides[0] is None else (sides[0],),
                    hollow=() if sides[1] is None else (sides[1],),
                )
            )
        chart = row_chart(rows, Axis("Share or chance"))
        panels.append(draw(chart, f"evidence-{index}", title, caption))
    data = []
    for label, taken, pair in pairs:
        for side, words in (("with", "taken as given"), ("without", "not taken")):
            data.append((label, taken, words, *_told(pair[side])))
    columns = (
        "Report",
        "Taken in",
        "Reading",
        "Draws",
        "Some package accepted",
        "Attack in a year",
    )
    table = Table((*columns, "Holds 10 years"), tuple(data))
    return Figure("evidence", "With and without weak evidence", caption, tuple(panels), table)


def _told(part: dict[str, Any] | None) -> tuple[str, ...]:
    if part is None:
        return ("too few", NONE, NONE, NONE)
    return (
        count(part["draws"]),
        percent(part["nonempty"]),
        median_and_range(part["attack"]),
        median_and_range(part["hold"]),
    )


def assumption_groups(case: CaseFolder) -> list[dict[str, Any]]:
    """Return every uncertain number with its range, grade, ground and reason, by kind."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for quantity in quantities(case):
        kind = quantity.key.partition(".")[0]
        groups.setdefault(kind, []).append(_assumption(quantity))
    return [{"title": KINDS.get(kind, kind), "rows": rows} for kind, rows in groups.items()]


def _assumption(quantity: Quantity) -> dict[str, Any]:
    number, ground = quantity.number, ground_of(quantity)
    return {
        "title": quantity.title,
        "range": "yes or no" if number is None else str(number),
        "grade": grade_words(quantity.grade) if ground == "cited" else ground,
        "bare": ground == "bare",
        "cite": list(quantity.cite) if ground == "cited" else [],
        "reason": sentence(quantity.assume),
    }


def ground_of(quantity: Quantity) -> str:
    """Return what a number itself rests on: cited, assumption or bare.

    A number that gives a reason of its own is an assumption also where its position is cited.
    """
    number = quantity.number
    if number is not None and number.assume and not number.cite:
        return "assumption"
    if quantity.cite:
        return "cited"
    return "assumption" if quantity.assume else "bare"


def grounds_in_numbers(case: CaseFolder) -> dict[str, int]:
    """Return how many numbers cite a statement, rest on an assumption, or say nothing."""
    grounds = [ground_of(quantity) for quantity in quantities(case) if quantity.number is not None]
    kinds = ("cited", "assumption", "bare")
    return {"all": len(grounds), **{kind: grounds.count(kind) for kind in kinds}}


def question_views(case: CaseFolder) -> list[dict[str, Any]]:
    """Return what a reader would ask, of whom, about what, and which statements raise it."""
    return [
        {
            "ask": question.ask,
            "of": listed([case.actors[name].title for name in question.of if name in case.actors]),
            "issues": listed([case.issues[name].title for name in question.issues]),
            "cite": [quote["id"] for quote in quotations(case, question.cite)],
        }
        for question in case.record.questions
    ]
