# SPDX-License-Identifier: Apache-2.0
"""Three-valued answers with their reasons: true, false, or unknown (None), after Kleene.

An answer that combines others keeps the reasons that decide it: for a "no" the parts that failed,
for an unknown what is open beside what is known.

References
----------
Kleene, S. C. (1952). Introduction to Metamathematics, section 64 (strong three-valued logic).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from foedus.pacts.moments import opening

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question of fact or law, since when it holds, and why.

    Parameters
    ----------
    value : bool or None
        True, false, or unknown.
    since : date or datetime, optional
        The moment from which a true answer holds.
    because : tuple of str
        Plain sentences.
    """

    value: bool | None
    since: dt.date | None = None
    because: tuple[str, ...] = ()


def _reasons(answers: Iterable[Answer]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for answer in answers for line in answer.because))


def all_of(answers: Iterable[Answer]) -> Answer:
    """Return whether all hold: false where one is false, else unknown where one is unknown.

    Examples
    --------
    >>> all_of([Answer(True), Answer(None)]).value is None
    True
    >>> all_of([Answer(False), Answer(None)]).value
    False
    """
    given = list(answers)
    failed = [answer for answer in given if answer.value is False]
    if failed:
        return Answer(value=False, because=_reasons(failed))
    if any(answer.value is None for answer in given):
        return Answer(value=None, because=_reasons(given))
    moments = [answer.since for answer in given if answer.since is not None]
    return Answer(
        value=True, since=max(moments, key=opening, default=None), because=_reasons(given)
    )


def any_of(answers: Iterable[Answer]) -> Answer:
    """Return whether one holds: true where one is true, else unknown where one is unknown."""
    given = list(answers)
    met = [answer for answer in given if answer.value is True]
    if met:
        moments = [answer.since for answer in met if answer.since is not None]
        earliest = min(moments, key=opening, default=None) if len(moments) == len(met) else None
        return Answer(value=True, since=earliest, because=_reasons(met))
    open_ = [answer for answer in given if answer.value is None]
    return Answer(value=None if open_ else False, because=_reasons(open_ or given))


def negation(answer: Answer) -> Answer:
    """Return the opposite answer; unknown stays unknown."""
    opposite = None if answer.value is None else not answer.value
    return Answer(value=opposite, since=answer.since, because=answer.because)
