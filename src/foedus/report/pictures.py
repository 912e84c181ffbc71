# SPDX-License-Identifier: Apache-2.0
"""A design's game in pictures: its tree, what moves its answer, and where it has several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import vl_convert

from foedus.report.curves import curve_chart, map_chart
from foedus.report.figures import VEGA_LITE
from foedus.report.tree import tree_svg
from foedus.strategy.export import median_draw
from foedus.strategy.solve import solve_deterrence
from foedus.strategy.sweeps import first_games, share_several, sweep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foedus.report.charts import Spec
    from foedus.strategy.game import DeterrenceGame

SWEPT: Final = {
    "reneging": ("reneging_cost", "Cost of reneging, as a multiple", (0.0, 3.0), True),
    "automatic": ("automatic", "Share of the response that is automatic", (0.0, 1.0), False),
    "counts": ("found", "Chance that the attack counts", (0.0, 1.0), False),
}
"""What the curves run over: the game's number, its words, its ends, whether it is a multiple."""
_STEPS: Final = 21
_CELLS: Final = 24
_FURTHEST: Final = (3.0, 12.0)
_MAPPED: Final = 128
"""Draws that the map is of: it solves each of them in every cell."""


def game_pictures(game: DeterrenceGame, names: Sequence[str], title: str) -> dict[str, str]:
    """Return a game's pictures as SVG, by file name.

    Parameters
    ----------
    game : DeterrenceGame
        N games, one for each sampled world.
    names : sequence of str
        The challenger, the target and each guarantor.
    title : str
        The case and the design.
    """
    solution = solve_deterrence(game)
    row = median_draw(solution.attack_high)
    several = ""
    if solution.found[row] > 1:
        several = f", in the worst of its {solution.found[row]} equilibria"
    head = f"{title}: the game in draw {row}, with the median chance of attack{several}"
    found = {"tree.svg": tree_svg(game, row, solution.pessimistic, names, head)}
    for key, (name, words, ends, times) in SWEPT.items():
        values = np.linspace(*ends, _STEPS).tolist()
        chart = curve_chart(sweep(game, name, values, times=times), names[2:], title, words)
        found[f"curve_{key}.svg"] = _svg(chart)
    across, up = (((np.arange(_CELLS) + 0.5) * most / _CELLS).tolist() for most in _FURTHEST)
    shares = share_several(first_games(game, _MAPPED), across, up)
    found["map.svg"] = _svg(map_chart(shares, across, up, title))
    return found


def _svg(chart: Spec) -> str:
    drawn: str = vl_convert.vegalite_to_svg(chart, vl_version=VEGA_LITE)
    return drawn
