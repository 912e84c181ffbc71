# SPDX-License-Identifier: Apache-2.0
"""Write a case's deterrence game for another program: ``foedus deter CASE --export FILE.efg``."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foedus.cli.show import percent
from foedus.errors import CallError
from foedus.problems import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from foedus.api import Case

MEDIAN = "median"


def export_game(
    case: Case,
    design: dict[str, str],
    path: Path,
    *,
    sample: tuple[int, int],
    draw: str,
    types: int | None,
) -> dict[str, Any]:
    """Write the game of one design in one sampled world; return what was written.

    Parameters
    ----------
    case, design, path
        Whose game, of which design, and where to.
    sample : int, int
        Draws and seed.
    draw : str
        A number from 0, or ``median``: the world with the median chance of attack.
    types : int or None
        How many values each private cost takes; None for a tree without private costs.
    """
    from foedus.ensemble.plan import design_label, reference_design  # noqa: PLC0415 - start-up
    from foedus.ensemble.store import write_text  # noqa: PLC0415 - start-up
    from foedus.strategy.export import median_draw, to_efg  # noqa: PLC0415 - start-up
    from foedus.strategy.solve import solve_deterrence  # noqa: PLC0415 - start-up

    if path.is_dir():
        message = f"'{path}' is a folder; give a file"
        raise CallError(message)
    game = case.game(design, *sample)
    solution = solve_deterrence(game)
    row = median_draw(solution.attack_high) if draw == MEDIAN else _row(draw, game.games)
    war = case.folder.record.war
    names = [case.actors[name].title for name in (war.challenger, war.target, *war.guarantors)]
    title = f"{case.title}: {design_label(design, reference_design(case.folder))}"
    text = to_efg(game, row, title=title, names=names, types=types)
    try:
        write_text(path, text)
    except OSError as error:
        message = f"cannot write '{path}' ({error.strerror or error}); give another place"
        raise CallError(message) from error
    return {
        "file": str(path),
        "draw": row,
        "draws": game.games,
        "precision": float(game.precision[row]),
        "types": types,
        "attack": {
            "low": float(solution.attack_low[row]),
            "high": float(solution.attack_high[row]),
        },
        "equilibria": int(solution.found[row]),
    }


def _row(draw: str, draws: int) -> int:
    if not (draw.isascii() and draw.isdecimal() and int(draw[:12]) < draws and len(draw) <= 12):
        message = f"--draw is {shown(draw)}; allowed are {MEDIAN} and 0 to {draws - 1:,}"
        raise CallError(message)
    return int(draw)


def export_message(told: Mapping[str, Any], draw: str) -> str:
    """Say which game was written, and what another program has to be told."""
    low, high = (percent(told["attack"][end]) for end in ("low", "high"))
    attack = f"attack {low}" if told["equilibria"] < 2 else f"attack {low} to {high}"
    which = ", the one with the median chance of attack" if draw == MEDIAN else ""
    first = f"Written: {told['file']}, the game in draw {told['draw']} of {told['draws']:,}{which}"
    precision = repr(told["precision"])
    if told["types"] is not None:
        return (
            f"{first} ({attack}). Each private cost takes {told['types']} equally likely values, "
            f"of precision lambda = {precision}: for solvers of Nash equilibria."
        )
    several = ""
    if told["equilibria"] > 1:
        several = f" It leads to one of the {told['equilibria']} equilibria."
    call = f"gambit-logit -e -l {precision} {shlex.quote(told['file'])}"
    return f"{first} ({attack}). Logit equilibrium at lambda = {precision}: {call}{several}"
