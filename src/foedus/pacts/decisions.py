# SPDX-License-Identifier: Apache-2.0
"""Whether those who owe a duty decided on it, where it takes a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.pacts.answers import Answer, any_of
from foedus.pacts.findings import decided_by
from foedus.pacts.moments import closing, opening, told
from foedus.pacts.voting import Vote, carried
from foedus.pacts.wording import cap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foedus.pacts.clauses import Clause, Duty
    from foedus.pacts.events import Event
    from foedus.pacts.scene import Scene
    from foedus.pacts.voting import Rule


def decided(scene: Scene, clause: Clause, event: Event | None) -> Answer:
    """Return whether the bearers of a duty decided on it, where it takes a decision."""
    rule, duty = clause.decision_rule, clause.duty
    if duty is None or not rule.votes:
        return Answer(value=True)
    key = ("decided", clause.id, None if event is None else event.id)
    if key not in scene.kept:
        scene.kept[key] = _decided(scene, clause, duty, rule, event)
    answer: Answer = scene.kept[key]
    return answer


def _decided(scene: Scene, clause: Clause, duty: Duty, rule: Rule, event: Event | None) -> Answer:
    answers: list[Answer] = []
    for vote in scene.by_kind.get("decision", ()):
        if event is not None and (
            vote.about not in (None, event.id) or closing(vote.at) < opening(event.at)
        ):
            continue
        if vote.clause not in (None, clause.id):
            continue
        if vote.pact not in (None, scene.pact.name):
            continue
        if rule.body is not None:
            answers += _by_body(scene, clause, rule.body, vote)
        elif vote.clause is not None and vote.pact is not None and vote.votes is not None:
            answers.append(_by_vote(scene, clause, duty, vote, event))
    if answers:
        return any_of(answers)
    by = f"{rule}" if rule.body is None else f"a decision of {scene.names.of(rule.body)}"
    told = f"Article {clause.art} takes a decision by {by}; none is on record."
    if rule.body is not None:
        told = f"Article {clause.art} takes {by}; none is on record."
    ref = (clause.id, None if event is None else event.id)
    return Answer(False, None, (told,), "undecided", ref)


def _by_vote(scene: Scene, clause: Clause, duty: Duty, vote: Event, event: Event | None) -> Answer:
    struck = event.others if event is not None else ()
    entitled = [c for c in scene.names.codes(duty.bearer, event) if c not in struck]
    entitled = [code for code in entitled if scene.membership.period(code, vote.at) is not None]
    counted = (vote.votes or Vote()).among(entitled)
    # Of bare numbers nobody can tell whose votes they are; where nobody has one, none counts.
    enough = bool(entitled) and carried(clause.decision_rule, counted, len(entitled))
    day = f"on {told(vote.at)} ({vote.id}), {counted}"
    line = f"Those bound by Article {clause.art} voted {day}; it takes {clause.decision_rule}."
    return Answer(enough, vote.at, (line,), "vote", (clause.id, vote.id))


def _by_body(scene: Scene, clause: Clause, body: str, vote: Event) -> Iterator[Answer]:
    if body not in vote.by:
        return
    rule, _ = scene.pact.text.bodies[body].decides(vote.at)
    enough = decided_by(scene, body, vote.votes, vote.at)
    how = f", {vote.votes}" if vote.votes is not None else ""
    takes = f"; it takes {rule}" if not enough else ""
    line = f"{cap(scene.names.of(body))} decided on {told(vote.at)} ({vote.id}){how}{takes}."
    yield Answer(enough, vote.at, (line,), "vote", (clause.id, vote.id))
