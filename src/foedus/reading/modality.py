# SPDX-License-Identifier: Apache-2.0
"""What a speaker does by a statement, and what they say that somebody else did.

`X says that Y agreed` is a claim by X with Y's agreement embedded in it, unconfirmed. Only somebody
who speaks for themselves agrees, offers, demands or rejects.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from foedus.reading import cues
from foedus.reading.clauses import SUBJECTS, is_finite, is_passive, own_subject, phrase
from foedus.reading.denying import is_open
from foedus.reading.speakers import name_of
from foedus.reading.statement import Cue, Embedded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from foedus.case.schema import Modality

COMMITTING: Final = cues.forms(cues.COMMITTING)
_FIRST: Final = frozenset({"i", "we"})
_NOT_YET: Final = frozenset(
    {
        "will",
        "would",
        "may",
        "might",
        "could",
        "can",
        "should",
        "must",
        "’ll",
        "'ll",
        "to",
        "’d",
        "'d",
    }
)
_SENSED: Final = frozenset("hear hears heard see sees saw seen".split())
_WANTED: Final = frozenset(
    form
    for verb in (
        "demand",
        "insist",
        "propose",
        "request",
        "require",
        "recommend",
        "urge",
        "ask",
        "want",
    )
    for form in cues.inflected(verb)
)
"""What is demanded that somebody do is not done."""
_NOBODY: Final = frozenset(
    "that which who it this what there these those one anything everything nothing"
    " something".split()
)
_CONDITION: Final = re.compile(
    r"\b(?:(?:only |even )?if|unless|provided(?: that)?|on (?:the )?condition|as long as|so long as"
    r"|in the event|depends? on|depending on|conditional on|the moment|contingent)\b",
    re.IGNORECASE,
)
# What somebody does in their own words; what stands first in them counts.
_TAKING: Final = "(?:accept|agree|recogni[sz]e|allow|sign|permit|tolerate)"
_HELPING: Final = (
    r"(?:stand (?:by|with)|support|help|provide|send|defend|protect|guarantee|contribute|give"
    r"|supply|back|assist|withdraw|release)"
)
_OWN: Final[dict[Modality, tuple[str, ...]]] = {
    "hoped": (r"\b(?:I|we) (?:\w+ )?hope\b", r"\bhopeful(?:ly)?\b"),
    "welcomed": (
        r"\b(?:I|we) (?:\w+ )?(?:welcome|applaud|praise|commend|salute|thank|congratulate)\b",
    ),
    "rejected": (
        r"\b(?:I|we) (?:\w+ )?(?:reject|refuse|oppose|deny|rule out)\b",
        rf"\b(?:will|would|can|shall) (?:never|not) {_TAKING}\b",
        rf"\b(?:won|can)['’]t {_TAKING}\b",
        rf"\bcannot {_TAKING}\b",
        r"\b(?:I|we) (?:have |had )?(?:never|not) (?:agreed|accepted|consented|committed|signed)\b",
        r"\b(?:agreed|committed) to nothing\b",
        r"\bunacceptable\b|\bout of the question\b",
    ),
    "agreed": (
        (
            r"\b(?:I|we) (?:both |all )?(?:have |had )?(?:both |all |fully |hereby )?"
            r"(?:agreed?|accept(?:ed)?|consent|commit)\b(?! (?:to )?nothing)"
        ),
    ),
    "offered": (
        (
            r"\b(?:I|we)(?:['’](?:re|m|ll)| are| am| stand| will| would)? (?:\w+ )?"
            r"(?:offer|propose|prepared to|ready to|willing to|pledge|promise|undertake)\b"
        ),
        r"\b(?:is|are) (?:prepared|ready|willing) to\b",
        rf"\b(?:I|we) (?:will|would|shall) (?:\w+ )?{_HELPING}\b",
    ),
    "demanded": (
        r"\b(?:I|we) (?:\w+ )?(?:demand|insist|need|require|want|call (?:up)?on|urge|expect)\b",
        r"\b(?:I|we) (?:\w+ )?call for\b|\bmust\b|\bha(?:s|ve) to\b",
    ),
}
_PATTERNS: Final = tuple(
    (modality, re.compile("|".join(parts), re.IGNORECASE)) for modality, parts in _OWN.items()
)


def modality_of(
    verb: str, cue: str, text: str, embedded: Embedded | None, *, own: bool
) -> tuple[Modality, Cue]:
    """Return what a speaker does, and the word that shows it.

    Parameters
    ----------
    verb : str
        The verb of saying, in its dictionary form.
    cue : str
        The same as it stands in the text.
    text : str
        What was said.
    embedded : Embedded or None
        What somebody else is said to have done; then the speaker claims it.
    own : bool
        Whether the words are the speaker's own, so that `we` is the speaker.

    Examples
    --------
    >>> modality_of("say", "said", "we accept the plan", None, own=True)[0]
    'agreed'
    >>> modality_of("say", "said", "they accept the plan", None, own=False)[0]
    'claimed'
    """
    if text.rstrip(" \"”’'").endswith("?"):
        return "unspecified", Cue("unspecified", "?")
    by_verb = cues.MODALITY.get(verb)
    if by_verb is not None and by_verb != "agreed":
        return by_verb, Cue(by_verb, cue)
    if own and embedded is None:
        act = _act_in(text)
        if act is not None:
            return act[0], Cue(*act)
    condition = condition_in(text)
    if condition is not None:
        return "conditional", Cue("conditional", condition)
    return "claimed", Cue("claimed", cue)


def condition_in(text: str) -> str | None:
    """Return the words that set a condition, if any.

    Examples
    --------
    >>> condition_in("they leave if we pay"), condition_in("they leave even if we pay")
    ('if', None)
    """
    found = next(
        (m for m in _CONDITION.finditer(text) if not m.group().lower().startswith("even")), None
    )
    return found.group() if found else None


def _act_in(text: str) -> tuple[Modality, str] | None:
    """Return what is done first in somebody's own words, and by which of them."""
    hits = [(m.start(), modality, m.group()) for modality, p in _PATTERNS if (m := p.search(text))]
    return min(hits)[1:] if hits else None


def act_retold(text: str, spans: Sequence[tuple[int, int]]) -> Modality | None:
    """Return what is done in words that the speaker repeats, where they do nothing themselves.

    Examples
    --------
    >>> act_retold("She told me, ‘We agree’", [(13, 23)])
    'agreed'
    >>> act_retold("We accept that, and she told me, ‘We agree’", [(33, 43)])
    """
    if not spans:
        return None
    left = list(text)
    for start, end in spans:
        first, last = max(start, 0), min(end, len(text))
        left[first:last] = " " * (last - first)
    if _act_in("".join(left)) is not None:
        return None
    act = _act_in(text)
    return act[0] if act is not None else None


def embedded_in(
    words: Sequence[Token], speaker: str | None, head: Token | None
) -> tuple[Embedded, Token] | None:
    """Return what somebody else is said to have done in some words, and the verb that says so.

    Looked for is a verb of agreeing, refusing, demanding or offering with a subject that is not
    the speaker, about what has happened: what somebody would or will do is nothing done.
    """
    for token in words:
        if not token.tag_.startswith("VB") or token.lower_ not in COMMITTING:
            continue
        if any(child.lower_ in _NOT_YET for child in token.children if child.dep_ == "aux"):
            continue
        if token.head.lower_ in _WANTED or is_passive(token):
            continue
        if (
            token.tag_ in {"VB", "VBG"}
            and token.head.lower_ not in _SENSED
            and not is_finite(token)
        ):
            continue
        subject = own_subject(token)
        if subject is None and token.dep_ in {"conj", "xcomp"}:
            subject = own_subject(token.head)
        if subject is None or subject == head or not _is_another(subject, speaker):
            continue
        if is_open(token, subject):
            continue
        first, after = phrase(subject)
        holder = subject.doc[first:after].text.strip(' ,"“”')
        return Embedded(holder, cues.COMMITTING[COMMITTING[token.lower_]]), token
    return None


def _is_another(subject: Token, speaker: str | None) -> bool:
    if subject.tag_.startswith("PRP"):
        return subject.lower_ == "they"
    if subject.lower_ in _NOBODY or subject.dep_ not in SUBJECTS:
        return False
    name = name_of(subject)
    return name is None or speaker is None or name.split()[-1] not in speaker.split()
