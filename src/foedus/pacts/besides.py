# SPDX-License-Identifier: Apache-2.0
"""How a duty stands to other pacts: told with it, to those whom it concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from foedus.pacts.answers import Answer
from foedus.pacts.moments import opening

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from foedus.pacts.clauses import Clause
    from foedus.pacts.docket import Docket

_TOLD: Final = {
    "subject_to": "is subject to",
    "prevails_over": "prevails over",
    "without_prejudice_to": "is without prejudice to",
    "consistent_with": "asks for consistency with",
}


def besides(docket: Docket, clause: Clause, bearer: str, when: dt.date) -> Iterator[Answer]:
    """Yield how a duty under a clause stands to other pacts, where that concerns its bearer.

    A clause that says no more than how the pact stands to others says it of every duty.

    Parameters
    ----------
    docket : Docket
        The clauses of the pact against its log.
    clause : Clause
        The clause with the duty.
    bearer : str
        Who is bound.
    when : date or datetime
        When the duty arose.
    """
    for each in docket.related:
        if each is not clause and (each.duty is not None or each.effect is not None):
            continue
        for other in each.beside:
            concerned = not other.for_ or docket.names.includes(other.for_, bearer)
            if concerned and (other.since is None or opening(other.since) <= opening(when)):
                line = f"Article {each.art} {_TOLD[other.relation]} {other.pact}."
                ref = (each.id, other.pact, other.relation)
                yield Answer(True, None, (line,), "beside", ref)
