# SPDX-License-Identifier: Apache-2.0
"""What the analysis of a draft finds, with a log that shows it and a claim that can be checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from foedus.errors import PactError
from foedus.pacts.eventtree import log_tree
from foedus.pacts.moments import iso

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from foedus.pacts.dutystate import DutyState
    from foedus.pacts.events import EventLog
    from foedus.pacts.pact import Pact

Severity = Literal["error", "warning", "note"]

RULES: Final[dict[str, str]] = {
    "coverage": "Attacks after which nobody, or not everyone, owes help",
    "blockers": "Who can block or delay it",
    "open_terms": "Open words on which it turns, and the least that complies",
    "provocation": "Events that an adversary could cause, stage or allege to end it",
    "interplay": "Conflicts with other pacts",
    "chains": "Who is drawn into whose war",
    "time": "Windows and cliffs in time",
    "dead_parts": "Parts that do nothing, and duties without date or measure",
    "contradictions": "Contradictions",
}
"""The rules in the order in which a drafter uses them, with their headings."""

ARISES: Final = ("owed", "performed", "breached", "suspended", "disputed")
"""What has become of a duty that arose, under some reading at least."""

NOTHING: Final = ("not_owed", "void")
"""What has become of a duty that did not arise, or is gone."""


@dataclass(frozen=True)
class Claim:
    """What a witness shows: what became of some duties, or that its evaluation is refused.

    Parameters
    ----------
    clauses : tuple of str
        The clauses whose duties are meant.
    among : tuple of str
        Each of those duties has one of these statuses.
    bearers : tuple of str
        Whose duties; everyone's where none is named.
    trigger : str or None
        The event that they answer; None for any.
    absent : bool
        Whether there may also be no such duty at all.
    refused : tuple of str
        Clauses that the refusal names; the other parts then say nothing.
    pact : str or None
        The pact that is evaluated, where it is not the draft itself.
    """

    clauses: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    bearers: tuple[str, ...] = ()
    trigger: str | None = None
    absent: bool = False
    refused: tuple[str, ...] = ()
    pact: str | None = None

    def holds(self, pact: Pact, log: EventLog, at: dt.date) -> bool:
        """Tell whether the evaluation of a log shows what is claimed."""
        try:
            duties = pact.evaluate(log, at).duties
        except PactError as error:
            return bool(self.refused) and all(f"'{name}'" in str(error) for name in self.refused)
        if self.refused:
            return False
        meant = [duty for duty in duties if self.means(duty)]
        return all(duty.status in self.among for duty in meant) and (self.absent or bool(meant))

    def means(self, duty: DutyState) -> bool:
        """Tell whether a duty is one of those that are meant."""
        return (
            duty.clause in self.clauses
            and (not self.bearers or duty.bearer in self.bearers)
            and (self.trigger is None or duty.trigger == self.trigger)
        )


@dataclass(frozen=True)
class Finding:
    """One thing that a drafter should know.

    Parameters
    ----------
    rule, kind : str
        The analysis (see `RULES`), and which of its findings this is.
    severity : {"error", "warning", "note"}
        An error cannot be meant; a warning is a weakness; a note is a choice worth knowing.
    clause : str or None
        The clause that it is about.
    file, line, column : str, int, int
        Its place.
    message : str
        What was found.
    mend : str
        A way to change it.
    witness : EventLog or None
        An invented log that shows it.
    at : date or None
        The day on which the witness is judged.
    claims : tuple of Claim
        What the evaluation of the witness on that day shows.
    """

    rule: str
    kind: str
    severity: Severity
    clause: str | None
    file: str
    line: int
    column: int
    message: str
    mend: str
    witness: EventLog | None = None
    at: dt.date | None = None
    claims: tuple[Claim, ...] = ()

    def shown(self, pacts: Mapping[str, Pact], name: str) -> bool:
        """Tell whether the witness shows every claim.

        Parameters
        ----------
        pacts : dict
            The draft and the pacts beside it, by name.
        name : str
            The draft's name.
        """
        if self.witness is None or self.at is None:
            return not self.claims
        return bool(self.claims) and all(
            claim.holds(pacts[claim.pact or name], self.witness, self.at) for claim in self.claims
        )

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        witness = None
        if self.witness is not None:
            witness = {"at": iso(self.at), **log_tree(self.witness)}
        return {
            "rule": self.rule,
            "kind": self.kind,
            "severity": self.severity,
            "clause": self.clause,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "message": self.message,
            "mend": self.mend,
            "witness": witness,
        }
