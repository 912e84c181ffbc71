# SPDX-License-Identifier: Apache-2.0
"""Uncertain numbers as a case file writes them, each with its ground."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from foedus.problems import shown
from foedus.records import LARGEST, Name, Number, Record, Words

FAMILIES = ("value", "mode", "uniform", "normal", "beta", "choice")
FORMS: Final = (
    "a plain number, {low, mode, high}, {uniform: [a, b]}, {normal: [mean, sd], within: [a, b]}, "
    "{beta: [a, b]}, {choice: {name: chance}}"
)
BETA_SHAPES: Final = (0.01, 1e6)
"""Outside these a beta distribution has all its weight on points that float64 cannot tell apart."""
_NUMERAL = re.compile(r"[-+]?[0-9]+(\.[0-9]*)?(e[-+]?[0-9]+)?", re.ASCII | re.IGNORECASE)


class UncertainNumber(Record):
    """A number with its spread and its ground: cited words, or an assumption with a reason.

    Exactly one family is given: a plain number (`value`), ``low, mode, high`` (a PERT
    distribution), ``uniform: [a, b]``, ``normal: [mean, sd]`` (cut to ``within: [a, b]``),
    ``beta: [a, b]`` (on 0 to 1, or stretched to `within`) or ``choice: {a: 0.6, b: 0.4}``.
    `cite` names statements, `assume` gives a reason; a number with neither is *bare*.

    Examples
    --------
    >>> UncertainNumber.model_validate({"low": 1, "mode": 2, "high": 4, "assume": "judged"}).span
    (1.0, 4.0)
    >>> UncertainNumber.model_validate(3).bare
    True
    """

    value: Number | None = Field(None, description="A plain number.")
    low: Number | None = Field(None, description="Least possible value (PERT).")
    mode: Number | None = Field(None, description="Most likely value (PERT).")
    high: Number | None = Field(None, description="Greatest possible value (PERT).")
    uniform: tuple[Number, Number] | None = Field(None, description="Any value between two.")
    normal: tuple[Number, Number] | None = Field(None, description="Mean and standard deviation.")
    within: tuple[Number, Number] | None = Field(None, description="Cuts normal, stretches beta.")
    beta: tuple[Number, Number] | None = Field(None, description="Two positive shapes.")
    choice: dict[str, Number] | None = Field(None, description="Names with their chances.")
    cite: tuple[Name, ...] = Field((), description="Ids of statements.")
    assume: Words | None = Field(None, description="Why this number, in neutral words.")

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, given: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        if isinstance(given, (int, float)) and not isinstance(given, bool):
            return {"value": given}
        if isinstance(given, str) and math.isnan(numeral(given)):
            return {"choice": {given: 1.0}}
        if isinstance(given, (dict, UncertainNumber)):
            return given
        message = f"is {shown(given)}; must be one of: {FORMS}"
        raise ValueError(message)

    @model_validator(mode="after")
    def _one_family(self) -> UncertainNumber:
        given = [name for name in FAMILIES if getattr(self, name) is not None]
        pert = [name for name in ("low", "mode", "high") if getattr(self, name) is not None]
        if pert and len(pert) < 3:
            lacking = ", ".join(sorted({"low", "mode", "high"} - set(pert)))
            message = f"has {' and '.join(pert)} without {lacking}; give low, mode and high"
            raise ValueError(message)
        if len(given) != 1:
            named = " and ".join(given) or "no number"
            message = f"gives {named}; give exactly one of: {FORMS}"
            raise ValueError(message)
        wrong = self._wrong()
        if wrong:
            raise ValueError(wrong)
        return self

    def _wrong(self) -> str:
        """Say what is impossible about the numbers given, or nothing."""
        return self._wrong_range() or self._wrong_shape()

    def _wrong_range(self) -> str:
        if self.within is not None and self.normal is None and self.beta is None:
            return "has 'within' without normal or beta; 'within' belongs to those two"
        if self.within is not None and not self.within[0] < self.within[1]:
            return f"is within {list(self.within)}; the first must be below the second"
        if self.uniform is not None and self.uniform[0] > self.uniform[1]:
            return f"is uniform over {list(self.uniform)}; the first must not exceed the second"
        if self.low is None or self.mode is None or self.high is None:
            return ""
        if self.low > self.mode:
            return f"has low {self.low:g} above mode {self.mode:g}; must be low <= mode <= high"
        if self.mode > self.high:
            return f"has mode {self.mode:g} above high {self.high:g}; must be low <= mode <= high"
        return ""

    def _wrong_shape(self) -> str:
        if self.normal is not None:
            if self.normal[1] <= 0:
                return f"has a standard deviation of {self.normal[1]:g}; must be greater than 0"
            if not self._normal_reaches():
                return "is cut to a range where the normal has no weight; move 'within' or the mean"
        least, most = BETA_SHAPES
        if self.beta is not None and not least <= min(self.beta) <= max(self.beta) <= most:
            return f"has beta shapes {list(self.beta)}; both must be within {least:g} and {most:g}"
        if self.choice is not None:
            chances = list(self.choice.values())
            if min(chances, default=0) < 0:
                return f"has a chance of {min(chances):g}; none may be below 0"
            if not math.isclose(sum(chances), 1, abs_tol=1e-6):
                return f"has chances that add up to {sum(chances):g}; must add up to 1"
        return ""

    def _normal_reaches(self) -> bool:
        """Tell whether the cut lies within eight standard deviations of the mean."""
        if self.normal is None or self.within is None:
            return True
        mean, sd = self.normal
        return self.within[0] <= mean + 8 * sd and self.within[1] >= mean - 8 * sd

    @model_serializer(mode="wrap")
    def _short(self, full: SerializerFunctionWrapHandler) -> Any:  # noqa: ANN401 - as the file has it
        if self.bare and self.value is not None:
            return int(self.value) if self.value.is_integer() else self.value
        return {k: v for k, v in full(self).items() if k in self.model_fields_set}

    @property
    def family(self) -> str:
        """Name of the family that is given: value, pert, uniform, normal, beta or choice."""
        name = next(name for name in FAMILIES if getattr(self, name) is not None)
        return "pert" if name == "mode" else name

    @property
    def bare(self) -> bool:
        """Whether neither a citation nor an assumption stands behind the number."""
        return not self.cite and self.assume is None

    @property
    def fixed(self) -> bool:
        """Whether the number cannot vary."""
        low, high = self.span
        return low == high

    @property
    def span(self) -> tuple[float, float]:
        """Least and greatest possible value; for a choice of names (nan, nan)."""
        if self.value is not None:
            return (self.value, self.value)
        if self.low is not None and self.high is not None:
            return (self.low, self.high)
        if self.uniform is not None:
            return self.uniform
        if self.normal is not None:
            return self.within or (-math.inf, math.inf)
        if self.beta is not None:
            return self.within or (0.0, 1.0)
        numbers = [numeral(name) for name in self.choice or {}]
        return (min(numbers), max(numbers)) if not any(map(math.isnan, numbers)) else _NAMES

    def __str__(self) -> str:
        if self.value is not None:
            return f"{self.value:g}"
        if self.mode is not None:
            return f"{self.low:g} to {self.high:g}, most likely {self.mode:g}"
        if self.uniform is not None:
            return f"{self.uniform[0]:g} to {self.uniform[1]:g}, all alike"
        if self.normal is not None:
            cut = f", within {self.within[0]:g} to {self.within[1]:g}" if self.within else ""
            return f"normal, mean {self.normal[0]:g}, sd {self.normal[1]:g}{cut}"
        if self.beta is not None:
            low, high = self.span
            return f"beta({self.beta[0]:g}, {self.beta[1]:g}) on {low:g} to {high:g}"
        if len(self.choice or {}) == 1:
            return next(iter(self.choice or {}))
        return ", ".join(f"{name} {chance:.0%}" for name, chance in (self.choice or {}).items())


_NAMES: Final = (math.nan, math.nan)


def numeral(text: str) -> float:
    """Return the number that a text writes out in digits, or nan for a name.

    Examples
    --------
    >>> numeral("12.5"), numeral("half")
    (12.5, nan)
    """
    number = float(text) if _NUMERAL.fullmatch(text) else math.nan
    return number if abs(number) <= LARGEST else math.nan


@dataclass(frozen=True)
class Within:
    """Bounds that a number's whole span must keep."""

    low: float
    high: float
    open_high: bool = False

    def __call__(self, number: UncertainNumber) -> UncertainNumber:
        """Return the number, or raise for a span that leaves the bounds."""
        low, high = number.span
        if math.isnan(low):
            message = f"is a choice of names; must be a number {self}"
            raise ValueError(message)
        beyond = high >= self.high if self.open_high else high > self.high
        if low < self.low or beyond:
            reach = f"is {low:g}" if low == high else f"reaches from {low:g} to {high:g}"
            cut = number.normal is not None and number.within is None
            message = f"{reach}; must stay {self}{', so cut it with within' if cut else ''}"
            raise ValueError(message)
        return number

    def __str__(self) -> str:
        if self.low == -math.inf:
            return "of any size"
        if self.high == math.inf:
            return f"at or above {self.low:g}"
        if self.open_high:
            return f"at or above {self.low:g} and below {self.high:g}"
        return f"within {self.low:g} and {self.high:g}"


Real = Annotated[UncertainNumber, AfterValidator(Within(-math.inf, math.inf))]
"""Any number."""
Share = Annotated[UncertainNumber, AfterValidator(Within(0, 1))]
"""A probability or share, 0 to 1."""
Discount = Annotated[UncertainNumber, AfterValidator(Within(0, 1, open_high=True))]
"""A yearly discount factor, 0 to below 1."""
Amount = Annotated[UncertainNumber, AfterValidator(Within(0, math.inf))]
"""A cost or weight: not negative."""
OnScale = Annotated[UncertainNumber, AfterValidator(Within(0, 100))]
"""A place on an issue's scale, 0 to 100."""
Positive = Annotated[UncertainNumber, AfterValidator(Within(1e-9, math.inf))]
"""Greater than zero."""
