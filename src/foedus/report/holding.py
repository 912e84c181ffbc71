# SPDX-License-Identifier: Apache-2.0
"""Would it deter, would it be honoured, how long would it hold: intervals over equilibria."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foedus.report.charts import Axis, Row, row_chart
from foedus.report.figures import Figure, Table, draw
from foedus.report.packages import setting_words
from foedus.report.survival import survival_figure
from foedus.report.words import count, median_and_range, percent, percent_range
from foedus.strategy.deter import YEARS

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.case.folder import CaseFolder

    Spread = dict[str, float]
    Take = Callable[[dict[str, Any]], tuple[Spread, Spread]]

READING: Final = (
    "Thick bar: medians from the lowest to the highest equilibrium (the answers on which all "
    "players' expectations agree; there can be several). Thin line: from the 5% point of the "
    "lowest to the 95% point of the highest, over {draws} draws."
)


def holding_view(case: CaseFolder, results: dict[str, Any]) -> dict[str, Any]:
    """Return the reference design in full, every package, and every design one lever away."""
    designs = results["deter"]["designs"]
    reference = designs[0]
    return {
        "title": case.packages[case.record.reference].title,
        "several": percent(reference["status"]["multiple"]),
        "unique": percent(reference["status"]["certified_unique"]),
        "undecided": percent(reference["status"]["undecided"]),
        "reference": _reference_figure(case, reference, results["draws"]),
        "survival": survival_figure(results["deter"]["curve"], results["draws"]),
        "years": YEARS[-1],
        "ahead": _lasting(reference, ""),
        "static": _lasting(reference, "_static"),
        "enforced": _enforced(reference["self_enforcing"]),
        "packages": _package_figure(results),
        "designs": _design_figures(case, designs, results["draws"]) if len(designs) > 1 else None,
        "statuses": [
            (design_words(case, row["design"], reference["design"]), _status(row["status"]))
            for row in designs
        ],
    }


def _lasting(row: dict[str, Any], kind: str) -> str:
    """Return the medians of the longest horizon, over equilibria."""
    longest = str(YEARS[-1])
    ends = (row[f"hold{kind}{best}"][longest]["median"] for best in ("", "_best"))
    return percent_range(*ends)


def _enforced(shares: dict[str, float]) -> tuple[str, str]:
    """Return in how many draws the peace enforces itself, under the guarantee and after it."""
    return percent_range(shares["low"], shares["high"]), percent(shares["lapsed"])


def design_words(case: CaseFolder, design: dict[str, str], reference: dict[str, str]) -> str:
    """Return how a design differs from the reference, in words."""
    levers = case.pact.levers if case.pact is not None else {}
    changed = [
        f"{levers[name].title}: {setting_words(case, setting)}"
        for name, setting in design.items()
        if reference.get(name) != setting
    ]
    return "; ".join(changed) or "As in the reference package"


def _status(shares: dict[str, float]) -> tuple[str, str, str]:
    names = ("certified_unique", "multiple", "undecided")
    unique, several, undecided = (percent(shares[name]) for name in names)
    return unique, several, undecided


def _row(label: str, low: Spread, high: Spread) -> Row:
    """Return a row from the lowest equilibrium to the highest one."""
    ends = (low["median"], high["median"])
    return Row(
        label,
        percent_range(*ends),
        thin=(low["q05"], high["q95"]),
        thick=ends,
        filled=tuple(dict.fromkeys(ends)),
    )


def _told(low: Spread, high: Spread) -> tuple[str, str]:
    return median_and_range(low), median_and_range(high)


def _reference_figure(case: CaseFolder, row: dict[str, Any], draws: int) -> Figure:
    asked = [("Attack in the first year", row["attack"]["low"], row["attack"]["high"])]
    asked += [
        (_acts(case, name), honour["low"], honour["high"]) for name, honour in row["honour"].items()
    ]
    asked += [
        (f"Settlement holds {years} year{'s' if years > 1 else ''}", *_holds(row, years))
        for years in YEARS
    ]
    caption = "Chances under the reference package. " + READING.format(draws=count(draws))
    rows = [_row(*one) for one in asked]
    panel = draw(row_chart(rows, Axis("Chance")), "holding", "The reference package", caption)
    columns = ("What", "Lowest equilibrium: median (90%)", "Highest equilibrium: median (90%)")
    table = Table(columns, tuple((label, *_told(low, high)) for label, low, high in asked))
    return Figure("holding", "The reference package", caption, (panel,), table)


def _holds(row: dict[str, Any], years: int) -> tuple[Spread, Spread]:
    return row["hold"][str(years)], row["hold_best"][str(years)]


def _panels(
    key: str, rows: list[tuple[str, dict[str, Any]]], kinds: dict[str, Take], caption: str
) -> Figure:
    """Return one panel a kind of chance, each with a row for every design or package."""
    panels, data = [], []
    for index, (title, take) in enumerate(kinds.items()):
        drawn = [_row(label, *take(row)) for label, row in rows]
        rule = (drawn[0].thick or (0.0, 0.0))[1] if key != "packages" else None
        chart = row_chart(drawn, Axis("Chance"), rule)
        panels.append(draw(chart, f"{key}-{index}", title, caption))
    for label, row in rows:
        data.append((label, *(cell for take in kinds.values() for cell in _told(*take(row)))))
    columns = [f"{title}: {end} (90%)" for title in kinds for end in ("lowest", "highest")]
    title = "Every package" if key == "packages" else "One lever at a time"
    return Figure(key, title, caption, tuple(panels), Table(("Name", *columns), tuple(data)))


LASTING: Final[dict[str, Take]] = {
    "Attack in the first year": lambda row: (row["attack"]["low"], row["attack"]["high"]),
    f"Settlement holds {YEARS[-1]} years": lambda row: _holds(row, YEARS[-1]),
}
"""What is told of every package and design: the lowest and the highest equilibrium."""


def _package_figure(results: dict[str, Any]) -> Figure:
    rows = [(row["package"]["title"], row) for row in results["settle"]["packages"]]
    caption = "Each package with its own guarantee design and stakes, once it is signed. "
    return _panels(
        "packages", rows, LASTING, caption + READING.format(draws=count(results["draws"]))
    )


def _design_figures(
    case: CaseFolder, designs: list[dict[str, Any]], draws: int
) -> dict[str, Figure]:
    reference = designs[0]["design"]
    rows = [(design_words(case, row["design"], reference), row) for row in designs]
    acting = {_acts(case, name): _honour_of(name) for name in designs[0]["honour"]}
    caption = (
        "The reference design on top (dotted line: its highest median), then every design that "
        "differs from it in one lever, under the same settlement and in the same draws. "
    ) + READING.format(draws=count(draws))
    return {
        "lasting": _panels("designs", rows, LASTING, caption),
        "acting": _panels("acting", rows, acting, caption),
    }


def _honour_of(guarantor: str) -> Take:
    return lambda row: (row["honour"][guarantor]["low"], row["honour"][guarantor]["high"])


def _acts(case: CaseFolder, guarantor: str) -> str:
    return f"{case.actors[guarantor].title} acts if the attack counts"
