# SPDX-License-Identifier: Apache-2.0
"""Coded alliances on arrays: every completion of what is unknown, the engine, and laws."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.errors import CallError
from foedus.pacts.bulk import (
    CONDITIONS,
    CONDUCT,
    DUTIES,
    NO,
    OCCASIONS,
    ROLES,
    UNKNOWN,
    UNSPECIFIED,
    YES,
    CodedDisputes,
    CodedMembers,
    find_duties,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from random import Random

    from foedus.pacts import EventLog, Pact

Row = dict[str, Any]


def member(treaty: int, state: int, **codes: object) -> Row:
    """Return one member; what is not given is not coded."""
    row: Row = {"treaty": treaty, "state": state, "entry": 0, "exit": 100, "named": (0, 0)}
    return row | {"only_named": False} | codes


def dispute(attacker: int, target: int, **codes: object) -> Row:
    row: Row = {"attacker": attacker, "target": target, "first": 5, "last": 5}
    row |= {"against_target": 0, "against_attacker": 0, "attack": YES, "provoked": UNKNOWN}
    return row | codes


def coded(members: list[Row], disputes: list[Row]) -> tuple[CodedMembers, CodedDisputes]:
    def column(rows: list[Row], name: str, kind: type = np.int64) -> np.ndarray:
        return np.array([row.get(name, 0) for row in rows], kind)

    def codes(names: Sequence[str]) -> np.ndarray:
        rows = [[row.get(name, 0) for name in names] for row in members]
        return np.array(rows, np.int8).reshape(len(members), len(names))

    single = ("treaty", "state", "entry", "exit")
    wide = ("attacker", "target", "first", "last", "against_target", "against_attacker")
    return (
        CodedMembers(
            **{name: column(members, name) for name in single},
            duties=codes(DUTIES),
            conditions=codes(CONDITIONS),
            named=np.array([row["named"] for row in members], np.int64).reshape(-1, 2),
            only_named=column(members, "only_named", np.bool_),
        ),
        CodedDisputes(
            **{name: column(disputes, name) for name in wide},
            attack=column(disputes, "attack", np.int8),
            provoked=column(disputes, "provoked", np.int8),
        ),
    )


def answers(members: list[Row], disputes: list[Row]) -> dict[tuple[int, int, int, str], list[int]]:
    """Return the kernel's answers by rows of dispute, member, ally, and by role."""
    pairs = find_duties(*coded(members, disputes))
    keys = zip(
        pairs.dispute.tolist(),
        pairs.member.tolist(),
        pairs.ally.tolist(),
        [ROLES[role] for role in pairs.role.tolist()],
        strict=True,
    )
    return dict(zip(keys, pairs.answers.tolist(), strict=True))


def owed(duty: str, members: list[Row], one: Row) -> list[int]:
    """Return what the first member owes in a dispute, by pair."""
    found = answers(members, [one])
    return [row[DUTIES.index(duty)] for key, row in found.items() if key[1] == 0]


# The definition, written out: an answer holds in every completion of what is not known.


def truths(code: int) -> tuple[bool, ...]:
    return {YES: (True,), NO: (False,), UNKNOWN: (False, True)}[code]


def content(name: str, bound: Row, one: Row, role: str) -> tuple[bool, ...]:
    """Return what the content of a condition, met or not met in the dispute, may be."""
    attacked = role == "ally_attacked"
    if name.endswith("adv"):
        if one["attacker" if attacked else "target"] in bound["named"]:
            return (True,)
        return (False,) if bound["only_named"] else (False, True)
    if name in {"defconum", "offconum"}:
        alone = one["against_target" if attacked else "against_attacker"] == 1
        return (False,) if alone else (False, True)
    if name == "neucoatt":
        return truths(one["attack"]) if attacked else (False,)
    return (False, True)


def completions(duty: str, bound: Row, ally: Row, one: Row, role: str) -> Iterator[bool]:
    """Yield whether a duty arises, for each day, reading and value of what is not known."""
    names = OCCASIONS[duty]
    conduct = [CONDUCT[duty]] if duty in CONDUCT else []
    flags = [truths(bound.get(name, 0)) for name in (*names, *conduct, *UNSPECIFIED)]
    provoked = truths(one["provoked"] if role == "ally_attacked" else UNKNOWN)
    days = range(one["first"], one["last"] + 1)
    for day, reading, promised, attack, excused, *rest in product(
        days,
        (all, any),
        truths(bound.get(duty, 0)),
        truths(one["attack"]),
        (False, True),
        provoked,
        *flags,
        *(content(name, bound, one, role) for name in names),
    ):
        provocation, *values = rest
        coded_, met = values[: len(flags)], values[len(flags) :]
        limits = [value for is_coded, value in zip(coded_, met, strict=False) if is_coded]
        blamed = bool(conduct) and coded_[len(names)] and provocation
        open_ = any(coded_[len(names) + len(conduct) :]) and excused
        yield (
            all(row["entry"] <= day < row["exit"] for row in (bound, ally))
            and promised
            and (attack or duty in {"stay_neutral", "consult"})
            and (reading(limits) if limits else True)
            and not blamed
            and not open_
        )


def by_hand(members: list[Row], disputes: list[Row]) -> dict[tuple[int, int, int, str], list[int]]:
    """Work the answers out with plain loops."""
    arises = {
        "ally_attacked": {"defend", "stay_neutral", "consult"},
        "ally_attacks": {"offend", "stay_neutral", "consult"},
        "own_attack": {"not_attack"},
    }
    found = {}
    for (d, one), (m, bound), (a, ally) in product(
        enumerate(disputes), enumerate(members), enumerate(members)
    ):
        days = range(one["first"], one["last"] + 1)
        together = any(all(r["entry"] <= t < r["exit"] for r in (bound, ally)) for t in days)
        if bound["treaty"] != ally["treaty"] or bound["state"] == ally["state"] or not together:
            continue
        if ally["state"] == one["target"]:
            role = "own_attack" if bound["state"] == one["attacker"] else "ally_attacked"
        elif ally["state"] == one["attacker"] and bound["state"] != one["target"]:
            role = "ally_attacks"
        else:
            continue
        row = []
        for duty in DUTIES:
            seen = {False}
            if duty in arises[role]:
                seen = set(completions(duty, bound, ally, one, role))
            row.append(UNKNOWN if len(seen) == 2 else YES if True in seen else NO)
        found[d, m, a, role] = row
    return found


def drawn_member(rng: np.random.Generator, duty: str) -> Row:
    """Draw a member that is likely to owe one duty, under a few conditions of that duty."""
    conditions = [*OCCASIONS[duty], *UNSPECIFIED]
    conditions += [CONDUCT[duty]] if duty in CONDUCT else []
    few = rng.permutation(conditions)[: rng.choice([0, 0, 1, 1, 2, 3])].tolist()
    codes = {name: int(rng.choice([YES, YES, YES, UNKNOWN])) for name in few}
    return member(
        int(rng.choice([0, 0, 0, 1])),
        int(rng.integers(1, 5)),
        entry=int(rng.choice([0, 0, 2, 3])),
        exit=int(rng.choice([9, 9, 5, 4])),
        named=tuple(rng.integers(0, 5, 2).tolist()),
        only_named=bool(rng.integers(2)),
        **{duty: int(rng.choice([YES, YES, YES, YES, NO, UNKNOWN]))},
        **codes,
    )


def drawn_dispute(rng: np.random.Generator) -> Row:
    attacker, target = rng.permutation(4)[:2].tolist()
    first = int(rng.integers(1, 6))
    return dispute(
        attacker + 1,
        target + 1,
        first=first,
        last=first + int(rng.choice([0, 0, 1])),
        against_target=int(rng.integers(3)),
        against_attacker=int(rng.integers(3)),
        attack=int(rng.choice([YES, YES, YES, NO, UNKNOWN])),
        provoked=int(rng.choice([YES, NO, UNKNOWN])),
    )


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[Row], list[Row]]:
    """Draw a handful of states, most of them in one treaty, and a few disputes among them.

    The rows come from a seed, for a generator of examples prefers tables without any pair.
    """
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    duty = draw(st.sampled_from(DUTIES))
    members = [drawn_member(rng, duty) for _ in range(rng.integers(3, 7))]
    return members, [drawn_dispute(rng) for _ in range(rng.integers(1, 4))]


@settings(max_examples=400)
@given(tables())
def test_an_answer_is_what_holds_in_every_completion(table: tuple[list[Row], list[Row]]) -> None:
    assert answers(*table) == by_hand(*table)


@given(tables(), st.randoms())
def test_the_order_of_rows_does_not_matter(
    table: tuple[list[Row], list[Row]], random: Random
) -> None:
    members, disputes = table
    order = list(range(len(members)))
    random.shuffle(order)
    shuffled = answers([members[row] for row in order], disputes)
    back = {(d, order[m], order[a], role): row for (d, m, a, role), row in shuffled.items()}
    assert back == answers(members, disputes)


# What the codes know, by hand.


def test_a_named_adversary_is_applied() -> None:
    pact = [
        member(0, 1, defend=1, defcoadv=1, named=(9, 8), only_named=True),
        member(0, 2),
    ]
    assert owed("defend", pact, dispute(9, 2)) == owed("defend", pact, dispute(8, 2)) == [YES]
    assert owed("defend", pact, dispute(7, 2)) == [NO]
    pact[0]["only_named"] = False  # a region may be meant as well
    assert owed("defend", pact, dispute(9, 2)) == [YES]
    assert owed("defend", pact, dispute(7, 2)) == [UNKNOWN]


def test_a_threat_takes_consultation_and_no_defence() -> None:
    pact = [member(0, 1, defend=1, consult=1), member(0, 2)]
    assert owed("defend", pact, dispute(9, 2, attack=NO)) == [NO]
    assert owed("consult", pact, dispute(9, 2, attack=NO)) == [YES]


def test_whoever_attacks_its_ally_is_bound_by_no_attack_and_by_no_defence() -> None:
    pact = [member(0, 1, defend=1, not_attack=1), member(0, 2), member(0, 3, defend=1)]
    found = answers(pact, [dispute(1, 2)])
    assert found == {
        (0, 0, 1, "own_attack"): [NO, NO, NO, YES, NO],
        (0, 2, 0, "ally_attacks"): [NO, NO, NO, NO, NO],
        (0, 2, 1, "ally_attacked"): [YES, NO, NO, NO, NO],
    }


def test_one_adversary_does_not_meet_a_number_of_them() -> None:
    pact = [member(0, 1, defend=1, defconum=1, stay_neutral=1, neuconum=1), member(0, 2)]
    assert owed("defend", pact, dispute(9, 2, against_target=1)) == [NO]
    assert owed("defend", pact, dispute(9, 2, against_target=2)) == [UNKNOWN]
    assert owed("defend", pact, dispute(9, 2)) == [UNKNOWN]
    assert owed("stay_neutral", pact, dispute(9, 2, against_target=1)) == [UNKNOWN]


# Triple Alliance of 1882 as ATOP codes it (1350, phase 1). Article 2: help if France attacks Italy
# or Germany, unprovoked. Article 3: help whoever two or more great powers attack, likewise. So the
# two limits are alternatives, and the codes do not say so.
FRANCE, RUSSIA, GERMANY, AUSTRIA, ITALY = 220, 365, 255, 300, 325
TRIPLE = [
    member(0, state, defend=1, defcoadv=1, defconum=1, defconpr=1, named=(220, 0), only_named=True)
    for state in (ITALY, GERMANY, AUSTRIA)
]


@pytest.mark.parametrize(
    ("attacker", "facts", "expected"),
    [
        # Article 2 binds Italy, though there is one adversary: a bare conjunction would say no.
        (FRANCE, {"against_target": 1, "provoked": NO}, UNKNOWN),
        # Article 3 binds Italy, though Russia is not named.
        (RUSSIA, {"against_target": 2, "provoked": NO}, UNKNOWN),
        # Neither article: one power, and not France.
        (RUSSIA, {"against_target": 1, "provoked": NO}, NO),
        # Provocation releases, whatever the occasion.
        (FRANCE, {"against_target": 2, "provoked": YES}, NO),
    ],
    ids=["France alone", "Russia and another", "Russia alone", "provoked"],
)
def test_the_triple_alliance_is_not_read_as_one_conjunction(
    attacker: int, facts: Row, expected: int
) -> None:
    found = owed("defend", TRIPLE, dispute(attacker, GERMANY, **facts))
    assert found == [expected]


def test_a_membership_for_part_of_the_span_leaves_yes_open() -> None:
    pact = [member(0, 1, defend=1, entry=5), member(0, 2)]
    for first, last, expected in ((5, 9, [YES]), (4, 5, [UNKNOWN]), (1, 4, []), (98, 99, [YES])):
        assert owed("defend", pact, dispute(9, 2, first=first, last=last)) == expected
    assert owed("defend", pact, dispute(9, 2, first=99, last=100)) == [UNKNOWN]
    assert owed("defend", pact, dispute(9, 2, first=100, last=100)) == []


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"target": np.array([9])}, "must differ"),
        ({"last": np.array([4])}, "before its first"),
        ({"attack": np.ones((1, 2), np.int8)}, r"attack has the shape \(1, 2\); it must be \(1,\)"),
    ],
)
def test_disputes_that_cannot_be(wrong: dict[str, np.ndarray], message: str) -> None:
    _, good = coded([member(0, 1)], [dispute(9, 2)])
    values = {name: getattr(good, name) for name in CodedDisputes.__slots__}
    with pytest.raises(CallError, match=message):
        CodedDisputes(**values | wrong)


def test_members_that_cannot_be() -> None:
    good, _ = coded([member(0, 1)], [])
    values = {name: getattr(good, name) for name in CodedMembers.__slots__}
    with pytest.raises(CallError, match=r"duties has the shape \(1, 4\); it must be \(1, 5\)"):
        CodedMembers(**values | {"duties": good.duties[:, :4]})
    with pytest.raises(CallError, match=r"named has the shape \(1,\)"):
        CodedMembers(**values | {"named": good.named[:, 0]})


def test_no_members_and_no_disputes_give_no_pairs() -> None:
    assert answers([], [dispute(9, 2)]) == answers([member(0, 1)], []) == {}


# The engine and the kernel on the same law and the same disputes.

PACT = """
pact: small
schema: foedus/pact-1
title: A small pact
done: {place: Lind, date: 1900-01-01}
text: {status: ours, language: en}
legal_form: treaty
parties:
  AAA: {name: Aaland, since: 1900-01-01, until: 1910-01-01}
  BBB: {name: Beland, since: 1900-01-01}
  CCC: {name: Celand, since: 1905-01-01}
others: {XXX: Exland, YYY: Ypland}
entry_into_force: {date: 1900-01-01}
bodies:
  COURT: {name: the Court, composition: [{seats: 1, of: neutral}], rule: majority}
open_terms:
  unprovoked:
    phrase: an unprovoked attack
    applies_to: attack
    determined_by: {body: COURT}
    fallback: unknown
clauses:
  - id: duty
    art: "1"
    summary: What the parties owe when one of them is attacked.
    trigger: {event: attack, victim: parties MORE}
    duty: {modality: obligation, bearer: parties, toward: victim, action: ACTION}
"""
STATES_OF = {"AAA": 1, "BBB": 2, "CCC": 3, "XXX": 24, "YYY": 25}
STAYS = {
    "AAA": ("1900-01-01", "1910-01-01"),
    "BBB": ("1900-01-01", "2000-01-01"),
    "CCC": ("1905-01-01", "2000-01-01"),
}
# Event, day, attacker, victim, what the court found, and the same as a code of provocation.
ATTACKS = [
    ("a", "1903-05-01", "XXX", "AAA", "true", NO),
    ("b", "1904-05-01", "YYY", "BBB", None, UNKNOWN),
    ("c", "1907-05-01", "XXX", "CCC", "false", YES),
    ("d", "1908-05-01", "YYY", "AAA", "true", NO),
    ("e", "1912-05-01", "XXX", "BBB", None, UNKNOWN),
    ("f", "1913-05-01", "XXX", "AAA", "true", NO),
]
EVENTS = "events:\n" + "".join(
    f"  - {{id: {name}, type: attack, at: {at}, attacker: {attacker}, victim: {victim}}}\n"
    for name, at, attacker, victim, _, _ in ATTACKS
)
FINDINGS = "determinations:\n" + "".join(
    f"  - {{term: unprovoked, event: {name}, by: COURT, at: {at}, value: {value},"
    " vote: {for: 1}}\n"
    for name, at, _, _, value, _ in ATTACKS
    if value is not None
)
WORDS = {"owed": YES, "not_owed": NO, "unknown": UNKNOWN}


def day(text: str) -> int:
    return int(np.datetime64(text).astype("datetime64[D]").astype(np.int64))


@pytest.mark.parametrize(
    ("duty", "codes", "more", "expected"),
    [
        ("defend", {}, "", {YES, NO}),
        (
            "defend",
            {"defcoadv": 1, "named": (24, 0), "only_named": True},
            ", attacker: XXX",
            {YES, NO},
        ),
        ("defend", {"defconpr": 1}, ", if: {holds: unprovoked}", {YES, NO, UNKNOWN}),
        ("consult", {}, "", {YES, NO}),
    ],
    ids=["unconditional", "against a named adversary", "unless provoked", "consult only"],
)
def test_the_engine_and_the_kernel_agree(
    duty: str,
    codes: Row,
    more: str,
    expected: set[int],
    written_pact: Callable[[str], Pact],
    written_log: Callable[[str, Pact], EventLog],
) -> None:
    action = {"defend": "assist", "consult": "consult"}[duty]
    pact = written_pact(PACT.replace(" MORE", more).replace("ACTION", action))
    log = written_log(EVENTS + FINDINGS, pact)
    engine = {}
    for (name, at, *_), bearer in product(ATTACKS, STAYS):
        found = [
            WORDS[state.status]
            for state in pact.evaluate(log, at=at).duties
            if (state.trigger, state.bearer) == (name, bearer)
        ]
        engine[name, bearer] = max(found, default=NO)

    rows = [
        member(0, STATES_OF[party], entry=day(entry), exit=day(until), **{duty: YES}, **codes)
        for party, (entry, until) in STAYS.items()
    ]
    disputes = [
        dispute(STATES_OF[one], STATES_OF[other], first=day(at), last=day(at), provoked=provoked)
        for _, at, one, other, _, provoked in ATTACKS
    ]
    kernel = dict.fromkeys(engine, NO)
    for (d, m, *_), row in answers(rows, disputes).items():
        kernel[ATTACKS[d][0], list(STAYS)[m]] = row[DUTIES.index(duty)]
    assert kernel == engine
    assert set(engine.values()) == expected
