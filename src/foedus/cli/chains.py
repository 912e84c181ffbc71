# SPDX-License-Identifier: Apache-2.0
"""The command that follows a war from pact to pact: chain."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from foedus.cli.drafts import hanging, pact_of
from foedus.cli.pacts import moment_given
from foedus.cli.show import Json, console, document, indented, table
from foedus.errors import CallError
from foedus.pacts import load_events
from foedus.pacts.breaking import Break, break_chain, survey
from foedus.pacts.chain import Chain
from foedus.pacts.chain import chain as follow
from foedus.pacts.incidents import read_act, states
from foedus.pacts.wording import cap, listed
from foedus.problems import listing
from foedus.report.wars import act_words, chain_svg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from foedus.pacts import Pact
    from foedus.pacts.chain import Edge

_SAID = {"yes": True, "true": True, "no": False, "false": False}


def chain(
    *pacts: str,
    attack: Annotated[
        tuple[str, ...], Parameter(name="--attack", negative="", show_default=False)
    ] = (),
    from_events: Annotated[Path | None, Parameter(name="--from")] = None,
    at: Annotated[str | None, Parameter()] = None,
    suppose: Annotated[
        tuple[str, ...], Parameter(name="--suppose", negative="", show_default=False)
    ] = (),
    keep_out: Annotated[str | None, Parameter(name="--keep-out")] = None,
    svg: Annotated[Path | None, Parameter(name="--svg")] = None,
    as_json: Json = False,
) -> None:
    """Say which attack draws whom into which war, who must and who may, and what breaks the chain.

    Example: foedus pact chain guarantee --attack RUS:UKR --suppose significant_attack=yes

    Parameters
    ----------
    pacts : str
        Pacts: files, names from the library, or cases. Without --attack and --from, every attack
        by an adversary or a state outside on each party, in a table.
    attack : str
        ATTACKER:VICTIM, or ATTACKER:VICTIM:TYPE with a type of event such as mobilisation; may be
        given several times, one after the other.
    from_events : Path
        An event log to start from; by default every pact is in force and nothing has happened.
    at : str
        The day of the first attack; by default soon after the pacts, or the log.
    suppose : str
        TERM=yes or TERM=no: what is supposed to be found of every event; by default nothing is.
    keep_out : str
        Who is to stay out by the smallest edit; by default the last one that is drawn in.
    svg : Path
        Draw the chain into this file.
    as_json : bool
        Print one JSON document.
    """
    found = _several(pacts)
    attacks = [read_act(each, states(found)) for each in attack]
    log = None if from_events is None else load_events(from_events, found)
    given = (log, moment_given(at, "at"), _supposed(found, suppose))
    if not attacks and log is None:
        if svg is not None or keep_out is not None:
            message = f"{'--svg' if svg is not None else '--keep-out'} is about one chain; "
            message += "say which with --attack ATTACKER:VICTIM or --from EVENTS"
            raise CallError(message)
        _print_survey(survey(found, *given), pacts, as_json=as_json)
        return
    one = follow(found, attacks, *given)
    edits = break_chain(one, keep_out, *given)
    if svg is not None:
        _draw(one, svg)
    if as_json:
        document({**one.to_json(), "breaks": None if edits is None else edits.to_json()})
        return
    _print_chain(one, edits)
    if svg is not None:
        console().print(f"\ndrawn: {svg}", soft_wrap=True)


def _several(names: Sequence[str]) -> list[Pact]:
    """Return pacts by name, each once."""
    if not names:
        message = "give one pact or several: files, names from the library, or cases"
        raise CallError(message)
    found = [pact_of(name) for name in names]
    twice = {p.name for p in found if sum(other.name == p.name for other in found) > 1}
    if twice:
        message = f"the pact {listing(sorted(twice))} is given twice; give each once"
        raise CallError(message)
    return found


def _supposed(pacts: Sequence[Pact], given: Sequence[str]) -> dict[str, bool]:
    """Return what is supposed to be found, by open term."""
    known = dict.fromkeys(term for pact in pacts for term in pact.text.open_terms)
    found = {}
    for each in given:
        term, _, value = each.partition("=")
        if term not in known or value not in _SAID:
            message = f"--suppose is '{each[:60]}'; write TERM=yes or TERM=no, with a term of "
            raise CallError(message + (listing(known, 40) or "the pacts, which have none"))
        found[term] = _SAID[value]
    return found


def _draw(found: Chain, path: Path) -> None:
    try:
        path.write_text(chain_svg(found), "utf-8")
    except OSError as error:
        message = f"cannot write '{path}' ({error.strerror or error}); give another place"
        raise CallError(message) from error


def _print_chain(found: Chain, edits: Break | None) -> None:
    out = console()
    for line in _Tree(found).lines():
        out.print(hanging(*line, out.width))
    sure = found.drawn("must", certain=True)
    rest = [code for code in found.entered if code not in sure]
    out.print("")
    out.print(hanging(f"By duty alone: {_named(found, sure)}.", 0, out.width))
    out.print(hanging(f"Only if someone chooses to: {_named(found, rest)}.", 0, out.width))
    if edits is not None:
        _print_edits(found, edits)


def _named(found: Chain, codes: Sequence[str]) -> str:
    return listed(found.names[code] for code in codes) or "nobody"


Pair = tuple[str, str]


class _Tree:
    """A chain as lines, each with its indent: under each attack, who it draws in."""

    def __init__(self, found: Chain) -> None:
        self.found = found
        self.told: set[Pair] = set()
        self.under: dict[Pair, list[Edge]] = {}
        self.own: dict[Pair, Edge] = {}
        events = {event.id: event for event in found.log.events}
        for edge in found.edges:
            if edge.clause is None:
                self.own[edge.drawn, edge.against] = edge
            else:
                event = events[edge.occasion]
                self.under.setdefault((event.doers[0], event.others[0]), []).append(edge)

    def lines(self) -> Iterator[tuple[str, int]]:
        """Yield the lines, from the first attack on."""
        names = self.found.names
        entered = {(e.drawn, e.against) for e in self.found.edges if e.clause is not None}
        acts = {act[:2]: act_words(self.found, act) for act in self.found.attacks}
        begun = [*acts, *(key for key in self.under if key not in entered)]
        for key in dict.fromkeys(begun):
            own = f", {self.own[key].words}" if key in self.own else ""
            told = acts.get(key, f"{names[key[0]]} against {names[key[1]]}")
            yield f"{cap(told)}{own}", 0
            if key not in self.under:
                yield "draws in nobody", 2
            elif key not in self.told:
                yield from self.branch(key, 2)

    def branch(self, key: Pair, indent: int) -> Iterator[tuple[str, int]]:
        """Yield who is drawn in by one attack, and by what they then do."""
        self.told.add(key)
        alike: dict[tuple[object, ...], list[Edge]] = {}
        for edge in self.under.get(key, ()):
            same = (edge.helped, edge.against, edge.mode, edge.act, edge.pact, edge.clause)
            alike.setdefault((*same, edge.why), []).append(edge)
        for edges in alike.values():
            yield from _step(self.found, edges, indent)
            for following in [(edge.drawn, edge.against) for edge in edges]:
                if following not in self.told:
                    yield from self.branch(following, indent + 4)


def _step(found: Chain, edges: Sequence[Edge], indent: int) -> Iterator[tuple[str, int]]:
    """Yield the lines of steps that differ in nothing but who enters."""
    edge, names = edges[0], found.names
    does = "fight" if edge.act == "war" else "mobilise against"
    who = cap(listed(dict.fromkeys(names[each.drawn] for each in edges)))
    line = f"{who} {edge.mode} {does} {names[edge.against]} for {names[edge.helped]}"
    yield f"{line}: {edge.pact}, Article {edge.art}", indent
    yield (f'"{edge.words}"' if edge.quoted else edge.words), indent + 2
    if edge.mode == "may":
        yield f"{cap(edge.why)}.", indent + 2


def _print_edits(found: Chain, edits: Break) -> None:
    out = console()
    out.print(f"\nSmallest edits that keep {found.names[edits.state]} out:", style="bold")
    for each in edits.sets:
        out.print(hanging("; and ".join(edit.told for edit in each), 2, out.width))
    if not edits.sets:
        out.print(
            hanging("none of up to three edits, with clauses of one pact alone", 2, out.width)
        )
    tried = f"{edits.tried} {'set was' if edits.tried == 1 else 'sets were'} tried"
    left = "" if edits.complete else "; others were left untried"
    out.print(hanging(f"({tried}{left})", 2, out.width))


def _print_survey(found: Sequence[Chain], pacts: Sequence[str], *, as_json: bool) -> None:
    if as_json:
        edges = [
            {**edge, "attack": ":".join(each.attacks[0][:2])}
            for each in found
            for edge in each.to_json()["edges"]
        ]
        document({"edges": edges, "chains": [_row(each) for each in found]})
        return
    out = console()
    rows = [
        tuple(", ".join(v) if isinstance(v, list) else v for v in _row(each).values())
        for each in found
        if each.edges
    ]
    columns = ["attacker", "victim", "must enter", "may enter"]
    out.print(
        table(
            "Who is drawn in by which attack",
            columns,
            [[c or "-" for c in r] for r in rows],
            left=4,
        )
    )
    names = {code: name for each in found for code, name in each.names.items()}
    out.print(indented(", ".join(f"{code}: {name}" for code, name in names.items()), out.width))
    nobody = len(found) - len(rows)
    if nobody:
        out.print(f"\nNobody is drawn in by {nobody} {'further ' if rows else ''}attacks.")
    out.print(
        f"\nEach step: foedus pact chain {' '.join(pacts)} --attack ATTACKER:VICTIM", soft_wrap=True
    )


def _row(found: Chain) -> dict[str, Any]:
    whole = found.to_json()
    act = whole["attacks"][0]
    return {
        "attacker": act["attacker"],
        "victim": act["victim"],
        "must": whole["must"],
        "may": whole["may"],
    }
