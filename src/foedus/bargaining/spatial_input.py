# SPDX-License-Identifier: Apache-2.0
"""What the spatial model of politics is given: actors on one scale, and a reading of the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from foedus.bargaining.condorcet import RULES, Rule
from foedus.bargaining.outcome import shape_of
from foedus.bargaining.spatial_bargains import COMMITMENTS
from foedus.bargaining.spatial_votes import VOTES
from foedus.errors import CallError, SolverError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from foedus.bargaining.outcome import Floats

Vote: TypeAlias = Literal[
    "proportional", "binary", "proportional_binary", "cubic", "proportional_cubic"
]
Commitment: TypeAlias = Literal["no", "semi", "full"]
Settlement: TypeAlias = Literal["likeliest", "expected"]

Span: TypeAlias = "tuple[ArrayLike, ArrayLike]"
"""Lowest and highest possible position, one for all issues or one for each."""

# Saliences of 0.1, 0.2 and 0.7 sum to a little more than one.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the authors leave to the user; the defaults are those of their published runs.

    Parameters
    ----------
    vote : {"proportional", "binary", "proportional_binary", "cubic", "proportional_cubic"}
        A vote is influence times the difference of utilities, all influence, 80 % of the first
        and 20 % of the second, influence times the cubed difference, or half of each.
    exponent : float, greater than 0
        Exponent of every chance to win: 1 linear, 2 square, 4 quartic, 8 octic.
    commitment : {"no", "semi", "full"}
        A third party keeps its position whatever comes; takes the winner's if its side loses;
        takes the winner's in any case. With "no" and "full" it gains as much from helping
        either side, so that it stays out.
    election : {"conditional", "markov_uniform", "recursion"}
        How pairwise chances become one chance a position; see ``bargaining.condorcet``.
    risk_floor : float, range [-1, 1)
        Risk aversion at the unlikeliest position: 0, -1/2 or -1 for the authors' Min, Mid, Max.
    projection : float, range [0, 1]
        Share of its own attitude to risk that an actor sees in others: 1, 2/3, 1/2, 1/3, 0.
    power : float, greater than 0
        Power of salience times chance that weighs the two sides of a bargain: 2, or 1.
    least_gain : float, at least 0
        A challenge that promises no more is not made.
    steps : int, at least 0
        Steps of the scale to which offers are rounded; 0 for no rounding.
    settlement : {"likeliest", "expected"}
        The likeliest position, or the mean of all by their chances.
    """

    vote: Vote = "proportional"
    exponent: float = 1.0
    commitment: Commitment = "semi"
    election: Rule = "conditional"
    risk_floor: float = -0.5
    projection: float = 2 / 3
    power: float = 2.0
    least_gain: float = 1e-5
    steps: int = 10_000
    settlement: Settlement = "likeliest"

    def __post_init__(self) -> None:
        for name, given, names in (
            ("vote rule", self.vote, VOTES),
            ("third-party commitment", self.commitment, COMMITMENTS),
            ("election", self.election, tuple(RULES)),
            ("settlement", self.settlement, get_args(Settlement)),
        ):
            if given not in names:
                message = f"{name} is {given!r}; allowed: {', '.join(names)}"
                raise CallError(message)
        for name, value, fits, allowed in (
            ("victory exponent", self.exponent, self.exponent > 0, "a number above 0"),
            ("risk floor", self.risk_floor, -1 <= self.risk_floor < 1, "from -1 to below 1"),
            ("projection", self.projection, 0 <= self.projection <= 1, "from 0 to 1"),
            ("power", self.power, self.power > 0, "a number above 0"),
            ("least gain", self.least_gain, self.least_gain >= 0, "a number of at least 0"),
            ("steps", self.steps, self.steps >= 0, "a whole number of at least 0"),
        ):
            if not (fits and np.isfinite(value)):
                message = f"{name} is {value}; allowed: {allowed}"
                raise CallError(message)


AUTHORS = Reading()
"""The reading of the authors' published runs."""


@dataclass(frozen=True, slots=True, eq=False)
class Scaled:
    """Actors on the scale from 0 to 1.

    Parameters
    ----------
    position : array, (draws, actors, issues)
        As given.
    low, width : arrays, (draws, issues)
        Where the scale starts, and how long it is.
    x, salience : arrays, (draws, actors, issues)
        On the scale; NaN and 0 where an actor takes no part.
    capability : array, (draws, actors)
        Divided by the largest of a draw; 0 for an actor that takes no part at all.
    """

    position: Floats
    low: Floats
    width: Floats
    x: Floats
    salience: Floats
    capability: Floats

    @property
    def stands(self) -> NDArray[np.bool_]:
        """Say which actors take part in something, (draws, actors)."""
        some: NDArray[np.bool_] = np.any(~np.isnan(self.x), axis=2)
        return some

    def only(self, draws: slice | NDArray[np.intp]) -> Scaled:
        """Take some of the draws."""
        return Scaled(
            self.position[draws],
            self.low[draws],
            self.width[draws],
            self.x[draws],
            self.salience[draws],
            self.capability[draws],
        )

    def unscaled(self, x: Floats) -> Floats:
        """Bring positions back, (draws, rounds, actors, issues); those never moved as given."""
        back = self.low[:, None, None] + x * self.width[:, None, None]
        answer: Floats = np.where(x == self.x[:, None], self.position[:, None], back)
        return answer


def scaled(
    position: ArrayLike, salience: ArrayLike, capability: ArrayLike, span: Span | None
) -> Scaled:
    """Check the input of the spatial model and bring it to the scale from 0 to 1.

    Parameters and errors are those of ``spatial.spatial``.

    Returns
    -------
    Scaled
    """
    given, s, c = _fitted(position, salience, capability)
    part = ~np.isnan(given)
    if np.isinf(given).any():
        message = "a position is infinite; positions are finite, or NaN for no part in the issue"
        raise SolverError(message)
    if not part.any(axis=1).all():
        draw, issue = np.argwhere(~part.any(axis=1))[0]
        message = f"no actor has a position on issue {issue} in draw {draw}; one is needed"
        raise SolverError(message)
    for name, values, most in (("salience", s, 1 + _ROUNDING), ("capability", c, np.inf)):
        seen = values[part]
        if not (np.isfinite(seen) & (seen >= 0) & (seen <= most)).all():
            allowed = "from 0 to 1" if most < np.inf else "a finite number of at least 0"
            message = f"a {name} is wrong where an actor takes part; each must be {allowed}"
            raise SolverError(message)
    low, high = _ends(given, span)
    width = high - low
    s = np.where(part, s, 0.0)
    most = s.sum(axis=2).max(axis=1)[:, None, None]
    means = _mean(np.where(part, c, 0.0), part)
    largest = means.max(axis=1, keepdims=True)
    return Scaled(
        given,
        low,
        width,
        (given - low[:, None]) / np.where(width > 0, width, 1.0)[:, None],
        s / np.where(most > 1 + _ROUNDING, most, 1.0),
        means / np.where(largest > 0, largest, 1.0),
    )


def _fitted(
    position: ArrayLike, salience: ArrayLike, capability: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    try:
        x = np.array(position, dtype=np.float64)
        s, c = (np.asarray(values, dtype=np.float64) for values in (salience, capability))
    except (TypeError, ValueError):
        shapes = ", ".join(shape_of(array) for array in (position, salience, capability))
        message = (
            f"position, salience and capability have the shapes {shapes};"
            " they must be numbers that fit (draws, actors, issues)"
        )
        raise CallError(message) from None
    if x.ndim != 3 or not x.size:
        message = f"position has the shape {x.shape}; it must be (draws, actors, issues), none 0"
        raise CallError(message)
    try:
        return x, np.broadcast_to(s, x.shape), np.broadcast_to(c, x.shape)
    except ValueError:
        message = (
            f"salience has the shape {s.shape} and capability {c.shape};"
            f" both must broadcast to {x.shape}"
        )
        raise CallError(message) from None


def _ends(position: Floats, span: Span | None) -> tuple[Floats, Floats]:
    lowest, highest = np.nanmin(position, axis=1), np.nanmax(position, axis=1)
    if span is None:
        return lowest, highest
    ends = [np.asarray(end, dtype=np.float64) for end in span]
    if not all(np.isfinite(end).all() for end in ends):
        message = "an end of the span is not finite; each must be a finite number"
        raise CallError(message)
    try:
        low, high = (np.broadcast_to(end, lowest.shape) for end in ends)
    except ValueError:
        shapes = " and ".join(str(end.shape) for end in ends)
        message = f"ends of the span have the shapes {shapes}; allowed: one number, or one an issue"
        raise CallError(message) from None
    if (low > lowest).any() or (high < highest).any():
        message = "a position lies outside the span; the span must hold every position"
        raise CallError(message)
    return low, high


def _mean(values: Floats, part: NDArray[np.bool_]) -> Floats:
    mean: Floats = values.sum(axis=2) / np.maximum(part.sum(axis=2), 1)
    return mean
