# SPDX-License-Identifier: Apache-2.0
"""Article 6 of the North Atlantic Treaty, place by place.

Every expectation is a reading of the words by hand, as they stood on the day: those of 1949 until
17 February 1952, and those of the protocol of October 1951 from the day on which Turkey deposited
its accession. ``None`` is where the words leave it open, ``READ`` where they are read in two ways.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest
from ruamel.yaml import YAML

from foedus.pacts import load_events
from foedus.pacts.casus import library, library_pact
from foedus.pacts.conditions import meets
from foedus.pacts.scene import scene

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from foedus.pacts import EventLog, Pact

READ: Final = "read"
TREATY: Final = library()["north_atlantic_1949"]


class Row(NamedTuple):
    """A place, a day, who was attacked there and in what, and whether Article 6 covers it."""

    name: str
    day: str
    victim: str
    target: str
    place: str
    expected: bool | str | None

    def __str__(self) -> str:
        return f"{self.name} {self.day} {self.target}".replace(" ", "_")


GERMANY = "{region: [europe, occupied_in_1949], latitude: 52.5}"
ALGIERS = "{territory_of: FRA, region: algerian_departments, latitude: 36.8}"
ANATOLIA = "{territory_of: TUR, region: asia, latitude: 39.9}"
BALTIC = "{region: baltic_sea, latitude: 57}"
MED = "{region: mediterranean_sea, latitude: 36}"
CYPRUS = "{territory_of: GBR, region: cyprus, latitude: 34.6}"

PLACES = [
    # Territory in Europe or North America: both wordings have it.
    Row("Washington", "2001-09-11", "USA", "territory",
        "{territory_of: USA, region: north_america, latitude: 38.9}", True),
    Row("Alaska", "1950-07-01", "USA", "territory",
        "{territory_of: USA, region: north_america, latitude: 61}", True),
    Row("Gibraltar", "1982-05-01", "GBR", "territory",
        "{territory_of: GBR, region: europe, latitude: 36.1}", True),
    Row("Lisbon", "1949-08-24", "PRT", "territory",
        "{territory_of: PRT, region: europe, latitude: 38.7}", True),
    # The treaty did not yet exist for anyone.
    Row("Lisbon", "1949-08-23", "PRT", "territory",
        "{territory_of: PRT, region: europe, latitude: 38.7}", False),
    # Outside both continents, in another ocean, or south of the Tropic of Cancer: on no list.
    # Hawaii and Guam are in the Pacific, and south of 23.45 degrees besides.
    Row("Falkland Islands", "1982-04-02", "GBR", "territory",
        "{territory_of: [GBR, ARG], region: south_atlantic, latitude: -51.7}", False),
    Row("Hawaii", "2024-01-01", "USA", "territory",
        "{territory_of: USA, region: pacific, latitude: 21.3}", False),
    Row("Guam", "2024-01-01", "USA", "territory",
        "{territory_of: USA, region: pacific, latitude: 13.4}", False),
    Row("Hawaii fleet", "2024-01-01", "USA", "vessels",
        "{territory_of: USA, region: pacific, latitude: 21.3}", False),
    Row("French Guiana", "2024-01-01", "FRA", "territory",
        "{territory_of: FRA, region: south_america, latitude: 4.9}", False),
    Row("Goa", "1961-12-18", "PRT", "territory",
        "{territory_of: PRT, region: asia, latitude: 15.5}", False),
    Row("Suez Canal", "1956-11-01", "GBR", "forces",
        "{territory_of: EGY, region: africa, latitude: 30.5}", False),
    # Islands in the North Atlantic area north of the Tropic. Svalbard and Greenland are covered on
    # two heads each: Svalbard as Norwegian territory in Europe, Greenland as Danish territory in
    # North America (the Danish-American agreement of 27 April 1951 on Greenland rests on the
    # treaty).
    Row("Azores", "1949-12-01", "PRT", "territory",
        "{territory_of: PRT, region: north_atlantic, latitude: 38}", True),
    Row("Canary Islands", "2022-06-30", "ESP", "territory",
        "{territory_of: ESP, region: north_atlantic, latitude: 28}", True),
    Row("Canary Islands", "1982-05-30", "ESP", "territory",
        "{territory_of: ESP, region: north_atlantic, latitude: 28}", True),
    Row("Canary Islands", "1982-05-29", "ESP", "territory",
        "{territory_of: ESP, region: north_atlantic, latitude: 28}", False),
    Row("Cape Verde", "1970-01-01", "PRT", "territory",
        "{territory_of: PRT, region: north_atlantic, latitude: 15}", False),
    Row("Svalbard", "2024-01-01", "NOR", "territory",
        "{territory_of: NOR, region: [europe, north_atlantic], latitude: 78}", True),
    Row("Svalbard as an island", "2024-01-01", "NOR", "territory",
        "{territory_of: NOR, region: north_atlantic, latitude: 78}", True),
    Row("Greenland", "1950-01-01", "DNK", "territory",
        "{territory_of: DNK, region: [north_america, north_atlantic], latitude: 64}", True),
    Row("Greenland", "2025-01-01", "DNK", "territory",
        "{territory_of: DNK, region: north_america, latitude: 64}", True),
    # The Algerian departments: named, and without object since 3 July 1962. A French base that was
    # kept in independent Algeria lies in Africa.
    Row("Algiers", "1950-06-01", "FRA", "territory", ALGIERS, True),
    Row("Algiers", "1955-06-01", "FRA", "territory", ALGIERS, True),
    Row("Algiers", "1962-07-02", "FRA", "territory", ALGIERS, True),
    Row("Algiers", "1962-07-03", "FRA", "territory", ALGIERS, False),
    Row("Mers el-Kebir", "1965-01-01", "FRA", "forces",
        "{territory_of: DZA, region: algerian_departments, latitude: 35.7}", False),
    Row("Tunis", "1952-01-01", "FRA", "forces",
        "{territory_of: TUN, region: africa, latitude: 36.8}", False),
    # The Spanish cities: the continent decides, or the nation does (the Spanish government in
    # 2022).
    Row("Ceuta", "2022-06-30", "ESP", "territory",
        "{territory_of: ESP, region: [africa, spanish_cities_in_africa], latitude: 35.9}", READ),
    Row("Melilla", "2022-06-30", "ESP", "territory",
        "{territory_of: ESP, region: [africa, spanish_cities_in_africa], latitude: 35.3}", READ),
    Row("Ceuta", "1982-05-29", "ESP", "territory",
        "{territory_of: ESP, region: [africa, spanish_cities_in_africa], latitude: 35.9}", False),
    # Turkey: named by the protocol, whose Article 2 speaks from the deposit of Turkey's accession
    # on 18 February 1952 and not from the protocol's own entry into force on the 15th.
    Row("Ankara", "1951-11-01", "USA", "forces", ANATOLIA, False),
    Row("Ankara", "1952-02-16", "USA", "forces", ANATOLIA, False),
    Row("Ankara", "1952-02-18", "TUR", "territory", ANATOLIA, True),
    Row("Ankara", "1953-01-01", "TUR", "territory", ANATOLIA, True),
    Row("Ankara", "1953-01-01", "USA", "forces", ANATOLIA, True),
    Row("Edirne", "1951-11-01", "TUR", "territory",
        "{territory_of: TUR, region: europe, latitude: 41.7}", False),
    Row("Edirne", "1953-01-01", "TUR", "territory",
        "{territory_of: TUR, region: europe, latitude: 41.7}", True),
    # Ships and aircraft. In 1949 "in this area" (in French: in the same region) is the North
    # Atlantic area; whether that took in the Mediterranean was left open until the protocol named
    # it.
    Row("Ocean", "1950-06-01", "USA", "vessels", "{region: north_atlantic, latitude: 45}", True),
    Row("Ocean", "1950-06-01", "USA", "aircraft", "{region: north_atlantic, latitude: 45}", True),
    Row("Ocean", "1960-06-01", "USA", "vessels", "{region: north_atlantic, latitude: 45}", True),
    Row("Tropical ocean", "1960-06-01", "USA", "vessels",
        "{region: north_atlantic, latitude: 20}", False),
    Row("Tropical ocean", "1950-06-01", "USA", "vessels",
        "{region: north_atlantic, latitude: 20}", False),
    Row("Gulf of Tonkin", "1964-08-02", "USA", "vessels",
        "{region: pacific, latitude: 19.7}", False),
    Row("Mediterranean", "1950-06-01", "GBR", "vessels", MED, None),
    Row("Mediterranean", "1952-02-17", "GBR", "vessels", MED, None),
    Row("Mediterranean", "1952-02-18", "GBR", "vessels", MED, True),
    Row("Mediterranean", "1986-04-01", "USA", "aircraft", MED, True),
    # The Baltic and the Black Sea are nowhere named, nor is the North Atlantic area defined. Over
    # a party's own waters the question does not arise. On 8 April 1950 an American naval aircraft
    # was shot down over the Baltic.
    Row("Baltic", "1950-04-08", "USA", "aircraft", BALTIC, None),
    Row("Baltic", "2024-06-01", "DEU", "aircraft", BALTIC, None),
    Row("Estonian airspace", "2024-06-01", "DEU", "aircraft",
        "{territory_of: EST, region: [europe, baltic_sea], latitude: 59}", True),
    Row("Estonian airspace", "2004-03-28", "DEU", "aircraft",
        "{territory_of: EST, region: europe, latitude: 59}", False),
    Row("Black Sea", "2024-06-01", "ROU", "vessels", "{region: black_sea, latitude: 44}", None),
    # A British base on an island in the named sea, and outside Europe.
    Row("Akrotiri", "2024-06-01", "GBR", "forces", CYPRUS, None),
    # Forces in Berlin: occupation forces in Europe at first; since 1952 forces in an area where
    # they stood in 1949. An attack on the city and not on the forces turns on whose territory it
    # was, which the log does not say; since 3 October 1990 it is Germany's.
    Row("West Berlin", "1950-06-01", "USA", "occupation_forces", GERMANY, True),
    Row("West Berlin", "1961-10-27", "USA", "occupation_forces", GERMANY, True),
    Row("West Berlin", "1961-10-27", "USA", "forces", GERMANY, True),
    Row("West Berlin", "1961-10-27", "USA", "inhabitants", GERMANY, None),
    Row("Berlin", "1990-10-03", "DEU", "inhabitants",
        "{territory_of: DEU, region: [europe, occupied_in_1949], latitude: 52.5}", True),
    Row("Bavaria", "1955-05-05", "DEU", "territory",
        "{territory_of: DEU, region: [europe, occupied_in_1949], latitude: 48}", False),
    Row("Bavaria", "1955-05-06", "DEU", "territory",
        "{territory_of: DEU, region: [europe, occupied_in_1949], latitude: 48}", True),
    Row("Vienna", "1953-06-01", "GBR", "occupation_forces",
        "{territory_of: AUT, region: [europe, occupied_in_1949], latitude: 48.2}", True),
    # Forces of a party in a state of Europe that is none, and was never occupied.
    Row("Sweden", "2024-03-06", "USA", "forces",
        "{territory_of: SWE, region: europe, latitude: 59}", False),
    Row("Sweden", "2024-03-07", "USA", "forces",
        "{territory_of: SWE, region: europe, latitude: 59}", True),
    # Occupation forces are meant where they stood in 1949, and not wherever they come to stand.
    Row("A later occupation", "1970-01-01", "USA", "occupation_forces",
        "{territory_of: FOE, region: europe}", False),
    # At sea the words of 1949 are about vessels and aircraft, those of 1952 about forces as well; a
    # cable is neither.
    Row("Ocean", "1950-06-01", "USA", "forces",
        "{territory_of: SEA, region: north_atlantic, latitude: 45}", False),
    Row("Ocean", "1960-06-01", "USA", "forces",
        "{territory_of: SEA, region: north_atlantic, latitude: 45}", True),
    Row("Tropical ocean", "1960-06-01", "USA", "forces",
        "{territory_of: SEA, region: north_atlantic, latitude: 20}", False),
    Row("Ocean", "1960-06-01", "USA", "cable",
        "{territory_of: SEA, region: north_atlantic, latitude: 45}", False),
    Row("Baltic", "2024-06-01", "FIN", "cable",
        "{territory_of: SEA, region: baltic_sea, latitude: 60}", False),
    Row("Mediterranean", "1960-06-01", "FRA", "cable",
        "{territory_of: SEA, region: mediterranean_sea, latitude: 40}", False),
    # What the log does not say stays open.
    Row("Somewhere", "2024-06-01", "USA", "forces", "{name: somewhere}", None),
]  # fmt: skip


@pytest.fixture(scope="module")
def treaty() -> Pact:
    return library_pact("north_atlantic_1949")


def log_text(case: Row) -> str:
    return (
        "others: {FOE: a state, ARG: Argentina, EGY: Egypt, DZA: Algeria, TUN: Tunisia,"
        " AUT: Austria, SEA: {name: nobody, state: false}}\n"
        f"events:\n  - {{id: e, type: attack, at: {case.day}, attacker: FOE,"
        f" victim: {case.victim}, target: {case.target}, place: {case.place}}}\n"
        f"determinations:\n  - {{term: armed_attack, event: e, by: NAC, at: {case.day},"
        " value: true}\n"
    )


@pytest.fixture(scope="module")
def every_log(treaty: Pact, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Row, EventLog]]:
    path = tmp_path_factory.mktemp("article_6") / "events.yaml"
    found = []
    for case in PLACES:
        path.write_text(f"schema: foedus/events-1\n{log_text(case)}", "utf-8")
        found.append((case, load_events(path, [treaty])))
    return found


def covered(treaty: Pact, log: EventLog, day: str) -> tuple[bool | None, ...]:
    """Return whether Article 6 covers the attack, under each reading."""
    found = []
    for pact in treaty.readings:
        view = scene(pact, log, day, None)
        (area,) = (clause for clause in pact.clauses if clause.id == "area")
        assert area.when is not None
        found.append(meets(view, area.when, view.events["e"], None).value)
    return tuple(found)


def expected(case: Row) -> tuple[bool | None, ...]:
    return (False, True) if case.expected == READ else (case.expected,) * 2  # type: ignore[return-value]


@pytest.mark.parametrize("case", PLACES, ids=str)
def test_the_words_cover_it_or_not(
    case: Row, treaty: Pact, written_log: Callable[[str, Pact], EventLog]
) -> None:
    log = written_log(log_text(case), treaty)
    assert covered(treaty, log, case.day) == expected(case)


def _keys() -> Iterator[tuple[str, int, str]]:
    tree = YAML(typ="safe").load(TREATY.read_text("utf-8"))
    for scope in ("treaty_area", "unnamed"):
        for index, zone in enumerate(tree["scopes"][scope]["any_of"]):
            yield from ((scope, index, key) for key in ("", *zone))


IDLE_KEYS = {
    # Only France ever had Algerian departments, and occupation forces only stood in Europe.
    ("treaty_area", 1, "territory_of"),
    ("treaty_area", 4, "region"),
}


@pytest.mark.parametrize("key", list(_keys()), ids=lambda key: "-".join(map(str, key)))
def test_no_part_of_the_area_is_idle(
    key: tuple[str, int, str],
    written_pact: Callable[[str], Pact],
    every_log: list[tuple[Row, EventLog]],
) -> None:
    scope, index, part = key
    tree = YAML(typ="safe").load(TREATY.read_text("utf-8"))
    zones = tree["scopes"][scope]["any_of"]
    if part:
        del zones[index][part]
    else:
        del zones[index]
    text = io.StringIO()
    YAML().dump(tree, text)
    treaty = written_pact(text.getvalue())
    differs = any(covered(treaty, log, case.day) != expected(case) for case, log in every_log)
    assert differs is (key not in IDLE_KEYS)


@pytest.mark.parametrize(
    ("place", "day", "victim", "target", "status"),
    [
        (CYPRUS, "2024-06-01", "GBR", "forces", "unknown"),
        (MED, "2024-06-01", "GBR", "vessels", "owed"),
        (ALGIERS, "1961-06-01", "FRA", "territory", "owed"),
        (ALGIERS, "1963-06-01", "FRA", "territory", "not_owed"),
        (
            "{territory_of: ESP, region: [africa, spanish_cities_in_africa]}",
            "2022-07-01",
            "ESP",
            "territory",
            "disputed",
        ),
    ],
)
def test_help_is_owed_where_the_area_covers_it(
    treaty: Pact,
    written_log: Callable[[str, Pact], EventLog],
    place: str,
    day: str,
    victim: str,
    target: str,
    status: str,
) -> None:
    log = written_log(log_text(Row("", day, victim, target, place, None)), treaty)
    duties = treaty.evaluate(log, day).duties
    found = {d.status for d in duties if d.clause == "assist" and d.bearer in ("USA", "BEL")}
    assert found == {status}


def test_the_council_can_settle_what_the_words_leave_open(
    treaty: Pact, written_log: Callable[[str, Pact], EventLog]
) -> None:
    text = (
        "others: {FOE: a state}\n"
        "events:\n  - {id: e, type: attack, at: 2024-06-01, attacker: FOE, victim: DEU,"
        f" target: aircraft, place: {BALTIC}}}\n"
        "determinations:\n"
        "  - {term: armed_attack, event: e, by: NAC, at: 2024-06-01, value: true}\n"
        "  - {term: area_of_the_treaty, event: e, by: NAC, at: 2024-06-02, value: VALUE}\n"
    )

    def status(value: str) -> set[str]:
        log = written_log(text.replace("VALUE", value), treaty)
        duties = treaty.evaluate(log, "2024-06-02").duties
        return {d.status for d in duties if d.clause == "assist" and d.bearer == "POL"}

    assert (status("true"), status("false")) == ({"owed"}, {"not_owed"})
