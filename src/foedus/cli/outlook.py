# SPDX-License-Identifier: Apache-2.0
"""How a forecast is printed for people: models side by side, and what follows from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus.cli.show import percent, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console


def print_issue(out: Console, issue: dict[str, Any]) -> None:
    """Print every model's answer on an issue, and how far they lie apart."""
    title = issue["issue"]
    if issue["title"] != title:
        title = f"{issue['title']} ({title})"
    if issue.get("kind") == "options":
        for row in issue["models"]:
            chances = sorted(row["chances"].items(), key=lambda item: -item[1])
            rows = [(name, percent(chance)) for name, chance in chances]
            out.print(table(f"{title}: {row['title']}", ["option", "chance"], rows))
        return
    rows = [
        (m["title"], f"{m['point']:.1f}", *(f"{value:.1f}" for value in m["quantiles"].values()))
        for m in issue["models"]
    ]
    columns = ["model", "mean", "5%", "25%", "50%", "75%", "95%"]
    out.print(table(title, columns, rows))
    for sentence in apart(issue):
        out.print(sentence)


def apart(issue: dict[str, Any]) -> list[str]:
    """Return in sentences how sure one model is, and how far models and readings lie apart."""
    told = []
    for model in issue["models"]:
        if model["model"] == "ensemble" and "interval" in model:
            held = model["interval"]
            told.append(
                f"The shortest interval that holds {percent(held['level'])} of the ensemble's "
                f"chances: {held['low']:.1f} to {held['high']:.1f}."
            )
    if "spread" in issue:
        low, high = issue["spread"]["low"], issue["spread"]["high"]
        told.append(
            f"The models' means run from {low['point']:.1f} ({low['model']}) to "
            f"{high['point']:.1f} ({high['model']})."
        )
    if "readings" in issue:
        found = issue["readings"]
        where = f"end anywhere from {found['low']:.1f} to {found['high']:.1f}"
        if found["distinct"] == 1:
            where = f"all end at {found['low']:.1f}"
        told.append(
            f"At central values the challenge model's {found['n']} readings {where}: no single "
            "one is the model."
        )
    return told


def print_draws(out: Console, issues: Sequence[dict[str, Any]]) -> None:
    """Say which models rest on fewer draws than others."""
    by_draws: dict[int, dict[str, None]] = {}
    for model in (model for issue in issues for model in issue["models"] if "draws" in model):
        by_draws.setdefault(model["draws"], {})[model["model"]] = None
    if len(by_draws) > 1:
        fewest = min(by_draws)
        out.print(f"On the first {fewest:,} draws only: {', '.join(by_draws[fewest])}.")
