# SPDX-License-Identifier: Apache-2.0
"""foedus pact lint: from a draft to findings, and from a finding to a log that anyone can run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from foedus.case.folder import find_case
from foedus.cli import main
from foedus.pacts import load_events, load_pact
from foedus.pacts.lint import lint

if TYPE_CHECKING:
    from pathlib import Path

PEACE = """
pact: peace
schema: foedus/pact-1
title: A promise of peace
legal_form: executive_agreement
parties: {CAL: Calden}
others: {BOR: Borsia}
entry_into_force: {ratified_by: {all: parties}}
clauses:
  - id: peace
    art: "1"
    summary: Calden does not attack Borsia.
    duty: {modality: prohibition, bearer: CAL, toward: BOR, action: not_attack}
"""


HARBOUR = find_case("harbour_league") / "pacts" / "harbour_pact.yaml"


def run(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    with pytest.raises(SystemExit) as left:
        main(["pact", "lint", *words])
    captured = capsys.readouterr()
    assert left.value.code == code, captured.err
    return captured.out if not code else captured.err


def test_findings_come_in_the_order_of_use(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, "harbour_league")
    headings = ["Attacks after which", "Who can block", "Open words", "Events that", "Windows"]
    places = [told.index(heading) for heading in headings]
    assert places == sorted(places)
    assert "The harbour pact: 0 errors," in told


def test_json_has_the_keys_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(run(capsys, "harbour_league", "--json"))["findings"]
    keys = {"rule", "severity", "line", "message", "witness"}
    assert all(keys <= set(each) for each in found)
    assert {each["severity"] for each in found} <= {"error", "warning", "note"}
    assert all(each["line"] > 0 for each in found)


def test_a_witness_is_a_log_that_shows_what_was_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, str(HARBOUR), "--witness", str(tmp_path))
    pact = load_pact(HARBOUR)
    found = lint(pact)
    shown = 0
    for number, each in enumerate(found, 1):
        for path in tmp_path.glob(f"{number:02d}_*.yaml"):
            log = load_events(path, [pact])
            assert each.at is not None
            assert all(claim.holds(pact, log, each.at) for claim in each.claims)
            shown += 1
    assert shown == sum(each.witness is not None for each in found) > 5


def test_each_of_two_pacts_gets_its_own_witness(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "peace.yaml"
    other.write_text(PEACE, "utf-8")
    told = run(capsys, str(HARBOUR), "--with", str(other), "--witness", str(tmp_path / "w"))
    assert "A promise of peace (not attack)" in " ".join(told.split())
    names = {path.name.partition("_")[2] for path in (tmp_path / "w").iterdir()}
    both = {f"interplay_conflict_for_{name}.yaml" for name in ("harbour_pact", "peace")}
    assert both <= names
    for name, pact in (("harbour_pact", load_pact(HARBOUR)), ("peace", load_pact(other))):
        (path,) = (tmp_path / "w").glob(f"*_interplay_conflict_for_{name}.yaml")
        assert load_events(path, [pact]).events


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nowhere"], "there is no case 'nowhere'"),
        (["harbour_league", "--with", "harbour_league"], "given twice"),
        (["harbour_league", "--design", "mood=a"], "there is no lever 'mood'"),
    ],
)
def test_a_wrong_call_is_told_in_one_line(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told in run(capsys, *words, code=2)


def test_a_folder_that_cannot_be_written_to_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    told = run(capsys, "harbour_league", "--witness", str(tmp_path / "file"), code=2)
    assert "cannot write to" in told
