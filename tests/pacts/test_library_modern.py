# SPDX-License-Identifier: Apache-2.0
"""Encoded treaties since 1928 that bind today or bound until lately: what each asks, read by hand.

The Collective Security Treaty, the mutual assistance clause of the European Union, the Charter, the
Budapest Memorandum, the Kellogg-Briand Pact and the Non-Proliferation Treaty.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from foedus.cli.casus import casus
from foedus.pacts import load_events
from foedus.pacts.casus import LIBRARY, CasusFile, library_pact, load_casus, work_out

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from foedus.pacts import EventLog, Pact

    Logged = Callable[[str, Pact], EventLog]

PACTS = (
    "budapest_1994",
    "csto_1992",
    "kellogg_briand_1928",
    "npt_1968",
    "teu_42_7",
    "un_charter",
)
# In force, triggered, obliged, as lawyers and historians hold.
CASES = {
    "csto_armenia_2022": (True, "disputed", "disputed"),
    "csto_kazakhstan_2022": (True, "disputed", "disputed"),
    "eu_france_2015": (True, "yes", "yes"),
    "budapest_2014": (True, "yes", "consult_only"),
    "us_rok_1950": (False, "no", "no"),
}


@pytest.mark.data
@pytest.mark.parametrize("name", PACTS)
def test_quotes_stand_in_the_official_text(name: str, shared_text: Callable[[str], Path]) -> None:
    text = library_pact(name).text
    assert text.text is not None
    if text.text.file is None:
        assert text.text.status == "paraphrase"
        assert not any(clause.quote for clause in text.clauses)
        return
    path = shared_text(text.text.file)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == text.text.sha256
    official = path.read_text("utf-8")
    quoted = [clause for clause in text.clauses if clause.quote is not None]
    assert quoted
    for clause in quoted:
        assert clause.span is not None
        assert official[slice(*clause.span)] == clause.quote
        assert len((clause.quote or "").split()) <= 25


@pytest.mark.parametrize("name", CASES)
def test_a_case_comes_out_as_expected(name: str) -> None:
    found = load_casus(name)
    assert tuple(found.computed.values()) == CASES[name]
    assert tuple(found.record.expected.model_dump().values()) == CASES[name]


def test_what_armenia_turns_on() -> None:
    """Help was owed if the recognised line counts and the request is enough, not otherwise."""
    for one in load_casus("csto_armenia_2022").readings:
        line, asked = one["reading"]["territory"], one["reading"]["who_decides"]
        owed = (line, asked) == ("recognised_line", "on_request")
        assert one["triggered"] == ("yes" if line == "recognised_line" else "no")
        assert one["obliged"] == ("yes" if owed else "no")


def test_what_kazakhstan_turns_on() -> None:
    """Whether groups can commit aggression; that a state did was never claimed."""
    for one in load_casus("csto_kazakhstan_2022").readings:
        groups = one["reading"]["attackers"] == "groups_too"
        assert (one["triggered"], one["obliged"]) == (("yes", "yes") if groups else ("no", "no"))


def test_the_command_names_the_readings_that_matter(capsys: pytest.CaptureFixture[str]) -> None:
    assert casus("budapest_2014") == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "with the same answers here: Does the memorandum bind in law?" in told
    assert casus("csto_kazakhstan_2022") == 0
    told = " ".join(capsys.readouterr().out.split())
    assert told.count("Read so:") == 2


def korea(tmp_path: Path, *changes: tuple[str, str]) -> tuple[CasusFile, Pact, EventLog]:
    text = (LIBRARY / "casus" / "us_rok_1950.events.yaml").read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "korea.yaml"
    path.write_text(text, "utf-8")
    pact = library_pact("un_charter")
    return load_casus("us_rok_1950").record, pact, load_events(path, [pact])


MEASURES = ("kind: recommendation", "kind: measures")


def test_a_recommendation_is_no_decision(tmp_path: Path) -> None:
    record, pact, log = korea(tmp_path)
    assert work_out(record, pact, log).triggered == "no"
    # Had the Council decided the same, by the same seven votes, the absent one open to reading:
    record, pact, log = korea(tmp_path, MEASURES)
    found = work_out(record, pact, log)
    assert found.triggered == "disputed"
    by = {one["reading"]["concurring"]: one["triggered"] for one in found.readings}
    assert by == {"no_objection": "yes", "in_favour": "no"}
    assert found.in_force is False


def test_seven_votes_were_enough_in_1950_and_a_veto_would_have_stopped_them(
    tmp_path: Path,
) -> None:
    pact = library_pact("un_charter").under({"concurring": "no_objection"})
    record, _, log = korea(tmp_path, MEASURES)
    assert work_out(record, pact, log).triggered == "yes"
    record, _, log = korea(tmp_path, MEASURES, ("[CHN, CUB, ECU, FRA", "[CHN, CUB, ECU"))
    assert work_out(record, pact, log).triggered == "no"  # six
    record, _, log = korea(tmp_path, MEASURES, ("against: [YUG]", "against: [YUG, RUS]"))
    assert work_out(record, pact, log).triggered == "no"
