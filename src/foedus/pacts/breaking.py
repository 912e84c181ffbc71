# SPDX-License-Identifier: Apache-2.0
"""The smallest edits that break a chain: clauses to strike, findings to deny.

Sets are tried by increasing size, and only those made of what the steps of the chain rest on. All
clauses of a set stand in one pact: to change two pacts takes two negotiations.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from foedus.errors import CallError
from foedus.pacts.chain import Chain, Spread
from foedus.pacts.incidents import Act, adversaries, states
from foedus.pacts.wording import listed, plain
from foedus.problems import listing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from foedus.pacts.events import EventLog
    from foedus.pacts.pact import Pact

MOST_TRIED: Final = 400
"""Chains that a search follows at most; each is an evaluation of every pact for every round."""
LARGEST: Final = 3
"""Edits in a set at most."""


class Edit(NamedTuple):
    """One edit: a clause of a pact that is struck, or a finding that is denied.

    Parameters
    ----------
    kind : str
        ``clause`` or ``finding``.
    pact, name : str
        The pact, and its clause or open term.
    event, by : str
        For a finding: about which event, and who finds.
    told : str
        In words.
    """

    kind: str
    pact: str
    name: str
    event: str
    by: str
    told: str

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        found = {"kind": self.kind, "pact": self.pact, "name": self.name, "told": self.told}
        return found if self.kind == "clause" else {**found, "event": self.event, "by": self.by}


@dataclass(frozen=True)
class Break:
    """The smallest sets of edits after which one state stays out.

    Parameters
    ----------
    state : str
        Who is to stay out.
    sets : tuple of tuple of Edit
        Every set of the smallest size that was found, each enough by itself.
    tried : int
        How many sets were tried.
    complete : bool
        Whether no set of that size or a smaller one was left untried.
    """

    state: str
    sets: tuple[tuple[Edit, ...], ...]
    tried: int
    complete: bool

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "state": self.state,
            "sets": [[edit.to_json() for edit in each] for each in self.sets],
            "tried": self.tried,
            "complete": self.complete,
            "at_most": {"sets": MOST_TRIED, "edits": LARGEST},
        }


def break_chain(
    found: Chain,
    state: str | None = None,
    log: EventLog | None = None,
    at: dt.date | None = None,
    suppose: Mapping[str, bool] | None = None,
) -> Break | None:
    """Return the smallest sets of edits after which a state is not drawn in at all.

    Parameters
    ----------
    found : Chain
        The chain.
    state : str, optional
        Who is to stay out; by default the last one that a clause draws in.
    log, at, suppose
        As given for the chain.

    Raises
    ------
    CallError
        Where no clause draws in that state.
    """
    drawn = found.entered
    if state is not None and state not in drawn:
        message = f"no clause draws in '{state[:40]}' here; allowed: {listing(drawn)}"
        raise CallError(message)
    if not drawn:
        return None
    out = state or drawn[-1]
    edits = tuple(dict.fromkeys(_edits(found)))
    tried = 0
    for size in range(1, LARGEST + 1):
        broken: list[tuple[Edit, ...]] = []
        for each in itertools.combinations(edits, size):
            if len({edit.pact for edit in each if edit.kind == "clause"}) > 1:
                continue
            if tried == MOST_TRIED:
                return Break(out, tuple(broken), tried, complete=False)
            tried += 1
            again = _without(found.pacts, found.attacks, each, log, at, suppose or {})
            if not any(edge.drawn == out and edge.clause is not None for edge in again.edges):
                broken.append(each)
        if broken:
            return Break(out, tuple(broken), tried, complete=True)
    return Break(out, (), tried, complete=True)


def _edits(found: Chain) -> Iterator[Edit]:
    """Yield what the steps of a chain rest on."""
    by_name = {pact.name: pact for pact in found.pacts}
    for edge in found.edges:
        if edge.pact is None:
            continue
        pact = by_name[edge.pact]
        arts = {clause.id: clause.art for clause in pact.text.clauses}
        for clause in edge.clauses:
            if clause in arts:
                told = f"strike Article {arts[clause]} of {pact.name} ({clause})"
                yield Edit("clause", pact.name, clause, "", "", told)
        yield from _denials(found, pact, edge.findings)


def _denials(found: Chain, pact: Pact, findings: Iterable[tuple[str, str, str]]) -> Iterator[Edit]:
    names = {**found.names, **{code: body.name for code, body in pact.text.bodies.items()}}
    events = {event.id: event for event in found.log.events}
    for term, event, by in findings:
        if term in pact.text.open_terms and event in events:
            phrase = pact.text.open_terms[term].phrase
            who, whom = (
                listed(names.get(code, code) for code in codes)
                for codes in (events[event].doers, events[event].others)
            )
            what = f"{plain(events[event].type)} by {who}{' on ' + whom if whom else ''}"
            told = f"{names.get(by, by)} finds that the {what} was not {phrase} ({pact.name})"
            yield Edit("finding", pact.name, term, event, by, told)


def _without(
    pacts: Sequence[Pact],
    attacks: Sequence[Act],
    edits: Sequence[Edit],
    log: EventLog | None,
    at: dt.date | None,
    suppose: Mapping[str, bool],
) -> Chain:
    """Follow a chain again after some edits."""
    struck = {
        edit.pact: [e.name for e in edits if e.pact == edit.pact and e.kind == "clause"]
        for edit in edits
    }
    left = [pact.without(struck.get(pact.name, ())) for pact in pacts]
    denied = [(edit.name, edit.event, edit.by) for edit in edits if edit.kind == "finding"]
    return Spread(left, attacks, log, at, suppose, denied).chain()


def survey(
    pacts: Sequence[Pact],
    log: EventLog | None = None,
    at: dt.date | None = None,
    suppose: Mapping[str, bool] | None = None,
) -> tuple[Chain, ...]:
    """Follow every attack by an adversary, or by a state outside, on each party.

    Two parties of one pact do not attack each other here, unless it names the one as the attacker.
    """
    known = states(pacts)
    return tuple(
        Spread(pacts, [Act(attacker, victim)], log, at, suppose or {}).chain()
        for attacker in known
        for victim in dict.fromkeys(code for pact in pacts for code in pact.parties)
        if attacker != victim and _apart(pacts, attacker, victim)
    )


def _apart(pacts: Sequence[Pact], attacker: str, victim: str) -> bool:
    named = any(attacker in adversaries(pact) for pact in pacts if victim in pact.parties)
    return named or not any({attacker, victim} <= set(pact.parties) for pact in pacts)
