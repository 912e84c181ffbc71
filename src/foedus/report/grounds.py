# SPDX-License-Identifier: Apache-2.0
"""What the answers rest on: what moves them most, weak evidence, and every assumption."""

from __future__ import annotations

import math
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
from foedus.strategy.deter import YEARS

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.case.folder import CaseFolder
    from foedus.case.worlds import Quantity
    from foedus.uncertain import UncertainNumber

NAMES: Final = {
    "ideal": "what it wants (ideal)",
    "salience": "how much it matters (salience)",
    "capability": "weight at the table (capability)",
    "discount": "what a year later is worth (discount)",
    "war_cost": "cost of a year of war",
    "help": "what its help adds to the target's chances",
    "cost": "cost of honouring",
    "reneging": "cost of not keeping its word (reneging)",
    "stake": "reputation at stake",
    "punishment": "cost that it adds for the challenger",
    "bound": "chance that it becomes bound by a treaty",
    "sanctions": "chance that it votes to bring sanctions back",
    "base": "the target's chances alone (log-odds)",
    "synergy": "added chances when all help (synergy)",
    "precision": "how little private costs vary (precision)",
    "erosion": "yearly chance that the guarantee erodes",
    "coming": "cost of coming to the table",
    "pressure": "how far new sanctions lower the value of war",
    "reactance": "how far new sanctions raise the cost of coming",
}
"""Plain words for a number, by the last word of its key."""

SHOWN: Final = 12
"""Inputs shown for each outcome."""

KINDS: Final = {
    "stances": "Positions: ideal, salience, capability, red lines",
    "branches": "Weak evidence: is the report so?",
    "credence": "Weak evidence: how far it is believed",
    "actors": "Actors and guarantors",
    "war": "War and deterrence",
    "participation": "Coming to the table",
    "effects": "What the guarantee's clauses do",
}
"""Parts of the table of assumptions, by the first word of a number's key."""


def named(key: str, title: str) -> str:
    """Return a number's title with plain words for what it measures.

    Examples
    --------
    >>> named("war.precision", "War and deterrence: precision")
    'War and deterrence: how little private costs vary (precision)'
    """
    words = NAMES.get(key.rpartition(".")[2])
    head = title.rpartition(": ")[0]
    return f"{head}: {words}" if words and head else title


def chance_correlation(draws: int) -> float:
    """Return the size that a rank correlation of unrelated numbers exceeds once in twenty.

    Examples
    --------
    >>> round(chance_correlation(10_000), 4)
    0.0196
    """
    return 1.96 / math.sqrt(draws)


def sensitivity_figure(results: dict[str, Any]) -> Figure | None:
    """Return which inputs each headline outcome moves with, the strongest ones."""
    outcomes: dict[str, list[dict[str, Any]]] = {}
    for row in results["sensitivity"]:
        outcomes.setdefault(row["outcome"], []).append(row)
    if not outcomes:
        return None
    chance = chance_correlation(results["draws"])
    caption = (
        f"Spearman rank correlation over {count(results['draws'])} draws, from {MINUS}1 to +1: "
        f"whether the outcome rises (+) or falls ({MINUS}) where the input is higher. The "
        f"{SHOWN} strongest inputs of each outcome. "
        f"Between {MINUS}{chance:.2f} and +{chance:.2f} it may be chance; and "
        "a correlation is no cause outside the model."
    )
    axis = Axis("Rank correlation", -1, 1, shares=False, ticks=(-1, -0.5, 0, 0.5, 1))
    panels, data = [], []
    for index, (outcome, found) in enumerate(outcomes.items()):
        top = found[:SHOWN]
        rows = [
            (named(row["input"], row["title"]), signed(row["correlation"]), row["correlation"])
            for row in top
        ]
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


OUTCOMES: Final[dict[str, Callable[[dict[str, Any]], float]]] = {
    "Some package is accepted by all who are needed": lambda part: part["nonempty"],
    "Attack in the first year (median)": lambda part: part["attack"]["median"],
    f"Settlement holds {YEARS[-1]} years (median)": lambda part: part["hold"]["median"],
}
"""What is compared with and without weak evidence."""


def _evidence_figure(pairs: list[tuple[str, str, dict[str, Any]]]) -> Figure:
    caption = (
        "Filled dot and first number: draws that take the report as given; hollow dot and second "
        "number: draws that take what stood before instead. Shares and medians over those draws "
        "under the reference package, in the worst equilibrium; the table has the 90% ranges and "
        "how many draws. A dash: too few draws."
    )
    panels = []
    for index, (title, take) in enumerate(OUTCOMES.items()):
        rows = [_sides(label, pair, take) for label, _, pair in pairs]
        chart = row_chart(rows, Axis("Share or chance"))
        panels.append(draw(chart, f"evidence-{index}", title, caption))
    data = [
        (label, taken, words, *_told(pair[side]))
        for label, taken, pair in pairs
        for side, words in (("with", "taken as given"), ("without", "not taken"))
    ]
    columns = ("Report", "Taken in", "Reading", "Draws", *OUTCOMES)
    table = Table(columns, tuple(data))
    return Figure("evidence", "With and without weak evidence", caption, tuple(panels), table)


def _sides(label: str, pair: dict[str, Any], take: Callable[[dict[str, Any]], float]) -> Row:
    with_it, without = (
        None if pair[side] is None else take(pair[side]) for side in ("with", "without")
    )
    known = [side for side in (with_it, without) if side is not None]
    return Row(
        label,
        " / ".join(NONE if side is None else percent(side) for side in (with_it, without)),
        thin=(min(known), max(known)) if len(known) == 2 else None,
        filled=() if with_it is None else (with_it,),
        hollow=() if without is None else (without,),
    )


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
        groups.setdefault(kind, []).append(_assumption(case, quantity))
    return [{"title": KINDS.get(kind, kind), "rows": rows} for kind, rows in groups.items()]


def _assumption(case: CaseFolder, quantity: Quantity) -> dict[str, Any]:
    number, ground = quantity.number, ground_of(quantity)
    return {
        "title": named(quantity.key, quantity.title),
        "range": "yes or no" if number is None else _range(case, quantity.key, number),
        "grade": grade_words(quantity.grade) if ground == "cited" else ground,
        "bare": ground == "bare",
        "cite": list(quantity.cite) if ground == "cited" else [],
        "reason": sentence(quantity.assume),
    }


def _range(case: CaseFolder, key: str, number: UncertainNumber) -> str:
    """Return a number's range in words, with the titles of options that it chooses among."""
    parts = key.split(".")
    if number.choice is None or parts[0] != "stances":
        return str(number)
    issue = case.issues[parts[2]]
    titles = {item.id: item.title for item in issue.points or issue.options}
    chances = [f"{titles.get(n, n)} {percent(chance)}" for n, chance in number.choice.items()]
    return "; ".join(chances)


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
