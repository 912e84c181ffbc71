# SPDX-License-Identifier: Apache-2.0
"""Holes: sorts of attack after which nobody owes help, or not everyone who gives the guarantee."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from foedus.pacts.lint.finding import NOTHING, Claim
from foedus.pacts.occasions import Staged, favour
from foedus.pacts.sorts import Cell, alike_kinds, alike_states, attack, cells
from foedus.pacts.suite import Trial, affordable, trial
from foedus.pacts.taxonomy import EVENT_TYPES, KINDS
from foedus.pacts.wording import listed, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foedus.pacts.clauses import Clause
    from foedus.pacts.lint.draft import Draft
    from foedus.pacts.lint.finding import Finding, Severity

MOST_CELLS: Final = 400
"""Sorts of attack that are asked about at most."""
_DIMENSIONS: Final = ("attacker", "victim", "kind", "target", "place")
_SHORT_OF_ATTACK: Final = tuple(
    kind
    for kind, about in EVENT_TYPES.items()
    if about.needs == ("by", "toward") and "alleged_by" in about.may
)


def coverage(draft: Draft) -> Iterator[Finding]:
    """Yield the holes, alike ones together."""
    if not draft.help:
        return
    table = _Table(draft)
    yield from table.holes()
    yield from table.partial()
    yield from table.unprotected()
    yield from _short_of_attack(draft, table)


class _Table:
    """Who owes help after which sort of attack, with every finding as favourable as can be."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        most = affordable(draft.pact, MOST_CELLS)
        every = list(cells(draft.stage))
        self.cells = every[:: -(-len(every) // most)] or every
        self.owing: dict[Cell, set[str]] = {}
        self.tried: dict[Cell, Trial] = {}
        for cell in self.cells:
            self.owing[cell] = set()
            for clause in draft.help:
                made = self.tried[cell] = self._trial(cell, clause)
                self.owing[cell] |= draft.touched(draft.help, made.log, made.at, "incident")
        self.protected = {cell.victim for cell in self.cells if self.owing[cell]}
        self.kinds = alike_kinds(draft.text)
        self.states = alike_states(draft.stage)

    def _trial(self, cell: Cell, clause: Clause) -> Trial:
        event = attack(self.draft.stage, cell)
        staged = favour(self.draft.stage, clause, Staged(event))
        return trial(self.draft.stage, "attack", replace(staged, event=event))

    def holes(self) -> Iterator[Finding]:
        """Yield the sorts of attack on those who are protected after which nobody owes help."""
        asked = [cell for cell in self.cells if cell.victim in self.protected]
        holes = [cell for cell in asked if not self.owing[cell]]
        for dimension, group in _peeled(asked, holes):
            message = f"nobody owes help after {self.words(dimension, group)}"
            mend = "widen the trigger of a clause on help, or say that this is meant"
            yield self.finding("hole", message, mend, group[0], ())

    def partial(self) -> Iterator[Finding]:
        """Yield the sorts of attack after which some guarantors owe help and others do not."""
        givers = [b for b in self.draft.stage.bound if any(b in o for o in self.owing.values())]
        groups: dict[tuple[Cell, ...], list[tuple[str, str]]] = defaultdict(list)
        for code in givers:
            asked = [
                cell
                for cell in self.cells
                if self.owing[cell] and code not in (cell.attacker, cell.victim)
            ]
            holes = [cell for cell in asked if code not in self.owing[cell]]
            for dimension, group in _peeled(asked, holes):
                groups[tuple(group)].append((code, dimension))
        for together, found in groups.items():
            group = list(together)
            who = tuple(code for code, _ in found)
            words = self.words(found[0][1], group)
            message = f"{self.draft.who(who)} owes no help, and others do, after {words}"
            mend = "name every guarantor as bearer, or say that this is meant"
            yield self.finding("partial", message, mend, group[0], who)

    def unprotected(self) -> Iterator[Finding]:
        """Yield the parties to whom nobody ever owes help."""
        covered = {code for victim in self.protected for code in self._alike(victim)}
        asked = {code for cell in self.cells for code in self._alike(cell.victim)}
        bare = [c for c in self.draft.stage.bound if c in asked and c not in covered]
        against = {c for clause in self.draft.help for c in self.draft.adversaries(clause)}
        bare = [code for code in bare if code not in against]
        cell = next((c for c in self.cells if c.victim in bare and c.attacker in against), None)
        cell = cell or next((c for c in self.cells if c.victim in bare), None)
        if bare and cell is not None:
            message = f"nobody owes help to {self.draft.who(bare, 'or')} if attacked"
            mend = "make the help mutual, if it is to be"
            yield self.finding("unprotected", message, mend, cell, (), note=True)

    def _alike(self, code: str) -> tuple[str, ...]:
        return next((codes for codes in self.states.values() if code in codes), (code,))

    def words(self, dimension: str, group: list[Cell]) -> str:
        """Return a group of sorts of attack as a phrase."""
        draft = self.draft
        values = list(dict.fromkeys(getattr(cell, dimension or "attacker") for cell in group))
        whom = draft.who(
            dict.fromkeys(code for cell in group for code in self._alike(cell.victim)), "or"
        )
        if dimension == "attacker":
            doers = [code for value in values for code in self._alike(value)]
            return f"an attack on {whom} by {draft.who(doers, 'or')}"
        if dimension == "victim":
            return f"an attack on {whom}"
        if dimension == "kind":
            kinds = [plain(kind) for value in values for kind in self.kinds[value]]
            return f"an attack of these kinds on {whom}: {listed(kinds)}"
        if dimension == "target":
            return f"an attack on {listed(map(plain, values), 'or')} of {whom}"
        if dimension == "place":
            return f"an attack on {whom} that lies {listed(map(self.where, values), 'or')}"
        one = group[0]
        more = f", and {len(group) - 1} more combinations" if len(group) > 1 else ""
        what = (
            f"{plain(one.kind)} by {draft.names.of(one.attacker)} on {draft.names.of(one.victim)}"
        )
        place = f", {self.where(one.place)}" if one.place else ""
        return f"such as this: {what} ({plain(one.target)}{place}){more}"

    def where(self, place: str) -> str:
        """Return a place as words."""
        if place == "outside":
            return "outside every area of the pact"
        return f"within {self.draft.text.scopes[place.removeprefix('in ')].title}"

    def finding(
        self,
        kind: str,
        message: str,
        mend: str,
        cell: Cell,
        who: tuple[str, ...],
        *,
        note: bool = False,
    ) -> Finding:
        """Return a finding with the attack that shows it."""
        ids = tuple(clause.id for clause in self.draft.help)
        claim = Claim(ids, NOTHING, who, "incident", absent=True)
        severity: Severity = "note" if note else "warning"
        where = self.draft.help[0]
        return self.draft.finding(
            ("coverage", kind),
            severity,
            where,
            message,
            mend,
            witness=self.tried[cell],
            claims=[claim],
        )


def _peeled(asked: list[Cell], holes: list[Cell]) -> Iterator[tuple[str, list[Cell]]]:
    """Yield holes in groups: first those that a single dimension explains, then the rest."""
    left, open_ = list(asked), set(holes)
    for dimension in _DIMENSIONS:
        by: dict[str, list[Cell]] = defaultdict(list)
        for cell in left:
            by[getattr(cell, dimension)].append(cell)
        bare = [value for value, group in by.items() if open_.issuperset(group)]
        if bare and len(bare) < len(by):
            group = [cell for cell in left if getattr(cell, dimension) in bare]
            yield dimension, group
            left = [cell for cell in left if getattr(cell, dimension) not in bare]
    rest = [cell for cell in left if cell in open_]
    if rest:
        yield "", rest


def _short_of_attack(draft: Draft, table: _Table) -> Iterator[Finding]:
    """Yield the hostile acts short of an attack after which nothing at all is owed."""
    victim = next((code for code in draft.stage.bound if code in table.protected), None)
    if victim is None:
        return
    attackers = [c for clause in draft.help for c in draft.adversaries(clause)]
    attackers += [code for code in draft.stage.everyone if code != victim]
    clauses = [clause for clause, _ in draft.duties]
    silent: dict[str, Trial] = {}
    for kind in _SHORT_OF_ATTACK:
        event = draft.stage.event(kind, "incident", attackers[:1], [victim])
        staged = Staged(
            event, {n: True for n, t in draft.text.open_terms.items() if event.is_any(t.applies_to)}
        )
        made = trial(draft.stage, kind, staged)
        if not draft.touched(clauses, made.log, made.at, "incident"):
            silent[kind] = made
    wider = [k for k in silent if not any(k != o and o in KINDS[k] for o in silent)]
    if wider:
        kinds = [plain(kind) for kind in wider]
        message = f"short of an attack nothing is owed by itself: {listed(kinds)}"
        mend = "add a duty to consult or to warn that such an event brings into play"
        claim = Claim(tuple(c.id for c in clauses), NOTHING, (), "incident", absent=True)
        shown = "declaration_of_war" if "declaration_of_war" in wider else wider[0]
        yield draft.finding(
            ("coverage", "short_of_attack"),
            "note",
            draft.help[0],
            message,
            mend,
            witness=silent[shown],
            claims=[claim],
        )
