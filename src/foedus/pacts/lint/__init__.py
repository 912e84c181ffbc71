# SPDX-License-Identifier: Apache-2.0
"""Static analysis of a draft: its holes, blockers, traps, windows, dead parts, contradictions.

Each finding has a place in the file, a way to mend it, and where it speaks of what would happen a
witness: an invented log that anyone can evaluate, with a claim that says what comes out. What is
found is a property of the words, not a forecast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from foedus.pacts.lint.blockers import blockers
from foedus.pacts.lint.chains import chains
from foedus.pacts.lint.contradictions import contradictions
from foedus.pacts.lint.coverage import coverage
from foedus.pacts.lint.dead_parts import dead_parts
from foedus.pacts.lint.draft import Draft
from foedus.pacts.lint.finding import RULES, Claim, Finding, Severity
from foedus.pacts.lint.interplay import interplay
from foedus.pacts.lint.open_terms import open_terms
from foedus.pacts.lint.provocation import provocation
from foedus.pacts.lint.timing import timing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foedus.pacts.pact import Pact

__all__ = ["RULES", "Claim", "Finding", "Severity", "lint"]

_ANALYSES: Final = (
    coverage,
    blockers,
    open_terms,
    provocation,
    interplay,
    chains,
    timing,
    dead_parts,
    contradictions,
)


def lint(pact: Pact, others: Sequence[Pact] = ()) -> tuple[Finding, ...]:
    """Return what a drafter should know about a pact, in the order in which it is of use.

    Parameters
    ----------
    pact : Pact
        The draft, its levers set as they are to be looked at.
    others : sequence of Pact
        Pacts that are in force beside it.
    """
    draft = Draft(pact, others)
    return tuple(finding for analysis in _ANALYSES for finding in analysis(draft))
