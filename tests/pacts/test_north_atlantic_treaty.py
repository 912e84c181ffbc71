# SPDX-License-Identifier: Apache-2.0
"""North Atlantic Treaty, Articles 4, 5 and 13: the format carries a treaty in force.

A few of the parties, by their dates of membership; what the Council found in autumn 2001 is public.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from foedus.pacts import EventLog, Pact

PACT = """
pact: north_atlantic
schema: foedus/pact-1
title: North Atlantic Treaty (Articles 4, 5 and 13)
done: {place: Washington, date: 1949-04-04}
text: {status: official, file: north_atlantic_treaty_1949.txt, language: en}
legal_form: treaty
parties:
  USA: {name: the United States, since: 1949-08-24}
  GBR: {name: the United Kingdom, since: 1949-08-24}
  TUR: {name: Turkey, since: 1952-02-18}
  POL: {name: Poland, since: 1999-03-12}
  EST: {name: Estonia, since: 2004-03-29}
others: {QAE: al-Qaeda}
bodies:
  NAC: {name: the North Atlantic Council, composition: [{seats: 19, of: parties}], rule: consensus}
entry_into_force: {art: "11", date: 1949-08-24}
withdrawal: {art: "13", notice: {years: 1}}
open_terms:
  armed_attack:
    phrase: an armed attack
    applies_to: attack
    determined_by: {body: NAC}
clauses:
  - id: consult
    art: "4"
    summary: The parties consult when one of them holds that it is threatened.
    quote: >-
      will consult together whenever, in the opinion of any of them
    trigger: {event: invocation, by: parties, clause: consult}
    duty: {modality: obligation, bearer: parties, toward: parties, action: consult}
  - id: assist
    art: "5"
    summary: An armed attack on one is one on all; each assists as it deems necessary.
    quote: >-
      such action as it deems necessary, including the use of armed force
    trigger: {event: attack, victim: parties, if: {holds: armed_attack}}
    deeming: {attack_on: parties, counts_as_attack_on: parties}
    duty:
      modality: obligation
      bearer: parties
      toward: victim
      action: assist
      discretion: {standard: as_it_deems_necessary, ceiling: armed_force}
"""
LOG = """
events:
  - {id: a, type: attack, at: 2001-09-11, attacker: QAE, victim: USA}
  - {id: b, type: contribution, at: 2001-10-09, by: [GBR, POL], toward: USA, kind: armed_force}
determinations:
  - {term: armed_attack, event: a, by: NAC, at: 2001-10-02, value: true, vote: {for: 19}}
"""


@pytest.fixture
def treaty(written_pact: Callable[[str], Pact]) -> Pact:
    return written_pact(PACT)


def test_who_was_bound_to_assist_in_october_2001(
    treaty: Pact, written_log: Callable[[str, Pact], EventLog]
) -> None:
    log = written_log(LOG, treaty)
    duties = {d.bearer: d.status for d in treaty.evaluate(log, "2001-10-10").duties}
    # The victim owes itself nothing, and Estonia was not a party yet.
    assert duties == {"GBR": "performed", "TUR": "owed", "POL": "performed", "EST": "not_owed"}
    before = {d.bearer: d.status for d in treaty.evaluate(log, "2001-09-12").duties}
    assert before == {"GBR": "unknown", "TUR": "unknown", "POL": "unknown", "EST": "not_owed"}


@pytest.mark.data
def test_the_quotes_stand_in_the_treaty(treaty: Pact, shared_text: Callable[[str], Path]) -> None:
    assert treaty.text.text is not None
    assert treaty.text.text.file is not None
    official = " ".join(shared_text(treaty.text.text.file).read_text("utf-8").split())
    quotes = [clause.quote for clause in treaty.text.clauses if clause.quote]
    assert len(quotes) == 2
    assert all(quote in official for quote in quotes)
