# SPDX-License-Identifier: Apache-2.0
"""Who speaks: the fullest name that the text gives, and the case's actor that it stands for.

Where the text does not settle it, nobody is named: an unresolved speaker is worth more than a
guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from foedus.reading.clauses import phrase
from foedus.reading.names import BODIES, PARTICLES, TITLES, bare, is_person

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from spacy.tokens import Span, Token

    from foedus.case.folder import CaseFolder
    from foedus.reading.names import Roster

_SINGULAR: Final = frozenset({"he", "she"})
_INDEFINITE: Final = frozenset({"a", "an", "one", "another", "some", "former", "any"})
_OUTSIDERS: Final = frozenset(
    "former ex expert experts analyst analysts professor scholar historian journalist"
    " reporter correspondent author critic critics opposition exiled watcher specialist"
    " resident native student activist".split()
)
"""With these a country's name says what somebody knows or was, not for whom they speak."""
_BOTH: Final = re.compile(r"^(?:both |either )?(?:the )?", re.IGNORECASE)
_DEMONYM: Final = r"(?:n|an|ian|ean|ese|ish|i|ic|er)?s?"
_EDGES: Final = " ,.;:\"“”'’"
_REMEMBERED: Final = 2
"""Sentences about other things after which `he` and `she` are resolved no more."""


def name_of(head: Token) -> str | None:
    """Return the proper name in a noun phrase, without titles, or None where it has none."""
    named = _named(head)
    if named is None:
        return None
    doc, head, last = named.doc, named, named.i
    of = head.lower_ in BODIES and any(c.lower_ == "of" for c in head.rights)
    if of or any(c.dep_ == "conj" and c.tag_ == "NNP" for c in head.rights):
        first, after = phrase(head)
        return _BOTH.sub("", doc[first:after].text).strip(_EDGES)
    first = last
    while first > 0 and first > last - 12 and _in_name(doc[first - 1]):
        first -= 1
    words: list[str] = re.sub(r"['’]s\b", "", doc[first : last + 1].text).split()
    while words and words[0].lower() in PARTICLES:
        words = words[1:]
    words = bare(words)
    if not words or words[-1].lower() in TITLES:
        return None
    name = " ".join(words).strip(_EDGES)
    return name if any(letter.isupper() for letter in name) else None


def office_of(head: Token) -> str | None:
    """Return a speaker's office where it says whose it is: the first minister of Aldmark.

    A bare office (`the minister`, `an official`) is anybody's.
    """
    parts = head.lower_.split("-")
    if head.tag_ not in {"NN", "NNP"} or TITLES.isdisjoint(parts):
        return None
    whose = any(
        (c.dep_ == "poss" and c.tag_ in {"NN", "NNP", "NNPS"})
        or (c.lower_ in {"of", "to"} and c.i > head.i)
        for c in head.children
    )
    if not whose or any(c.lower_ in _INDEFINITE for c in head.children):
        return None
    first, after = phrase(head)
    text = head.doc[first:after].text.strip(_EDGES)
    return text[0].lower() + text[1:] if text.startswith("The ") else text


def _named(head: Token) -> Token | None:
    """Return the word that heads the proper name of a phrase: itself, or what stands beside it."""
    if _is_name(head) and head.lower_ not in TITLES:
        return head
    for child in head.rights:
        titled = child.dep_ == "conj" and any(w.lower_ in TITLES for w in child.lefts)
        if child.tag_ == "NNP" and (titled or child.dep_ in {"appos", "flat"}):
            return child
    return None


def _is_name(token: Token) -> bool:
    """Tell whether a word is a name by its tag, or by a capital that no sentence asks for."""
    if token.tag_ in {"NNP", "NNPS"}:
        return True
    return (
        token.text[:1].isupper() and token.tag_ in {"NN", "NNS", "JJ"} and not token.is_sent_start
    )


def _in_name(token: Token) -> bool:
    if token.text == "-" and token.i > 0:
        token = token.nbor(-1)
    return token.tag_ in {"NNP", "NNPS"} or (
        token.lower_ in PARTICLES and token.i > 0 and token.nbor(-1).tag_ == "NNP"
    )


def words_of(head: Token) -> str:
    """Return how the text names a speaker."""
    first, after = phrase(head)
    named = _named(head)
    if named is not None and named.i >= after and named.i - head.i < 12:
        after = named.i + 1
    return head.doc[first:after].text.strip(_EDGES)


def is_somebody(name: str) -> bool:
    """Tell whether a speaker is a person, by name or by office."""
    return is_person(name) or not TITLES.isdisjoint(name.lower().split())


@dataclass
class Memory:
    """Who was spoken of last, so that `he` and `she` can be resolved where that is safe.

    Parameters
    ----------
    roster : Roster
        The text's names of several words.
    """

    roster: Roster
    center: str | None = None
    age: int = 0
    genders: dict[str, str] = field(default_factory=dict)

    def resolve(self, head: Token | None) -> str | None:
        """Return who a speaker is, by the fullest name of the text, or None."""
        if head is None:
            return None
        if head.lower_ in _SINGULAR:
            return self._by_pronoun(head.lower_)
        name = name_of(head)
        if name is None and self.roster.knows(head.text):
            name = head.text
        return office_of(head) if name is None else self.roster.full(name)

    def _by_pronoun(self, word: str) -> str | None:
        name = self.center
        if name is None or self.genders.get(name, word) != word:
            return None
        self.genders[name] = word
        return name

    def spoke(self, name: str | None) -> None:
        """Remember who spoke in the sentence just read."""
        self.center = name if name is not None and is_somebody(name) else None
        self.age = 0

    def pass_by(self, sentence: Span) -> None:
        """Take note of a sentence in which nobody is said to speak."""
        root = sentence.root
        subject = next((c for c in root.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
        self.age += 1
        if subject is not None and subject.lower_ in _SINGULAR:
            return
        name = self.resolve(subject)
        others = {self.roster.full(other) for other in _names_in(sentence)} - {name}
        others = {other for other in others if is_person(other)}
        if name is not None and is_somebody(name):
            self.center, self.age = (None if others else name), 0
        elif name is not None or others or self.age > _REMEMBERED:
            self.center = None


def _names_in(sentence: Span) -> set[str]:
    heads = (t for t in sentence if t.tag_ == "NNP" and t.dep_ != "compound")
    return {name for head in heads if (name := name_of(head)) is not None}


@dataclass(frozen=True)
class Sides:
    """Which of a case's actors somebody speaks for, as the case itself lists them.

    Parameters
    ----------
    actors : dict
        For a pattern of titles, aliases, spellings and demonyms, the actor's id.
    speakers : dict
        For a speaker of the case's statements, the side that the case gives.
    """

    actors: Mapping[str, re.Pattern[str]]
    speakers: Mapping[str, str]

    def of(self, name: str | None, words: str) -> str | None:
        """Return the id of the one actor that a speaker stands for, or None."""
        if name is not None:
            if name in self.speakers:
                return self.speakers[name]
            last = {s for n, s in self.speakers.items() if n.split()[-1] == name.split()[-1]}
            if len(last) == 1 and len(name.split()) == 1:
                return next(iter(last))
        if not _OUTSIDERS.isdisjoint(re.findall(r"\w+", words.lower())):
            return None
        told = _plain(f"{words} {name or ''}")
        found = {actor for actor, pattern in self.actors.items() if pattern.search(told)}
        return found.pop() if len(found) == 1 else None


def sides_of(case: CaseFolder | None) -> Sides:
    """Return whom the actors of a case are called; nobody without a case."""
    if case is None:
        return Sides({}, {})
    actors = {}
    for actor in case.actors.values():
        names = [actor.title, *actor.aliases, *(actor.members if actor.kind == "coalition" else ())]
        actors[actor.id] = re.compile("|".join(f"(?:{_spelling(name)})" for name in names))
    speakers = {s.speaker: s.side for s in case.record.statements if s.side is not None}
    return Sides(actors, speakers)


def _spelling(name: str) -> str:
    """Return a pattern of a name and of what its people are called."""
    plain = _plain(re.sub(r"\(.*?\)", "", name)).strip().removeprefix("the ")
    if " " in plain or len(plain) < 4:
        return rf"\b{re.escape(plain)}\b"
    stem = plain[:-1] if plain[-1] in "aeiouy" else plain
    return rf"\b(?:{re.escape(plain)}|{re.escape(stem)}){_DEMONYM}\b"


def _plain(text: str) -> str:
    return re.sub(r"(?<=\b\w)\.", "", text).lower().replace("’", "'").replace("'s", "")


def agreed_sides(found: Iterable[tuple[str | None, str | None]]) -> dict[str, str]:
    """Return for each speaker the side that all mentions which tell one agree on."""
    sides: dict[str, set[str]] = {}
    for name, side in found:
        if name is not None and side is not None:
            sides.setdefault(name, set()).add(side)
    return {name: told.pop() for name, told in sides.items() if len(told) == 1}
