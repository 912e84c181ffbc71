# SPDX-License-Identifier: Apache-2.0
"""Which few inputs, in which ranges, set the draws of interest apart: boxes found by PRIM.

From the box that holds every draw a slice of a twentieth is peeled off one side of one input after
the other, always the slice without which the share of interest rises most for each draw that goes.
Of slices alike in size that is the one after which it is highest; a large slice, where an input has
few values, has to be worth its size. Then slices are pasted back where that raises the share.
Each step is a box; which is best depends on what one wants, as
a box that holds most draws of interest (coverage) also holds others (density).

References
----------
Friedman, J. H. and Fisher, N. I. 1999. Bump hunting in high-dimensional data. Statistics and
Computing 9: 123-143.
Kwakkel, J. H. and Jaxa-Rozen, M. 2016. Improving scenario discovery for handling heterogeneous
uncertainties and multinomial classified outcomes. Environmental Modelling and Software 79: 311-321.
Bryant, B. P. and Lempert, R. J. 2010. Thinking inside the box: a participatory, computer-assisted
approach to scenario discovery. Technological Forecasting and Social Change 77: 34-49.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

PEEL: Final = 0.05
"""Share of the draws in the box that one step takes off."""
LEAST: Final = 0.05
"""Least share of all draws that a box may hold."""
CHANCE: Final = 0.05
"""A restriction that chance would do as well once in so many times is dropped."""


@dataclass(frozen=True)
class Box:
    """Ranges of inputs, and how well they set the draws of interest apart.

    Parameters
    ----------
    low, high : ndarray (inputs,)
        Ends of each range, both inside; infinite where there is no limit.
    coverage : float
        Share of the draws of interest that lie in the box.
    density : float
        Share of the draws in the box that are of interest.
    mass : float
        Share of all draws that lie in the box.
    """

    low: Floats
    high: Floats
    coverage: float
    density: float
    mass: float

    @property
    def restricted(self) -> list[int]:
        """Inputs whose range is limited."""
        return [int(i) for i in np.flatnonzero(np.isfinite(self.low) | np.isfinite(self.high))]

    def holds(self, inputs: Floats) -> Flags:
        """Tell which draws lie in the box (draws,)."""
        return held(inputs, self.low, self.high)


def held(inputs: Floats, low: Floats, high: Floats) -> Flags:
    """Tell which draws lie within ranges (draws,); unlimited inputs need no look."""
    limited = np.isfinite(low) | np.isfinite(high)
    seen = inputs[:, limited]
    return np.asarray(((seen >= low[limited]) & (seen <= high[limited])).all(axis=1))


def measured(inputs: Floats, interest: Flags, low: Floats, high: Floats) -> Box:
    """Return a box with its coverage, density and mass."""
    inside = held(inputs, low, high)
    hits = float((inside & interest).sum())
    return Box(
        low.copy(),
        high.copy(),
        coverage=hits / max(int(interest.sum()), 1),
        density=hits / max(int(inside.sum()), 1),
        mass=float(inside.mean()),
    )


def peel(
    inputs: Floats, interest: Flags, *, share: float = PEEL, least: float = LEAST
) -> list[Box]:
    """Return the boxes of a peeling, from the one that holds every draw to the smallest.

    Parameters
    ----------
    inputs : ndarray (draws, inputs)
    interest : ndarray of bool (draws,)
        The draws to set apart.
    share : float
        Share of the box that one step takes off; more where values tie.
    least : float
        Least share of all draws that a box may hold.

    References
    ----------
    Friedman and Fisher 1999, section 8.
    """
    count = inputs.shape[1]
    low, high = np.full(count, -np.inf), np.full(count, np.inf)
    boxes = [measured(inputs, interest, low, high)]
    inside, of_interest = inputs, interest.astype(np.float64)
    while True:
        step = _best_peel(inside, of_interest, share, least * len(inputs))
        if step is None:
            return boxes
        column, side, end = step
        (low if side == 0 else high)[column] = end
        kept = inside[:, column] >= end if side == 0 else inside[:, column] <= end
        inside, of_interest = inside[kept], of_interest[kept]
        boxes.append(measured(inputs, interest, low, high))


def _best_peel(
    inside: Floats, of_interest: Floats, share: float, least: float
) -> tuple[int, int, float] | None:
    """Return input, side (0 low, 1 high) and new end of the slice that is best to take off."""
    draws, before = len(inside), float(of_interest.mean())
    if not 0 < before < 1:
        return None
    take = max(int(share * draws), 1)
    best: tuple[float, float, int, int, float] | None = None
    for side in (0, 1):
        values = inside if side == 0 else -inside
        cut = np.partition(values, take, axis=0)[take] if take < draws else values.max(axis=0)
        bottom = values.min(axis=0)
        # Where the slice would be empty because values tie, all that tie at the end go.
        kept = np.where(cut > bottom, values >= cut, values > bottom)
        left = kept.sum(axis=0)
        allowed = (left >= max(least, 1)) & (left < draws)
        if not allowed.any():
            continue
        rise = (of_interest @ kept) / np.maximum(left, 1) - before
        gain = np.where(allowed, rise * draws / np.maximum(draws - left, 1), -np.inf)
        column = int(gain.argmax())
        found = (float(gain[column]), float(left[column]))
        if best is None or found > best[:2]:
            end = values[kept[:, column], column].min()
            best = (*found, column, side, float(end if side == 0 else -end))
    return None if best is None else best[2:]


def paste(inputs: Floats, interest: Flags, box: Box, *, share: float = PEEL) -> Box:
    """Return a box that was widened where that raises its density.

    References
    ----------
    Friedman and Fisher 1999, section 8.2.
    """
    while True:
        wider = [
            measured(inputs, interest, *ends)
            for column in box.restricted
            for ends in _wider(inputs, box, column, share)
        ]
        found = max(wider, key=lambda each: (each.density, each.coverage), default=box)
        if found.density <= box.density:
            return box
        box = found


def _wider(inputs: Floats, box: Box, column: int, share: float) -> list[tuple[Floats, Floats]]:
    low, high = box.low.copy(), box.high.copy()
    low[column], high[column] = -np.inf, np.inf
    values = inputs[held(inputs, low, high), column]
    take = max(int(share * box.mass * len(inputs)), 1)
    found = []
    for side, ends in enumerate((box.low, box.high)):
        beyond = np.sort(
            values[values < ends[column]] if side == 0 else -values[values > ends[column]]
        )
        if not np.isfinite(ends[column]) or not len(beyond):
            continue
        widened = [box.low.copy(), box.high.copy()]
        if side == 0:
            widened[0][column] = beyond[-take] if take < len(beyond) else -np.inf
        else:
            widened[1][column] = -beyond[-take] if take < len(beyond) else np.inf
        found.append((widened[0], widened[1]))
    return found


def chance_of_restriction(inputs: Floats, interest: Flags, box: Box) -> dict[int, float]:
    """Return for each limited input how likely chance would do as well as its limit.

    Returns
    -------
    dict
        Quasi-p-values by input: the binomial chance of at least as many draws of interest in the
        box, if their share were that of the box without this limit.

    References
    ----------
    Bryant and Lempert 2010, section 3.4.
    """
    inside = box.holds(inputs)
    draws, hits = int(inside.sum()), int((inside & interest).sum())
    found = {}
    for column in box.restricted:
        low, high = box.low.copy(), box.high.copy()
        low[column], high[column] = -np.inf, np.inf
        share = measured(inputs, interest, low, high).density
        # P(X >= hits) of a binomial is the incomplete beta function.
        found[column] = 1.0 if hits == 0 else float(special.betainc(hits, draws - hits + 1, share))
    return found


def find_box(
    inputs: Floats, interest: Flags, *, share: float = PEEL, least: float = LEAST
) -> tuple[Box, list[Box]]:
    """Find the box that best sets draws of interest apart, with no limit that chance would do.

    Of the boxes of a peeling the one with the greatest harmonic mean of coverage and density is
    taken, then pasted; limits that chance would do as well are dropped, the weakest first.

    Parameters
    ----------
    inputs : ndarray (draws, inputs)
    interest : ndarray of bool (draws,)
        The draws to set apart.
    share, least : float
        As in `peel`.

    Returns
    -------
    box : Box
    trajectory : list of Box
        Every box of the peeling, for a trade-off of one's own.
    """
    trajectory = peel(inputs, interest, share=share, least=least)
    box = max(trajectory, key=balance)
    box = paste(inputs, interest, box, share=share)
    while box.restricted:
        chances = chance_of_restriction(inputs, interest, box)
        weakest = max(chances, key=lambda column: chances[column])
        if chances[weakest] <= CHANCE:
            break
        low, high = box.low.copy(), box.high.copy()
        low[weakest], high[weakest] = -np.inf, np.inf
        box = measured(inputs, interest, low, high)
    return box, trajectory


def balance(box: Box) -> float:
    """Return the harmonic mean of a box's coverage and density."""
    both = box.coverage + box.density
    return 2 * box.coverage * box.density / both if both > 0 else 0.0
