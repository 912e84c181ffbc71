# SPDX-License-Identifier: Apache-2.0
"""Commands that ask one lens: forecast, deter, settle."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

from cyclopts import Parameter

from foedus.api import LENS_DRAWS, Case, checked_seed, load
from foedus.cli.export import MEDIAN, export_game, export_message
from foedus.cli.game import draw_game, print_besides
from foedus.cli.outlook import (
    one_model,
    print_draws,
    print_issue,
    print_levers,
    print_rounds,
    print_timeline,
)
from foedus.cli.show import WORST, Draws, Json, Seed, between, console, document, percent, table
from foedus.errors import CallError
from foedus.problems import one_line, shown

if TYPE_CHECKING:
    from rich.console import Console

PRINCIPLES: Final = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai and Smorodinsky",
    "egalitarian": "egalitarian",
}


def forecast(
    case: str | None = None,
    /,
    *,
    table_file: Annotated[Path | None, Parameter(name="--table")] = None,
    model: Annotated[str | None, Parameter(name="--model")] = None,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
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
        A table of positions instead of a case: CSV, decide-exchange-model or KTAB.
    model : str
        Show one model only.
    output : Path
        Write FILE.csv or FILE.parquet too, one row for each issue and model.
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
    if output is not None:
        _check_output(output, table_file)
    if table_file is not None:
        from foedus.bargaining.table import forecast_table  # noqa: PLC0415 - only here
        from foedus.bargaining.table_rounds import add_rounds  # noqa: PLC0415 - only here

        answer = add_rounds(forecast_table(table_file), table_file)
    else:
        answer = load(str(case)).forecast(draws, checked_seed(seed))
    if model is not None:
        answer = one_model(answer, model)
    if output is not None:
        from foedus.bargaining.table import write_forecast  # noqa: PLC0415 - only here

        write_forecast(answer, output)
    if as_json:
        document(answer)
    else:
        _print_forecast(answer, table_file, output, rounds=rounds)


def _print_forecast(
    answer: dict[str, Any], table_file: Path | None, output: Path | None, *, rounds: bool
) -> None:
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
    if output is not None:
        out.print(f"written: {one_line(str(output))}", soft_wrap=True)


def _check_output(output: Path, table_file: Path | None) -> None:
    """Refuse, before anything is computed, a file that no forecast can or should go to."""
    from foedus.history.table_writing import checked_output  # noqa: PLC0415 - only here

    checked_output(output)
    same = False
    if table_file is not None:
        with contextlib.suppress(OSError):  # where one of them is not there
            same = output.samefile(table_file)
    if same:
        message = f"{shown(str(output))} is the table itself; name another file with -o"
        raise CallError(message)


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


def deter(  # noqa: PLR0913 - an option each
    case: str,
    /,
    *,
    design: str | None = None,
    draws: Draws = LENS_DRAWS,
    seed: Seed = 0,
    restarters: str = "challenger",
    rows: Annotated[bool, Parameter(name="--rows", negative=())] = False,
    select: Annotated[str | None, Parameter(name="--select")] = None,
    pictures: Annotated[Path | None, Parameter(name="--pictures")] = None,
    export: Annotated[Path | None, Parameter(name="--export")] = None,
    types: Annotated[int | None, Parameter(name="--types")] = None,
    draw: Annotated[str | None, Parameter(name="--draw")] = None,
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
    restarters : str
        Who may break the settlement in any year: challenger, or both sides.
    rows : bool
        Show too what each clause of the first design brings into the game.
    select : str
        Show too one equilibrium: pessimistic, optimistic, principal or risk_dominant.
    pictures : Path
        Draw the first design's game into this folder: its tree, curves and a map, as SVG.
    export : Path
        Write the game of the first design in one sampled world into this file, for Gambit.
    types : int
        With --export: give each private cost that many values, instead of leaving them out.
    draw : str
        With --export: which sampled world, from 0, or median, that with the median attack.
    as_json : bool
        Print one JSON document.
    """
    from foedus.ensemble.draws import raised_draws  # noqa: PLC0415 - start-up
    from foedus.ensemble.plan import design_label, reference_design  # noqa: PLC0415 - start-up

    if export is None and (types is not None or draw is not None):
        message = f"{'--draw' if types is None else '--types'} is about --export FILE; give a file"
        raise CallError(message)
    loaded = load(case)
    answer = loaded.deter(
        parse_design(design), draws, checked_seed(seed), restarters, select=select
    )
    if export is not None:
        first, sample = answer["designs"][0]["design"], (draws, seed)
        answer["exported"] = export_game(
            loaded, first, export, sample=sample, draw=draw or MEDIAN, types=types
        )
    if pictures is not None:
        answer["pictures"] = draw_game(
            loaded, answer["designs"][0]["design"], pictures, draws, seed
        )
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
        "first-year attack, least",
        "first-year attack, most",
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
    _print_first(out, answer["designs"][0])
    print_besides(out, loaded, answer["designs"])
    if rows:
        _print_compiled(out, answer["compiled"])
    if pictures is not None:
        out.print(f"drawn: {', '.join(answer['pictures'])}", soft_wrap=True)
    if export is not None:
        out.print(export_message(answer["exported"], draw or MEDIAN), soft_wrap=True)


def _print_first(out: Console, row: dict[str, Any]) -> None:
    """Print what the first design's time of holding leans on."""
    out.print(_static_line(row))
    kept = row["self_enforcing"]
    out.print(
        "The answer to an attack alone, without private costs, keeps the challenger to it in "
        f"{percent(kept['low'])} of draws, {WORST}, and in {percent(kept['lapsed'])} once the "
        "guarantee has lapsed."
    )
    if "both" in row:
        out.print(_both_line(row["both"]))


def _static_line(row: dict[str, Any]) -> str:
    """Return how long it would hold against a challenger that does not look ahead."""
    held, static = (percent(row[kind]["10"]["median"]) for kind in ("hold", "hold_static"))
    return (
        f"The challenger looks ahead: {held} for ten years, on the first row. If it asked in each "
        f"year only 'now or never', that would be {static}."
    )


def _both_line(both: dict[str, Any]) -> str:
    """Return how long it would hold if either side might break it, and what that leans on."""
    held, best, once = (
        percent(row["median"])
        for row in (both["hold"]["10"], both["hold_best"]["10"], both["hold"]["1"])
    )
    several = percent(both["status"]["multiple"])
    return (
        f"If either side may break it, and fears the other: {held} for ten years ({best} in the "
        f"best equilibrium), {once} for one, on the first row; {several} of draws have several "
        f"equilibria. After {both['horizon']} years it counts as "
        f"{both['terminal']}; war then instead would move the first year by "
        f"{percent(both['terminal_matters']['q95'])} at most in 95% of draws."
    )


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
    offers: Annotated[int | None, Parameter(name="--offers")] = None,
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
    offers : int
        Simulate that many talks besides: alternating offers (needs foedus[negmas]).
    as_json : bool
        Print one JSON document.
    """
    loaded = load(case)
    answer = loaded.settle(draws, checked_seed(seed), offers)
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
    out.print(_static_line(answer["packages"][0]))
    out.print(_picked_line(answer["packages"]))
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
    if offers is not None:
        _print_offers(out, loaded, answer["offers"])


def _picked_line(packages: list[dict[str, Any]]) -> str:
    """Return which package each principle picks most often."""
    told = []
    for rule, words in PRINCIPLES.items():
        best = max(packages, key=lambda row: row["picked"][rule])
        if best["picked"][rule]:
            share = percent(best["picked"][rule])
            told.append(f"{words} '{best['package']['title']}' ({share})")
    if not told:
        return "No principle of bargaining picks any: no package leaves everybody better off."
    return f"Principles pick most often, in shares of draws: {', '.join(told)}."


def _print_offers(out: Console, loaded: Case, told: dict[str, Any]) -> None:
    """Print where simulated talks ended, and what each strategy brought."""
    at_table = ", ".join(_short(loaded, name) for name in told["parties"])
    ends = sorted(told["ends"], key=lambda end: -float(end["share"]))
    rows = [(end["title"], percent(end["share"])) for end in ends]
    rows.append(("no deal", percent(told["no_deal"])))
    title = f"Where {told['runs']} simulated talks end: {at_table} take turns with offers"
    out.print(table(title, ["package", "talks"], rows))
    out.print(
        f"In {percent(told['nothing_acceptable'])} of the talks no package was acceptable to all "
        "of them. Each talk has its own sampled world, strategies and order of speaking, and "
        f"{told['rounds']} rounds; {WORST}. Who consents but fights no war sits at no table."
    )
    if None not in told["agrees"].values():
        same = ", ".join(
            f"{rule.replace('_', '-').title()} {percent(share)}"
            for rule, share in told["agrees"].items()
        )
        out.print(f"Deals that are what a principle of fair division picks: {same}.")
    gained = [
        (_short(loaded, name), *map(_gained, by.values()))
        for name, by in told["by_strategy"].items()
    ]
    title = "Yearly gain over war by own strategy, and the share of its talks without a deal"
    out.print(table(title, ["party", *told["strategies"]], gained))


def _gained(found: dict[str, Any]) -> str:
    if found["gain"] is None:
        return "-"
    return f"{found['gain']:.2f} ({percent(found['no_deal'])})"


def _short(case: Case, name: str) -> str:
    return case.actors[name].title
