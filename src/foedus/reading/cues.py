# SPDX-License-Identifier: Apache-2.0
"""Verbs of saying, thinking and dealing, each with what a speaker does by it.

The lists are general English reporting verbs. Inflected forms are made by rule; only irregular
ones are listed. Nothing here comes from a particular report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from foedus.case.schema import Modality

SAYING: Final = (
    "acknowledge add admit advise affirm allege announce answer argue assert assure aver"
    " boast brief caution claim clarify comment complain concede conclude confess confirm"
    " contend counter declare detail disclose elaborate emphasise emphasize explain exclaim"
    " hint imply indicate inform insinuate insist interject joke lament maintain mention muse"
    " note notify observe opine post predict proclaim pronounce quip quote reaffirm reason"
    " recall reckon recount reiterate relate remark remind repeat reply report respond retort"
    " reveal rule say signal speculate state stipulate stress suggest summarise summarize"
    " surmise tell testify tweet underline underscore voice vow warn write concur forecast"
    " estimate promise pledge swear ask inquire wonder telegraph urge propose recommend demand"
    " request threaten agree deny rejoin continue describe point reassure cry shout yell"
    " whisper murmur mutter"
).split()
"""With a clause as object they report what somebody said."""

THINKING: Final = (
    "believe think feel know hope expect fear doubt suspect assume realise realize understand"
    " worry regret wish deem consider judge conclude decide anticipate imagine guess learn"
    " find hear remember forget figure discover notice determine hypothesise hypothesize"
    " theorise theorize"
).split()
"""With a clause as object they report what somebody thinks; reports use them for things said."""

CALLING: Final = {"for": "demanded", "on": "demanded", "upon": "demanded"}
"""To call for something, on somebody: a demand."""

SETTLING: Final = "agree accept consent commit assent".split()
"""What a reporter says in their own voice that somebody settled is a claim about them."""

MINDED: Final = frozenset(
    "concerned worried convinced persuaded pleased disappointed satisfied".split()
)
"""Participles that say what somebody thinks, though they look passive."""

SHOWING: Final = "show demonstrate prove mean".split()
"""Reports, studies and figures say things by these."""

DEALING: Final[dict[str, Modality]] = {
    **dict.fromkeys("praise hail welcome applaud laud commend salute thank".split(), "welcomed"),
    **dict.fromkeys(
        "reject refuse deny oppose dismiss rebuff decry condemn denounce criticise criticize slam"
        " blast repudiate veto protest".split(),
        "rejected",
    ),
    **dict.fromkeys("demand urge request".split(), "demanded"),
    **dict.fromkeys("offer propose pledge promise vow".split(), "offered"),
    **dict.fromkeys("justify defend".split(), "justified"),
    "accuse": "claimed",
    "call": "demanded",
    "want": "demanded",
}
"""What they take as object, clause or not, is the matter of a speech act."""

MODALITY: Final[dict[str, Modality]] = {
    **DEALING,
    **dict.fromkeys("agree accept consent concur".split(), "agreed"),
    **dict.fromkeys("insist recommend stipulate".split(), "demanded"),
    **dict.fromkeys("hope wish".split(), "hoped"),
}
"""What a speaker does by a verb of saying, where it is more than to claim."""

COMMITTING: Final[dict[str, Modality]] = {
    **dict.fromkeys("agree accept consent commit concede assent undertake sign".split(), "agreed"),
    **dict.fromkeys("reject refuse oppose deny veto".split(), "rejected"),
    **dict.fromkeys("demand insist require urge request".split(), "demanded"),
    **dict.fromkeys("offer propose pledge promise vow".split(), "offered"),
    **dict.fromkeys("welcome praise hail applaud".split(), "welcomed"),
}
"""What somebody else is said to have done: inside a statement it is a claim about them."""

DENYING: Final = "deny reject doubt dispute refute dismiss disbelieve question".split()
"""What somebody says that somebody did is not said to be done by these."""

NOUNS: Final = (
    "statement claim assertion announcement declaration remark warning suggestion argument"
    " belief conclusion view report fear hope allegation assurance promise opinion impression"
    " idea notion rumour rumor news word complaint concern feeling insistence accusation"
    " admission pledge vow"
).split()
"""With a clause they carry what was said."""

_IRREGULAR: Final = {
    "say": "says said saying",
    "tell": "tells told telling",
    "write": "writes wrote written writing",
    "think": "thinks thought thinking",
    "feel": "feels felt feeling",
    "know": "knows knew known knowing",
    "swear": "swears swore sworn swearing",
    "understand": "understands understood understanding",
    "mean": "means meant meaning",
    "show": "shows showed shown showing",
    "forecast": "forecasts forecast forecasting",
    "forget": "forgets forgot forgotten forgetting",
    "find": "finds found finding",
    "hear": "hears heard hearing",
    "undertake": "undertakes undertook undertaken undertaking",
}
_DOUBLED: Final = frozenset({"quip", "admit", "commit", "drop", "slam", "rebut"})


def inflected(verb: str) -> list[str]:
    """Return a verb and its forms.

    Examples
    --------
    >>> inflected("deny")
    ['deny', 'denies', 'denied', 'denying']
    >>> inflected("praise")
    ['praise', 'praises', 'praised', 'praising']
    """
    if verb in _IRREGULAR:
        return [verb, *_IRREGULAR[verb].split()]
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return [verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"]
    if verb.endswith("e") and not verb.endswith("ee"):
        return [verb, f"{verb}s", f"{verb}d", f"{verb[:-1]}ing"]
    if verb.endswith("ee"):
        return [verb, f"{verb}s", f"{verb}d", f"{verb}ing"]
    stem = verb + verb[-1] if verb in _DOUBLED else verb
    third = f"{verb}es" if verb.endswith(("s", "sh", "ch", "x")) else f"{verb}s"
    return [verb, third, f"{stem}ed", f"{stem}ing"]


def forms(verbs: object) -> dict[str, str]:
    """Return every form of some verbs, each with its verb."""
    return {form: str(verb) for verb in verbs for form in inflected(str(verb))}  # type: ignore[attr-defined]
