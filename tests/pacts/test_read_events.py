# SPDX-License-Identifier: Apache-2.0
"""What is wrong with an event log: every problem in one pass, each at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from foedus.errors import PactError
from foedus.pacts import load_events, read_events

if TYPE_CHECKING:
    from pathlib import Path

    from foedus.pacts import EventLog, Pact
    from foedus.problems import Problem

# name, old words, new words (problem expected at ^), what is said of it.
MISTAKES = [
    ("party", "by: FRA, pact", "by: ^FRE, pact", "unknown party 'FRE' (did you mean 'FRA'?)"),
    ("type", "type: incursion", "type: ^incurson", "did you mean 'incursion'?"),
    ("twice", "id: e3,", "id: ^e2,", "'e2' stands twice"),
    ("pact", "by: DEU, pact: guarantee", "by: DEU, pact: ^guarante", "did you mean 'guarantee'?"),
    ("clause", "clause: consult, about", "clause: ^consul, about", "did you mean 'consult'?"),
    ("about", "about: e7,", "about: ^e70,", "unknown event 'e70'"),
    ("no pledge", "about: e7,", "about: ^e8,", "is no pledge of USA"),
    ("itself", "by: UKR, pact: guarantee, clause: consult, about: e13",
     "by: UKR, pact: guarantee, clause: consult, about: ^e14", "answers itself"),
    ("before its pact", "id: e3, type: ratification, at: 2026-04-20",
     "id: e3, type: ratification, at: ^2025-04-20", "before its pact, which was first signed on"),
    ("before it happened", "recorded: 2027-02-22, by: GBR, toward: UKR",
     "recorded: 2027-02-12, by: GBR, toward: UKR", "is recorded before it happened"),
    ("kind", "kind: training", "kind: trainin", "did you mean 'training'?"),
    ("lacks", "attacker: RUS, victim: UKR, target", "attacker: RUS, target",
     "is an incursion and lacks victim"),
    ("odd key", "type: signature,", "type: signature, kind: training,",
     "is a signature and cannot have kind"),
    ("unknown key", "note: Invented.}", "^nota: Invented.}", "did you mean 'note'?"),
    ("date", "at: 2027-02-13", "at: ^2027-02-31", "2027-02-31"),
    ("votes", "for: [USA, GBR, DEU]", "for: [USA, GBX, DEU]", "unknown party 'GBX'"),
    ("term", "term: any_armed_attack", "term: ^any_armed_atack", "'any_armed_attack'?"),
    ("finding on nothing", "event: e13, by: GBR", "event: ^e99, by: GBR", "unknown event 'e99'"),
    ("finder", "by: JMC, at", "by: ^JNC, at", "unknown body or party 'JNC' (did you mean 'JMC'?)"),
    ("too early", "by: RUS, at: 2027-02-11", "by: RUS, at: ^2027-02-09", "before it happened"),
    ("wrong event", "event: e13, by: GBR", "event: e12, by: GBR", "'e12' is a delivery"),
    ("too many votes", "{for: 6, against: 1}", "^{for: 6, against: 3}", "has 9 votes; JMC has 7"),
]  # fmt: skip


def read(tmp_path: Path, text: str, pact: Pact) -> tuple[EventLog | None, list[Problem]]:
    path = tmp_path / "events.yaml"
    path.write_text(text, "utf-8")
    return read_events(path, [pact], "events.yaml")


@pytest.mark.parametrize(
    ("old", "new", "said"), [m[1:] for m in MISTAKES], ids=[m[0] for m in MISTAKES]
)
def test_a_mistake_is_told_at_its_place(
    tmp_path: Path, incident_file: Path, guarantee: Pact, old: str, new: str, said: str
) -> None:
    text = incident_file.read_text("utf-8")
    assert old in text
    text = text.replace(old, new, 1)
    log, problems = read(tmp_path, text.replace("^", ""), guarantee)
    assert log is None
    told = [problem for problem in problems if said in problem.message]
    assert told, problems
    if "^" in text:
        start = text.index("^")
        line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
        assert (told[0].line, told[0].column) == (line, column)
    else:
        assert told[0].line > 1


def test_every_mistake_is_told_in_one_pass(
    tmp_path: Path, incident_file: Path, guarantee: Pact
) -> None:
    text = incident_file.read_text("utf-8")
    chosen = [row for row in MISTAKES if row[0] in ("party", "type", "clause", "finder", "kind")]
    for _, old, new, _ in chosen:
        text = text.replace(old, new.replace("^", ""), 1)
    _, problems = read(tmp_path, text, guarantee)
    for _, _, _, said in chosen:
        assert any(said in problem.message for problem in problems), said


def test_a_pact_with_a_date_has_no_events_before_it(tmp_path: Path, harbour: Pact) -> None:
    text = """
schema: foedus/events-1
events:
  - {id: a, type: signature, at: 2031-08-31, by: AMK, pact: harbour_pact}
"""
    _, (problem,) = read(tmp_path, text, harbour)
    assert (problem.line, problem.column) == (4, 34)
    assert "before its pact, which was done on 2031-09-01" in problem.message


def test_a_state_outside_the_pact_can_be_named(tmp_path: Path, harbour: Pact) -> None:
    text = """
schema: foedus/events-1
others: {DRA: Drava}
events:
  - {id: a, type: attack, at: 2032-01-01, attacker: DRA, victim: AMK}
"""
    log, problems = read(tmp_path, text, harbour)
    assert not problems
    assert log is not None
    (told,) = harbour.status(log).incidents
    assert told.why[0] == "Drava attacked Aldmark on 2032-01-01 (a)."


def test_a_log_of_more_than_ten_megabytes_is_refused(tmp_path: Path, harbour: Pact) -> None:
    _, (problem,) = read(tmp_path, "#" * 10_000_001, harbour)
    assert "at most 10,000,000" in problem.message


def test_a_log_of_very_many_entries_is_refused_once(tmp_path: Path, harbour: Pact) -> None:
    text = f"events: [&a [{'1, ' * 99}], {'*a, ' * 1100}]\n"
    _, (problem,) = read(tmp_path, text, harbour)
    assert "use fewer" in problem.message


def test_loading_raises_with_every_problem(tmp_path: Path, harbour: Pact) -> None:
    path = tmp_path / "events.yaml"
    path.write_text("events: [{id: a}]\n", "utf-8")
    with pytest.raises(PactError) as caught:
        load_events(path, [harbour])
    assert len(caught.value.problems) > 1
