# SPDX-License-Identifier: Apache-2.0
"""How a forecast is printed for people: models side by side, and what follows from them."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

from foedus.cli.show import percent, table
from foedus.errors import CallError
from foedus.problems import did_you_mean, listing, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console


TOP: Final = {"scale": 10, "options": 5}
"""How many of the changes that would move most are printed, by kind of issue."""

MOST_ROUNDS: Final = 12
"""Rounds that are printed; bargaining may go on in ever smaller steps."""


def one_model(answer: dict[str, Any], model: str) -> dict[str, Any]:
    """Return what one model says of everything that it speaks to.

    Raises
    ------
    CallError
        If no issue has a model of that name.
    """
    known = list(dict.fromkeys(m["model"] for i in answer["issues"] for m in i["models"]))
    if model not in known:
        message = f"there is no model {shown(model)}; allowed: {listing(known)}"
        raise CallError(message + did_you_mean(model, known))

    def narrowed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        kept = ([m for m in row["models"] if m["model"] == model] for row in rows)
        return [{**row, "models": m} for row, m in zip(rows, kept, strict=True) if m]

    rest: dict[str, Any] = {
        key: narrowed(answer[key]) for key in ("timeline", "levers") if key in answer
    }
    if "levers" in rest:
        rest["levers"].sort(
            key=lambda row: (row["kind"] != "scale", -abs(row["models"][0]["shift"]))
        )
    for key in ("moves", "exchanges"):
        if key in answer:
            rest[key] = [row for row in answer[key] if row["model"] == model]
    return answer | {"issues": narrowed(answer["issues"])} | rest


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


def print_rounds(out: Console, answer: dict[str, Any]) -> None:
    """Print positions and settlement by round, issue by issue, and who moved whom.

    Raises
    ------
    CallError
        If no model of the answer is one in rounds.
    """
    found = [(i, m) for i in answer["issues"] for m in i["models"] if m["rounds"]]
    if not found:
        message = "--rounds finds no model in rounds; give a case, and --model challenge or none"
        raise CallError(message)
    for issue, model in found:
        actors = list(model["rounds"][0]["positions"])
        rows = [
            (
                str(row["round"]),
                *(f"{row['positions'][actor]:.1f}" for actor in actors),
                f"{row['settlement']:.1f}",
                f"{row['low']:.1f} to {row['high']:.1f}",
            )
            for row in _until_rest(model["rounds"])
        ]
        columns = ["round", *actors, "settlement", "9 draws in 10"]
        out.print(table(f"{issue['title']} ({issue['issue']}): {model['title']}", columns, rows))
    out.print(
        "Positions and settlement at central values, until nothing moves or for "
        f"{MOST_ROUNDS} rounds; the range is over draws. --json has every round."
    )
    rows = [
        (
            *(str(m[key]) for key in ("model", "round", "issue", "mover", "by", "kind")),
            f"{m['before']:.1f}",
            f"{m['after']:.1f}",
        )
        for m in answer["moves"]
        if m["round"] <= MOST_ROUNDS
    ]
    columns = ["model", "round", "issue", "who moved", "moved by", "how", "from", "to"]
    out.print(table("Who moved whom, at central values", columns, rows, left=6))
    _print_exchanges(out, answer["exchanges"])


def _print_exchanges(out: Console, exchanges: Sequence[dict[str, Any]]) -> None:
    rows = [
        (
            str(row["round"]),
            *(
                f"{row[side]['actor']} on {row[side]['issue']}, {row[side]['before']:.1f} to "
                f"{row[side]['after']:.1f}"
                for side in ("first", "second")
            ),
            f"{row['gain']:.2f}",
            ", ".join(f"{who} {effect:+.2f}" for who, effect in row["others"].items()),
        )
        for row in exchanges
        if row["round"] <= MOST_ROUNDS
    ]
    if rows:
        columns = ["round", "one votes", "in exchange", "gain of each", "others gain or lose"]
        out.print(table("Exchanges, at central values", columns, rows, left=3))


def _until_rest(rounds: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the first rounds up to the last that changed a position or the settlement."""
    pairs = enumerate(itertools.pairwise(rounds), start=1)
    moved = [
        at
        for at, (one, two) in pairs
        if (one["positions"], one["settlement"]) != (two["positions"], two["settlement"])
    ]
    return rounds[: min(max(moved, default=0), MOST_ROUNDS) + 1]


def print_timeline(out: Console, timeline: Sequence[dict[str, Any]]) -> None:
    """Print the forecast before and after each dated change of a position."""
    kinds = {True: "on a scale: mean (9 chances in 10)", False: "among options: chances"}
    for on_scale, told in kinds.items():
        rows = [row for row in timeline if ("point" in row["models"][0]["before"]) is on_scale]
        if not rows:
            continue
        models = [model["model"] for model in rows[0]["models"]]
        tell = _range if on_scale else _likely
        cells = [
            (
                row["date"],
                row["issue"],
                row["actor"],
                f"{_place(row['before'])} to {_place(row['after'])}",
                *(tell(model["before"], model["after"]) for model in row["models"]),
            )
            for row in rows
        ]
        columns = ["date", "issue", "who", "wants", *models]
        out.print(table(f"Before and after each change, {told}", columns, cells, left=4))
    if timeline:
        out.print("Changes on one day are taken together. A first known position is no change.")


def _range(before: dict[str, float], after: dict[str, float]) -> str:
    sides = (f"{m['point']:.1f} ({m['low']:.0f} to {m['high']:.0f})" for m in (before, after))
    return ", then ".join(sides)


def _likely(before: dict[str, float], after: dict[str, float]) -> str:
    name = max(after, key=after.__getitem__)
    return f"{name} {percent(before[name])}, then {percent(after[name])}"


def _place(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.3g}"


def print_levers(out: Console, levers: Sequence[dict[str, Any]]) -> None:
    """Print the single changes that would move the forecast most."""
    for kind, most in TOP.items():
        rows = [row for row in levers if row["kind"] == kind][:most]
        if not rows:
            continue
        tell = _shift if kind == "scale" else _share
        models = [model["model"] for model in rows[0]["models"]]
        cells = [
            (
                row["actor"],
                row["issue"],
                f"{row['change']} {_place(row['from'])} to {_place(row['to'])}",
                *(tell(model) for model in row["models"]),
            )
            for row in rows
        ]
        what = {"scale": "mean", "options": "share of the chances that change hands"}[kind]
        title = f"Single changes that would move the forecast most: {what}"
        out.print(table(title, ["if", "on", "went from", *models], cells, left=3))
    if levers:
        out.print(
            "Each actor's position to an end of the scale or the nearest other option, salience to "
            f"0 and 1, capability halved and doubled, all else as it is; {levers[0]['draws']} "
            "draws. What would follow in the model, not advice to anybody."
        )


def _shift(model: dict[str, Any]) -> str:
    return f"{model['before']:.1f} to {model['after']:.1f} ({model['shift']:+.1f})"


def _share(model: dict[str, Any]) -> str:
    name = max(model["after"], key=model["after"].__getitem__)
    sides = f"{percent(model['before'][name])} to {percent(model['after'][name])}"
    return f"{percent(model['shift'])} ({name} {sides})"
