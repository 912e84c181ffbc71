# SPDX-License-Identifier: Apache-2.0
"""Who is drawn into which war, by hand-reading of short encodings of the pacts of 1914.

The sources for what the texts say: Pribram, The Secret Treaties of Austria-Hungary (1920), for 1879
and 1912; L'alliance franco-russe (1918) for 1892; Hertslet for 1839.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from foedus.errors import CallError
from foedus.pacts import Determination, EventLog, load_pact
from foedus.pacts.breaking import break_chain, survey
from foedus.pacts.casus import library, library_pact
from foedus.pacts.chain import chain
from foedus.pacts.incidents import Act, read_act
from foedus.report.wars import chain_svg

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.pacts import Pact
    from foedus.pacts.chain import Chain

FOLDER = Path(__file__).parent / "chains"
NAMES = ("dual", "triple", "franco_russian", "belgium")
ON_SERBIA = Act("AUH", "SRB")
ON_AUSTRIA = Act("RUS", "AUH")
FOUND = {"significant_attack": True}


@pytest.fixture(scope="module")
def pacts() -> list[Pact]:
    return [load_pact(FOLDER / f"{name}.yaml") for name in NAMES]


def steps(found: Chain) -> list[tuple[str, str, str, str, str | None]]:
    return [(e.helped, e.drawn, e.against, e.mode, e.pact) for e in found.edges]


def allied(pacts: list[Pact], first: str) -> set[str]:
    """Return whom a closure over alliances reaches, whatever their conditions say."""
    reached = {first}
    for _ in range(len(pacts) + 1):
        reached |= {c for p in pacts if reached & set(p.parties) for c in p.parties}
    return reached


def test_an_attack_on_serbia_draws_in_nobody(pacts: list[Pact]) -> None:
    assert chain(pacts, [ON_SERBIA]).edges == ()


def test_the_war_of_1914(pacts: list[Pact]) -> None:
    found = chain(pacts, [ON_SERBIA, ON_AUSTRIA])
    assert steps(found) == [
        ("SRB", "RUS", "AUH", "may", None),
        ("AUH", "DEU", "RUS", "may", "dual"),
        ("RUS", "FRA", "DEU", "must", "franco_russian"),
    ]
    russia, germany, france = found.edges
    assert (russia.clause, russia.why) == (None, "own act")
    assert "be attacked" in germany.why
    assert germany.why.startswith("disputed")
    # France must, but only once Germany has entered, which it only may.
    assert (germany.certain, france.certain) == (False, False)
    assert found.drawn("must", certain=True) == ()


def test_a_closure_over_alliances_draws_in_italy_and_the_text_does_not(pacts: list[Pact]) -> None:
    assert "ITA" in allied(pacts[:3], "AUH")
    attacks = [ON_SERBIA, ON_AUSTRIA, Act("DEU", "BEL")]
    assert "ITA" not in chain(pacts, attacks).entered


def test_italy_must_where_two_great_powers_attack_unprovoked(pacts: list[Pact]) -> None:
    found = chain(pacts, [Act("RUS", "DEU"), Act("FRA", "DEU")])
    assert {"ITA", "AUH"} <= set(found.drawn("must", certain=True))
    assert "ITA" not in chain(pacts, [Act("RUS", "DEU")]).entered


@pytest.mark.parametrize(
    ("reading", "drawn"), [("who_strikes_at_it", ("DEU", "FRA")), ("not_who_began", ())]
)
def test_germanys_duty_turns_on_the_reading(
    pacts: list[Pact], reading: str, drawn: tuple[str, ...]
) -> None:
    read = [pacts[0].under({"attacked": reading}), *pacts[1:]]
    found = chain(read, [ON_SERBIA, ON_AUSTRIA])
    assert found.drawn("must", certain=True) == found.entered == drawn


def test_the_guarantee_of_belgium_is_disputed(pacts: list[Pact]) -> None:
    found = chain([pacts[3]], [Act("DEU", "BEL")])
    assert {e.drawn for e in found.edges} == {"GBR", "FRA", "AUH", "RUS"}
    assert {e.mode for e in found.edges} == {"may"}
    assert all(e.why.startswith("disputed") for e in found.edges)


def test_the_order_of_the_pacts_makes_no_difference(pacts: list[Pact]) -> None:
    attacks = [ON_SERBIA, ON_AUSTRIA, Act("DEU", "BEL")]
    one, other = (chain(each, attacks) for each in (pacts, pacts[::-1]))
    assert sorted(map(str, steps(one))) == sorted(map(str, steps(other)))
    named = [(*step, edge.clause) for step, edge in zip(steps(one), one.edges, strict=True)]
    assert len(named) == len(set(named))


def test_who_mobilises_is_not_at_war(pacts: list[Pact]) -> None:
    found = chain(pacts, [Act("RUS", "AUH", "mobilisation")])
    assert found.edges == ()
    assert [event.type for event in found.log.events] == ["mobilisation"]


# The guarantee: what asks for armed force, and for whom that is certain.
@pytest.mark.parametrize(
    ("levers", "suppose", "mode", "why"),
    [
        ({}, {}, "may", "open: whether it was a significant armed attack"),
        ({}, FOUND, "may", "owes help, and measures by itself whether armed force is part of it"),
        ({"automaticity": "automatic"}, {}, "may", "open: whether"),
        ({"automaticity": "automatic"}, FOUND, "must", "owes armed help"),
        ({"automaticity": "consensus"}, FOUND, "may", "it takes a decision"),
        ({"legal_form": "declaration"}, FOUND, "may", "promised, but not binding in law"),
    ],
)
def test_the_guarantee_draws_in_its_guarantors(
    guarantee: Pact, levers: dict[str, str], suppose: dict[str, bool], mode: str, why: str
) -> None:
    found = chain([guarantee.with_levers(levers)], [Act("RUS", "UKR")], suppose=suppose)
    assert found.entered == ("USA", "GBR", "FRA", "DEU", "POL")
    assert {e.mode for e in found.edges} == {mode}
    assert all(e.why.startswith(why) for e in found.edges)
    assert (found.drawn("must", certain=True) == found.entered) is (mode == "must")


@pytest.mark.parametrize("ceiling", ["non_military", "consult_only"])
def test_help_short_of_armed_force_draws_nobody_into_a_war(guarantee: Pact, ceiling: str) -> None:
    draft = guarantee.with_levers({"ceiling": ceiling, "automaticity": "automatic"})
    found = chain([draft], [Act("RUS", "UKR")], suppose={"significant_attack": True})
    assert found.edges == ()


def test_what_is_found_not_to_count_draws_in_nobody(guarantee: Pact) -> None:
    found = chain([guarantee], [Act("RUS", "UKR")], suppose={"significant_attack": False})
    assert found.edges == ()


def test_a_log_to_start_from(guarantee: Pact, incident: EventLog) -> None:
    automatic = guarantee.with_levers({"automaticity": "automatic"})
    found = chain([automatic], log=incident)
    # The commission has found that e13 counts; Poland had not ratified by then.
    assert found.drawn("must", certain=True) == ("USA", "GBR", "FRA", "DEU")
    assert {edge.occasion for edge in found.edges} == {"e13"}


def test_the_smallest_edits_break_the_chain(pacts: list[Pact]) -> None:
    found = chain(pacts, [ON_SERBIA, ON_AUSTRIA])
    edits = break_chain(found)
    assert edits is not None
    assert (edits.state, edits.complete) == ("FRA", True)
    assert [[(e.pact, e.name) for e in each] for each in edits.sets] == [
        [("dual", "help")],
        [("franco_russian", "against_germany")],
    ]
    for (edit,) in edits.sets:
        left = [p.without([edit.name]) if p.name == edit.pact else p for p in pacts]
        assert "FRA" not in chain(left, found.attacks).entered


def test_two_clauses_for_one_duty_take_two_edits(pacts: list[Pact]) -> None:
    found = chain([pacts[3]], [Act("DEU", "BEL")])
    edits = break_chain(found, "GBR")
    assert edits is not None
    assert [{e.name for e in each} for each in edits.sets] == [{"several", "collective"}]


def test_a_finding_denied_breaks_the_chain(guarantee: Pact) -> None:
    suppose = {"significant_attack": True}
    found = chain([guarantee], [Act("RUS", "UKR")], suppose=suppose)
    edits = break_chain(found, "POL", suppose=suppose)
    assert edits is not None
    assert {(e.kind, e.name, e.by) for each in edits.sets for e in each} == {
        ("clause", "defend", ""),
        ("finding", "significant_attack", "JMC"),
    }


def test_nobody_drawn_in_nothing_to_break(pacts: list[Pact]) -> None:
    found = chain(pacts, [ON_SERBIA])
    assert break_chain(found) is None
    with pytest.raises(CallError, match="no clause draws in 'FRA' here; allowed: "):
        break_chain(found, "FRA")


def test_the_survey_takes_adversaries_and_outsiders(guarantee: Pact, harbour: Pact) -> None:
    assert {a.attacks[0][:2] for a in survey([guarantee])} == {
        ("RUS", code) for code in guarantee.parties if code != "RUS"
    }
    assert all(a.attacks[0].attacker not in a.pacts[0].parties for a in survey([harbour]))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("RUS", "write ATTACKER:VICTIM"),
        ("RUS:RUS", "two different ones"),
        ("RUS:XXX", "UKR, USA"),
        ("RUS:UKR:signature", "'signature' is no hostile act"),
    ],
)
def test_what_is_no_attack_is_refused(text: str, wrong: str) -> None:
    with pytest.raises(CallError, match=wrong):
        read_act(text, ["UKR", "USA", "RUS"])


def test_pacts_that_were_never_in_force_together(pacts: list[Pact]) -> None:
    with pytest.raises(CallError, match="the pact 'triple' binds nobody on 1900-01-01"):
        chain(pacts, [ON_AUSTRIA], at=dt.date(1900, 1, 1))


def test_a_picture_says_the_same(pacts: list[Pact]) -> None:
    found = chain(pacts, [ON_SERBIA, ON_AUSTRIA])
    root = ET.fromstring(chain_svg(found))  # noqa: S314 - our own
    space = "{http://www.w3.org/2000/svg}"
    title, told = root.find(f"{space}title"), root.find(f"{space}desc")
    assert title is not None
    assert told is not None
    said = "Austria-Hungary attacks Serbia; Russia attacks Austria-Hungary"
    assert title.text == f"Who is drawn in: {said}"
    assert "France must fight Germany for Russia (franco_russian, Article 1)." in (told.text or "")
    paths = [p for p in root.iter(f"{space}path") if p.get("marker-end") == "url(#step)"]
    # Russia by its own act and Germany may; France must.
    assert [p.get("stroke-dasharray") is not None for p in paths] == [True, True, False]


def test_a_picture_of_odd_names(written_pact: Callable[[str], Pact]) -> None:
    text = (FOLDER / "dual.yaml").read_text("utf-8").replace("RUS: Russia", "RUS: '<R & \"R\">'")
    found = chain([written_pact(text)], [ON_AUSTRIA])
    assert '<R & "R"> attacks Austria-Hungary' in "".join(
        ET.fromstring(chain_svg(found)).itertext()  # noqa: S314 - our own
    )


def test_nobody_drawn_in_is_a_picture_too(pacts: list[Pact]) -> None:
    found = chain(pacts, [ON_SERBIA])
    picture = ET.fromstring(chain_svg(found))  # noqa: S314 - our own
    assert picture.tag.endswith("svg")
    assert "attacks Serbia" in "".join(picture.itertext())


def test_a_permission_that_stands_under_one_reading_is_disputed(
    written_pact: Callable[[str], Pact], written_log: Callable[..., EventLog]
) -> None:
    text = (FOLDER / "belgium.yaml").read_text("utf-8")
    head, _, tail = text.partition("  - id: several\n")
    head = head.replace("clause: several", "clause: collective")
    pact = written_pact(head + "  - id: collective\n" + tail.partition("  - id: collective\n")[2])
    attack = "events: [{id: e1, type: attack, at: 1914-08-04, attacker: DEU, victim: BEL}]"
    duties = pact.evaluate(written_log(attack, pact), at="1914-08-04").duties
    assert {(d.bearer, d.status, d.free) for d in duties if d.bearer == "GBR"} == {
        ("GBR", "disputed", None)
    }
    # Not there at all is not the same as open.
    never = pact.evaluate(EventLog(), at="1914-08-03").duties
    assert {d.free for d in never} == {False}


LIBRARY = ("dual_alliance_1879", "triple_alliance_1912", "franco_russian_1892", "london_1839")


@pytest.mark.skipif(
    not set(LIBRARY) <= set(library()), reason=f"the library has not all of {', '.join(LIBRARY)}"
)
def test_the_encoded_treaties_of_1914() -> None:
    pacts = [library_pact(name) for name in LIBRARY]
    found = chain(pacts, [ON_SERBIA, Act("RUS", "AUH", "mobilisation"), Act("DEU", "BEL")])
    by_drawn: dict[str, set[str]] = {}
    for edge in found.edges:
        by_drawn.setdefault(edge.drawn, set()).add(edge.mode)
    assert found.drawn("must", certain=True) == ()
    assert by_drawn["DEU"] == {"may"}
    assert by_drawn["GBR"] == {"may"}
    assert "must" not in by_drawn.get("ITA", set())
    russia = [edge for edge in found.edges if (edge.drawn, edge.helped) == ("RUS", "SRB")]
    assert [edge.clause for edge in russia] == [None]
    france = [e for e in found.edges if (e.drawn, e.against, e.mode) == ("FRA", "DEU", "must")]
    assert france
    assert not any(edge.certain for edge in france)


def test_a_finding_in_the_log_counts(guarantee: Pact) -> None:
    base = chain([guarantee], [Act("RUS", "UKR")]).log
    said = Determination(
        term="significant_attack", event="a1", by="JMC", at=base.events[-1].at, value=False
    )
    kept = tuple(e for e in base.events if not e.id.startswith("w_"))
    assert chain([guarantee], log=EventLog(kept, (said,), base.others)).edges == ()
