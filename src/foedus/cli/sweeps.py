# SPDX-License-Identifier: Apache-2.0
"""Commands that compare guarantee designs over sampled worlds: explore, stress, questions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from foedus.api import LENS_DRAWS, checked_seed, load
from foedus.api import explore as sweep_designs
from foedus.cli.jobs import Out, Sampled, progress
from foedus.cli.show import Draws, Json, Seed, between, console, document, indented, percent, table
from foedus.errors import CallError

if TYPE_CHECKING:
    from rich.console import Console

    from foedus.api import Exploration

SHOWN = 12
"""Rows of a table that has more."""
TIPS = 5
"""Tipping points that are told."""
LEAST = 0.0005
"""A gain that would show as 0.0 points."""
Designs = Annotated[str, Parameter(name="--designs")]
"""How many designs to sample, or all."""


def designs_asked(designs: str) -> int | None:
    """Return how many designs are asked for; None for all."""
    if designs != "all" and not designs.isdecimal():
        message = f"--designs is '{designs}'; give a whole number, or all"
        raise CallError(message)
    return None if designs == "all" else int(designs)


def explore(  # noqa: PLR0913 - the options of a command
    case: str,
    /,
    *,
    out: Out = None,
    draws: Draws = LENS_DRAWS,
    seed: Seed = 0,
    sampling: Sampled = "sobol",
    designs: Designs = "24",
    most_attack: Annotated[float, Parameter(name="--most-attack")] = 0.1,
    least_hold: Annotated[float, Parameter(name="--least-hold")] = 0.5,
    sensitivity: Annotated[
        Literal["rank", "sobol", "morris"], Parameter(name="--sensitivity")
    ] = "rank",
    resume: Annotated[Path | None, Parameter(name="--resume")] = None,
    workers: Annotated[int | None, Parameter(name="--workers")] = None,
    cluster: Annotated[str | None, Parameter(name="--cluster")] = None,
    as_json: Json = False,
) -> None:
    """Sweep guarantee designs over sampled worlds, under the case's reference package.

    Parameters
    ----------
    case : str
        A built-in case, or a folder with a case.yaml.
    out : Path
        Folder for the results; by default one under runs/ that names the sweep.
    draws : int
        Sampled worlds, raised to a power of two.
    seed : int
        Names the sampled worlds and the sample of designs.
    sampling : str
        A scrambled Sobol sequence, a Latin hypercube, or independent draws.
    designs : str
        How many designs to sample, or all.
    most_attack : float
        Goal: the most chance of an attack in a year.
    least_hold : float
        Goal: the least chance that it holds ten years.
    sensitivity : str
        How inputs are told apart: rank correlation over the draws, or, with runs of their own,
        Sobol's indices or Morris's elementary effects.
    resume : Path
        Folder of an interrupted sweep to complete.
    workers : int
        Processes; never changes a result.
    cluster : str
        Address of a Dask scheduler, such as tcp://192.0.2.7:8786, whose workers compute instead.
    as_json : bool
        Print one JSON document.
    """
    from foedus.ensemble.runner import processors  # noqa: PLC0415 - start-up

    if out is not None and resume is not None and out != resume:
        message = "give either --out or --resume, or the same folder to both"
        raise CallError(message)
    if resume is not None and not (resume / "manifest.json").is_file():
        message = f"'{resume}' holds no interrupted sweep; give the folder of one, or use --out"
        raise CallError(message)
    wanted = designs_asked(designs)
    loaded = load(case)
    with progress("designs") as tell:
        found = sweep_designs(
            loaded,
            out or resume,
            draws=draws,
            seed=seed,
            sampling=sampling,
            designs=wanted,
            most_attack=most_attack,
            least_hold=least_hold,
            sensitivity=sensitivity,
            workers=processors() if workers is None else workers,
            cluster=cluster,
            progress=tell,
        )
    tell_sweep(found, as_json=as_json)


def tell_sweep(found: Exploration, *, as_json: bool) -> None:
    """Print what a sweep says."""
    if as_json:
        document(found.answer)
    else:
        _print_explore(console(), found.answer)


def _print_explore(screen: Console, answer: dict[str, Any]) -> None:
    rows = [
        (
            row["label"],
            between(row["attack"]),
            percent(row["hold"]["median"]),
            percent(row["feasible"]),
            percent(row["success"]),
            f"{row['regret']:.2f} / {row['regret_90']:.2f} / {row['regret_most']:.2f}",
            percent(row["meets_goals"]),
            "yes" if row["on_front"] else "",
        )
        for row in answer["ranking"][:SHOWN]
    ]
    columns = [
        "design",
        "attack a year, most",
        "holds 10 y",
        "acceptable",
        "accepted and holds",
        "regret: mean / 90% / most",
        "meets goals",
        "unbeaten",
    ]
    screen.print(table("Designs, the best first", columns, rows))
    goals = answer["goals"]
    screen.print(
        "Attack: median over draws (5% to 95%), in the equilibrium with the most attack. Holds: "
        "median. Acceptable: share of draws. Accepted and holds: mean chance of both. Regret: what "
        "it falls short of the best design of each draw: on average, in all but a tenth of draws, "
        "at most. Meets goals: share of draws in which all needed accept, an attack in a year has "
        f"a chance of at most {percent(goals['attack'])} and holding ten years one of at least "
        f"{percent(goals['hold'])}. Unbeaten: no other is at least as good in deterring, holding, "
        "burden and acceptance, on average, and better in one."
    )
    choices = [
        (row["rule"].replace("_", " "), row["words"], " or ".join(row["labels"]) or "none")
        for row in answer["recommendation"]["rules"]
    ]
    screen.print(table("What each rule takes", ["rule", "it", "design"], choices, left=3))
    screen.print(answer["recommendation"]["why"])
    for scenario in answer["scenarios"]:
        _print_scenario(screen, scenario)
    screen.print(f"results: {answer['out']}", soft_wrap=True)
    screen.print(f"report: {Path(answer['out']) / 'report.html'}", soft_wrap=True)


ABOUT = {
    "works": "Where the recommended design meets every goal",
    "regretted": "Where it is regretted most",
}


def _print_scenario(screen: Console, scenario: dict[str, Any]) -> None:
    """Print the ranges in which a design works, or is regretted, as one paragraph."""
    head, box = ABOUT[scenario["about"]], scenario["box"]
    told = f"{head} ({percent(scenario['share'])} of draws): "
    if box is None or not box["limits"]:
        screen.print(f"{told}no few ranges set these draws apart.")
        return
    limits = "; ".join(f"{row['title']} {range_words(row)}" for row in box["limits"])
    screen.print(
        f"{told}{limits}. These ranges hold {percent(box['coverage'])} of such draws (coverage); "
        f"{percent(box['density'])} of the draws in them are such (density)."
    )


def range_words(limit: dict[str, Any]) -> str:
    """Return a range in words.

    Examples
    --------
    >>> range_words({"low": 0.25, "high": None})
    'from 0.25'
    """
    low, high = limit["low"], limit["high"]
    if low is not None and high is not None:
        return f"from {low:.3g} to {high:.3g}"
    return f"from {low:.3g}" if low is not None else f"up to {high:.3g}"


def stress(
    case: str,
    /,
    *,
    draws: Draws = LENS_DRAWS,
    seed: Seed = 0,
    designs: Designs = "24",
    as_json: Json = False,
) -> None:
    """Put every design through named worlds, in each of which one thing goes wrong.

    Parameters
    ----------
    case : str
        A built-in case, or a folder with a case.yaml.
    draws : int
        Sampled worlds, raised to a power of two.
    seed : int
        Names the sampled worlds and the sample of designs.
    designs : str
        How many designs to sample, or all.
    as_json : bool
        Print one JSON document.
    """
    from foedus.ensemble.explore import Sweep  # noqa: PLC0415 - start-up
    from foedus.ensemble.stress import stress_case  # noqa: PLC0415 - start-up

    wanted = designs_asked(designs)
    loaded = load(case).folder
    answer = stress_case(loaded, Sweep(draws, checked_seed(seed), wanted))
    if as_json:
        document(answer)
        return
    screen = console()
    names = [each["title"] for each in answer["worlds"]]
    marks = [chr(ord("A") + index) for index in range(len(names))]
    rows = [
        (
            row["label"],
            percent(row["base"]),
            *(percent(each["success"]) + ("*" if each["stands"] else "") for each in row["under"]),
            f"{row['stands']} of {len(names)}",
        )
        for row in answer["designs"][:SHOWN]
    ]
    screen.print(
        table(
            "Designs, the one that stands in most first",
            ["design", "as drawn", *marks, "stands"],
            rows,
        )
    )
    for mark, name in zip(marks, names, strict=True):
        touched = (
            ""
            if answer["worlds"][marks.index(mark)]["world"] not in answer["untouched"]
            else " (changes no design)"
        )
        screen.print(f"{mark}: {name}{touched}")
    close = _points(answer["close"])
    rules = answer["rules"]
    screen.print(
        f"Each figure is {answer['outcome']}, on average over draws, in the equilibrium with the "
        "most attack; acceptance is judged before the blow, holding under it. "
        f"*: stands, that is, at most {close} points short of the best design of that world. "
        f"Stands in most worlds: {' or '.join(rules['stands_in_most'])}. Has the greatest least "
        f"figure: {' or '.join(rules['greatest_least'])}. The blows are judgement, and no forecast."
    )


def questions(
    case: str,
    /,
    *,
    draws: Draws = LENS_DRAWS,
    seed: Seed = 0,
    designs: Designs = "24",
    as_json: Json = False,
) -> None:
    """Tell what to ask whom: what would move, and what knowing the answer would gain.

    Parameters
    ----------
    case : str
        A built-in case, or a folder with a case.yaml.
    draws : int
        Sampled worlds, raised to a power of two, 256 or more.
    seed : int
        Names the sampled worlds and the sample of designs.
    designs : str
        How many designs to sample, or all.
    as_json : bool
        Print one JSON document.
    """
    from foedus.ensemble.questions import answers_worth  # noqa: PLC0415 - start-up

    wanted = designs_asked(designs)
    loaded = load(case).folder
    answer = answers_worth(loaded, draws=draws, seed=checked_seed(seed), designs=wanted)
    if as_json:
        document(answer)
        return
    titles = {actor.id: actor.title for actor in loaded.record.actors}
    screen = console()
    asked = [
        (row["ask"], ", ".join(titles.get(name, name) for name in row["of"]), *_moved(row))
        for row in answer["questions"]
    ]
    columns = ["acceptable", "holds 10 y", "both", "gain"]
    if asked:
        screen.print(table("What to ask whom", ["question", "of", *columns], asked, left=2))
    rows = [(row["title"], *_moved(row)) for row in answer["inputs"][:SHOWN]]
    screen.print(table("Numbers that the answer hangs on most", ["number", *columns], rows))
    screen.print(
        "In points of 100: by how much the expected share or chance differs between low and high "
        "answers (5% to 95%), under the design that is best without them. Gain: how much the "
        "chance of both would rise, on average, if a design were chosen with the answer known "
        "(95% interval for sampling error). Knowing everything would gain "
        f"{_points(answer['perfect']['mean'])}. Draws: {answer['draws']:,}."
    )
    _print_tips(screen, answer)


def _moved(row: dict[str, Any]) -> tuple[str, ...]:
    gain = row["gain"]
    told = f"{_points(gain['mean'])} ({_points(gain['low'])} to {_points(gain['high'])})"
    if gain["low"] <= 0:
        told = f"up to {_points(gain['high'])}" if gain["high"] >= LEAST else "none"
    return (*(_points(row["moves"][name]) for name in ("accepted", "hold", "success")), told)


def _points(share: float) -> str:
    return f"{100 * share:.1f}"


def _print_tips(screen: Console, answer: dict[str, Any]) -> None:
    tips = [row for row in answer["inputs"] if row["tip"]]
    best = answer["recommended"]["label"]
    screen.print(f"\nBest of {answer['designs']} designs without further knowledge: {best}")
    for row in sorted(tips, key=lambda row: -row["tip"]["gain"])[:TIPS]:
        tip = row["tip"]
        side = "above" if tip["above"] else "below"
        told = (
            f"{side} {tip['at']:.3g} ({tip['low']:.3g} to {tip['high']:.3g}, 90% bootstrap) of "
            f"“{row['title']}”: {tip['label']}, ahead by up to {_points(tip['gain'])} points"
        )
        screen.print(indented(told, screen.width))
