# SPDX-License-Identifier: Apache-2.0
"""Plain sentences for what happened and what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.pacts.moments import told
from foedus.pacts.taxonomy import EVENT_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from foedus.pacts.events import Determination, Event
    from foedus.pacts.scene import Names


def cap(text: str) -> str:
    """Return a text with its first letter large.

    Examples
    --------
    >>> cap("the United States")
    'The United States'
    """
    return text[:1].upper() + text[1:]


def one(noun: str) -> str:
    """Return a noun with its indefinite article.

    Examples
    --------
    >>> one("invocation"), one("signature")
    ('an invocation', 'a signature')
    """
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def listed(names: Iterable[str], last: str = "and") -> str:
    """Return names as one phrase.

    Examples
    --------
    >>> listed(["France", "Germany", "Poland"])
    'France, Germany and Poland'
    """
    given = list(names)
    if len(given) < 2:
        return "".join(given)
    return f"{', '.join(given[:-1])} {last} {given[-1]}"


def plain(name: str) -> str:
    """Return a name of the file as words."""
    return name.replace("_", " ")


def happened(event: Event, names: Names) -> str:
    """Return a sentence for an event; a claim is told as a claim."""
    who = listed(names.of(code) for code in event.doers)
    whom = listed(names.of(code) for code in event.others)
    verb = EVENT_TYPES[event.type].told
    if event.type == "decision":
        text = f"a vote of {event.votes} was taken"
    elif event.type == "contribution":
        text = f"{who} gave help to {whom} ({plain(event.kind or '')})"
    elif event.type in ("pledge", "delivery"):
        amount = f"{event.amount:,g}{' ' + event.unit if event.unit else ''}"
        text = f"{who} {verb} {amount}{' to ' + whom if whom else ''}"
    elif event.type == "invocation":
        text = f"{who} invoked {names.article(event.clause)}"
    else:
        text = f"{who} {verb}{' ' + whom if whom and _takes_object(event) else ''}"
    if event.target is not None:
        text += f" (target: {plain(event.target)})"
    if event.alleged_by:
        claimant = cap(listed(names.of(code) for code in event.alleged_by))
        return f"{claimant} says that {text} on {told(event.at)} ({event.id})."
    return f"{cap(text)} on {told(event.at)} ({event.id})."


def _takes_object(event: Event) -> bool:
    return bool(event.attacker) or event.type in (
        "threat",
        "mobilisation",
        "declaration_of_war",
        "border_violation",
        "sanction",
    )


def found(together: Sequence[Determination], phrase: str, names: Names) -> str:
    """Return a sentence, without its full stop, for findings that say the same."""
    determination = together[0]
    own = determination.vote is not None and len(together) == 1
    vote = f", {determination.vote}," if own else ""
    who = cap(listed(dict.fromkeys(names.of(each.by) for each in together)))
    day, event = told(determination.at), determination.event
    if determination.value == "unknown" and len(together) > 1:
        return f"{who} said on {day} that they cannot tell whether {event} was {phrase}"
    if determination.value == "unknown":
        return f"{who} said on {day}{vote} that it cannot tell whether {event} was {phrase}"
    was = "was" if determination.value else "was not"
    return f"{who} found on {day}{vote} that {event} {was} {phrase}"
