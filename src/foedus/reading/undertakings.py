# SPDX-License-Identifier: Apache-2.0
"""Communiqués and declarations: who undertakes what, in the document's own words.

A communiqué says of itself what it is, in its heading or its first words, or it is a list of
sentences with `shall`, `undertake` and the like. Each such sentence is a statement of whoever is
its subject: the document is theirs. A news report is none, whatever it quotes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from foedus.reading import cues
from foedus.reading.attribution import Attribution, place_of, span_of
from foedus.reading.clauses import is_finite, is_passive, own_subject
from foedus.reading.denying import is_open
from foedus.reading.indirect import OF_LAW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Span, Token

    from foedus.case.schema import Modality
    from foedus.reading.passages import Passage

_ENOUGH: Final = 200_000
HEAD: Final = 400
"""Characters in which a document says what it is."""
_NAMES_ITSELF: Final = re.compile(
    r"\b(?:joint (?:statement|declaration|communiqu[eé])|communiqu[eé]|declaration|memorandum"
    r"|joint press statement|summit (?:statement|conclusions)|(?:council|presidency) conclusions"
    r"|protocol|accord|agreement between|treaty)\b",
    re.IGNORECASE,
)
_SPEAKS: Final = re.compile(
    r"\b(?:We|The (?:high contracting )?parties|Both sides"
    r"|The (?:two |both )?(?:sides|leaders|ministers|presidents)"
    r"|The (?:participants|signatories|undersigned|heads of state))\b[^.]{0,120}?"
    r"\b(?:shall|will|undertake|agreed?|commit|reaffirm|welcome|call (?:up)?on|condemn|pledge)\b",
    re.IGNORECASE,
)
_REPORTED: Final = re.compile(r"\b(?:said|told|according to)\b", re.IGNORECASE)
BINDING: Final[dict[str, Modality]] = {
    **dict.fromkeys("agree undertake commit accept resolve decide guarantee".split(), "agreed"),
    **dict.fromkeys("pledge promise offer propose".split(), "offered"),
    **dict.fromkeys("call demand request urge invite".split(), "demanded"),
    **dict.fromkeys("welcome commend support".split(), "welcomed"),
    **dict.fromkeys("condemn reject oppose".split(), "rejected"),
    "hope": "hoped",
    **dict.fromkeys(
        "reaffirm confirm affirm declare recognise recognize express stress underline emphasise"
        " emphasize note reiterate acknowledge intend".split(),
        "claimed",
    ),
}
"""What a document's subject does by its main verb."""
UNDERTAKING: Final = cues.forms(BINDING)
NOBODY: Final = OF_LAW | {"it", "this", "that", "there", "nothing"}
_DUTY: Final = frozenset({"shall", "will", "must"})
_LEADING_IF: Final = re.compile(
    r"\s*(?:(?:only )?if|unless|provided|on condition|as long as|once)\b", re.IGNORECASE
)
_NEGATED_ITEM: Final = re.compile(
    r"^\s*(?:no|none|nobody|neither|nothing|not(?! to\b))\b"
    r"|\b(?:do|does|did|has|have|had|is|are|was|were|will|would)(?:n['’]t| not| never)\b",
    re.IGNORECASE,
)
_ITEM: Final = re.compile(r"\s*(?:[-*•·–—]\s|\(?\d{1,3}[.)]\s|\(?[a-z]\)\s|\(?[ivx]{1,5}[.)]\s)")


def is_communique(outside: str, paragraphs: int) -> bool:
    """Tell whether a text is a joint document and not a report about one.

    Parameters
    ----------
    outside : str
        Its words outside quotation marks.
    paragraphs : int
        How many it has.
    """
    part = outside[:_ENOUGH]
    spoken, reported = len(_SPEAKS.findall(part)), len(_REPORTED.findall(part))
    if reported * 4 > spoken:
        return False
    if _NAMES_ITSELF.search(part[:HEAD]):
        return spoken > 0 or len(re.findall(r"\bshall\b", part)) > 1
    return spoken >= max(3, paragraphs // 4)


def item_of(text: str, piece: Passage) -> int | None:
    """Return where the words of a list's item begin, in characters of its passage, or None."""
    match = _ITEM.match(text, piece.start, piece.end) if piece.opens else None
    return match.end() - piece.start if match else None


def undertakings(doc: Doc) -> Iterator[tuple[Attribution, Modality]]:
    """Yield what the sentences of a document's passage bind somebody to, and what that does."""
    for sentence in doc.sents:
        verb = sentence.root
        subject = own_subject(verb)
        if subject is None or is_passive(verb) or not is_finite(verb):
            continue
        if subject.lower_ in NOBODY or sentence.text.rstrip().endswith(":"):
            continue
        duty = any(c.lower_ in _DUTY for c in verb.children if c.dep_ == "aux")
        lemma = UNDERTAKING.get(verb.lower_)
        if not duty and lemma is None:
            continue
        start, end = span_of(doc, _first_word(sentence), sentence.end)
        source = span_of(doc, subject.left_edge.i, verb.i + 1)
        does = _does(sentence, subject, lemma, duty=duty)
        yield Attribution(start, end, "state", place_of(verb), source, subject, "document"), does


def _does(sentence: Span, subject: Token, lemma: str | None, *, duty: bool) -> Modality:
    """Return what a sentence does: what is not agreed, or only on a condition, is not agreed.

    Whoever `shall not` do something has undertaken not to do it; whoever `will not` refuses.
    """
    verb = sentence.root
    if _LEADING_IF.match(sentence.doc[_first_word(sentence) : sentence.end].text):
        return "conditional"
    if not duty:
        return "claimed" if is_open(verb, subject) else BINDING[str(lemma)]
    aux = {child.lower_ for child in verb.children if child.dep_ in {"aux", "neg"}}
    return "rejected" if "will" in aux and aux & {"not", "n't", "n’t", "never"} else "agreed"


def of_item(text: str, does: Modality | None) -> Modality | None:
    """Return what an item of a list does, where the words before the list do something.

    Examples
    --------
    >>> of_item("withdraw by May", "agreed"), of_item("not to attack", "agreed")
    ('agreed', 'agreed')
    >>> of_item("If Norland pays, withdraw", "agreed"), of_item("no date was set", "agreed")
    ('conditional', 'claimed')
    """
    if _LEADING_IF.match(text):
        return "conditional"
    return "claimed" if does == "agreed" and _NEGATED_ITEM.search(text) else does


def binds(doc: Doc) -> tuple[Token, Token, Modality] | None:
    """Return the verb and the subject that a list of items goes on from: `The sides agreed:`."""
    if doc.text.rstrip()[-1:] != ":":
        return None
    for token in reversed(doc[-40:]):
        subject = own_subject(token) if token.lower_ in UNDERTAKING else None
        if subject is not None and token.tag_.startswith("VB"):
            return token, subject, BINDING[UNDERTAKING[token.lower_]]
    return None


def _first_word(sentence: Span) -> int:
    """Return the first word of a sentence after the number or bullet of its item."""
    at = sentence.start
    while at < sentence.end - 1 and (
        sentence.doc[at].is_punct or sentence.doc[at].like_num or sentence.doc[at].text in "•*-–—"
    ):
        at += 1
    return at
