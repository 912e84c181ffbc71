# SPDX-License-Identifier: Apache-2.0
"""Alterations planted in reports, and honest paraphrases of what the narrator says.

What is here knows nothing of the code under test: its own word lists, its own way to cut a text
into sentences and to tell what stands between marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator

KINDS = (
    "quotation_words",
    "marks",
    "negation",
    "modal",
    "term",
    "number",
    "denial_dropped",
    "condition_dropped",
    "speaker",
)


@dataclass(frozen=True)
class Planted:
    """A report, the same report altered in one sentence, and what was done where."""

    kind: str
    before: str
    after: str
    span: tuple[int, int]
    done: str


QUOTED = re.compile(r"“[^“”]+”|\"[^\"\n]+\"|«[^«»]+»|(?<!\w)‘[^‘]+?’(?!\w)")
BOUNDARY = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"«‘])|(?<=[.!?][”\"»’])\s+(?=[A-Z“\"«‘])|\n+")
MODALS = ["could", "might", "may", "will", "would", "must", "should", "can", "shall"]
VERBS_TO_BE = ["is", "are", "was", "were", "has", "have", "had", "will", "would", "could", "can"]
SWAPS = [
    ("guarantee", "assurance"), ("guarantees", "assurances"), ("ceasefire", "truce"),
    ("truce", "pause"), ("ceasefire", "pause"), ("armistice", "ceasefire"),
    ("treaty", "memorandum"), ("withdraw", "redeploy"), ("troops", "observers"),
    ("sanctions", "tariffs"), ("sign", "ratify"), ("ratify", "sign"), ("demand", "request"),
    ("annex", "occupy"), ("recognise", "acknowledge"), ("accept", "discuss"),
    ("peace agreement", "ceasefire"), ("peace deal", "truce"), ("all", "most"),
    ("war", "special operation"), ("defend", "consult"), ("assist", "consult"),
    ("assurances", "guarantees"), ("commitments", "promises"), ("border", "line of contact"),
    ("government", "regime"), ("attack", "incident"), ("immediate", "gradual"),
]  # fmt: skip
NUMBERS = "two three four five six seven eight nine ten eleven twelve twenty forty ninety".split()
NAMES = ["Tessa Morland", "Viktor Andray", "Helene Duroc", "Paul Nakata", "Amina Yusuf"]
SAYING = r"(?:said|says|stated|added|told|argued|declared|insisted|remarked|warned|noted|explained)"
NAME = r"(?:[A-Z][a-z]+(?:-[A-Z][a-z]+)?)(?: [A-Z][a-z]+)*"
DENIALS = [
    ", which officials in the capital deny",
    ", a claim that the ministry denied",
    ", though a spokesman denied it",
    ", but this could not be independently verified",
    ", an account the other side disputes",
]
CONDITIONS = [
    " if the talks resume",
    ", provided that the other side does the same",
    " unless parliament objects",
    " as long as the road stays open",
    " on condition that the prisoners return",
    ", but only after the inspectors arrive",
]
NO_NAME = {"The", "A", "An", "It", "He", "She", "They", "We", "In", "On", "But", "And", "If", "As"}


def unclear(text: str, span: tuple[int, int]) -> bool:
    """Tell whether a sentence is part of a longer quotation, or its marks are not in pairs."""
    start = text.rfind("\n", 0, span[0]) + 1
    end = text.find("\n", span[1])
    block = text[start : end if end >= 0 else len(text)]
    left = QUOTED.sub("", re.sub(r"(?<=\w)[’'](?=\w)", "", block))
    if re.search(r"[“”\"«»‘]|[,.!?]’", left):
        return True
    a, b = span[0] - start, span[1] - start
    return any(x < a < y or x < b < y for x, y in quoted_spans(block))


def sentences(text: str) -> list[tuple[int, int]]:
    edges = [0, *(edge for match in BOUNDARY.finditer(text) for edge in match.span()), len(text)]
    spans = zip(edges[::2], edges[1::2], strict=True)
    return [(a, b) for a, b in spans if len(text[a:b].split()) >= 5]


def quoted_spans(sentence: str) -> list[tuple[int, int]]:
    return [match.span() for match in QUOTED.finditer(sentence)]


def narrated(sentence: str, change: Callable[[str], str]) -> str:
    """Change what the narrator says in a sentence and leave what stands between marks."""
    pieces, end = [], 0
    for a, b in quoted_spans(sentence):
        pieces += [change(sentence[end:a]), sentence[a:b]]
        end = b
    return "".join([*pieces, change(sentence[end:])])


# --------------------------------------------------------------------------------- alterations


def alter(kind: str, sentence: str, rng: random.Random, pool: list[str]) -> tuple[str, str] | None:
    """Return a sentence altered and what was done, or None where there is nothing to alter.

    A denial or a condition is dropped from the sentence before; see `with_clause`.
    """
    made: dict[str, Callable[[str, random.Random, list[str]], Iterator[tuple[str, str]]]] = {
        "quotation_words": alter_words,
        "marks": alter_marks,
        "negation": alter_negation,
        "modal": alter_modal,
        "term": alter_term,
        "number": alter_number,
        "speaker": alter_speaker,
    }
    found = [row for row in made[kind](sentence, rng, pool) if row[0] != sentence]
    return rng.choice(found) if found else None


def alter_words(sentence: str, rng: random.Random, pool: list[str]) -> Iterator[tuple[str, str]]:
    for a, b in quoted_spans(sentence):
        words = [m for m in re.finditer(r"[A-Za-z]{4,}", sentence[a:b]) if m.group().islower()]
        if len(sentence[a:b].split()) < 3 or not words:
            continue
        word = rng.choice(words)
        start, end = a + word.start(), a + word.end()
        other = rng.choice([w for w in pool if w != word.group()])
        yield sentence[:start] + other + sentence[end:], f"{word.group()} -> {other}"
        yield sentence[:end] + " " + other + sentence[end:], f"+ {other}"
        if len(words) > 3:
            yield sentence[:start].rstrip() + sentence[end:], f"- {word.group()}"


def alter_marks(sentence: str, _rng: random.Random, _pool: list[str]) -> Iterator[tuple[str, str]]:
    for a, b in quoted_spans(sentence):
        if len(sentence[a:b].split()) >= 2:
            inner = sentence[a + 1 : b - 1]
            yield sentence[:a] + inner + sentence[b:], "both marks"
            yield sentence[:a] + inner + sentence[b - 1 :], "opening mark"
            yield sentence[: b - 1] + sentence[b:], "closing mark"


def alter_negation(
    sentence: str, _rng: random.Random, _pool: list[str]
) -> Iterator[tuple[str, str]]:
    for match in re.finditer(r" (?:not|never)(?= [a-z])|n[’']t(?= [a-z])", sentence):
        if not re.match(r" (?:only|just)\b", sentence[match.end() :]):
            yield sentence[: match.start()] + sentence[match.end() :], f"-{match.group()}"
    for match in re.finditer(
        rf"\b(?:{'|'.join(VERBS_TO_BE)})(?= [a-z]{{3,}}(?:ed|en|t)\b)", sentence
    ):
        if not re.match(r" (?:not|never)\b", sentence[match.end() :]):
            yield sentence[: match.end()] + " not" + sentence[match.end() :], "+ not"


def alter_modal(sentence: str, rng: random.Random, _pool: list[str]) -> Iterator[tuple[str, str]]:
    for match in re.finditer(rf"\b(?:{'|'.join(MODALS)})\b(?! of)", sentence):
        other = rng.choice([modal for modal in MODALS if modal != match.group()])
        changed = sentence[: match.start()] + other + sentence[match.end() :]
        yield changed, f"{match.group()} -> {other}"


def alter_term(sentence: str, _rng: random.Random, _pool: list[str]) -> Iterator[tuple[str, str]]:
    for old, new in SWAPS:
        for match in re.finditer(rf"\b{old}\b", sentence):
            changed = sentence[: match.start()] + new + sentence[match.end() :]
            yield changed, f"{old} -> {new}"


def alter_number(sentence: str, rng: random.Random, _pool: list[str]) -> Iterator[tuple[str, str]]:
    for match in re.finditer(
        r"(?<![\w.,])\d{1,3}(?:,\d{3})*(?![\w.,]\d)|(?<!\w)\d{4}(?!\w)", sentence
    ):
        value = int(match.group().replace(",", ""))
        other = str(value + rng.choice([1, 2, 5, 10, 30]))
        yield sentence[: match.start()] + other + sentence[match.end() :], f"{value} -> {other}"
    for match in re.finditer(rf"\b(?:{'|'.join(NUMBERS)})\b", sentence):
        other = rng.choice([word for word in NUMBERS if word != match.group()])
        changed = sentence[: match.start()] + other + sentence[match.end() :]
        yield changed, f"{match.group()} -> {other}"


def alter_speaker(sentence: str, rng: random.Random, _pool: list[str]) -> Iterator[tuple[str, str]]:
    forms = (
        rf"(?P<name>{NAME})(?= {SAYING}\b)",
        rf"(?<=[,”\"»’] said )(?P<name>{NAME})(?=[.,])",
        rf"(?<=According to )(?P<name>{NAME})",
    )
    for form in forms:
        for match in re.finditer(form, sentence):
            inside = any(a < match.start() < b for a, b in quoted_spans(sentence))
            if inside or match["name"].split()[0] in NO_NAME:
                continue
            start, end = match.span("name")
            other = rng.choice(NAMES)
            yield sentence[:start] + other + sentence[end:], f"{match['name']} -> {other}"


def with_clause(kind: str, sentence: str, rng: random.Random) -> str | None:
    """Return a sentence with a denial or a condition put at its end."""
    clause = rng.choice(DENIALS if kind == "denial_dropped" else CONDITIONS)
    if not sentence.endswith(".") or re.search(r"\b(?:den|if|unless|until|provided)", sentence):
        return None
    return sentence[:-1] + clause + "."


# ------------------------------------------------------------------------- honest paraphrases

NEUTRAL = [
    ("said", "stated"), ("stated", "said"), ("told reporters", "said to journalists"),
    ("added", "went on to say"), ("noted", "pointed out"), ("remarked", "observed"),
    ("declared", "said"), ("argued", "contended"), ("described", "characterised"),
    ("called", "described as"), ("met", "came together"), ("talks", "negotiations"),
    ("However,", "Yet"), ("Additionally,", "In addition,"), ("also", "likewise"),
    ("but", "yet"), ("because", "as"), ("began", "started"),
    ("shows", "demonstrates"), ("showed", "demonstrated"), ("big", "large"),
    ("significant", "notable"), ("specifics", "details"), ("several", "a number of"),
    ("journalists", "reporters"), ("announced", "made known"),
    ("ended", "came to an end"), ("during", "in the course of"), ("largest", "biggest"),
    ("similar to", "comparable to"), ("further", "additional"), ("trying", "attempting"),
    ("tried", "sought"), ("got", "received"), ("while", "whereas"), ("used", "employed"),
    ("held", "organised"), ("people", "persons"), ("children", "minors"), ("in order to", "to"),
    ("near", "close to"), ("leader", "head"), ("home", "house"), ("expects", "anticipates"),
    ("quarrelled", "argued"), ("short", "brief"), ("careful", "cautious"), ("chief", "head"),
    ("including", "among them"), ("across", "throughout"), ("nearly", "almost"),
    ("former", "previous"), ("following", "after"), ("won", "gained"), ("work", "labour"),
    ("researchers", "scientists"), ("scientists", "researchers"), ("study", "investigation"),
    ("found", "discovered"), ("country", "nation"), ("countries", "nations"), ("wide", "broad"),
    ("quickly", "fast"), ("important", "weighty"), ("currently", "at present"), ("each", "every"),
]  # fmt: skip
PASSIVES = [
    (
        rf"^({NAME}) (signed|led|organised|rejected|described|opened|won|wrote) (the [a-z]+)\.",
        r"\3 was \2 by \1.",
    ),
]


def paraphrase(sentence: str, rng: random.Random) -> str:
    """Say in other words what the narrator says; what stands between marks stays, word by word."""
    wording = [pair for pair in NEUTRAL if rng.random() < 0.6]

    def other_words(piece: str) -> str:
        for old, new in wording:
            piece = re.sub(rf"(?<![\w-]){re.escape(old)}(?![\w-])", new, piece, count=1)
        return piece

    changed = narrated(sentence, other_words)
    for form in rng.sample(ORDERS, k=len(ORDERS)):
        again = form(changed)
        if again is not None:
            return again
    return changed


def speaker_first(sentence: str) -> str | None:
    match = re.fullmatch(
        r"([“\"«‘])([^“”\"«»]+),([”\"»’]) "
        r"(?:(?P<a>[A-Z][\w .,-]{2,40}?|s?he|they) (?P<v>said|stated|told reporters)"
        r"|(?P<w>said|stated) (?P<b>[A-Z][\w ]{2,40}))\.",
        sentence,
    )
    if match is None:
        return None
    who, verb = match["a"] or match["b"], match["v"] or match["w"]
    return f"{who[0].upper() + who[1:]} {verb}: {match[1]}{match[2]}.{match[3]}"


def day_last(sentence: str) -> str | None:
    match = re.fullmatch(r"(On|In|By) ((?:\w+day|[A-Z]\w+|\d{4})), ([a-z][^“\"«‘]+)\.", sentence)
    if match is None:
        return None
    return f"{match[3][0].upper()}{match[3][1:]} {match[1].lower()} {match[2]}."


def clause_first(sentence: str) -> str | None:
    match = re.fullmatch(
        r"([A-Z][^,“”\"«»‘]{15,}) (if|because|although|while|when|as long as) ([^,“”\"«»‘]{10,})\.",
        sentence,
    )
    if match is None:
        return None
    main = match[1]
    if main.split()[0] not in {*NO_NAME} or main.split()[0] == "I":
        return f"{match[2].capitalize()} {match[3]}, {main}."
    return f"{match[2].capitalize()} {match[3]}, {main[0].lower()}{main[1:]}."


def clause_last(sentence: str) -> str | None:
    match = re.fullmatch(
        r"(If|Although|Because|While|When|Since) ([^,“”\"«»‘]{8,}), ([^“”\"«»‘]{10,})\.", sentence
    )
    if match is None:
        return None
    main = match[3][0].upper() + match[3][1:]
    return f"{main}, {match[1].lower()} {match[2]}."


def passive(sentence: str) -> str | None:
    for old, new in PASSIVES:
        changed, count = re.subn(old, new, sentence)
        if count:
            return changed[0].upper() + changed[1:]
    return None


ORDERS = [speaker_first, day_last, clause_first, clause_last, passive]


# --------------------------------------------------------------------------------- whole texts


def plant(kind: str, text: str, rng: random.Random, *, paraphrased: float = 0.5) -> Planted | None:
    """Return a text with one alteration of a kind, its other sentences told in other words.

    Parameters
    ----------
    kind : str
        What is planted; an empty string for nothing at all.
    text : str
        A report.
    rng : random.Random
        Where, how, and which sentences are paraphrased.
    paraphrased : float
        Share of sentences whose narration is paraphrased.
    """
    spans = sentences(text)
    pool = sorted({w for w in re.findall(r"\b[a-z]{5,}\b", text) if not w.endswith("ly")})
    rng.shuffle(spans)
    for span in spans if kind else [(-1, -1)]:
        original = text[slice(*span)] if kind else ""
        first, second, done = original, original, ""
        if kind in {"denial_dropped", "condition_dropped"}:
            longer = with_clause(kind, original, rng)
            if longer is None:
                continue
            first, done = longer, longer[len(original) - 1 :]
        elif kind:
            quoting = kind in {"quotation_words", "marks"} and unclear(text, span)
            altered = None if quoting else alter(kind, original, rng, pool)
            if altered is None:
                continue
            second, done = altered
        before, after, at = [], [], -1
        end = 0
        for a, b in sorted(spans):
            before.append(text[end:a])
            after.append(text[end:a])
            if (a, b) == span:
                at = sum(map(len, before))
                before.append(first)
                after.append(second)
            else:
                before.append(text[a:b])
                told = rng.random() < paraphrased and not unclear(text, (a, b))
                after.append(paraphrase(text[a:b], rng) if told else text[a:b])
            end = b
        before.append(text[end:])
        after.append(text[end:])
        return Planted(kind, "".join(before), "".join(after), (at, at + len(first)), done)
    return None
