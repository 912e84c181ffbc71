# SPDX-License-Identifier: Apache-2.0
"""Private cost shocks: the chance of a choice as a function of what it gains.

Every decider of the deterrence game knows a cost of its own that nobody else sees. With precision
lambda the chance that a choice of gain z is made is F(lambda z), F the logistic or the normal
distribution function. The kernels below take the scaled gain lambda z.

`compiled` marks what compiled code calls and what is plain Python elsewhere; `entry` marks what
Python calls. Without fast-math; and without counting references, as no kernel allocates. The
cache of an entry looks at the entry's own file only: after a change to another kernel, remove the
cached files (``__pycache__/*.nb?``).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, cast

from numba import njit
from numba.extending import register_jitable

if TYPE_CHECKING:
    from collections.abc import Callable

Shock = Literal["logistic", "normal"]
SHOCKS: Final[dict[Shock, int]] = {"logistic": 0, "normal": 1}

_NORMAL: Final = 1
_SQRT_HALF: Final = math.sqrt(0.5)
_NORMAL_PEAK: Final = 1.0 / math.sqrt(2.0 * math.pi)

Kernel = TypeVar("Kernel", bound="Callable[..., object]")


def compiled(function: Kernel) -> Kernel:
    """Let compiled code call a function, which stays as it is in Python."""
    return register_jitable(error_model="numpy", _nrt=False)(function)


def entry(function: Kernel) -> Kernel:
    """Compile a function that is called from Python, once and for all runs."""
    options: dict[str, Any] = {"cache": True, "error_model": "numpy", "_nrt": False}
    return cast("Kernel", njit(**options)(function))


@compiled
def chance(gain: float, shock: int) -> float:
    """F(z): chance that a choice of scaled gain z is made."""
    if shock == _NORMAL:
        return 0.5 * math.erfc(-gain * _SQRT_HALF)
    if gain >= 0.0:
        return 1.0 / (1.0 + math.exp(-gain))
    odds = math.exp(gain)
    return odds / (1.0 + odds)


@compiled
def chance_and_slope(gain: float, shock: int) -> tuple[float, float, float]:
    """F(z), F'(z) and F''(z)/F'(z); the slope is highest at 0 and falls on both sides."""
    if shock == _NORMAL:
        slope = _NORMAL_PEAK * math.exp(-0.5 * gain * gain)
        return 0.5 * math.erfc(-gain * _SQRT_HALF), slope, -gain
    odds = math.exp(-abs(gain))
    likely = 1.0 / (1.0 + odds)
    rare = odds * likely
    if gain >= 0.0:
        return likely, rare * likely, rare - likely
    return rare, rare * likely, likely - rare


@compiled
def steepest(shock: int) -> float:
    """F'(0): the highest slope of F."""
    return _NORMAL_PEAK if shock == _NORMAL else 0.25
