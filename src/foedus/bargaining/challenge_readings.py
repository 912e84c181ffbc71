# SPDX-License-Identifier: Apache-2.0
"""Readings of the challenge model: the papers leave choices open, and a reading makes every one.

Two who program the model from its papers get different answers. So each answer here names its
reading, and `READINGS` holds 96 that the papers bear, to be run side by side.

References
----------
Bueno de Mesquita, B. 1994. Political forecasting: an expected utility method. In B. Bueno de
Mesquita and F. N. Stokman (eds), European Community Decision Making. Yale University Press.

Scholz, J. B., Calbert, G. J. and Smith, G. A. 2011. Unravelling Bueno De Mesquita's group decision
model. Journal of Theoretical Politics 23: 510-531.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypeAlias

from foedus.errors import CallError

if TYPE_CHECKING:
    from collections.abc import Mapping

Denominator: TypeAlias = Literal["pair", "all_pairs"]
Distance: TypeAlias = Literal["plain", "risk"]
Risk: TypeAlias = Literal["viewer", "challenger", "rival"]
Conflict: TypeAlias = Literal["moves", "stays"]
Order: TypeAlias = Literal["conflict_first", "compromise_first", "least_move"]
Choice: TypeAlias = Literal["least_move", "lowest"]
Span: TypeAlias = Literal["round", "first"]

CHOICES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "denominator": {
            "pair": "A challenger's chance is its side's share of all support in that one contest.",
            "all_pairs": (
                "A challenger's chance is its side's support over the support of both sides summed"
                " over all contests, each counted from either end."
            ),
        },
        "distance": {
            "plain": "Third parties weigh distances as they are.",
            "risk": "Third parties weigh distances raised to their own risk exponent.",
        },
        "risk": {
            "viewer": "An actor judges both challenges by its own risk exponent.",
            "challenger": "Each challenge is judged by the risk exponent of the one who makes it.",
            "rival": "The rival, who makes the offer, judges both by its risk exponent.",
        },
        "conflict": {
            "moves": "In a conflict the actor that expects less takes its rival's position.",
            "stays": "A conflict moves nobody; where it comes first it shuts out other offers.",
        },
        "order": {
            "conflict_first": "An actor answers a conflict first, then compromises, then yields.",
            "compromise_first": "An actor compromises first, then yields, then fights.",
            "least_move": "An actor takes the offer that moves it least, whatever its kind.",
        },
        "compromise": {
            "least_move": "Of several compromises an actor takes the one that moves it least.",
            "lowest": (
                "Of several compromises an actor takes the one whose mean of both positions,"
                " weighted by the sizes of both expected utilities, is lowest."
            ),
        },
        "span": {
            "round": "Distances are shares of the range of positions in that round.",
            "first": "Distances are shares of the range of positions at the start.",
        },
    }
)
"""Each choice that the papers leave open, its options, and what each means."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One complete way to read the challenge model; the options are explained in `CHOICES`.

    Parameters
    ----------
    denominator : {"pair", "all_pairs"}
        What the support for a challenger is divided by.
    distance : {"plain", "risk"}
        Whether third parties' distances are raised to their risk exponent.
    risk : {"viewer", "challenger", "rival"}
        Whose risk exponent enters the two expected utilities that an actor compares.
    conflict : {"moves", "stays"}
        Whether a conflict moves the actor that expects less from it.
    order : {"conflict_first", "compromise_first", "least_move"}
        Which kind of offer an actor answers first.
    compromise : {"least_move", "lowest"}
        Which of several compromises an actor takes.
    span : {"round", "first"}
        The range R that makes distances shares.

    Raises
    ------
    CallError
        If an option is not one of those named.

    Examples
    --------
    >>> READINGS["scholz2011"].order
    'conflict_first'
    """

    denominator: Denominator
    distance: Distance
    risk: Risk
    conflict: Conflict
    order: Order
    compromise: Choice
    span: Span

    def __post_init__(self) -> None:
        for choice, options in CHOICES.items():
            if getattr(self, choice) not in options:
                message = f"{choice} is {getattr(self, choice)!r}; allowed: {', '.join(options)}"
                raise CallError(message)

    @property
    def name(self) -> str:
        """The options in order, joined by dots, or the name under which a reading is shipped."""
        return "scholz2011" if self == SCHOLZ2011 else ".".join(astuple(self))

    @property
    def sentences(self) -> tuple[str, ...]:
        """The reading in plain words, a sentence for each choice."""
        return tuple(CHOICES[each.name][getattr(self, each.name)] for each in fields(self))


SCHOLZ2011 = Reading("all_pairs", "risk", "viewer", "moves", "conflict_first", "lowest", "round")
"""The reading that comes closest to the published rounds. They do not tell `span` apart."""

_CHANCES: tuple[tuple[Denominator, Distance], ...] = (("pair", "plain"), ("all_pairs", "risk"))
_RISKS: tuple[Risk, ...] = ("viewer", "challenger", "rival")
_CONFLICTS: tuple[Conflict, ...] = ("moves", "stays")
_ORDERS: tuple[Order, ...] = ("conflict_first", "compromise_first")
_COMPROMISES: tuple[Choice, ...] = ("least_move", "lowest")
_SPANS: tuple[Span, ...] = ("round", "first")

READINGS: Mapping[str, Reading] = MappingProxyType(
    {
        reading.name: reading
        for reading in (
            Reading(*chance, risk, conflict, order, compromise, span)
            for chance, risk, conflict, order, compromise, span in product(
                _CHANCES, _RISKS, _CONFLICTS, _ORDERS, _COMPROMISES, _SPANS
            )
        )
    }
)
"""The 96 readings by name, of the 288 that options combine to.

Chances of winning come in the two kinds that the papers have: of each pair with plain distances,
and over all pairs with distances raised to risk exponents. The order ``least_move`` is for those
who ask for it; with it `compromise` makes no difference.
"""


def find_reading(reading: Reading | str) -> Reading:
    """Return a reading, or the one of `READINGS` that a name stands for.

    Raises
    ------
    CallError
        If no reading has that name.

    Examples
    --------
    >>> find_reading("scholz2011") == SCHOLZ2011
    True
    """
    if isinstance(reading, Reading):
        return reading
    if not isinstance(reading, str) or reading not in READINGS:
        message = f"reading is {reading!r}; allowed: a Reading, or a name in READINGS (scholz2011)"
        raise CallError(message)
    return READINGS[reading]
