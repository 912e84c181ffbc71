# SPDX-License-Identifier: Apache-2.0
"""What `foedus deter` prints beyond its main table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus.cli.show import WORST, between, percent, table
from foedus.errors import CallError

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from foedus.api import Case


def draw_game(case: Case, design: dict[str, str], folder: Path, draws: int, seed: int) -> list[str]:
    """Draw the game of one design into a folder; return the files."""
    from foedus.ensemble.plan import design_label, reference_design  # noqa: PLC0415 - start-up
    from foedus.report.pictures import game_pictures  # noqa: PLC0415 - start-up

    war = case.folder.record.war
    names = [case.actors[name].title for name in (war.challenger, war.target, *war.guarantors)]
    label = design_label(design, reference_design(case.folder))
    told = case.title if label == "reference" else f"{case.title}: {label}"
    drawn = game_pictures(case.game(design, draws, seed), names, told)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, picture in drawn.items():
            (folder / name).write_text(picture, "utf-8")
    except OSError as error:
        message = f"cannot write '{folder}' ({error.strerror or error}); give another place"
        raise CallError(message) from error
    return [str(folder / name) for name in drawn]


def print_besides(out: Console, case: Case, designs: list[dict[str, Any]]) -> None:
    """Print what a case or a call asks for beyond the main table."""
    for key, show in (
        ("selected", print_selected),
        ("menu", print_menu),
        ("provocation", print_provocation),
    ):
        if key in designs[0]:
            show(out, case, designs)


def print_selected(out: Console, case: Case, designs: list[dict[str, Any]]) -> None:
    """Print the equilibrium that a rule names, and how often there is a choice."""
    from foedus.ensemble.plan import design_label, reference_design  # noqa: PLC0415 - start-up

    reference = reference_design(case.folder)
    told = []
    for row in designs:
        found = row["selected"]
        low, high = found["attack"]["low"], found["attack"]["high"]
        attack = between(low) if low == high else f"{between(low)} to {between(high)}"
        told.append(
            (
                design_label(row["design"], reference),
                attack,
                *(percent(h["low"]["median"]) for h in found["honour"].values()),
                percent(found["several"]),
                _which(found),
            )
        )
    names = [case.actors[name].title for name in case.folder.record.war.guarantors]
    columns = [
        "design",
        "attack a year",
        *(f"{name} honours" for name in names),
        "several equilibria",
        "named there",
    ]
    rule = designs[0]["selected"]["rule"].replace("_", "-")
    out.print(table(f"In the {rule} equilibrium", columns, told))
    out.print(
        "One of the equilibria of each draw, by a named rule; the interval above is over all of "
        "them. Where a draw has a single one, every rule names it."
    )


def _which(found: dict[str, Any]) -> str:
    """Return which of several equilibria are named: 'most attack 60%, least attack 40%'."""
    shares = {**found["places"], "none": found["unnamed"] / (found["several"] or 1.0)}
    told = [
        f"{name.replace('_', ' ')} {percent(share)}" for name, share in shares.items() if share > 0
    ]
    return ", ".join(told) or "-"


def print_menu(out: Console, case: Case, designs: list[dict[str, Any]]) -> None:
    """Print which attack of the case's menu would come under each design."""
    from foedus.ensemble.plan import design_label, reference_design  # noqa: PLC0415 - start-up

    reference = reference_design(case.folder)
    told = []
    for row in designs:
        menu = row["menu"]
        for kind in menu["kinds"]:
            whole = kind is menu["kinds"][0]
            told.append(
                (
                    design_label(row["design"], reference) if whole else "",
                    between(menu["attack"]["high"]) if whole else "",
                    kind["title"],
                    between(kind["chance"]["high"]),
                    percent(kind["counts"]["median"]),
                    percent(kind["first"]),
                )
            )
    columns = ["design", "any attack", "attack", "a year", "counts", "likeliest"]
    out.print(table("Attacks on the case's menu", columns, told, left=3))
    out.print(
        "The challenger chooses whether to attack, and how; the same attack written twice is one. "
        f"Medians over draws (5% to 95%), {WORST}; likeliest: share of draws."
    )


def print_provocation(out: Console, case: Case, designs: list[dict[str, Any]]) -> None:
    """Print whether each design emboldens the target or steadies it."""
    from foedus.ensemble.plan import design_label, reference_design  # noqa: PLC0415 - start-up

    reference = reference_design(case.folder)
    told = []
    for row in designs:
        found = row["provocation"]
        told.append(
            (
                design_label(row["design"], reference),
                "conditional" if found["conditional"] else "unconditional",
                between(found["provokes"]["high"]),
                percent(found["clause_turned"]["provokes"]["high"]["median"]),
                percent(found["without_guarantee"]["provokes"]["median"]),
                _signs(found["provocation"]),
                between(found["attack"]["high"]),
                _signs(found["attacks"]),
            )
        )
    title = case.actors[case.folder.record.war.target].title
    columns = [
        "design",
        "cover",
        f"{title} provokes",
        "clause turned",
        "no help",
        "raised / lowered",
        "attack a year",
        "raised / lowered",
    ]
    out.print(table("Emboldened or steadied", columns, told, left=2))
    out.print(
        "Conditional: cover is lost where a provocation is found; clause turned: if it were the "
        "other way. Chances in the equilibrium in which they are highest; with no help, all but "
        "the guarantors is the same. Raised / lowered: share of draws in which the guarantee "
        "does so in every equilibrium."
    )


def _signs(shares: dict[str, float]) -> str:
    return f"{percent(shares['raises'])} / {percent(shares['lowers'])}"
