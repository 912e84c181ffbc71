# SPDX-License-Identifier: Apache-2.0
"""Uniform draws for an ensemble: one sequence from the seed, cut into chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from foedus.errors import CallError

if TYPE_CHECKING:
    from numpy.typing import NDArray

Design = Literal["sobol", "latin_hypercube", "monte_carlo"]
DESIGNS: Final[tuple[Design, ...]] = ("sobol", "latin_hypercube", "monte_carlo")
MOST_DRAWS: Final = 2**22


def raised_draws(draws: int) -> int:
    """Return the number of draws raised to a power of two, which a Sobol sequence needs.

    Raises
    ------
    CallError
        For less than 2 draws or more than 4,194,304.

    Examples
    --------
    >>> raised_draws(10_000)
    16384
    """
    if not 2 <= draws <= MOST_DRAWS:
        message = f"{draws:,} draws were asked for; allowed are 2 to {MOST_DRAWS:,}"
        raise CallError(message)
    return 1 << (draws - 1).bit_length()


def unit_draws(
    seed: int, dimensions: int, start: int, count: int, total: int, design: Design = "sobol"
) -> NDArray[np.float64]:
    """Return rows `start` to `start + count` of the sequence that a seed names.

    Any cut of the sequence gives the same rows: a Sobol sequence is wound forward, a Latin
    hypercube is laid out whole, plain Monte Carlo spawns a stream for every row of a block.

    Parameters
    ----------
    seed : int
        Names the sequence; 0 is a seed like any other.
    dimensions : int
        Numbers in a row.
    start, count, total : int
        First row, number of rows, and rows of the whole sequence; powers of two.
    design : {"sobol", "latin_hypercube", "monte_carlo"}
        Scrambled Sobol sequence, Latin hypercube, or independent draws.

    Returns
    -------
    ndarray (count, dimensions)
        Each strictly between 0 and 1.
    """
    if design == "monte_carlo":
        rows = [
            np.random.default_rng([seed, row]).random(dimensions)
            for row in range(start, start + count)
        ]
        return np.array(rows).reshape(count, dimensions)
    from scipy.stats import qmc  # noqa: PLC0415 - takes half a second, and only runs need it

    rng = np.random.default_rng(seed)
    if design == "latin_hypercube":
        whole = qmc.LatinHypercube(dimensions, rng=rng).random(total)
        return np.asarray(whole[start : start + count])
    sequence = qmc.Sobol(dimensions, scramble=True, rng=rng)
    if start:
        sequence.fast_forward(start)
    # The scrambled sequence has 30 bits and can hit 0 itself, where inverses may be infinite.
    return np.asarray(np.clip(sequence.random(count), 2.0**-31, 1 - 2.0**-31))
