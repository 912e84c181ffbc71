# SPDX-License-Identifier: Apache-2.0
"""Commands that ask one lens: forecast, deter, settle."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from foedus.api import LENS_DRAWS, Case, checked_seed, load
from foedus.cli.outlook import (
    one_model,
    print_draws,
    print_issue,
    print_levers,
    print_rounds,
    print_timeline,
)
from foedus.cli.show import Draws, Json, Seed, between, console, document, percent, table
from foedus.errors import CallError

if TYPE_CHECKING:
    from rich.console import Console

WORST = "in the equilibrium with the most attack"


def forecast(
    case: str | None = None,
    /,
    *,
    table_file: Annotated[Path | None, Parameter(name="--table")] = None,
    model: Annotated[str | None, Parameter(name="--model")] = None,
    draws: Draws = LENS_DRAWS,
    seed: Seed = 0,
    rounds: Annotated[bool, Parameter(name="--rounds", negative=())] = False,
    as_json: Json = False,
) -> None:
    """Forecast each issue with every model, as distributions over sampled worlds.

    Parameters
    ----------
    case : str
        A built-in case, or a folder with a case.yaml.
    table_file : Path
        A CSV table with the columns issue, actor, position, salience, power, instead of a case.
    model : str
        Show one model only.
    draws : int
        Sampled worlds, raised to a power of two.
    seed : int
        Names the sampled worlds.
    rounds : bool
        Show the positions by round instead, in the models in rounds.
    as_json : bool
        Print one JSON document.
    """
    if (case is None) == (table_file is None):
        message = "give either a case or --table POSITIONS.csv"
        raise CallError(message)
    if table_file is not None:
        from foedus.bargaining.table import forecast_table  # noqa: PLC0415 - only here
        from foedus.bargaining.table_rounds import add_rounds  # noqa: PLC0415 - only here

        answer = add_rounds(forecast_table(table_file), table_file)
    else:
        answer = load(str(case)).forecast(draws, checked_seed(seed))
    if model is not None:
        answer = one_model(answer, model)
    if as_json:
        document(answer)
        return
    out = console()
    for note in answer.get("notes", []):
        out.print(note)
    if rounds:
        print_rounds(out, answer)
        return
    for issue in answer["issues"]:
        print_issue(out, issue)
    print_draws(out, answer["issues"])
    print_timeline(out, answer.get("timeline", []))
    print_levers(out, answer.get("levers", []))
    over = "sampled worlds and, for models that give every position a chance, over positions."
    if table_file is not None:
        over = "positions, for models that give every position a chance; others give one number."
    out.print(
        f"Quantiles are over {over} The models' known errors (22 to 23 points of 100) come from "
        "consensual law-making, not from coercive settlements."
    )


def parse_design(text: str | None) -> dict[str, str] | None:
    """Return levers and settings from ``lever=setting,lever=setting``.

    Raises
    ------
    CallError
        If a part has no equals sign or a lever stands twice.
    """
    if text is None:
        return None
    design: dict[str, str] = {}
    for part in text.split(","):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not name or not value:
            message = f"'{part}' is not lever=setting; write --design lever=setting,lever=setting"
            raise CallError(message)
        if name in design:
            message = f"the lever '{name}' stands twice in --design; give it once"
            raise CallError(message)
        design[name] = value
    return design


def deter(
    case: str,
    /,
    *,
    design: str | None = None,
    draws: Draws = LENS_DRAWS,
    seed: Seed = 0,
    rows: Annotated[bool, Parameter(name="--rows", negative=())] = False,
    as_json: Json = False,
) -> None:
    """Say whether a guarantee would be honoured, would deter, and how long it would hold.

    Parameters
    ----------
    case : str
        A built-in case, or a folder with a case.yaml.
    design : str
        Levers to set, as lever=setting,lever=setting; else the reference and its neighbours.
    draws : int
        Sampled worlds, raised to a power of two.
    seed : int
        Names the sampled worlds.
    rows : bool
        Show too what each clause of the first design brings into the game.
    as_json : bool
        Print one JSON document.
    """
    from foedus.ensemble.draws import raised_draws  # noqa: PLC0415 - start-up
    from foedus.ensemble.plan import design_label, reference_design  # noqa: PLC0415 - start-up

    loaded = load(case)
    answer = loaded.deter(parse_design(design), draws, checked_seed(seed))
    if as_json:
        document(answer)
        return
    out = console()
    reference = reference_design(loaded.folder)
    told = []
    for row in answer["designs"]:
        helps = [
            f"{percent(h['low']['median'])} to {percent(h['high']['median'])}"
            for h in row["honour"].values()
        ]
        told.append(
            (
                design_label(row["design"], reference),
                between(row["attack"]["low"]),
                between(row["attack"]["high"]),
                *helps,
                percent(row["hold"]["10"]["median"]),
                percent(row["status"]["multiple"]),
            )
        )
    names = [loaded.actors[name].title for name in loaded.folder.record.war.guarantors]
    columns = [
        "design",
        "attack a year, least",
        "attack a year, most",
        *(f"{name} honours" for name in names),
        "holds 10 years",
        "several equilibria",
    ]
    out.print(table(f"Designs under '{loaded.folder.record.reference}'", columns, told))
    out.print(
        "Attack: median over draws (5% to 95%), least and most over equilibria. Honour: median, "
        f"least to most over equilibria. Holds: median, {WORST}. Judgement behind every number: "
        f"see the report's table of assumptions. Draws: {raised_draws(draws):,}."
    )
    if rows:
        _print_compiled(out, answer["compiled"])


def _print_compiled(out: Console, compiled: list[dict[str, Any]]) -> None:
    """Print the way from each clause to its number, then what is read and not used yet."""
    used = [
        (
            row["article"],
            f"{row['title']}: {row['told']}",
            row["parameter"] if row["effect"] is not None else "structure, no number",
            row["formula"],
            (row["range"] or "") + (" (the case's own)" if row["overridden"] else ""),
        )
        for row in compiled
        if row["in_game"]
    ]
    columns = ["article", "what it says", "what it brings in", "formula", "range"]
    out.print(table("From clause to number", columns, used, left=5))
    silent = [
        (row["article"], f"{row['title']}: {row['told']}", row["formula"].partition(": ")[2])
        for row in compiled
        if not row["in_game"]
    ]
    columns = ["article", "what it says", "what is assumed instead"]
    out.print(table("Read, and not in the game yet", columns, silent, left=3))


def settle(
    case: str,
    /,
    *,
    draws: Draws = LENS_DRAWS,
    seed: Seed = 0,
    as_json: Json = False,
) -> None:
    """Say who accepts which package, who blocks, and what would hold.

    Parameters
    ----------
    case : str
        A built-in case, or a folder with a case.yaml.
    draws : int
        Sampled worlds, raised to a power of two.
    seed : int
        Names the sampled worlds.
    as_json : bool
        Print one JSON document.
    """
    loaded = load(case)
    answer = loaded.settle(draws, checked_seed(seed))
    if as_json:
        document(answer)
        return
    out = console()
    names = list(answer["packages"][0]["accepted_by"])
    rows = [
        (
            row["package"]["title"],
            *(
                percent(row["accepted_by"][name]) if name in row["needed"] else "not asked"
                for name in names
            ),
            percent(row["feasible"]),
            percent(row["hold"]["10"]["median"]),
        )
        for row in answer["packages"]
    ]
    columns = ["package", *(_short(loaded, name) for name in names), "all needed", "holds 10 y"]
    out.print(table(f"Share of draws in which each accepts, {WORST}", columns, rows))
    out.print(
        f"Some package is acceptable to all it needs in {percent(answer['nonempty'])} of draws "
        f"({percent(answer['nonempty_best'])} in the best equilibrium)."
    )
    alone = [f"{_short(loaded, n)} {percent(s)}" for n, s in answer["binding"].items() if s > 0]
    if alone:
        out.print("Its consent alone stands in the way: " + ", ".join(alone) + " of draws.")
    for branch, share in answer["comes"].items():
        actor = loaded.folder.record.participation
        title = "" if actor is None else _short(loaded, actor.actor)
        out.print(f"{title} comes to the table ({branch.replace('_', ' ')}): {percent(share)}")


def _short(case: Case, name: str) -> str:
    return case.actors[name].title
