# SPDX-License-Identifier: Apache-2.0
"""1914 end to end: from four treaties and the declarations of war, not from who fought whom.

The findings are those of the diplomatic histories (Albertini, The Origins of the War of 1914):
Russia acted on its own, Germany's duty to Austria-Hungary turns on what "attacked by Russia" means,
France was bound to Russia once Germany had declared war on it, and Italy was bound to nobody.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from foedus.pacts.casus import casus_log, library_pact
from foedus.pacts.events import Event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foedus.pacts import EventLog, Pact
    from foedus.pacts.dutystate import DutyState

PACTS = ("dual_alliance_1879", "triple_alliance_1912", "franco_russian_1892", "london_1839")
DAYS = [dt.date(1914, 7, 23) + dt.timedelta(days=n) for n in range(21)]
NOT_OWED = {"not_owed"}


@pytest.fixture(scope="module")
def pacts() -> dict[str, Pact]:
    return {name: library_pact(name) for name in PACTS}


@pytest.fixture(scope="module")
def july(pacts: dict[str, Pact]) -> EventLog:
    logs = [casus_log("july_1914", pact)[0] for pact in pacts.values()]
    assert all(log == logs[0] for log in logs)
    assert logs[0].last == dt.date(1914, 8, 12)
    return logs[0]


def owed(pact: Pact, log: EventLog, day: dt.date | str, bearer: str) -> Iterator[DutyState]:
    """Yield the help that a party owes, may owe, or is said by some to owe on a day."""
    for duty in pact.evaluate(log, day).duties:
        helps = duty.action in ("assist", "perform") and duty.modality == "obligation"
        if duty.bearer == bearer and helps and duty.status != "not_owed":
            yield duty


def attack(name: str, attacker: str, victim: str, day: dt.date) -> Event:
    return Event(id=name, type="attack", attacker=(attacker,), victim=(victim,), at=day)


def test_no_treaty_obliges_anybody_to_help_serbia(pacts: dict[str, Pact], july: EventLog) -> None:
    for pact in pacts.values():
        assert "SRB" not in pact.parties
        for day in DAYS:
            assert not [d for d in pact.evaluate(july, day).duties if "SRB" in d.toward]


def test_russia_enters_by_its_own_act(pacts: dict[str, Pact], july: EventLog) -> None:
    mobilised = next(e for e in july.events if e.type == "mobilisation" and "RUS" in e.by)
    assert mobilised.at == dt.date(1914, 7, 29)
    until = [day for day in DAYS if day <= dt.date(1914, 7, 31)]
    for day in until:
        duties = [d for pact in pacts.values() for d in owed(pact, july, day, "RUS")]
        # It owed France to mobilise, if Austria-Hungary's mobilisation alone asked for that.
        assert {(d.pact, d.clause, d.status) for d in duties} <= {
            ("franco_russian_1892", "mobilise", "disputed")
        }
    # And it was Germany that opened the war between the two.
    first = next(e for e in july.events if e.type == "declaration_of_war" and "RUS" in e.toward)
    assert (first.by, first.at) == (("DEU",), dt.date(1914, 8, 1))


def test_germanys_duty_of_1879_is_disputed_with_both_readings(
    pacts: dict[str, Pact], july: EventLog
) -> None:
    dual = pacts["dual_alliance_1879"]
    assert not list(owed(dual, july, "1914-07-29", "DEU"))
    for day in ("1914-07-31", "1914-08-01", "1914-08-04"):
        (duty,) = owed(dual, july, day, "DEU")
        assert (duty.art, duty.toward, duty.trigger) == ("1", ("AUH",), "russia_mobilises")
        assert duty.status == "disputed"
        read = {reading["attacked"]: state for reading, state in duty.readings}
        assert {name: state.status for name, state in read.items()} == {
            "by_war": "not_owed",
            "by_general_mobilisation": "owed",
        }
        assert read["by_general_mobilisation"].since == dt.date(1914, 7, 30)
        because = " ".join(read["by_war"].because)
        assert "Russia mobilised against Austria-Hungary on 1914-07-30" in because
        assert "asks for an attack or a declaration of war, and this is a mobilisation" in because
    register = dual.status(july, "1914-08-01")
    assert ("DEU", "disputed") in {(d.bearer, d.status) for d in register.open_duties}
    question = dual.text.readings["attacked"]
    assert question.words == "be attacked by Russia"
    assert set(question.sources) == set(question.values)


def test_a_partial_mobilisation_was_no_attack_to_either_side(
    pacts: dict[str, Pact], july: EventLog
) -> None:
    duties = pacts["dual_alliance_1879"].evaluate(july, "1914-08-04").duties
    (partly,) = {
        d.status for d in duties if d.trigger == "russia_mobilises_in_part" and d.art == "1"
    }
    assert partly == "not_owed"


def test_powers_that_russia_supports_bring_the_second_article_into_play(
    pacts: dict[str, Pact], july: EventLog
) -> None:
    # Article 2: Britain attacks Germany, and Russia has taken measures that threaten Germany.
    first = min(owed(pacts["dual_alliance_1879"], july, "1914-08-12", "AUH"), key=lambda d: d.art)
    assert first.status == "disputed"
    second = [
        d for d in owed(pacts["dual_alliance_1879"], july, "1914-08-12", "AUH") if d.art == "2"
    ]
    assert [(d.trigger, d.status) for d in second] == [
        ("britain_on_germany", "owed"),
        ("serbia_on_germany", "owed"),
    ]


def test_frances_duty_of_1892(pacts: dict[str, Pact], july: EventLog) -> None:
    convention = pacts["franco_russian_1892"]

    def helps(day: str, bearer: str) -> list[tuple[str, str | None, str, dt.date | None]]:
        duties = [d for d in owed(convention, july, day, bearer) if d.art == "1"]
        return [(d.toward[0], d.trigger, d.status, d.since) for d in duties]

    assert helps("1914-07-31", "FRA") == []
    declared = ("RUS", "germany_on_russia", "owed", dt.date(1914, 8, 1))
    assert helps("1914-08-01", "FRA") == [declared]
    assert helps("1914-08-02", "RUS") == []
    assert helps("1914-08-03", "RUS") == [("FRA", "germany_on_france", "owed", dt.date(1914, 8, 3))]
    # Article 2, undisputed once Germany mobilises; France did on the same day.
    duties = convention.evaluate(july, "1914-08-01").duties
    mobilise = {
        (d.bearer, d.trigger): d.status for d in duties if d.clause == "mobilise" and d.trigger
    }
    assert mobilise["FRA", "germany_mobilises"] == "performed"
    assert mobilise["RUS", "germany_mobilises"] == "not_owed"  # it had mobilised before
    assert mobilise["FRA", "austria_mobilises_in_part"] == "disputed"


def test_italy_is_not_bound(pacts: dict[str, Pact], july: EventLog) -> None:
    triple = pacts["triple_alliance_1912"]
    assert triple.status(july, "1914-08-03").members[2].bound
    for day in DAYS:
        assert not list(owed(triple, july, day, "ITA"))


def test_the_words_that_keep_italy_out(pacts: dict[str, Pact], july: EventLog) -> None:
    duties = pacts["triple_alliance_1912"].evaluate(july, "1914-08-03").duties
    why = {d.clause: "\n".join(d.because) for d in duties if d.bearer == "ITA"}
    third = why["casus_foederis"]
    assert "'without direct provocation on their part" in third
    assert "two or more Great Powers'" in third
    # The wars of 1 and 3 August were Germany's own act, and the one of 28 July Austria-Hungary's.
    for line in (
        "Germany declared war on Russia on 1914-08-01 (germany_on_russia): there Germany acted",
        "Germany declared war on France on 1914-08-03 (germany_on_france): there Germany acted",
        (
            "Austria-Hungary declared war on Serbia on 1914-07-28 (austria_on_serbia): "
            "there Austria-Hungary acted"
        ),
    ):
        assert line in third
    assert "aggression without direct provocation by France against Germany" in why["help_germany"]
    # After 4 August Britain and France had declared war on the two; both had opened war before.
    late = pacts["triple_alliance_1912"].evaluate(july, "1914-08-12").duties
    reasons = {
        d.trigger: d.because for d in late if (d.clause, d.bearer) == ("casus_foederis", "ITA")
    }
    assert set(reasons) == {"britain_on_germany", "france_on_austria", "britain_on_austria"}
    for lines in reasons.values():
        assert any("without direct provocation on its part" in line for line in lines)
    assert any("declared war on Serbia" in line for line in reasons["britain_on_austria"])


def test_what_would_have_bound_italy(pacts: dict[str, Pact], july: EventLog) -> None:
    triple, day = pacts["triple_alliance_1912"], dt.date(1914, 7, 27)
    one = attack("one", "FRA", "DEU", day)
    other = attack("other", "RUS", "DEU", day)
    before = [e for e in july.events if e.at < dt.date(1914, 7, 28)]
    alone = replace(july, events=(*before, other), determinations=())
    both = replace(july, events=(*before, one, other), determinations=())
    # Russia alone: one great power is too few. France alone: Article 2. Both: Article 3 too.
    assert not list(owed(triple, alone, day, "ITA"))
    assert {d.clause for d in owed(triple, both, day, "ITA")} == {"help_germany", "casus_foederis"}
    # An attack after Germany had opened war, such as Germany said France had made, is provoked.
    raid = attack("raid", "FRA", "DEU", dt.date(1914, 8, 2))
    raided = replace(july, events=(*july.events, raid))
    assert not list(owed(triple, raided, "1914-08-03", "ITA"))


def test_a_naive_closure_draws_italy_in_and_the_texts_do_not(
    pacts: dict[str, Pact], july: EventLog
) -> None:
    alliances = [set(pacts[name].parties) for name in PACTS if name != "london_1839"]
    wars = [e for e in july.events if e.type == "declaration_of_war"]
    drawn = {code for event in wars[:1] for code in (*event.by, *event.toward)}
    assert drawn == {"AUH", "SRB"}
    while True:
        wider = drawn.union(*(allies for allies in alliances if allies & drawn))
        if wider == drawn:
            break
        drawn = wider
    assert {"DEU", "ITA"} <= drawn
    assert not [d for pact in pacts.values() for d in owed(pact, july, "1914-08-12", "ITA")]


def test_belgium(pacts: dict[str, Pact], july: EventLog) -> None:
    treaty = pacts["london_1839"]
    assert not list(owed(treaty, july, "1914-08-03", "GBR"))
    duties = treaty.evaluate(july, "1914-08-04").duties
    breaches = [(d.bearer, d.trigger) for d in duties if d.status == "breached"]
    assert breaches == [("DEU", "belgium_invaded")]
    guarantee = {d.bearer: d for d in duties if d.clause == "guarantee"}
    assert set(guarantee) == {"GBR", "FRA", "AUH", "RUS"}  # not the attacker
    read = {r["guarantee"]: s.status for r, s in guarantee["GBR"].readings}
    assert read == {"each": "owed", "together": "not_owed"}
    late = treaty.evaluate(july, "1914-08-12").duties
    states = {d.bearer: {r["guarantee"]: s.status for r, s in d.readings} for d in late
              if d.clause == "guarantee"}  # fmt: skip
    assert states["GBR"]["each"] == states["FRA"]["each"] == "performed"
    assert states["AUH"]["each"] == "owed"
