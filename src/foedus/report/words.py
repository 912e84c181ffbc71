# SPDX-License-Identifier: Apache-2.0
"""Numbers, shares and dates as a reader meets them: rounded, with words that never say more."""

from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

MINUS: Final = "\N{MINUS SIGN}"
NONE: Final = "\N{EN DASH}"
"""What stands where there is no value."""

SHARE_WORDS: Final = (
    (0.05, "hardly any"),
    (0.20, "few"),
    (0.40, "a minority"),
    (0.60, "about half"),
    (0.80, "a majority"),
    (0.95, "most"),
    (1.00, "nearly all"),
)
"""Upper end of a share (not reached) and the words for what lies below it."""


def share_words(share: float) -> str:
    """Return the words for a share: none and all only where it is exactly so.

    Examples
    --------
    >>> [share_words(share) for share in (0, 0.03, 0.5, 0.97, 1)]
    ['none', 'hardly any', 'about half', 'nearly all', 'all']
    """
    if share <= 0:
        return "none"
    return next((words for below, words in SHARE_WORDS if share < below), "all")


def percent(share: float) -> str:
    """Return a share in percent without decimals; 0% and 100% only where it is exactly so.

    Examples
    --------
    >>> [percent(share) for share in (0, 0.002, 0.034, 0.999, 1)]
    ['0%', 'under 1%', '3%', 'over 99%', '100%']
    """
    if 0 < share < 0.005:
        return "under 1%"
    if 0.995 <= share < 1:
        return "over 99%"
    return f"{math.floor(100 * share + 0.5)}%"


def percent_range(low: float, high: float) -> str:
    """Return two shares as a range, or as one where they read the same.

    Examples
    --------
    >>> percent_range(0.021, 0.052), percent_range(0.021, 0.022)
    ('2% to 5%', '2%')
    """
    first, second = percent(low), percent(high)
    return first if first == second else f"{first} to {second}"


def place(value: float) -> str:
    """Return a place on a scale from 0 to 100, without decimals.

    Examples
    --------
    >>> place(49.5), place(-0.2)
    ('50', '0')
    """
    return f"{math.floor(value + 0.5):d}"


def worth(value: float) -> str:
    """Return a value in years, with two decimals and a true minus sign.

    Examples
    --------
    >>> worth(0.456), worth(-0.1)
    ('0.46', '\N{MINUS SIGN}0.10')
    """
    text = f"{abs(value):.2f}"
    return f"{MINUS}{text}" if value < 0 and float(text) > 0 else text


def signed(value: float) -> str:
    """Return a correlation with its sign and two decimals.

    Examples
    --------
    >>> signed(0.5), signed(-0.25)
    ('+0.50', '\N{MINUS SIGN}0.25')
    """
    text = worth(value)
    return text if text.startswith(MINUS) or value <= 0 else f"+{text}"


def count(number: int) -> str:
    """Return a whole number with thousands set apart.

    Examples
    --------
    >>> count(16384)
    '16,384'
    """
    return f"{number:,}"


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence lists them.

    Examples
    --------
    >>> listed(["one"]), listed(["one", "two", "three"])
    ('one', 'one, two and three')
    """
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def day(when: dt.date | None) -> str:
    """Return a date as people write it; nothing for no date.

    Examples
    --------
    >>> import datetime as dt
    >>> day(dt.date(2025, 8, 7))
    '7 August 2025'
    """
    return "" if when is None else f"{when.day} {when:%B %Y}"


def moment(when: dt.date | None) -> str:
    """Return a day, with the time of day where there is one (UTC).

    Examples
    --------
    >>> import datetime as dt
    >>> moment(dt.datetime(2027, 2, 10, 3, tzinfo=dt.UTC))
    '10 February 2027, 03:00 UTC'
    """
    # A moment is a day too, so the longer one is asked for first.
    return f"{day(when)}, {when:%H:%M} UTC" if isinstance(when, datetime) else day(when)


def plain(name: str) -> str:
    """Return an identifier as words.

    Examples
    --------
    >>> plain("single_source")
    'single source'
    """
    return name.replace("_", " ")


def sentence(text: str) -> str:
    """Return a text that starts with a capital and ends with a stop.

    Examples
    --------
    >>> sentence("judged, kept wide")
    'Judged, kept wide.'
    """
    if not text:
        return ""
    stop = "" if text[-1] in ".!?" else "."
    return f"{text[0].upper()}{text[1:]}{stop}"


def median_and_range(spread: Mapping[str, float]) -> str:
    """Return a probability's median with the range of nine draws in ten.

    Examples
    --------
    >>> median_and_range({"median": 0.04, "q05": 0.01, "q95": 0.2})
    '4% (1% to 20%)'
    """
    return f"{percent(spread['median'])} ({percent_range(spread['q05'], spread['q95'])})"


SAMPLINGS: Final = {
    "sobol": "a scrambled Sobol sequence (an even spread of points over all ranges)",
    "lhs": "a Latin hypercube (an even spread over each range)",
    "mc": "independent draws",
}
"""How worlds were drawn, in words."""
