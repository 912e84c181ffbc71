# SPDX-License-Identifier: Apache-2.0
"""Pacts as code: who owes what to whom, by when, who delivered, and why."""

from __future__ import annotations

from foedus.pacts.clauses import Clause
from foedus.pacts.dutystate import DutyState
from foedus.pacts.evaluate import Evaluation
from foedus.pacts.eventfile import load_events, read_events
from foedus.pacts.events import Determination, Event, EventLog
from foedus.pacts.pact import Pact, load_pact, read_pact
from foedus.pacts.register import Incident, Member, Register
from foedus.pacts.schema import Lever

__all__ = [
    "Clause",
    "Determination",
    "DutyState",
    "Evaluation",
    "Event",
    "EventLog",
    "Incident",
    "Lever",
    "Member",
    "Pact",
    "Register",
    "load_events",
    "load_pact",
    "read_events",
    "read_pact",
]
