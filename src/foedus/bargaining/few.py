# SPDX-License-Identifier: Apache-2.0
"""The first draws of a forecast, for models that would take too long over all of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from foedus.bargaining.forecast import taken
from foedus.case.worlds import central_world, dimensions, sample_worlds
from foedus.ensemble.draws import unit_draws

if TYPE_CHECKING:
    from foedus.bargaining.forecast import Inputs
    from foedus.bargaining.outcome import Floats
    from foedus.case.folder import CaseFolder
    from foedus.case.worlds import Worlds

FEW: Final = 256
"""Most draws."""


@dataclass(frozen=True, eq=False)
class Few:
    """The first draws of the sequence that a seed names, and the world at central values.

    Parameters
    ----------
    case : CaseFolder
        The case.
    seed : int
        Names the draws.
    unit : array, (draws, dimensions)
        Uniform numbers behind the worlds.
    """

    case: CaseFolder
    seed: int
    unit: Floats

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.unit)

    @cached_property
    def worlds(self) -> Worlds:
        """The sampled worlds."""
        return sample_worlds(self.case, self.unit)

    @cached_property
    def inputs(self) -> Inputs:
        """What every actor wants on every issue of the case, (draws, holders, issues)."""
        return taken(self.worlds)

    @cached_property
    def central(self) -> Inputs:
        """The same at central values, one draw."""
        return taken(central_world(self.case))


def few_draws(case: CaseFolder, seed: int, draws: int) -> Few:
    """Return the first of a number of draws, at most `FEW` of them."""
    return Few(case, seed, unit_draws(seed, dimensions(case), 0, min(FEW, draws), draws))
