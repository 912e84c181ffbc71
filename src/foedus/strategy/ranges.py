# SPDX-License-Identifier: Apache-2.0
"""The numbers that the game over years takes: their ranges, their shapes, how many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from foedus.errors import SolverError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

LARGEST: Final = 1e12
"""Largest size of a payoff, as in the game of a single year."""

Allowed = tuple[float, float, str]
PAYOFF: Final[Allowed] = (-LARGEST, LARGEST, "finite numbers of size at most 1e12")
CHANCE: Final[Allowed] = (0.0, 1.0, "probabilities from 0 to 1")
DISCOUNT: Final[Allowed] = (0.0, float(np.nextafter(1.0, 0.0)), "numbers from 0 up to but not 1")

LONGEST: Final = 10_000
"""Most years of a horizon or a term."""


def horizon(years: int) -> None:
    """Refuse a horizon that is no whole number of years."""
    if not isinstance(years, int | np.integer) or not 0 <= years <= LONGEST:
        message = f"years is {years}; allowed are whole years from 0 to {LONGEST}"
        raise SolverError(message)


def row_count(name: str, lengths: list[int]) -> int:
    """Return how many rows there are, if all that have rows agree or have one."""
    many = {length for length in lengths if length != 1}
    if len(many) > 1:
        message = f"{name} and the peace have {sorted(many)} rows; allowed is one number of rows"
        raise SolverError(message)
    return many.pop() if many else 1


def plain(name: str, values: ArrayLike) -> Floats:
    """Return values as float64, or say that they are no numbers."""
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        message = f"{name} is no array of numbers; allowed are numbers in a rectangular array"
        raise SolverError(message) from None


def within(name: str, values: ArrayLike, allowed: Allowed) -> Floats:
    """Return values as float64, all within a range."""
    numbers = plain(name, values)
    low, high, words = allowed
    outside = ~((numbers >= low) & (numbers <= high))
    if outside.any():
        message = f"{name} has {numbers[outside].flat[0]}; allowed are {words}"
        raise SolverError(message)
    return numbers


def spread_out(name: str, values: Floats, shape: tuple[int, ...]) -> Floats:
    """Return values broadcast to a shape, as an array of their own."""
    try:
        return np.array(np.broadcast_to(values, shape), order="C")
    except ValueError:
        message = f"{name} has shape {values.shape}; allowed is {shape} or what broadcasts to it"
        raise SolverError(message) from None


def precisions(values: ArrayLike) -> Floats:
    """Return precisions, all from 0 to 1e12, or infinite."""
    numbers = plain("precision", values)
    within(
        "precision", numbers[numbers != np.inf], (0.0, LARGEST, "numbers from 0 to 1e12, or inf")
    )
    return numbers


def finite_values(name: str, values: ArrayLike) -> Floats:
    """Return present values, which may be larger than what a year is worth."""
    highest = LARGEST * LARGEST
    return within(name, values, (-highest, highest, "finite numbers of size at most 1e24"))


def within_horizon(years: int, most: int | None) -> None:
    """Refuse to look beyond the horizon of a finite game."""
    if most is not None and years > most:
        message = f"years is {years}; allowed are those up to the game's horizon, {most}"
        raise SolverError(message)
