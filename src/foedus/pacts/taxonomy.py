# SPDX-License-Identifier: Apache-2.0
"""What can happen, as a tree of event types, and what each kind of help amounts to.

A pact that speaks of an attack means every type below it in the tree: an incursion is an attack.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import AfterValidator

from foedus.problems import did_you_mean, listing


@dataclass(frozen=True, slots=True)
class EventType:
    """One type of event: what it is a kind of, what it must say, and how people tell it.

    Parameters
    ----------
    parent : str or None
        The wider type.
    told : str
        Words between who did it and to whom, in the past tense.
    needs, may : tuple of str
        Keys that an event of this type must have, and may have.
    """

    parent: str | None
    told: str
    needs: tuple[str, ...]
    may: tuple[str, ...] = ()


_HOSTILE = (("attacker", "victim"), ("target", "kind", "alleged_by", "about"))
_UNFRIENDLY = (("by", "toward"), ("kind", "alleged_by", "about"))
_CONSENT = (("by", "pact"), ("procedure",))
_SPEECH = ("pact", "clause", "about", "toward")

EVENT_TYPES: Final[dict[str, EventType]] = {
    "attack": EventType(None, "attacked", *_HOSTILE),
    "incursion": EventType("attack", "made an incursion against", *_HOSTILE),
    "invasion": EventType("incursion", "invaded", *_HOSTILE),
    "occupation": EventType("attack", "occupied territory of", *_HOSTILE),
    "bombardment": EventType("attack", "bombarded", *_HOSTILE),
    "annexation": EventType("occupation", "annexed territory of", *_HOSTILE),
    "terrorist_attack": EventType("attack", "made a terrorist attack on", *_HOSTILE),
    "missile_strike": EventType("attack", "carried out a missile strike against", *_HOSTILE),
    "drone_incursion": EventType("attack", "made a drone incursion against", *_HOSTILE),
    "blockade": EventType("attack", "blockaded", *_HOSTILE),
    "cyber_attack": EventType("attack", "carried out a cyber attack against", *_HOSTILE),
    "threat": EventType(None, "threatened", *_UNFRIENDLY),
    "ultimatum": EventType("threat", "gave an ultimatum to", *_UNFRIENDLY),
    "insurrection": EventType(None, "rose against", *_UNFRIENDLY),
    "mobilisation": EventType(None, "mobilised against", *_UNFRIENDLY),
    "declaration_of_war": EventType(None, "declared war on", *_UNFRIENDLY),
    "border_violation": EventType(None, "violated the border of", *_UNFRIENDLY),
    "signature": EventType(None, "signed", *_CONSENT),
    "ratification": EventType(None, "ratified", *_CONSENT),
    "accession": EventType("ratification", "acceded", *_CONSENT),
    "withdrawal": EventType(None, "gave notice of withdrawal", *_CONSENT),
    "invocation": EventType(None, "invoked the pact", ("by", "pact", "clause"), ("about",)),
    "consultation": EventType(None, "consulted", ("by",), _SPEECH),
    "notification": EventType(None, "gave notice", ("by",), _SPEECH),
    "report": EventType("notification", "reported", ("by",), _SPEECH),
    "decision": EventType(
        None, "decided", (), ("by", "pact", "clause", "votes", "kind", "about", "toward")
    ),
    "contribution": EventType(
        None, "contributed", ("by", "toward", "kind"), ("pact", "clause", "about")
    ),
    "sanction": EventType(
        None, "imposed sanctions on", ("by", "toward"), ("pact", "clause", "about")
    ),
    "pledge": EventType(
        None, "pledged", ("by", "toward", "pact", "amount", "unit"), ("clause", "due")
    ),
    "delivery": EventType(None, "delivered", ("by", "about", "amount"), ("toward",)),
    "conduct": EventType(None, "did", ("by", "kind"), (*_SPEECH, "alleged_by")),
}
"""Every type of event that a log can hold."""

MEANS: Final[dict[str, int]] = {"consult_only": 0, "non_military": 1, "armed_force": 3}
"""What a clause can ask for at most, on the scale of `CONTRIBUTIONS`."""

FLOORS: Final[dict[str, int]] = {"any_positive_act": 1, "military_aid": 2, "armed_force": 3}
"""The least that counts as help, on the scale of `CONTRIBUTIONS`."""

CONTRIBUTIONS: Final[dict[str, int]] = {
    "diplomatic_support": 1,
    "humanitarian_aid": 1,
    "financial_aid": 1,
    "sanctions": 1,
    "training": 2,
    "arms_transfer": 2,
    "armed_force": 3,
}
"""Kinds of help, from help without arms (1) over military aid (2) to armed force (3)."""


def _line(event_type: str) -> frozenset[str]:
    parent = EVENT_TYPES[event_type].parent
    return frozenset((event_type,)) | (_line(parent) if parent is not None else frozenset())


KINDS: Final[dict[str, frozenset[str]]] = {name: _line(name) for name in EVENT_TYPES}
"""For each type, itself and everything that it is a kind of."""

TAKES_HELP_KIND: Final = "contribution"
"""The type of event whose kind is one of `CONTRIBUTIONS`; elsewhere a kind is a name."""


def is_a(event_type: str, wider: str) -> bool:
    """Tell whether a type of event is, or is a kind of, another.

    Examples
    --------
    >>> is_a("invasion", "attack")
    True
    >>> is_a("attack", "invasion")
    False
    """
    return wider in KINDS[event_type]


def _known_type(word: str) -> str:
    if word not in EVENT_TYPES:
        near = did_you_mean(word, EVENT_TYPES)
        message = f"'{word[:60]}' is not a type of event{near}; allowed: {listing(EVENT_TYPES, 40)}"
        raise ValueError(message)
    return word


EventName = Annotated[str, AfterValidator(_known_type)]
"""The name of a type of event."""
