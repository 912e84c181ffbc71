# SPDX-License-Identifier: Apache-2.0
"""Words that carry weight in reports of negotiations: terms, modal verbs, denials, conditions.

General tables of English. Each is here because a change of one such word changes what was said;
none is taken from a particular report. Terms in one group are near in meaning and not the same in
law or in effect: who gives an *assurance* has not given a *guarantee*.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

TERMS: Final = {
    # What was promised, from what binds to what does not.
    "promise": "guarantee; assurance/reassurance; pledge; promise; commitment; protection; "
    "arrangement",
    # How the shooting stops, and for how long.
    "halt": "ceasefire/cease fire; truce; armistice; pause; lull; cessation of hostilities; "
    "peace deal/peace agreement/peace treaty/peace accord; surrender/capitulation",
    # In which form something was concluded.
    "instrument": "treaty; memorandum; declaration; convention; protocol; understanding; "
    "roadmap/road map; framework",
    # How far a text has come.
    "step": "ratify/ratification; sign/signature; initial; adopt/adoption; draft",
    # What someone did about a proposal.
    "answer": "accept/acceptance; reject/rejection; welcome; consider; discuss/discussion",
    # How something is asked for.
    "demand": "demand/insist; request/ask; propose/suggest; warn; threaten",
    # What happens to land.
    "land": "annex/annexation; occupy/occupation; cede/cession; swap; liberate/liberation; "
    "seize/seizure",
    # What a line is.
    "line": "border/frontier; line of contact/contact line/front line; demarcation line; "
    "buffer zone; demilitarised zone/demilitarized zone",
    # Whether what leaves stays away.
    "leave": "withdraw/withdrawal; redeploy/redeployment; retreat; regroup",
    # Who is sent.
    "force": "peacekeeper; observer; monitor; soldier/troop; adviser/advisor; instructor/trainer; "
    "mercenary; volunteer; contractor",
    # What an armed group is called.
    "group": "terrorist; militant; rebel; insurgent; separatist; freedom fighter; guerrilla; "
    "partisan",
    # What the fighting is called.
    "fighting": "war/conflict; invasion; incursion; special operation/special military operation; "
    "aggression; intervention; skirmish/border incident",
    # What happened.
    "event": "attack/assault/strike; incident/accident; provocation; exercise; retaliation; "
    "explosion",
    # What is done to civilians.
    "killing": "genocide; massacre; atrocity; war crime; execution",
    # What is done to another's trade.
    "pressure": "sanction; penalty; tariff; embargo; blockade; quarantine; boycott",
    # How a government is called.
    "rule": "government/administration; regime; junta",
    # How one state stands to another.
    "status": "recognise/recognize/recognition; acknowledge/acknowledgement; neutrality/neutral; "
    "non alignment/non aligned/nonaligned; sovereignty; autonomy; independence",
    # What an ally owes.
    "help": "defend/defence/defense/protect/protection; consult/consultation; "
    "assist/assistance/support/help/aid; intervene",
    # Whether it must.
    "bond": "binding/legally binding; political; voluntary/optional; mandatory/obligatory",
    # How sure a finding is.
    "finding": "confirm/confirmation/verify/verification; allege/allegation; suspect/suspicion; "
    "prove/proof; accuse/accusation; convict/conviction; charge",
    # How long, or when.
    "duration": "permanent; temporary/interim; indefinite; immediate; eventual; gradual",
    # How much of it.
    "extent": "full/fully/complete/completely; partial/partly/partially; limited; unconditional; "
    "conditional",
    "reach": "all/every; most; some/several; few; many",
}
"""Groups of loaded terms: ``;`` parts terms, ``/`` parts spellings and forms of one term."""

OPPOSITES: Final = (
    "accept reject, support oppose, include exclude, increase decrease, rise fall, raise "
    "lower, more less, more fewer, allow forbid, allow prohibit, permit prohibit, lift "
    "impose, possible impossible, able unable, agree disagree, win lose, start end, begin "
    "end, open close, advance retreat, first last, success failure, strengthen weaken, join "
    "leave, legal illegal, lawful unlawful, likely unlikely, with without, approve veto, "
    "always never, enter leave, public secret, hope fear, trust distrust, keep drop, minimum "
    "maximum, least most"
)
"""Pairs of which one is the reverse of the other."""

MODALS: Final = {
    "can": "can", "cannot": "can", "can't": "can", "could": "could", "couldn't": "could",
    "may": "may", "might": "might", "mightn't": "might", "must": "must", "mustn't": "must",
    "shall": "shall", "shan't": "shall", "should": "should", "shouldn't": "should",
    "will": "will", "won't": "will", "would": "would", "wouldn't": "would", "ought": "ought",
    "could've": "could", "might've": "might", "must've": "must", "should've": "should",
    "would've": "would",
    "i'll": "will", "we'll": "will", "he'll": "will", "she'll": "will", "it'll": "will",
    "you'll": "will", "they'll": "will", "that'll": "will", "there'll": "will",
}  # fmt: skip
"""Modal verbs, with the forms in which they stand."""

STRENGTH: Final = {
    "possible": "possible possibly perhaps maybe potentially conceivably able",
    "probable": "likely probably presumably",
    "reported": "reportedly allegedly apparently supposedly purportedly seemingly",
    "certain": "certainly definitely surely undoubtedly inevitably",
    "required": "required obliged obligated compelled need needs needed have has had",
}
"""Other words that say how sure or how binding something is, by what they come to."""

SAME_STRENGTH: Final = {
    "can": "possible", "could": "possible", "may": "possible", "might": "possible",
    "must": "required", "will": "certain", "shall": "certain",
}  # fmt: skip
"""The strength with which a modal verb can be put in other words by an honest narrator."""

BACKSHIFT: Final = frozenset(
    frozenset(pair)
    for pair in (
        ("will", "would"),
        ("can", "could"),
        ("may", "might"),
        ("shall", "should"),
        ("shall", "would"),
    )
)
"""What a narrator honestly changes who turns direct speech into indirect speech."""

NEGATORS: Final = frozenset(
    "not no never neither nor none nobody nothing nowhere without cannot isn't aren't wasn't "
    "weren't don't doesn't didn't hasn't haven't hadn't won't wouldn't can't couldn't "
    "shouldn't mustn't mightn't shan't needn't ain't".split()
)
"""Words that negate."""

LEXICAL_NEGATORS: Final = frozenset(
    "refuse refuses refused refusing decline declines declined declining fail fails failed "
    "failing unable unwilling lack lacks lacked lacking reject rejects rejected rejecting "
    "deny denies denied denying impossible hardly barely scarcely seldom rarely absent "
    "stopped stop avoid avoided forbid forbids prohibited prohibits prohibiting prevented "
    "prevents unlikely short".split()
)
"""Words by which something is not, or is not done, without a negation."""

REVERSING: Final = frozenset(
    "refuse refuses refused refusing decline declines declined declining fail fails failed "
    "failing unable unwilling".split()
)
"""Those of them that turn "to do" into not doing."""

DENIALS: Final = (
    "deny/denies/denied/denying/denial/denials; refute/refutes/refuted; dispute the/disputes/"
    "disputed the/disputed that; dismissed/dismisses/dismiss; contradicted/contradicts; disavowed; "
    "repudiated/repudiates; rejected the claim/rejected the claims/rejected the allegation/"
    "rejected the allegations/rejected the accusation/rejected the accusations/rejected the report/"
    "rejected the reports/rejected that; no comment/not comment/declined to comment/"
    "refused to comment; not confirm/not confirmed/neither confirm/neither confirmed/"
    "neither confirmed nor; not be confirmed/not been confirmed; "
    "not verified/not be verified/not be independently verified/not independently verified/"
    "not been verified; no confirmation; did not respond/not immediately respond/not responded"
)
"""Ways of saying that something is denied or not confirmed, word by word."""

CONDITIONS: Final = (
    "if; unless; provided that/provided the/providing that/provided; as long as/so long as; "
    "on condition/on the condition/under the condition; only after; only when; only once; until; "
    "subject to; contingent on/contingent upon; conditional on/conditional upon; depending on/"
    "depends on; in exchange for; in return for; in the event; assuming; "
    "pending; as part of"
)
"""Ways of tying one thing to another, word by word."""

NO_CONDITION_AFTER: Final = frozenset(
    "even as what ask asks asked asking wonder wonders wondered know knows knew known see "
    "seen tell only-if clear unclear doubt doubts question all at".split()
)
"""Words after which `if` or `once` states no condition."""

REPORTING: Final = frozenset(
    "say says said saying state states stated stating tell tells told telling add adds added "
    "adding note notes noted noting claim claims claimed claiming declare declares declared "
    "declaring announce announces announced announcing insist insists insisted insisting "
    "argue argues argued arguing warn warns warned warning explain explains explained "
    "explaining remark remarks remarked remarking reply replies replied respond responds "
    "responded responding answer answers answered continue continues continued conclude "
    "concludes concluded assert asserts asserted asserting affirm affirms affirmed reaffirm "
    "reaffirmed confirm confirms confirmed confirming acknowledge acknowledges acknowledged "
    "admit admits admitted concede concedes conceded report reports reported emphasize "
    "emphasizes emphasized emphasise emphasises emphasised stress stresses stressed stressing "
    "underline underlined underscore underscored suggest suggests suggested suggesting "
    "predict predicted think thinks thought believe believes believed comment comments "
    "commented observe observes observed mention mentions mentioned maintain maintains "
    "maintained reiterate reiterates reiterated repeat repeats repeated write writes wrote "
    "tweet tweeted post posted describe describes described describing recall recalled "
    "complain complained allege alleges alleged contend contends contended indicate indicates "
    "indicated reveal reveals revealed point points pointed testify testified vow vows vowed "
    "pledge pledges pledged promise promises promised deny denies denied justify justifies "
    "justified praise praises praised hail hails hailed welcome welcomes welcomed urge urges "
    "urged demand demands demanded caution cautions cautioned joke joked quip quipped ask "
    "asks asked inform informed express expressed convey conveyed relay relayed opine opined "
    "recount recounted".split()
)
"""Verbs of saying, in the forms in which they stand."""

FUNCTION: Final = frozenset(
    "a an the and or but of to in on at by for with from as that which who whom whose this "
    "these those it its he she they them his her their him we us our i me my you your is are "
    "was were be been being am has have had having do does did done so than then there here "
    "up out into over about also such own same other another s t re ve d ll more most very "
    "just when where while what how why all any each both between during after before under "
    "again further because".split()
)
"""Words that say little about what a sentence is about."""


def stem(key: str) -> str:
    """Return a word without what English adds to it, for comparing and not for reading.

    Examples
    --------
    >>> stem("guarantees") == stem("guaranteed") == stem("guarantee")
    True
    """
    word = key.removesuffix("'s").rstrip("'")
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] == "e" else word


_ENDINGS: Final = (
    ("eed", "ee"),
    ("ying", "y"), ("ings", ""), ("ing", ""), ("ied", "y"), ("ies", "y"), ("ed", ""),
    ("sses", "ss"), ("es", "e"), ("ss", "ss"), ("us", "us"), ("s", ""),
)  # fmt: skip


@cache
def phrases(table: str) -> dict[tuple[str, ...], str]:
    """Return the phrases of a table as rows of words, each with the first of its kind.

    Examples
    --------
    >>> phrases("only after; as long as/so long as")[("so", "long", "as")]
    'as long as'
    """
    found = {}
    for kind in table.split(";"):
        forms = [form.strip() for form in kind.split("/")]
        found.update({tuple(form.split()): forms[0] for form in forms})
    return found


class Term(NamedTuple):
    """A loaded term: its name, and the groups in which it stands."""

    name: str
    groups: frozenset[str]


@cache
def terms() -> dict[tuple[str, ...], Term]:
    """Return every loaded term as a row of stems."""
    found: dict[tuple[str, ...], Term] = {}
    for group, table in TERMS.items():
        for form, name in phrases(table).items():
            stems = tuple(stem(word) for word in form)
            known = found.get(stems, Term(name, frozenset()))
            found[stems] = Term(known.name, known.groups | {group})
    return found


@cache
def opposites() -> frozenset[frozenset[str]]:
    """Return pairs of stems of which one is the reverse of the other."""
    pairs = (pair.split() for pair in OPPOSITES.split(","))
    return frozenset(frozenset(stem(word) for word in pair) for pair in pairs)
