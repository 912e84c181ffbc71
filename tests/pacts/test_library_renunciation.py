# SPDX-License-Identifier: Apache-2.0
"""Kellogg-Briand Pact and Non-Proliferation Treaty: what each asks, read by hand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from foedus.pacts import load_pact
from foedus.pacts.casus import LIBRARY, library_pact

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from foedus.pacts import EventLog, Pact

    Logged = Callable[[str, Pact], EventLog]

NEVER = ("not_owed",)


def statuses(pact: Pact, log: EventLog, clause: str, at: str) -> dict[str, str]:
    """Return the status of everyone's duty under a clause, where it is more than not owed."""
    duties = pact.evaluate(log, at).duties
    return {d.bearer: d.status for d in duties if d.clause == clause and d.status not in NEVER}


def breaches(pact: Pact, log: EventLog, clause: str, at: str) -> dict[str, str]:
    """Return the acts against a promise that are, or may be, breaches."""
    duties = pact.evaluate(log, at).duties
    found = [d for d in duties if d.clause == clause and d.violation and d.status not in NEVER]
    return {d.bearer: d.status for d in found}


@pytest.fixture
def paris() -> Pact:
    return library_pact("kellogg_briand_1928")


WARS = """
events:
  - {id: mukden, type: invasion, at: 1931-09-18, attacker: JPN, victim: CHN}
  - {id: poland, type: invasion, at: 1939-09-01, attacker: DEU, victim: POL}
  - {id: britain, type: declaration_of_war, at: 1939-09-03, by: GBR, toward: DEU}
  - {id: back, type: attack, at: 1939-09-04, attacker: POL, victim: DEU}
  - {id: early, type: attack, at: 1929-08-01, attacker: FRA, victim: LUX}
  - {id: before, type: attack, at: 1929-03-01, attacker: ITA, victim: AUT}
"""


def test_wars_of_the_thirties(paris: Pact, written_log: Logged) -> None:
    log = written_log(WARS, paris)
    # Undeclared war is war on one reading; Britain's answer is lawful on one; Poland's on all.
    first = breaches(paris, log, "renounce", "1940-01-01")
    assert first == {"JPN": "disputed", "DEU": "disputed", "GBR": "disputed"}
    in_fact = paris.under({"war": "in_fact", "preamble": "binding"})
    assert breaches(in_fact, log, "renounce", "1940-01-01") == {
        "JPN": "breached",
        "DEU": "breached",
    }
    # Whatever war is, force is no pacific means.
    second = breaches(paris, log, "pacific_means", "1940-01-01")
    assert {"JPN": "breached", "DEU": "breached"}.items() <= second.items()
    assert set(second) == {"JPN", "DEU", "GBR"}


def test_it_takes_all_fifteen(paris: Pact, tmp_path: Path, written_log: Logged) -> None:
    text = (LIBRARY / "kellogg_briand_1928.yaml").read_text("utf-8")
    path = tmp_path / "paris.yaml"
    path.write_text(text.replace("JPN: {name: Japan, since: 1929-07-24}", "JPN: Japan"), "utf-8")
    without = load_pact(path)
    attacked = "  - {id: a, type: invasion, at: 1931-01-01, attacker: DEU, victim: POL}\n"
    assert breaches(paris, written_log("events:\n" + attacked, paris), "renounce", "1931-02-01")
    log = written_log("events:\n" + attacked, without)
    assert breaches(without, log, "renounce", "1931-02-01") == {}
    deposit = (
        "  - {id: j, type: ratification, at: 1930-01-01, by: JPN, pact: kellogg_briand_1928}\n"
    )
    log = written_log("events:\n" + attacked + deposit, without)
    assert breaches(without, log, "pacific_means", "1931-02-01") == {"DEU": "breached"}
    assert statuses(without, log, "notify", "1931-02-01") == {"USA": "owed"}


@pytest.fixture
def npt() -> Pact:
    return library_pact("npt_1968")


def test_it_takes_three_depositaries_and_forty_others(
    npt: Pact, tmp_path: Path, written_log: Logged
) -> None:
    text = (LIBRARY / "npt_1968.yaml").read_text("utf-8")
    path = tmp_path / "npt.yaml"
    path.write_text(re.sub(r", since: 1970-03-05(, until: [\d-]+)?", "", text), "utf-8")
    bare = load_pact(path)
    others = npt.text.roles["others_first"]

    def deposits(codes: tuple[str, ...], day: str) -> str:
        return "".join(
            f"  - {{id: r{c}, type: ratification, at: {day}, by: {c}, pact: npt_1968}}\n"
            for c in codes
        )

    most = "events:\n" + deposits(("GBR",), "1968-11-27") + deposits(others[:39], "1969-06-01")
    depositaries = deposits(("USA", "RUS"), "1970-03-05")

    def in_force(log: str, at: str) -> bool:
        return "IRL" in statuses(bare, written_log(log, bare), "disarm", at)

    assert not in_force(most + depositaries, "1971-01-01")  # thirty-nine others
    fortieth = deposits(others[39:40], "1970-05-01")
    assert not in_force(most + depositaries + fortieth, "1970-04-30")
    assert in_force(most + depositaries + fortieth, "1970-05-01")
    assert not in_force(most + fortieth, "1971-01-01")  # without two of the depositaries


def test_three_months_from_notice_to_exit(npt: Pact, written_log: Logged) -> None:
    text = """
events:
  - {id: w, type: withdrawal, at: 2003-01-10, by: PRK, pact: npt_1968}
  - {id: m, type: conduct, at: DAY, by: [PRK, IND], kind: nuclear_manufacture}
"""
    for day, broken in (("2003-04-09", {"PRK": "breached"}), ("2006-10-09", {})):
        log = written_log(text.replace("DAY", day), npt)
        assert breaches(npt, log, "no_weapons", "2007-01-01") == broken
    # It owed the Council its reasons, and the depositaries owed the others word of it.
    assert statuses(npt, log, "reasons", "2003-02-01") == {"PRK": "owed"}
    assert set(statuses(npt, log, "inform", "2003-02-01")) == {"USA", "GBR", "RUS"}


def test_transfer_supply_and_sharing(npt: Pact, written_log: Logged) -> None:
    text = """
events:
  - {id: a, type: conduct, at: 1975-01-01, by: FRA, kind: nuclear_transfer, toward: ISR}
  - {id: b, type: conduct, at: 1993-01-01, by: CHN, kind: nuclear_assistance, toward: PAK}
  - {id: c, type: conduct, at: 1980-01-01, by: USA, kind: nuclear_sharing, toward: DEU}
  - {id: d, type: conduct, at: 1980-01-01, by: CAN, kind: unsafeguarded_supply, toward: IND}
  - {id: e, type: conduct, at: 1980-01-01, by: CAN, kind: unsafeguarded_supply, toward: GBR}
"""
    log = written_log(text, npt)
    # France was no party before 1992.
    assert breaches(npt, log, "no_transfer", "1995-01-01") == {"CHN": "breached", "USA": "disputed"}
    duties = npt.evaluate(log, "1995-01-01").duties
    supplied = [d.trigger for d in duties if d.clause == "safeguarded_supply" and d.violation]
    assert supplied == ["d"]


def test_safeguards_within_eighteen_months(npt: Pact, written_log: Logged) -> None:
    text = """
events:
  - {id: a, type: accession, at: 1985-12-12, by: PRK, pact: npt_1968}
  - {id: b, type: conduct, at: 1985-12-12, by: PRK, kind: safeguards_negotiation}
  - {id: c, type: conduct, at: 1992-04-10, by: PRK, kind: safeguards_agreement}
"""
    log = written_log(text, npt)
    assert statuses(npt, log, "negotiate", "1986-01-01") == {"PRK": "performed"}
    assert statuses(npt, log, "conclude", "1987-06-12") == {"PRK": "owed"}
    assert statuses(npt, log, "conclude", "1987-06-13") == {"PRK": "breached"}
    assert statuses(npt, log, "safeguards", "1992-05-01")["PRK"] == "performed"


def test_an_amendment_takes_every_nuclear_weapon_state(npt: Pact, written_log: Logged) -> None:
    text = """
events:
  - {id: a, type: conduct, at: 2000-01-01, by: MEX, kind: amendment_proposal}
  - {id: b, type: decision, at: 2000-06-01, by: CONFERENCE, clause: adopt, about: a,
     votes: {for: [WHO, IRL, MEX, CAN], against: [EGY]}}
"""
    for nuclear, free in (("USA, GBR, RUS, CHN, FRA", True), ("USA, GBR, RUS, CHN", False)):
        log = written_log(text.replace("WHO", nuclear), npt)
        duties = npt.evaluate(log, "2000-07-01").duties
        powers = [d.free for d in duties if d.clause == "adopt" and d.bearer == "IRL"]
        assert [bool(power) for power in powers] == [free]
    assert set(statuses(npt, log, "circulate", "2000-07-01")) == {"USA", "GBR", "RUS"}
