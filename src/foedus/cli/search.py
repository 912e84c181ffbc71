# SPDX-License-Identifier: Apache-2.0
"""The command that searches settlements: packages under designs, and what opens an empty set."""

from __future__ import annotations

from typing import Annotated, Any

from cyclopts import Parameter

from foedus.api import checked_seed, load
from foedus.cli.jobs import Out, progress
from foedus.cli.show import Draws, Json, Seed, console, document, percent, table
from foedus.errors import CallError

SHOWN = 12


def search(
    case: str,
    /,
    *,
    out: Out = None,
    draws: Draws = 1024,
    seed: Seed = 0,
    designs: Annotated[str, Parameter(name="--designs")] = "levers",
    packages: Annotated[str, Parameter(name="--packages")] = "all",
    workers: Annotated[int | None, Parameter(name="--workers")] = None,
    as_json: Json = False,
) -> None:
    """Search settlements: every package of the case under many designs, in sampled worlds.

    Parameters
    ----------
    case : str
        A built-in case, or a folder with a case.yaml.
    out : Path
        Folder for the results, or of an interrupted search; by default one under runs/.
    draws : int
        Sampled worlds, raised to a power of two.
    seed : int
        Names the sampled worlds, and the samples of designs and packages.
    designs : str
        levers: the reference design and those one lever away; or how many to sample, or all.
    packages : str
        How many packages to sample, or all.
    workers : int
        Processes; never changes a result.
    as_json : bool
        Print one JSON document.
    """
    from foedus.ensemble.runner import processors  # noqa: PLC0415 - start-up
    from foedus.ensemble.search import search_case  # noqa: PLC0415 - start-up

    loaded = load(case).folder
    with progress("settlements") as tell:
        answer = search_case(
            loaded,
            out,
            designs="levers" if designs == "levers" else _number("--designs", designs, ", levers"),
            packages=_number("--packages", packages),
            draws=draws,
            seed=checked_seed(seed),
            workers=processors() if workers is None else workers,
            progress=tell,
        )
    if as_json:
        document(answer)
        return
    screen = console()
    rows = [
        (
            row["label"],
            percent(row["nonempty"]),
            percent(row["hold"]["median"]) if row["hold"] else "-",
            percent(row["success"]),
            f"{row['regret']:.2f}",
            f"{row['packages']:,}",
        )
        for row in answer["ranking"][:SHOWN]
    ]
    columns = ["design", "something acceptable", "chosen holds 10 y", "both", "regret", "packages"]
    screen.print(table("Designs, the best first", columns, rows))
    titles = {issue.id: issue.title for issue in loaded.record.issues}
    places = {
        issue.id: {p.id: p.title for p in issue.points} | {o.id: o.title for o in issue.options}
        for issue in loaded.record.issues
    }
    told = [
        (
            "; ".join(f"{titles[name]}: {places[name][at]}" for name, at in row["settles"].items()),
            percent(row["share"]),
            str(row["designs"]),
        )
        for row in answer["accepted"][:5]
    ]
    title = "Packages that all needed parties accept most often"
    screen.print(table(title, ["", "share", "designs"], told))
    screen.print(_opening(answer))
    screen.print(
        f"{answer['settlements']:,} settlements: {answer['packages']:,} packages under "
        f"{answer['designs']:,} designs, less what cannot stand together. Chosen: the one with the "
        "greatest product of gains over war (Nash); median over the draws in which something is "
        "acceptable, in the equilibrium with the most attack. Both: mean chance that something is "
        "acceptable and the chosen one holds. Share: over draws and the designs with which the "
        "package can stand, in the order of the two together."
    )
    screen.print(answer["recommendation"]["why"])
    if answer["silent_levers"]:
        screen.print(
            "No issue of the case hangs on these levers, so that what parties think of them is "
            f"not weighed: {', '.join(answer['silent_levers'])}."
        )
    screen.print(f"results: {answer['out']}", soft_wrap=True)


def _opening(answer: dict[str, Any]) -> str:
    """Return what opens something where the reference design has nothing."""
    if answer["nonempty_reference"] == 1:
        return "Under the reference design something is acceptable in every world."
    opening = [row for row in answer["opens"] if row["share"] > 0][:3]
    if not opening:
        return "Where nothing is acceptable under the reference design, no other design opens any."
    told = ", ".join(f"'{row['label']}' in {percent(row['share'])}" for row in opening)
    return (
        f"In {opening[0]['draws']:,} worlds nothing is acceptable under the reference design; "
        f"others open something: {told} of these."
    )


def _number(option: str, given: str, more: str = "") -> int | None:
    if given != "all" and not given.isdecimal():
        message = f"{option} is '{given}'; give a whole number, all{more}"
        raise CallError(message)
    return None if given == "all" else int(given)
