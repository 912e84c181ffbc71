# SPDX-License-Identifier: Apache-2.0
"""The report of a sweep of designs: how each does, what is traded off, what it all hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from foedus._version import __version__
from foedus.case.folder import builtin_cases
from foedus.ensemble.drivers import SHOWN
from foedus.report.build import page_template, page_text
from foedus.report.charts import Axis, Row, bar_chart, row_chart
from foedus.report.figures import Figure, Table, draw
from foedus.report.grounds import chance_correlation, grounds_in_numbers, named
from foedus.report.scatter import Measure, Spot, scatter_chart
from foedus.report.words import (
    MINUS,
    SAMPLINGS,
    count,
    day,
    median_and_range,
    percent,
    plain,
    signed,
    worth,
)

if TYPE_CHECKING:
    from foedus.ensemble.plan import Plan

NUMBERED: Final = 12
"""Designs that stand in the table, and whose number stands in the charts."""
BARS: Final = 12
"""Inputs shown for each outcome."""
OUTCOMES: Final = {
    "attack": "Attack in a year",
    "hold": "It holds ten years",
    "success": "It is accepted and holds ten years",
}
ABOUT: Final = {
    "works": "Where the recommended design meets every goal",
    "regretted": "Where the recommended design is regretted most",
}


def build_sweep_report(plan: Plan, answer: dict[str, Any], *, stamp: str) -> str:
    """Return a sweep's report as one self-contained HTML page.

    Parameters
    ----------
    plan : Plan
        What was computed.
    answer : dict
        What `foedus.ensemble.explore.summarise_explore` returns.
    stamp : str
        When and by what the page was made; the only part that differs between two reports of
        the same sweep.

    Returns
    -------
    str
        HTML.
    """
    case = plan.case
    context = {
        "case": case.record,
        "day": day(case.record.as_of),
        "draws": count(plan.draws),
        "package": case.packages[case.record.reference].title,
        "why": answer["recommendation"]["why"],
        "rules": [
            (plain(row["rule"]), row["words"], [lever_words(label) for label in row["labels"]])
            for row in answer["recommendation"]["rules"]
        ],
        "goals": {name: percent(answer["goals"][name]) for name in ("attack", "hold")},
        "swept": len(answer["ranking"]),
        "designs": [
            _design(place, row) for place, row in enumerate(answer["ranking"][:NUMBERED], start=1)
        ],
        "trade": trade_figure(answer),
        "moves": sensitivity_figure(answer),
        "scenarios": [_scenario(each) for each in answer["scenarios"]],
        "grounds": grounds_in_numbers(case),
        "repeat": _repeat(plan, answer),
        "css": Markup(page_text("report.css")),  # noqa: S704 - our own file
        "stamp": stamp,
    }
    return page_template("sweep.html.j2").render(context)


def lever_words(label: str) -> str:
    """Return a design's label in words, lever by lever.

    Examples
    --------
    >>> lever_words("guarantors=europe_only, forces=none")
    'guarantors: europe only; forces: none'
    """
    return plain(label.replace(", ", "; ").replace("=", ": "))


def _design(place: int, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "place": place,
        "label": lever_words(row["label"]),
        "attack": _unbroken(row["attack"]),
        "hold": _unbroken(row["hold"]),
        "accepted": percent(row["feasible"]),
        "success": percent(row["success"]),
        "regrets": [f"{row[name]:.3f}" for name in ("regret", "regret_90", "regret_most")],
        "goals": percent(row["meets_goals"]),
        "unbeaten": row["on_front"],
    }


def _unbroken(told: dict[str, float]) -> str:
    """Return a median and its range, which may part before the range alone."""
    return median_and_range(told).replace(" to ", "\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}")


def trade_figure(answer: dict[str, Any]) -> Figure:
    """Return designs over what is traded off, those that no other beats as filled dots."""
    rows = answer["ranking"]
    caption = (
        f"Means over {count(answer['draws'])} draws, in the equilibrium with the most attack; "
        "numbers as in the table. Filled dot: no other design of this sweep is at least as good "
        "in all four measures and better in one (exact over these designs and draws). Hollow "
        "square: some other is. Burden is what upkeep and acting cost all guarantors in a year, in "
        "years under their own ideal settlement."
    )
    pairs = (
        (Measure("No attack in a year, mean (right is better)"), "deter"),
        (Measure("It holds ten years, mean (right is better)"), "hold"),
    )
    over = (
        (Measure("Burden a year (down is better)", shares=False), "burden"),
        (Measure("Accepted, share of draws (up is better)"), "accepted"),
    )
    panels = []
    for (x, across), (y, up) in zip(pairs, over, strict=True):
        spots = [
            Spot(
                row["means"][across],
                row["means"][up],
                str(place) if place <= NUMBERED else "",
                filled=row["on_front"],
            )
            for place, row in enumerate(rows, start=1)
        ]
        title = f"{across.capitalize()} and {up}"
        panels.append(draw(scatter_chart(spots, x, y), f"trade-{across}", title, caption))
    told = [
        (
            f"{place}. {lever_words(row['label'])}",
            *(percent(row["means"][name]) for name in ("deter", "hold", "accepted")),
            f"{row['means']['burden']:.3f}",
            "yes" if row["on_front"] else "no",
        )
        for place, row in enumerate(rows, start=1)
    ]
    columns = ("Design", "No attack", "Holds 10 years", "Accepted", "Burden", "Unbeaten")
    table = Table(columns, tuple(told))
    return Figure("trade", "What is traded off", caption, tuple(panels), table)


def sensitivity_figure(answer: dict[str, Any]) -> Figure:
    """Return what the recommended design's outcomes hang on, by the method that was asked for."""
    axis, words, bars = {
        "rank": (Axis("Rank correlation", -1, 1, shares=False), _rank_words(answer), _rank_bar),
        "sobol": (Axis("Share of variance", 0, 1), _SOBOL_WORDS, _sobol_bar),
        "morris": (Axis("Change over the whole range", 0, 1), _MORRIS_WORDS, _morris_bar),
    }[answer["method"]]
    caption = f"Under the recommended design. {words}"
    panels, data = [], []
    for outcome, title in OUTCOMES.items():
        found = [row for row in answer["sensitivity"] if row["outcome"] == outcome]
        rows = [bars(row) for row in found]
        if answer["method"] == "rank":
            told = [(row.label, row.told, row.thick[0] + row.thick[1]) for row in rows if row.thick]
            chart = bar_chart(told[:BARS], axis)
        else:
            chart = row_chart(rows[:BARS], axis)
        panels.append(draw(chart, f"moves-{outcome}", title, caption))
        data += [(title, named(row["input"], row["title"]), _strength(row)) for row in found]
    table = Table(("Outcome", "Input", "Strength"), tuple(data))
    return Figure("moves", "What it hangs on", caption, tuple(panels), table)


def _rank_words(answer: dict[str, Any]) -> str:
    chance = chance_correlation(answer["draws"])
    return (
        f"Spearman rank correlation over {count(answer['draws'])} draws, from {MINUS}1 to +1, the "
        f"{BARS} strongest inputs of each outcome (the table has {SHOWN}). Between "
        f"{MINUS}{chance:.2f} and +{chance:.2f} it may be chance; and a correlation is no cause "
        "outside the model."
    )


_SOBOL_WORDS: Final = (
    "Sobol's indices. Thick bar and first number: share of the outcome's variance that would go "
    "if the input were known (first order). Thin bar and second number: share that would be left "
    "if all others were (total); the table has their 95% bootstrap intervals. The difference is "
    "interplay."
)
_MORRIS_WORDS: Final = (
    "Morris's elementary effects. Thick bar and number: mean size of the change in the outcome "
    "over the whole range of the input, with its 95% bootstrap interval (thin bar); then the "
    "standard deviation, which is large where the effect hangs on other inputs."
)


def _rank_bar(row: dict[str, Any]) -> Row:
    value = row["correlation"]
    ends = (min(0.0, value), max(0.0, value))
    return Row(named(row["input"], row["title"]), signed(value), thick=ends)


def _sobol_bar(row: dict[str, Any]) -> Row:
    first, total = row["first"]["value"], row["total"]
    told = f"{worth(first)} / {worth(total['value'])}"
    ends = (0.0, max(total["value"], 0.0))
    return Row(named(row["input"], row["title"]), told, thin=ends, thick=(0.0, max(first, 0.0)))


def _morris_bar(row: dict[str, Any]) -> Row:
    size = row["size"]
    told = f"{size['value']:.2f}, {row['deviation']:.2f}"
    ends = (size["low"], size["high"])
    return Row(named(row["input"], row["title"]), told, thin=ends, thick=(0.0, size["value"]))


def _strength(row: dict[str, Any]) -> str:
    """Return a row's numbers with their intervals."""
    if "correlation" in row:
        return signed(row["correlation"])
    told = [
        f"{words} {worth(row[name]['value'])} ({worth(row[name]['low'])} to "
        f"{worth(row[name]['high'])})"
        for name, words in (("first", "first order"), ("total", "total"), ("size", "mean size"))
        if name in row
    ]
    return "; ".join(told)


def _scenario(scenario: dict[str, Any]) -> dict[str, Any]:
    box = scenario["box"]
    told: dict[str, Any] = {
        "title": ABOUT[scenario["about"]],
        "share": percent(scenario["share"]),
        "limits": [],
        "tree": _questions(scenario["tree"]) if scenario["tree"] else [],
    }
    if box is not None:
        told |= {name: percent(box[name]) for name in ("coverage", "density", "mass")}
        told["limits"] = [
            (named(row["input"], row["title"]), _range(row["low"], row["high"]), _chance(row))
            for row in box["limits"]
        ]
    return told


def _range(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"{low:.3g} to {high:.3g}"
    return f"from {low:.3g}" if low is not None else f"up to {high:.3g}"


def _chance(row: dict[str, Any]) -> str:
    return "below 0.001" if row["chance"] < 0.001 else f"{row['chance']:.3f}"


def _questions(node: dict[str, Any], lead: str = "") -> list[tuple[str, str, str]]:
    """Return the groups at the ends of a tree: the answers that lead there, share, interest."""
    if "input" not in node:
        return [(lead or "all draws", percent(node["share"]), percent(node["interest"]))]
    joined = f"{lead}; " if lead else ""
    title = named(node["input"], node["title"])
    return [
        *_questions(node["below"], f"{joined}{title} up to {node['at']:.3g}"),
        *_questions(node["above"], f"{joined}{title} above {node['at']:.3g}"),
    ]


def _repeat(plan: Plan, answer: dict[str, Any]) -> dict[str, str]:
    case, identity = plan.case, plan.identity()
    name = case.record.id if case.record.id in builtin_cases() else "FOLDER-OF-THE-CASE"
    command = (
        f"foedus explore {name} --draws {plan.draws} --seed {plan.seed} "
        f"--designs {len(plan.designs)} --most-attack {answer['goals']['attack']:g} "
        f"--least-hold {answer['goals']['hold']:g}"
    )
    if plan.sampling != "sobol":
        command += f" --sampling {plan.sampling}"
    if answer["method"] != "rank":
        command += f" --sensitivity {answer['method']}"
    return {
        "command": command,
        "version": __version__,
        "inputs": identity["inputs"],
        "code": identity["code"],
        "drawn": SAMPLINGS[plan.sampling],
    }
