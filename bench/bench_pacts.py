# SPDX-License-Identifier: Apache-2.0
"""One evaluation of a pact of 30 members with 200 events: `python bench/bench_pacts.py [REPEATS]`.

Each repeat is a fresh evaluation: nothing worked out before is kept. The budget is for the duties
with their statuses and dates; telling every reason in words is measured beside it.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from foedus.pacts import load_events, load_pact

if TYPE_CHECKING:
    from collections.abc import Iterator

BUDGET_MS = 20
PLACE = "place: {territory_of: %s}"
MEMBERS = [f"S{number:02d}" for number in range(30)]
PACT = f"""
pact: league
schema: foedus/pact-1
title: A league of thirty
legal_form: treaty
parties: {{{", ".join(f"{code}: State {code[1:]}" for code in MEMBERS)}}}
others: {{XXX: Outland}}
bodies:
  COU: {{name: the Council, composition: [{{seats: 30, of: parties}}], rule: consensus}}
entry_into_force: {{ratified_by: {{at_least: {{n: 15, of: parties}}}}}}
withdrawal: {{notice: {{years: 1}}}}
scopes:
  area:
    title: the treaty area
    any_of: [{{territory_of: parties}}, {{region: ocean, north_of: 23}}]
open_terms:
  armed_attack:
    phrase: an armed attack
    applies_to: attack
    determined_by: {{body: COU, within: {{days: 3}}}}
    fallback: each_party
clauses:
  - {{id: peace, art: "1", summary: No party attacks another.,
      duty: {{modality: prohibition, bearer: parties, toward: parties, action: not_attack}}}}
  - id: consult
    art: "4"
    summary: The parties consult when one asks.
    trigger: {{event: invocation, by: parties, clause: consult}}
    duty: {{modality: obligation, bearer: parties, toward: parties, action: consult,
           deadline: {{days: 3}}}}
  - id: assist
    art: "5"
    summary: Each assists.
    trigger: {{event: attack, victim: parties, attacker: not parties, if: {{holds: armed_attack}}}}
    deeming: {{attack_on: parties, counts_as_attack_on: parties}}
    duty: {{modality: obligation, bearer: parties, toward: victim, action: assist,
           deadline: {{days: 7, counted_from: finding}}}}
  - id: area
    art: "6"
    summary: Article 5 covers the treaty area.
    relation: domain_restriction
    when: {{in_scope: area}}
    effect: {{kind: require, clauses: [assist]}}
  - id: report
    art: "5"
    summary: Who assisted reports.
    trigger: {{performed: assist}}
    duty: {{modality: obligation, bearer: performer, toward: COU, action: report,
           deadline: {{days: 2}}}}
  - id: provoked
    art: "7"
    summary: Article 5 ends for a victim that struck first.
    relation: condition_subsequent
    trigger: {{event: missile_strike, attacker: parties, victim: XXX, if: {{holds: armed_attack}}}}
    effect: {{kind: suspend, clauses: [assist], effective: ex_nunc}}
"""


def entries() -> Iterator[str]:
    """Yield ratifications, ten attacks, invocations, and then help, meetings, reports, threats."""
    for index, code in enumerate(MEMBERS):
        yield f"type: ratification, at: 2030-01-{index % 28 + 1:02d}, by: {code}, pact: league"
    for index in range(10):
        victim, day = MEMBERS[3 * index], f"2030-0{index % 6 + 3}-{index + 10}"
        yield f"type: incursion, at: {day}, attacker: XXX, victim: {victim}, {PLACE % victim}"
    for index in range(20):
        about = f"by: {MEMBERS[index]}, pact: league, clause: consult"
        yield f"type: invocation, at: 2030-04-{index + 1:02d}, {about}"
    for index in range(140):
        code, day = MEMBERS[index % 30], f"2030-{index % 6 + 4:02d}-{index % 27 + 1:02d}"
        toward = next(m for m in (MEMBERS[3 * (index % 10)], MEMBERS[1]) if m != code)
        yield (
            f"type: contribution, at: {day}, by: {code}, toward: {toward}, kind: armed_force",
            f"type: consultation, at: {day}, by: {code}, pact: league",
            f"type: report, at: {day}, by: {code}, pact: league",
            f"type: mobilisation, at: {day}, by: XXX, toward: {code}",
        )[index % 4]


def log() -> str:
    """Return a log of 200 events and ten findings."""
    lines = ["schema: foedus/events-1", "events:"]
    lines += [f"  - {{id: e{number}, {entry}}}" for number, entry in enumerate(entries())]
    finding = "term: armed_attack, by: COU, at: 2030-09-01, value: true"
    lines += ["determinations:", *(f"  - {{event: e{n}, {finding}}}" for n in range(30, 40))]
    return "\n".join(lines)


def main() -> None:
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        pact_file, log_file = Path(folder) / "league.yaml", Path(folder) / "events.yaml"
        pact_file.write_text(PACT, "utf-8")
        log_file.write_text(log(), "utf-8")
        pact = load_pact(pact_file)
        events = load_events(log_file, [pact])
    times, told = [], []
    for _ in range(repeats):
        start = time.process_time()
        found = pact.evaluate(events, "2030-12-31")
        times.append(1000 * (time.process_time() - start))
        start = time.process_time()
        lines = sum(len(duty.because) for duty in found.duties)
        told.append(1000 * (time.process_time() - start))
    print(f"{len(events.events)} events, {len(pact.parties)} members, {len(found.duties)} duties")
    print(
        f"evaluate: median {statistics.median(times):.1f} ms, least {min(times):.1f} ms "
        f"(budget {BUDGET_MS} ms)"
    )
    print(f"and every reason in words: {statistics.median(told):.1f} ms for {lines} sentences")


if __name__ == "__main__":
    main()
