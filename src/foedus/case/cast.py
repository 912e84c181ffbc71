# SPDX-License-Identifier: Apache-2.0
"""Who of a case is who in its pact, and what the pact's clauses then say under a design."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from foedus.errors import CallError
from foedus.pacts.coverage import Sides
from foedus.pacts.effects import brought_in
from foedus.pacts.features import read_features
from foedus.problems import did_you_mean, listing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from foedus.case.folder import CaseFolder
    from foedus.case.schema import Actor
    from foedus.pacts import Pact
    from foedus.pacts.features import Features


def codes_of(pact: Pact, actor: Actor) -> tuple[str, ...]:
    """Return the codes that a pact has for an actor: its bloc, or whoever has its name.

    Returns
    -------
    tuple of str
        Empty where the pact does not name the actor.
    """
    if actor.id in pact.blocs:
        return tuple(dict.fromkeys(pact.blocs[actor.id]))
    named = {code: party.name for code, party in pact.text.parties.items()}
    named |= {code: other.name for code, other in pact.text.others.items()}
    wanted = {_plain(word) for word in (actor.id, actor.title, *actor.aliases)}
    return tuple(code for code, name in named.items() if {_plain(name), code.lower()} & wanted)


def _plain(name: str) -> str:
    return name.lower().replace("_", " ").removeprefix("the ")


def sides_of(case: CaseFolder, attacked: str | None = None) -> Sides:
    """Return who attacks whom in a case, by the codes of its pact.

    Parameters
    ----------
    case : CaseFolder
        A case.
    attacked : str, optional
        Code of somebody else under the pact whom the challenger attacks instead of the target.

    Raises
    ------
    CallError
        For a code that the pact does not have.
    """
    war, pact = case.record.war, case.pact
    if pact is None:
        return Sides()
    if attacked is not None:
        known = [*pact.text.parties, *pact.text.others]
        if attacked not in known:
            near = did_you_mean(attacked, known)
            message = f"the pact names nobody '{attacked}'{near}; allowed: {listing(known, 40)}"
            raise CallError(message)
    own = codes_of(pact, case.actors[war.target])
    return Sides(
        challenger=codes_of(pact, case.actors[war.challenger]),
        target=own if attacked is None else (attacked,),
        guarantors=tuple((name, codes_of(pact, case.actors[name])) for name in war.guarantors),
    )


def features_of(
    case: CaseFolder, design: Mapping[str, object], attacked: str | None = None
) -> Features | None:
    """Return what the clauses of a case's pact say under a design; None without a pact."""
    if case.pact is None:
        return None
    settings = tuple((name, str(value)) for name, value in design.items())
    return _read(case.pact, settings, sides_of(case, attacked))


@lru_cache(maxsize=4096)
def _read(pact: Pact, settings: tuple[tuple[str, str], ...], sides: Sides) -> Features:
    return read_features(pact.with_levers(dict(settings)), sides)


def possible_effects(case: CaseFolder) -> frozenset[str]:
    """Return the effects that some design can bring into a case's game.

    Looked at are the pact's defaults, each change of a single lever from them, and the designs of
    the case's packages.
    """
    if case.pact is None:
        return frozenset()
    designs: list[Mapping[str, object]] = [{}]
    for name, lever in case.pact.levers.items():
        designs += [{name: value} for value in lever.values if value != lever.default]
    designs += [package.design for package in case.record.packages]
    found: set[str] = set()
    for design in designs:
        features = features_of(case, design)
        found.update(brought_in(features) if features is not None else ())
    return frozenset(found)
