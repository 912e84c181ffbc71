# SPDX-License-Identifier: Apache-2.0
"""What the reader proposes: an attributed utterance with its place, its reasons and its doubts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from foedus.case.schema import Grade, Modality

Quote = Literal["direct", "indirect", "mixed"]


@dataclass(frozen=True)
class Embedded:
    """What a speaker says that somebody else did: a claim about them, not their act.

    Parameters
    ----------
    holder : str
        Who is said to have done it, in the text's words.
    modality : str
        What they are said to have done.
    confirmed : bool
        Whether they say so themselves; never proposed, as a person decides it.
    """

    holder: str
    modality: Modality
    confirmed: bool = False


@dataclass(frozen=True)
class Cue:
    """A word of the text that a proposal rests on.

    Parameters
    ----------
    what : str
        What it suggests: `said`, a modality, or `issue:` with an issue's id.
    text : str
        The word or words, as they stand.
    """

    what: str
    text: str


@dataclass(frozen=True)
class Statement:
    """A proposed statement: `text` stands at `start` to `end` of the plain text, verbatim.

    Parameters
    ----------
    start, end : int
        Span of what was said, end exclusive.
    text : str
        The words of that span.
    speaker : str or None
        Who says it, by the fullest name that the text gives; None where that would be a guess.
    speaker_text : str
        How the text names the speaker at this place; empty where it does not.
    side : str or None
        The case's actor that the speaker speaks for, where the case or a title says so.
    quote : {"direct", "indirect", "mixed"}
        Whether the words stand between quotation marks, in the reporter's voice, or both.
    modality : str
        What the speaker does.
    embedded : Embedded or None
        What the speaker says that somebody else did.
    issues : tuple of str
        Ids of the case's issues that it seems to be about.
    flags : tuple of str
        What is doubtful about it.
    grade : str
        How good it would be as evidence of what the speaker wants.
    cues : tuple of Cue
        The words that suggested all this.
    source : tuple of int or None
        Span of the words that name the speaker and the saying, where there are any.
    """

    start: int
    end: int
    text: str
    speaker: str | None
    speaker_text: str
    side: str | None
    quote: Quote
    modality: Modality
    embedded: Embedded | None
    issues: tuple[str, ...]
    flags: tuple[str, ...]
    grade: Grade
    cues: tuple[Cue, ...]
    source: tuple[int, int] | None

    def moved(self, by: int) -> Statement:
        """Return the statement as it stands in a text that has `by` more characters before it."""
        source = self.source and (self.source[0] + by, self.source[1] + by)
        return replace(self, start=self.start + by, end=self.end + by, source=source)

    def to_json(self) -> dict[str, Any]:
        """Return the statement as `foedus read --json` prints it."""
        embedded = self.embedded
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "speaker": self.speaker,
            "speaker_text": self.speaker_text,
            "side": self.side,
            "quote": self.quote,
            "issues": list(self.issues),
            "modality": self.modality,
            "embedded": embedded
            and {
                "holder": embedded.holder,
                "modality": embedded.modality,
                "confirmed": embedded.confirmed,
            },
            "flags": list(self.flags),
            "grade": self.grade,
            "cues": [{"what": cue.what, "text": cue.text} for cue in self.cues],
            "said_at": list(self.source) if self.source else None,
        }
