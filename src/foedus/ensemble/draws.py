# SPDX-License-Identifier: Apache-2.0
"""Uniform draws for an ensemble: one sequence from the seed, cut into chunks."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np

from foedus.errors import CallError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.stats import qmc

Sampling = Literal["sobol", "lhs", "mc"]
SAMPLINGS: Final[tuple[Sampling, ...]] = get_args(Sampling)
MOST_DRAWS: Final = 2**22
MOST_NUMBERS: Final = 2**27
"""Numbers of a Latin hypercube, which is laid out whole: half a gigabyte of places."""
BLOCK: Final = 256
"""Rows that share a stream of independent draws; a chunk is made of whole blocks or of parts."""

_idle: dict[tuple[int, int], qmc.Sobol] = {}
"""The sequence that was used last, to go on from where it stands: winding takes as long as drawing.

Whoever uses it takes it out, so that two threads never share one.
"""


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
    seed: int, dimensions: int, start: int, count: int, total: int, sampling: Sampling = "sobol"
) -> NDArray[np.float64]:
    """Return rows `start` to `start + count` of the sequence that a seed names.

    Any cut of the sequence gives the same rows: a Sobol sequence is wound forward, a Latin
    hypercube is laid out whole, independent draws have a stream of their own for every block.

    Parameters
    ----------
    seed : int
        Names the sequence; 0 is a seed like any other.
    dimensions : int
        Numbers in a row.
    start, count, total : int
        First row, number of rows, and rows of the whole sequence; powers of two.
    sampling : {"sobol", "lhs", "mc"}
        Scrambled Sobol sequence, Latin hypercube, or independent draws (Monte Carlo).

    Returns
    -------
    ndarray (count, dimensions)
        Each strictly between 0 and 1.

    Raises
    ------
    CallError
        For a Latin hypercube that would not fit into memory.
    """
    if sampling == "mc":
        return _independent([seed], dimensions, start, count)
    if sampling == "lhs":
        if total * dimensions > MOST_NUMBERS:
            message = (
                f"a Latin hypercube of {total:,} draws of {dimensions} numbers does not fit into "
                f"memory; allowed are {MOST_NUMBERS // dimensions:,} draws, or use sobol"
            )
            raise CallError(message)
        places = _strata(seed, dimensions, total)[start : start + count]
        inside = _independent([seed, 1], dimensions, start, count)
        return np.asarray(np.minimum((places + inside) / total, 1 - 2.0**-53))
    sequence = _idle.pop((seed, dimensions), None) or _sobol(seed, dimensions)
    if sequence.num_generated > start:
        sequence.reset()
    if sequence.num_generated < start:
        sequence.fast_forward(start - sequence.num_generated)
    unit = sequence.random(count)
    _idle.clear()
    _idle[seed, dimensions] = sequence
    # The scrambled sequence has 30 bits and can hit 0 itself, where inverses may be infinite.
    return np.asarray(np.clip(unit, 2.0**-31, 1 - 2.0**-31))


def _sobol(seed: int, dimensions: int) -> qmc.Sobol:
    from scipy.stats import qmc  # noqa: PLC0415 - takes half a second, and only runs need it

    return qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(seed))


def _independent(stream: list[int], dimensions: int, start: int, count: int) -> NDArray[np.float64]:
    first, last = start // BLOCK, -(-(start + count) // BLOCK)
    rows = [
        np.random.default_rng([*stream, block]).random((BLOCK, dimensions))
        for block in range(first, last)
    ]
    skipped = start - first * BLOCK
    unit = np.concatenate(rows)[skipped : skipped + count]
    return np.asarray(np.maximum(unit, 2.0**-54))


@lru_cache(maxsize=1)
def _strata(seed: int, dimensions: int, total: int) -> NDArray[np.int32]:
    """Return in which of as many equal strata as there are draws each number lies."""
    places = np.empty((total, dimensions), dtype=np.int32)
    for column in range(dimensions):
        places[:, column] = np.random.default_rng([seed, column, total]).permutation(total)
    return places
