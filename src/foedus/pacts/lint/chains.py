# SPDX-License-Identifier: Apache-2.0
"""Who is drawn into a war in which it had no duty, because another one helped.

After an attack each helper in turn is struck by the attacker, or strikes it; whoever owes help
only on that second occasion is drawn in. What takes a state into a war, and whether it must or may,
is told as a chain of wars tells it. A deed of one's own draws nobody in by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.pacts.entry import ground
from foedus.pacts.lint.finding import ARISES, Claim
from foedus.pacts.lint.together import Together
from foedus.pacts.wording import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foedus.pacts.lint.draft import Draft
    from foedus.pacts.lint.finding import Finding
    from foedus.pacts.lint.together import Owing
    from foedus.pacts.suite import Trial


def chains(draft: Draft) -> Iterator[Finding]:
    """Yield the chains that begin with help under the draft, alike ones together."""
    if not draft.help:
        return
    together = Together(draft)
    found: dict[tuple[str, str, str, bool], tuple[Trial, Owing, list[Owing], str, str]] = {}
    for attacker, victim in together.pairs:
        first = together.attack(attacker, victim)
        owing = list(together.owing(together.trial(first), "incident"))
        bound = {one.bearer for one in owing}
        tried: set[str] = set()
        for helper in owing:
            if helper.pact is not draft.pact or helper.bearer == victim or _mode(helper) is None:
                continue
            if (sort := together.sort(helper.bearer)) in tried:
                continue
            tried.add(sort)
            for struck in (True, False):
                sides = (attacker, helper.bearer) if struck else (helper.bearer, attacker)
                answer = together.attack(*sides, "answer", days=3)
                made = together.trial(first, answer)
                drawn = [
                    one
                    for one in together.owing(made, "answer")
                    if one.toward == sides[1]
                    and one.bearer not in {*bound, *sides, victim}
                    and _mode(one) is not None
                ]
                for one in drawn:
                    key = (helper.clause.id, one.pact.name, one.clause.id, struck)
                    entry = found.setdefault(key, (made, helper, [], attacker, victim))
                    if entry[0] is made:
                        entry[2].append(one)
    for (_, _, _, hit), (made, helper, drawn, attacker, victim) in found.items():
        yield _told(draft, together, made, helper, drawn, (attacker, victim, hit))


def _mode(owing: Owing) -> str | None:
    """Return whether help takes its bearer into a war: must, may, or None where it does not."""
    found = ground(owing.pact, owing.state)
    return found.mode if found is not None and found.act == "war" else None


def _told(
    draft: Draft,
    together: Together,
    made: Trial,
    helper: Owing,
    drawn: list[Owing],
    war: tuple[str, str, bool],
) -> Finding:
    """Return a chain as a finding."""
    attacker, victim, struck = war
    of = together.stage.names.of
    one = drawn[0]
    who = listed(of(code) for code in dict.fromkeys(each.bearer for each in drawn))
    did = "an attack on it in answer" if struck else f"its own force against {of(attacker)}"
    theirs = f"Article {one.clause.art} of {one.pact.title}"
    message = (
        f"after an attack by {of(attacker)} on {of(victim)}, {of(helper.bearer)} "
        f"{_mode(helper)} help with armed force (Article {helper.clause.art}); {did} "
        f"then draws in {who} (help to {of(one.toward)}, {theirs}), with no duty in the first war"
    )
    mend = "say that such help, and an attack which answers it, is no case for the other article"
    bearers = tuple(dict.fromkeys(each.bearer for each in drawn))
    claim = Claim((one.clause.id,), ARISES, bearers, "answer", pact=one.pact.name)
    none = Claim(
        (one.clause.id,), ("not_owed",), bearers, "incident", absent=True, pact=one.pact.name
    )
    return draft.finding(
        ("chains", "drawn_in"),
        "note",
        helper.clause,
        message,
        mend,
        witness=made,
        claims=[claim, none],
    )
