# SPDX-License-Identifier: Apache-2.0
"""Commands that read a pact as a draft: chain, diff."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from rich.text import Text

from foedus.case.folder import CASE_FILE, builtin_cases, load_case
from foedus.cli.pacts import day_of
from foedus.cli.show import Json, console, document, indented, table
from foedus.errors import CallError
from foedus.pacts import load_events, load_pact
from foedus.pacts.breaking import Break, break_chain, survey
from foedus.pacts.casus import library, library_pact
from foedus.pacts.chain import Chain
from foedus.pacts.chain import chain as follow
from foedus.pacts.changes import KINDS
from foedus.pacts.diff import diff as compare
from foedus.pacts.diff import written as log_document
from foedus.pacts.incidents import read_act, states
from foedus.pacts.moments import told as told_day
from foedus.pacts.scene import Names
from foedus.pacts.wording import cap, happened, listed, plain
from foedus.pacts.wording import found as found_words
from foedus.problems import listing
from foedus.report.wars import act_words, chain_svg
from foedus.yamlfile import write_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from foedus.pacts import Pact
    from foedus.pacts.chain import Edge
    from foedus.pacts.diff import Change, Difference
    from foedus.pacts.dutystate import DutyState

_SAID = {"yes": True, "true": True, "no": False, "false": False}


def pact_of(name: str) -> Pact:
    """Return a pact: a file, a pact of the library or of a built-in case, or a case's own."""
    path = Path(name)
    if path.is_file() and path.name != CASE_FILE:
        return load_pact(path)
    if name in library():
        return library_pact(name)
    of_cases = {p.stem: p for d in builtin_cases().values() for p in (d / "pacts").glob("*.yaml")}
    if name in of_cases:
        return load_pact(of_cases[name])
    try:
        loaded = load_case(name)
    except CallError as error:
        known = listing([*library(), *of_cases], 40)
        message = f"{error}; or a pact's file; or one of these pacts: {known}"
        raise CallError(message) from error
    if loaded.pact is None:
        message = f"the case '{name}' has no pact; give a pact's file"
        raise CallError(message)
    return loaded.pact


def chain(
    *pacts: str,
    attack: Annotated[tuple[str, ...], Parameter(name="--attack", negative="")] = (),
    from_events: Annotated[Path | None, Parameter(name="--from")] = None,
    at: Annotated[str | None, Parameter()] = None,
    suppose: Annotated[tuple[str, ...], Parameter(name="--suppose", negative="")] = (),
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
    given = (log, day_of(at, "at"), _supposed(found, suppose))
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
        out.print(_hanging(*line, out.width))
    sure = found.drawn("must", certain=True)
    rest = [code for code in found.entered if code not in sure]
    out.print("")
    out.print(_hanging(f"By duty alone: {_named(found, sure)}.", 0, out.width))
    out.print(_hanging(f"Only if someone chooses to: {_named(found, rest)}.", 0, out.width))
    if edits is not None:
        _print_edits(found, edits)


def _named(found: Chain, codes: Sequence[str]) -> str:
    return listed(found.names[code] for code in codes) or "nobody"


def _hanging(text: str, indent: int, width: int) -> Text:
    first, rest = " " * indent, " " * (indent + 2)
    width = max(width, indent + 30)
    return Text(textwrap.fill(text, width, initial_indent=first, subsequent_indent=rest))


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
        out.print(_hanging("; and ".join(edit.told for edit in each), 2, out.width))
    if not edits.sets:
        out.print(
            _hanging("none of up to three edits, with clauses of one pact alone", 2, out.width)
        )
    tried = f"{edits.tried} {'set was' if edits.tried == 1 else 'sets were'} tried"
    left = "" if edits.complete else "; others were left untried"
    out.print(_hanging(f"({tried}{left})", 2, out.width))


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


def diff(
    old: str,
    new: str,
    /,
    *,
    set_: Annotated[tuple[str, ...], Parameter(name="--set", negative="")] = (),
    events: Annotated[tuple[Path, ...], Parameter(name="--events", negative="")] = (),
    witnesses: Annotated[Path | None, Parameter(name="--witnesses")] = None,
    as_json: Json = False,
) -> None:
    """Say which results change between two drafts over a suite of events, and on which event.

    Example: foedus pact diff guarantee guarantee --set threshold=large_invasion

    Parameters
    ----------
    old, new : str
        Drafts: files, names from the library, or cases; the same one twice to compare levers.
    set_ : str
        LEVER=SETTING in the new draft; may be given several times.
    events : Path
        An event log beside those that are made from the drafts' own words.
    witnesses : Path
        Write the event log on which each change shows into this folder.
    as_json : bool
        Print one JSON document.
    """
    before, after = pact_of(old), pact_of(new)
    after = after.with_levers(_settings(set_))
    both = [before] if before.name == after.name else [before, after]
    found = compare(before, after, [load_events(path, both) for path in events])
    written = [] if witnesses is None else _write(found, witnesses)
    if as_json:
        document({**found.to_json(), "written": written})
        return
    _print_diff(found, set_)
    if witnesses is not None:
        console().print(f"\nwritten: {len(written)} logs in {witnesses}", soft_wrap=True)


def _settings(given: Sequence[str]) -> dict[str, str]:
    found = {}
    for each in given:
        lever, equals, value = each.partition("=")
        if not (lever and equals and value):
            message = f"--set is '{each[:60]}'; write LEVER=SETTING"
            raise CallError(message)
        found[lever] = value
    return found


def _write(found: Difference, folder: Path) -> list[str]:
    """Write each change's log, in the words of the old draft and, where they differ, of the new."""
    paths = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, change in enumerate(found.changes, 1):
            texts = {"": change.log}
            if found.matching.to_new(change.log) != change.log:
                texts["_new"] = found.matching.to_new(change.log)
            for ending, log in texts.items():
                path = folder / f"change_{number}{ending}.yaml"
                write_document(path, log_document(log))
                paths.append(str(path))
    except OSError as error:
        message = f"cannot write into '{folder}' ({error.strerror or error}); give another place"
        raise CallError(message) from error
    return paths


def _print_diff(found: Difference, levers: Sequence[str]) -> None:
    out = console()
    old, new = found.matching.old, found.matching.new
    with_ = f" with {', '.join(levers)}" if levers else ""
    head = f"{old.name} against {new.name}{with_}: {_count(found.changes)} over {found.made} made"
    head += f" and {found.given} given event logs"
    out.print(_hanging(f"{head}{'' if found.complete else '; more could be made'}.", 0, out.width))
    told = ""
    for change in found.changes:
        if change.kind != told:
            out.print(f"\n{KINDS[change.kind]}", style="bold")
            told = change.kind
        for line, indent in _change(found, change):
            out.print(_hanging(line, indent, out.width))
    if not found.changes:
        out.print(_hanging("Whoever owes what by when is the same on each of them.", 0, out.width))


def _count(changes: Sequence[Change]) -> str:
    return f"{len(changes) or 'no'} change{'' if len(changes) == 1 else 's'}"


def _change(found: Difference, change: Change) -> Iterator[tuple[str, int]]:
    """Yield the lines of one change: whose duty, what it was and is, and where it shows."""
    names = Names(found.matching.old.text, dict(change.log.others))
    arts = [
        f"Article {art} ({clause})"
        for art, clause in dict.fromkeys(zip(change.art, change.clause, strict=True))
        if art is not None
    ]
    what = plain(change.action)
    if change.violation:
        what = f"an act against its promise ({what})"
    whom = listed(names.of(code) for code in change.toward)
    who = cap(listed(names.of(code) for code in change.bearers))
    yield f"{', now '.join(arts)}: {who}: {what}{' towards ' + whom if whom else ''}", 2
    if change.about:
        word = "by" if change.kind == "released" else "on"
        yield f"{word} {listed(_articles(found, change))}", 4
    yield f"{_state(change.old)} -> {_state(change.new)}, judged on {change.at}", 4
    for event in change.log.events:
        if not event.is_a("ratification") or set(event.by) != {*found.matching.old.parties}:
            yield happened(event, names), 6
    for finding in change.log.determinations:
        phrase = found.matching.old.text.open_terms.get(finding.term)
        phrase_of = phrase.phrase if phrase is not None else plain(finding.term)
        yield f"{found_words([finding], phrase_of, names)}.", 6


def _articles(found: Difference, change: Change) -> tuple[str, ...]:
    if change.kind != "released":
        return change.about
    arts = {clause.id: clause.art for clause in found.matching.new.text.clauses}
    return tuple(f"Article {arts[name]} ({name})" for name in change.about if name in arts)


def _state(state: DutyState | None) -> str:
    if state is None:
        return "no such duty"
    due = f", due {told_day(state.due)}" if state.due is not None else ""
    free = {True: "free to do it", False: "not free to do it", None: ""}[state.free]
    return (free or plain(state.status)) + due
