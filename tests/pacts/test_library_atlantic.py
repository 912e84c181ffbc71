# SPDX-License-Identifier: Apache-2.0
"""Rio Treaty, ANZUS and Warsaw Treaty, and five cases: what each comes to, read by hand."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from foedus.pacts.casus import library_pact, load_casus

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from foedus.pacts import EventLog, Pact

    Written = Callable[[str, Pact], EventLog]

PACTS = ("north_atlantic_1949", "rio_1947", "anzus_1951", "warsaw_1955")


@pytest.fixture(scope="module")
def rio() -> Pact:
    return library_pact("rio_1947")


@pytest.fixture(scope="module")
def anzus() -> Pact:
    return library_pact("anzus_1951")


@pytest.fixture(scope="module")
def warsaw() -> Pact:
    return library_pact("warsaw_1955")


def statuses(pact: Pact, log: EventLog, at: str, clause: str, trigger: str | None = None) -> dict:
    """Return what became of a clause's duties, by bearer."""
    return {
        duty.bearer: duty.status
        for duty in pact.evaluate(log, at).duties
        if duty.clause == clause and trigger in (None, duty.trigger)
    }


@pytest.mark.data
@pytest.mark.parametrize("name", PACTS)
def test_every_quote_stands_in_the_text(name: str, shared_text: Callable[[str], Path]) -> None:
    pact = library_pact(name)
    source = pact.text.text
    assert source is not None
    quotes = [clause for clause in pact.clauses if clause.quote]
    assert all(len(clause.quote.split()) <= 25 for clause in quotes)
    if source.file is None:
        assert source.status == "paraphrase"
        assert all(clause.span is None for clause in quotes)
        return
    raw = shared_text(source.file).read_bytes()
    assert hashlib.sha256(raw).hexdigest() == source.sha256
    for clause in quotes:
        assert clause.span is not None
        assert raw.decode("utf-8")[slice(*clause.span)] == clause.quote


@pytest.mark.parametrize(
    ("name", "triggered", "obliged"),
    [
        ("nato_us_2001", "yes", "yes"),
        ("nato_falklands_1982", "no", "no"),
        ("rio_falklands_1982", "disputed", "disputed"),
        ("warsaw_pact_1968", "no", "no"),
        ("anzus_2001", "yes", "yes"),
    ],
)
def test_a_case_comes_out_as_historians_have_it(name: str, triggered: str, obliged: str) -> None:
    casus = load_casus(name)
    assert casus.computed == {"in_force": True, "triggered": triggered, "obliged": obliged}
    assert casus.agrees


# Rio Treaty


def test_in_1982_two_readings_stand_apart() -> None:
    casus = load_casus("rio_falklands_1982")
    found = {one["reading"]["answer_to_force"]: one for one in casus.readings}
    assert found["any_force"]["obliged"] == "yes"
    assert found["not_an_answer"]["obliged"] == "no"  # the case asks for the help of Article 3
    before = statuses(casus.pact, casus.log, "1982-05-28", "assist", "stanley")
    after = statuses(casus.pact, casus.log, "1982-05-29", "assist", "stanley")
    assert (before["PER"], after["PER"]) == ("unknown", "disputed")
    assert set(statuses(casus.pact, casus.log, "1982-05-29", "measures").values()) == {"not_owed"}


RIO = """
others: {GBR: the United Kingdom, KOR: Korea, BAND: {name: a band, state: false}}
events:
  - {id: e, type: attack, at: 1975-06-01, attacker: WHO, victim: PER, target: forces, place: PLACE}
MORE
determinations:
  - {term: armed_attack, event: e, by: OC, at: 1975-06-02, value: true, vote: {for: 15, against: 6}}
"""


def rio_log(
    pact: Pact,
    log: Written,
    who: str = "GBR",
    place: str = "{territory_of: PER}",
    more: str = "",
) -> EventLog:
    return log(RIO.replace("WHO", who).replace("PLACE", place).replace("MORE", more), pact)


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ("{territory_of: PER}", "owed"),
        ("{region: american_security_zone}", "owed"),
        ("{territory_of: GBR, region: american_security_zone}", "owed"),
        # Neither in the region nor on American territory: a matter for Article 6.
        ("{territory_of: KOR, region: asia}", "not_owed"),
        ("{name: at sea}", "unknown"),
    ],
)
def test_rio_article_3_reaches_the_region_and_american_territory(
    rio: Pact, written_log: Written, place: str, status: str
) -> None:
    log = rio_log(rio, written_log, place=place)
    assert statuses(rio, log, "1975-06-02", "assist")["BRA"] == status


def test_rio_article_3_speaks_of_attacks_by_states(rio: Pact, written_log: Written) -> None:
    log = rio_log(rio, written_log, "BAND")
    assert statuses(rio, log, "1975-06-02", "assist")["BRA"] == "not_owed"


def test_two_thirds_make_a_finding(rio: Pact, written_log: Written) -> None:
    text = RIO.replace("WHO", "GBR").replace("PLACE", "{territory_of: PER}").replace("MORE", "")
    short = text.replace("for: 15, against: 6", "for: 13, against: 8")
    assert (
        statuses(rio, written_log(short, rio), "1975-06-02", "assist")["BRA"],
        statuses(rio, written_log(text, rio), "1975-06-02", "assist")["BRA"],
    ) == ("unknown", "owed")


def test_rio_article_20_force_takes_consent(rio: Pact, written_log: Written) -> None:
    vote = "votes: {for: 15, against: 6}}"
    decided = (
        f"  - {{id: m, type: decision, at: 1975-06-03, by: OC, clause: measures, about: e, {vote}\n"
        f"  - {{id: f, type: decision, at: 1975-06-03, by: OC, clause: consent, about: e, {vote}\n"
        "  - {id: c, type: conduct, at: 1975-06-04, by: BRA, toward: PER,\n"
        "     kind: consent_to_armed_force}\n"
    )
    log = rio_log(rio, written_log, more=decided)
    measures = statuses(rio, log, "1975-06-05", "measures")
    assert (measures["BRA"], measures["CHL"]) == ("owed", "owed")
    assert statuses(rio, log, "1975-06-05", "force") == {"BRA": "owed"}
    # Without a decision there is nothing to consent to.
    silent = rio_log(rio, written_log, more="".join(decided.splitlines(keepends=True)[2:]))
    assert statuses(rio, silent, "1975-06-05", "force") == {}


def test_rio_article_7_the_others_call_for_an_end(rio: Pact, written_log: Written) -> None:
    # As in July 1969 between El Salvador and Honduras.
    text = (
        "events:\n  - {id: e, type: invasion, at: 1969-07-14, attacker: SLV, victim: HND,"
        " place: {territory_of: HND}}\n"
        "  - {id: c, type: conduct, at: 1969-07-18, by: [GTM, USA],"
        " kind: call_to_suspend_hostilities}\n"
    )
    found = statuses(rio, written_log(text, rio), "1969-07-18", "pacify")
    assert (found["GTM"], found["PER"]) == ("performed", "owed")
    assert not {"SLV", "HND"} & set(found)


def test_who_began_is_not_attacked_by_the_answer_on_one_reading(
    rio: Pact, written_log: Written
) -> None:
    first = "  - {id: b, type: attack, at: 1975-05-01, attacker: PER, victim: GBR}\n"
    assert statuses(rio, rio_log(rio, written_log, more=first), "1975-06-02", "assist")["BRA"] == (
        "disputed"
    )
    other = first.replace("victim: GBR", "victim: KOR")
    assert statuses(rio, rio_log(rio, written_log, more=other), "1975-06-02", "assist")["BRA"] == (
        "owed"
    )


# ANZUS


ANZUS = """
others: {FOE: a state}
events:
  - {id: e, type: attack, at: DAY, attacker: FOE, victim: WHOM, target: forces, place: PLACE}
determinations:
  - {term: armed_attack, event: e, by: AUS, at: DAY, value: true}
  - {term: armed_attack, event: e, by: NZL, at: DAY, value: true}
  - {term: armed_attack, event: e, by: USA, at: DAY, value: true}
"""


@pytest.mark.parametrize(
    ("day", "whom", "place", "expected"),
    [
        # Hawaii and Guam are in the Pacific Area; Berlin and the Gulf are nowhere in Article V.
        ("1960-01-01", "USA", "{territory_of: USA, region: pacific_area}", ("owed", "owed")),
        ("1960-01-01", "USA", "{region: pacific_area}", ("owed", "owed")),
        ("1961-10-27", "USA", "{territory_of: DEU, region: europe}", ("not_owed", "not_owed")),
        (
            "1960-01-01",
            "USA",
            "{territory_of: USA, region: metropolitan_territory}",
            ("owed", "owed"),
        ),
        # Territory of another state that is metropolitan to it.
        (
            "1960-01-01",
            "USA",
            "{territory_of: DEU, region: metropolitan_territory}",
            ("not_owed",) * 2,
        ),
        # Not before 29 April 1952.
        ("1952-04-28", "USA", "{region: pacific_area}", ("not_owed", "not_owed")),
    ],
)
def test_anzus_article_5(
    anzus: Pact,
    written_log: Written,
    day: str,
    whom: str,
    place: str,
    expected: tuple[str, str],
) -> None:
    text = ANZUS.replace("DAY", day).replace("WHOM", whom).replace("PLACE", place)
    found = statuses(anzus, written_log(text, anzus), day, "act")
    assert (found["AUS"], found["NZL"]) == expected


@pytest.mark.parametrize(
    ("day", "american", "australian"),
    [
        ("1986-08-10", "owed", "owed"),
        ("1986-08-11", "not_owed", "owed"),
        ("2001-09-11", "not_owed", "owed"),
    ],
)
def test_the_united_states_suspended_what_it_owes_new_zealand(
    anzus: Pact, written_log: Written, day: str, american: str, australian: str
) -> None:
    place = "{territory_of: NZL, region: pacific_area}"
    text = ANZUS.replace("DAY", day).replace("WHOM", "NZL").replace("PLACE", place)
    found = statuses(anzus, written_log(text, anzus), day, "act")
    assert (found["USA"], found["AUS"]) == (american, australian)
    # An attack on Australia is another matter.
    other = written_log(text.replace("victim: NZL", "victim: AUS"), anzus)
    assert statuses(anzus, other, day, "act")["USA"] == "owed"
    asked = (
        f"events:\n  - {{id: i, type: invocation, at: {day}, by: NZL, pact: anzus_1951,"
        " clause: consult}\n"
    )
    consults = statuses(anzus, written_log(asked, anzus), day, "consult")
    assert (consults["USA"], consults["AUS"]) == (american, australian)


def test_each_party_of_anzus_judges_for_itself() -> None:
    casus = load_casus("anzus_2001")
    assert statuses(casus.pact, casus.log, "2001-09-13", "act")["AUS"] == "unknown"
    assert statuses(casus.pact, casus.log, "2001-09-14", "act")["AUS"] == "owed"
    assert statuses(casus.pact, casus.log, "2001-10-17", "act") == {
        "AUS": "performed",
        "NZL": "unknown",
    }


# Warsaw Treaty


def test_in_1968_articles_1_and_8_were_broken_by_those_who_marched() -> None:
    casus = load_casus("warsaw_pact_1968")
    for clause in ("peace", "sovereignty"):
        found = statuses(casus.pact, casus.log, "1968-08-21", clause, "entry")
        assert found == dict.fromkeys(("SUN", "POL", "HUN", "BGR"), "breached")


WARSAW = """
others: {FOE: a state}
events:
  - {id: e, type: attack, at: DAY, attacker: FOE, victim: WHOM, place: PLACE}
determinations:
  - {term: armed_attack, event: e, by: POL, at: DAY, value: true}
  - {term: armed_attack, event: e, by: ROU, at: DAY, value: false}
"""


@pytest.mark.parametrize(
    ("day", "whom", "place", "polish"),
    [
        ("1961-08-13", "DDR", "{territory_of: DDR, region: europe}", "owed"),
        # Not in Europe: the border on the Ussuri, March 1969.
        ("1969-03-02", "SUN", "{territory_of: SUN, region: asia}", "not_owed"),
        ("1955-06-03", "DDR", "{territory_of: DDR, region: europe}", "not_owed"),
        ("1955-06-04", "DDR", "{territory_of: DDR, region: europe}", "owed"),
        # Albania left on 13 September 1968.
        ("1968-09-12", "ALB", "{territory_of: ALB, region: europe}", "owed"),
        ("1968-09-13", "ALB", "{territory_of: ALB, region: europe}", "not_owed"),
        ("1991-07-01", "CSK", "{territory_of: CSK, region: europe}", "not_owed"),
    ],
)
def test_warsaw_article_4(
    warsaw: Pact, written_log: Written, day: str, whom: str, place: str, polish: str
) -> None:
    text = WARSAW.replace("DAY", day).replace("WHOM", whom).replace("PLACE", place)
    found = statuses(warsaw, written_log(text, warsaw), day, "assist")
    assert found["POL"] == polish
    # Each judges for itself, and Romania has found otherwise.
    assert found["ROU"] == "not_owed"


def test_who_answers_an_attack_breaks_no_promise(warsaw: Pact, written_log: Written) -> None:
    text = (
        "others: {FOE: a state}\nevents:\n"
        "  - {id: a, type: attack, at: 1960-01-01, attacker: FOE, victim: DDR}\n"
        "  - {id: b, type: attack, at: 1960-01-02, attacker: DDR, victim: FOE}\n"
        "  - {id: c, type: attack, at: 1960-01-03, attacker: DDR, victim: POL}\n"
    )
    log = written_log(text, warsaw)
    found = {
        duty.trigger: duty.status
        for duty in warsaw.evaluate(log, "1960-01-04").duties
        if duty.clause == "peace" and duty.bearer == "DDR" and duty.trigger
    }
    assert found == {"b": "not_owed", "c": "breached"}
