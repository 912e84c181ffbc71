# SPDX-License-Identifier: Apache-2.0
"""The same law, written anew as an answer-set program, as an oracle for the engine.

`pact_facts` takes facts from the files of a pact and a log, and from nothing that the engine has
worked out; `pact_law.lp` is the law. What follows bravely is possible, what follows cautiously is
certain.

References
----------
Gebser, M., Kaminski, R., Kaufmann, B., and Schaub, T. (2019). Multi-shot ASP solving with clingo.
Theory and Practice of Logic Programming 19(1), 27-82.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import clingo
from clingo.ast import Function, Literal, Sign, SymbolicAtom, Transformer, Variable, parse_string

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clingo.ast import AST
    from pact_facts import Facts

LAW: Final = Path(__file__).with_name("pact_law.lp").read_text("utf-8")

Key = tuple[str, str, str | None, bool]
"""A clause, a bearer, an occasion, and whether it is an act against the clause."""


@dataclass(frozen=True)
class Consequences:
    """What follows in some, and in every, answer set."""

    brave: frozenset[clingo.Symbol]
    cautious: frozenset[clingo.Symbol]

    def keys(self, name: str) -> set[Key]:
        """Return every key of which some answer set says this."""
        return {_key(atom) for atom in self.brave if atom.name == name}

    def arises(self, key: Key) -> bool | None:
        """Return whether a duty is there in every answer set, in none, or in some alone."""
        return self._modal(lambda atom: atom.name == "there_is" and _key(atom) == key)

    def free(self, key: Key) -> bool | None:
        """Return whether a permission is there to be used in every answer set, or in none."""
        return self._modal(lambda atom: atom.name == "free" and _key(atom) == key)

    def statuses(self, key: Key) -> set[str]:
        """Return what the duty can be, apart from not being owed."""
        atoms = (atom for atom in self.brave if atom.name == "status" and _key(atom) == key)
        return {atom.arguments[4].name for atom in atoms}

    def certain(self, key: Key, status: str) -> bool:
        """Tell whether a duty has a status in every answer set."""
        return any(
            atom.name == "status" and _key(atom) == key and atom.arguments[4].name == status
            for atom in self.cautious
        )

    def clashes(self, *, surely: bool, asked: bool) -> set[tuple[str, str]]:
        """Return clauses and parties for which two effects act together and differ."""
        atoms, name = (self.cautious if surely else self.brave), "conflict" if asked else "clash"
        return {
            (_word(atom.arguments[1]), _word(atom.arguments[2]))
            for atom in atoms
            if atom.name == name
        }

    def _modal(self, meant: Callable[[clingo.Symbol], bool]) -> bool | None:
        if any(meant(atom) for atom in self.cautious):
            return True
        return None if any(meant(atom) for atom in self.brave) else False


def _word(symbol: clingo.Symbol) -> str:
    return symbol.string if symbol.type is clingo.SymbolType.String else str(symbol)


def _key(atom: clingo.Symbol) -> Key:
    clause, bearer, occasion = atom.arguments[1:4]
    against = clause.type is clingo.SymbolType.Function and clause.name == "against"
    name = _word(clause.arguments[0] if against else clause)
    none = occasion.type is clingo.SymbolType.Function
    return (name, _word(bearer), None if none else _word(occasion), against)


@cache
def _law() -> str:
    """Return the law with the number of a case in front of every argument, so that many fit in."""
    found: list[str] = []
    parse_string(LAW, lambda statement: found.append(str(_Numbered()(statement))))
    return "\n".join(found)


class _Numbered(Transformer):
    """Puts a variable for the case into every atom, and the cases into every rule."""

    def visit_SymbolicAtom(self, atom: AST) -> AST:  # noqa: N802 - clingo's name
        symbol = atom.symbol
        return atom.update(symbol=symbol.update(arguments=[_case(atom), *symbol.arguments]))

    def visit_Rule(self, rule: AST) -> AST:  # noqa: N802
        return self._within(rule)

    def visit_External(self, external: AST) -> AST:  # noqa: N802
        return self._within(external)

    def _within(self, statement: AST) -> AST:
        whole = statement.update(**self.visit_children(statement))
        place = whole.location
        atom = SymbolicAtom(Function(place, "case", [Variable(place, "Case")], 0))
        return whole.update(body=[*whole.body, Literal(place, Sign.NoSign, atom)])

    def visit_ShowSignature(self, show: AST) -> AST:  # noqa: N802
        return show.update(arity=show.arity + 1)

    def visit_Defined(self, defined: AST) -> AST:  # noqa: N802
        return defined.update(arity=defined.arity + 1)


def _case(atom: AST) -> AST:
    return Variable(atom.symbol.location, "Case")


def consequences(cases: Sequence[Facts], *, lawful: bool = False) -> list[Consequences | None]:
    """Return what follows bravely and cautiously in each case.

    Parameters
    ----------
    cases : sequence of Facts
        The facts of pacts and logs; each is a case of its own.
    lawful : bool
        Whether answer sets in which two effects contradict each other are left out; a case that
        has no other gives None.
    """
    control = clingo.Control(["--warn=none", "-n0"])
    told = [f"case({number})." for number in range(len(cases))]
    told += [
        f"{name}({number},{rest})." for number, facts in enumerate(cases) for name, rest in facts
    ]
    control.add("base", [], _law() + "\n".join(told))
    control.ground([("base", [])])
    found = []
    for number in range(len(cases) if lawful else 0):
        atom = clingo.Function("lawful", [clingo.Number(number)])
        control.assign_external(atom, truth=True)
        with control.solve(yield_=True) as handle:
            if handle.model() is None:
                control.assign_external(atom, truth=False)
                told[number] = ""
    for mode in ("brave", "cautious"):
        control.configuration.solve.enum_mode = mode
        last: list[set[clingo.Symbol]] = []
        with control.solve(yield_=True) as handle:
            for model in handle:
                last = [set() for _ in cases]
                for symbol in model.symbols(shown=True):
                    last[symbol.arguments[0].number].add(symbol)
        found.append(last)
    return [
        Consequences(frozenset(brave), frozenset(cautious)) if told[number] else None
        for number, (brave, cautious) in enumerate(zip(*found, strict=True))
    ]
