# SPDX-License-Identifier: Apache-2.0
"""What a difference between two results means: a duty gained, lost, sooner, later, left open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from foedus.pacts.entry import failed, leaves, unsettled
from foedus.pacts.moments import closing, opening
from foedus.pacts.schema import FORMS

if TYPE_CHECKING:
    import datetime as dt

    from foedus.pacts.dutystate import DutyState
    from foedus.pacts.pact import Pact

Kind = Literal[
    "gained",
    "lost",
    "released",
    "turns_on",
    "settled",
    "sooner",
    "later",
    "asks_more",
    "asks_less",
    "binds",
    "no_longer_binds",
]

KINDS: Final[dict[str, str]] = {
    "gained": "Gained: owed, or free to be used, where it was not",
    "lost": "Lost: no longer owed, or free to be used",
    "released": "Released by another clause",
    "turns_on": "Now turns on something that nobody has found or decided",
    "settled": "No longer turns on what nobody has found or decided",
    "sooner": "Sooner",
    "later": "Later",
    "asks_more": "Asks for more: what performed it no longer does",
    "asks_less": "Asks for less: what fell short of it now performs it",
    "binds": "Now binds in law",
    "no_longer_binds": "No longer binds in law",
}
"""Every meaning, in the order in which changes are told, with its heading."""


class Meaning(NamedTuple):
    """What one difference means.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    about : tuple of str
        What it turns on, or which clauses release it: open terms, ``a decision``, clauses.
    """

    kind: Kind
    about: tuple[str, ...] = ()


def meanings(
    old: Pact, new: Pact, before: DutyState | None, after: DutyState | None
) -> tuple[Meaning, ...]:
    """Return what the difference between two results for the same duty means, each apart.

    Parameters
    ----------
    old, new : Pact
        The drafts.
    before, after : DutyState or None
        The result under each; None where the duty does not come up.
    """
    was, now = standing(before), standing(after)
    if was != now:
        return (_moved(new, old, before, after, was, now),)
    if was != "live" or before is None or after is None:
        return ()
    found = (_timed(before, after), _measured(before, after), _form(old, new))
    return tuple(each for each in found if each is not None)


def standing(state: DutyState | None) -> str:
    """Return where a result stands: live, open (nobody knows yet), or none."""
    if state is None:
        return "none"
    if state.modality in ("permission", "power"):
        return {True: "live", None: "open", False: "none"}[state.free]
    if state.status in ("unknown", "disputed"):
        return "open"
    if state.status in ("owed", "performed", "breached"):
        return "live"
    return "undecided" if undecided(state) else "none"


def undecided(state: DutyState) -> bool:
    """Tell whether a duty is not owed for want of a decision alone."""
    why = list(failed(state.proof)) if state.status == "not_owed" else []
    return bool(why) and all(answer.rule == "undecided" for answer in why)


def _moved(
    new: Pact,
    old: Pact,
    before: DutyState | None,
    after: DutyState | None,
    was: str,
    now: str,
) -> Meaning:
    if now in ("open", "undecided") and after is not None:
        return Meaning("turns_on", questions(new, after))
    if was in ("open", "undecided") and now == "live" and before is not None:
        return Meaning("settled", questions(old, before))
    if now == "live":
        return Meaning("gained")
    by = _released_by(after)
    return Meaning("released", by) if by else Meaning("lost")


def questions(pact: Pact, state: DutyState) -> tuple[str, ...]:
    """Return in words what an open result turns on."""
    if undecided(state):
        return ("a decision",)
    if state.status == "disputed":
        return ("how its words are read",)
    terms = dict.fromkeys(term for term, _, _ in unsettled(state))
    known = pact.text.open_terms
    told = tuple(f"whether it was {known[term].phrase}" for term in terms if term in known)
    return told or _led_by(pact, state)


def _led_by(pact: Pact, state: DutyState) -> tuple[str, ...]:
    """Return the article on whose performance or breach an open result depends."""
    arts = {clause.id: clause.art for clause in pact.text.clauses}
    trigger = next((c.trigger for c in pact.text.clauses if c.id == state.clause), None)
    source = (trigger.performed or trigger.breached) if trigger is not None else None
    return (f"what is open under Article {arts[source]}",) if source in arts else ("a claim",)


def _released_by(state: DutyState | None) -> tuple[str, ...]:
    """Return the clauses that end, suspend or exclude a duty."""
    if state is None:
        return ()
    steps = [step for step in leaves(state.proof) if step.ref]
    acting = [
        str(step.ref[0])
        for step in steps
        if (step.rule == "effect" and step.value is True)
        or (step.rule == "exclude" and step.value is False)
    ]
    return tuple(dict.fromkeys(acting))


def _timed(before: DutyState, after: DutyState) -> Meaning | None:
    """Return whether a duty is due, or arises, at another time."""
    for one, other, edge in (
        (before.due, after.due, closing),
        (before.since, after.since, opening),
    ):
        if one == other:
            continue
        if one is None or other is None:
            return Meaning("later" if other is None else "sooner")
        return Meaning(_order(edge(one), edge(other)))
    return None


def _order(before: dt.datetime, after: dt.datetime) -> Kind:
    return "sooner" if after < before else "later"


def _measured(before: DutyState, after: DutyState) -> Meaning | None:
    """Return whether the same act performs the one and not the other."""
    done = ("performed",)
    # A duty that arises at another time is performed by other acts; that is no other measure.
    if before.since != after.since or (before.status in done) == (after.status in done):
        return None
    return Meaning("asks_more" if before.status in done else "asks_less")


def _form(old: Pact, new: Pact) -> Meaning | None:
    """Return whether one draft binds in law and the other does not."""
    was, now = (FORMS[pact.text.legal_form][1] for pact in (old, new))
    if was == now:
        return None
    return Meaning("binds" if now else "no_longer_binds")
