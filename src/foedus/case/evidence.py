# SPDX-License-Identifier: Apache-2.0
"""How good the evidence is, and which positions therefore have a rival."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from foedus.uncertain import UncertainNumber

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from foedus.case.schema import CaseFile, Grade, Position, Statement

GRADES: Final[dict[Grade, str]] = {
    "own_words": "the actor's own words, in two independent sources that agree",
    "single_source": "the actor's own words, in one source",
    "paraphrase": "the actor's words as a reporter puts them",
    "suspect_text": "words whose quotation marks are lost, unbalanced or doubtful",
    "hearsay": "somebody else's account of what the actor did or agreed to",
}
"""Evidence grades from the strongest to the weakest, each with what it means."""

BRANCHING: Final = ("hearsay", "suspect_text")
"""Grades on which a position is never taken as given: it is sampled beside its rival."""

_SUSPECT: Final = {
    "unbalanced_quote_mark",
    "suspect_paraphrase_in_quotes",
    "lost_quote_marks",
    "first_person_outside_quotes",
}

CREDENCE: Final[dict[str, UncertainNumber]] = {
    "hearsay": UncertainNumber(
        low=0.2,
        mode=0.5,
        high=0.8,
        assume="Judgement: a party's account of what another party agreed to is as likely to "
        "overstate as not; no base rate for such reports is known to us.",
    ),
    "suspect_text": UncertainNumber(
        low=0.5,
        mode=0.8,
        high=0.95,
        assume="Judgement: a reworded quotation usually keeps the speaker's drift but can turn a "
        "term or a modal verb.",
    ),
}
"""Default credence by grade; a case may state its own."""


def grade_of(statement: Statement) -> Grade:
    """Return the evidence grade of a statement, from its own mark or else from its flags."""
    if statement.grade is not None:
        return statement.grade
    reports_another = statement.embedded is not None and not statement.embedded.confirmed
    agreed = statement.embedded is not None and statement.embedded.modality == "agreed"
    if "hearsay" in statement.flags or (reports_another and agreed):
        return "hearsay"
    if _SUSPECT.intersection(statement.flags):
        return "suspect_text"
    if statement.quote in {"indirect", "mixed"}:
        return "paraphrase"
    return "single_source"


def grade_for(statement: Statement, actor: str | None) -> Grade:
    """Return the grade of a statement as evidence of what an actor wants.

    What a speaker for somebody else says about the actor is hearsay, however plainly it is quoted,
    unless the statement carries a mark of its own.
    """
    elsewhere = statement.side is not None and actor is not None and statement.side != actor
    return "hearsay" if elsewhere and statement.grade is None else grade_of(statement)


def best_grade(
    cited: Iterable[str], statements: Mapping[str, Statement], actor: str | None = None
) -> Grade | None:
    """Return the strongest grade among statements cited for an actor, or None where none is."""
    found = {grade_for(statements[name], actor) for name in cited if name in statements}
    return next((grade for grade in GRADES if grade in found), None)


@dataclass(frozen=True)
class Stance:
    """What an actor is taken to want on an issue on a day, with its rival where evidence is weak.

    Parameters
    ----------
    position : Position
        The latest dated position, with salience and red line carried over.
    grade : str or None
        Grade of its best evidence; None where it is an assumption.
    otherwise : Position or None
        What the actor wanted before, sampled beside a position on hearsay or suspect text.
    """

    position: Position
    grade: Grade | None
    otherwise: Position | None

    @property
    def key(self) -> str:
        """Name of the stance in columns of draws."""
        return f"{self.position.actor}.{self.position.issue}"


def history_of(case: CaseFile, actor: str, issue: str) -> list[Position]:
    """Return an actor's dated positions on an issue, oldest first.

    Salience and red line carry over from one position to the next unless it gives its own.
    """
    dated = sorted(
        (p for p in case.positions if p.actor == actor and p.issue == issue),
        key=lambda position: position.since,
    )
    carried: list[Position] = []
    for position in dated:
        before = carried[-1] if carried else position
        kept = {
            "salience": position.salience or before.salience,
            "red_line": position.red_line or before.red_line,
        }
        carried.append(position.model_copy(update=kept))
    return carried


def stances(case: CaseFile) -> list[Stance]:
    """Return who wants what on the case's day, in the order of issues and then of actors."""
    statements = {statement.id: statement for statement in case.statements}
    found = []
    for issue in case.issues:
        for actor in case.actors:
            dated = [p for p in history_of(case, actor.id, issue.id) if p.since <= case.as_of]
            if dated:
                found.append(_stance(dated, statements))
    return found


def _stance(dated: list[Position], statements: Mapping[str, Statement]) -> Stance:
    latest = dated[-1]
    grade = best_grade(latest.cite, statements, latest.actor)
    otherwise = None
    if grade in BRANCHING:
        firm = [p for p in dated[:-1] if best_grade(p.cite, statements, p.actor) not in BRANCHING]
        otherwise = firm[-1] if firm else None
    return Stance(latest, grade, otherwise)
