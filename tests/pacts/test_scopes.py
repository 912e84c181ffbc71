# SPDX-License-Identifier: Apache-2.0
"""Areas: what lies within, on which day, and what the log leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from foedus.errors import PactError
from foedus.pacts.scene import scene
from foedus.pacts.scopes import in_scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.pacts import EventLog, Pact

PACT = """
pact: league
schema: foedus/pact-1
title: A league
legal_form: treaty
parties:
  AMK: {name: Aldmark, since: 2030-01-01}
  CAL: {name: Calden, since: 2030-06-01}
  DUN: {name: Dunmere, since: 2030-01-01, until: 2030-09-01}
others: {BOR: Borsia}
entry_into_force: {date: 2030-01-01}
scopes:
  area:
    title: the area of Article 2
    any_of: [ZONE]
clauses:
  - id: defend
    art: "1"
    summary: Who is attacked is helped.
    trigger: {event: attack, victim: parties}
    duty: {modality: obligation, bearer: parties, toward: victim, action: assist}
"""
LOG = """
events:
  - {id: e, type: attack, at: DAY, attacker: BOR, victim: AMK, place: {territory_of: [OF]}}
"""


def within(pact: Pact, log: EventLog) -> bool | None:
    view = scene(pact, log, None, None)
    return in_scope(view, "area", view.events["e"]).value


@pytest.mark.parametrize(
    ("zone", "of", "day", "met"),
    [
        ("{since: 2030-03-01}", "AMK", "2030-02-28", False),
        ("{since: 2030-03-01}", "AMK", "2030-03-01", True),
        ("{until: 2030-03-01}", "AMK", "2030-02-28", True),
        ("{until: 2030-03-01}", "AMK", "2030-03-01", False),
        ("{since: 2030-03-01, until: 2030-04-01}", "AMK", "2030-03-31", True),
        ("{since: 2030-03-01, until: 2030-04-01}", "AMK", "2030-04-01", False),
        # A day is one of the conditions of its zone, and never makes up for another.
        ("{since: 2030-03-01, territory_of: BOR}", "AMK", "2030-03-01", False),
        ("{since: 2030-03-01, region: north}", "AMK", "2030-03-01", None),
        ("{since: 2030-03-01, region: north}", "AMK", "2030-02-28", False),
        # The territory of the parties is that of those who are parties then.
        ("{territory_of: parties}", "CAL", "2030-05-31", False),
        ("{territory_of: parties}", "CAL", "2030-06-01", True),
        ("{territory_of: parties}", "DUN", "2030-08-31", True),
        ("{territory_of: parties}", "DUN", "2030-09-01", False),
        ("{territory_of: [parties, not DUN]}", "DUN", "2030-08-31", False),
        ("{territory_of: [parties, not DUN]}", "CAL", "2030-05-31", False),
        # Named by itself it counts before it joins.
        ("{territory_of: [parties, CAL]}", "CAL", "2030-05-31", True),
    ],
)
def test_an_event_is_judged_by_the_area_of_its_day(
    written_pact: Callable[[str], Pact],
    written_log: Callable[[str, Pact], EventLog],
    zone: str,
    of: str,
    day: str,
    met: bool | None,  # noqa: FBT001
) -> None:
    pact = written_pact(PACT.replace("ZONE", zone))
    log = written_log(LOG.replace("DAY", day).replace("OF", of), pact)
    assert within(pact, log) is met


def test_a_zone_that_never_counts_is_refused(written_pact: Callable[[str], Pact]) -> None:
    with pytest.raises(PactError, match="until must be after since"):
        written_pact(PACT.replace("ZONE", "{since: 2030-03-01, until: 2030-03-01}"))


def test_the_reason_names_the_day(
    written_pact: Callable[[str], Pact], written_log: Callable[[str, Pact], EventLog]
) -> None:
    zone = "{territory_of: AMK, since: 2030-03-01, until: 2030-04-01}"
    pact = written_pact(PACT.replace("ZONE", zone))
    log = written_log(LOG.replace("DAY", "2030-05-01").replace("OF", "AMK"), pact)
    view = scene(pact, log, None, None)
    told = in_scope(view, "area", view.events["e"]).lines()
    dates = "since 2030-03-01 and before 2030-04-01"
    line = f"e was on 2030-05-01; this part of the area counts {dates}."
    assert line in told
