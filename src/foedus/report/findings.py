# SPDX-License-Identifier: Apache-2.0
"""The finding in three sentences: numbers, the kind of interval, and what they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus.report.grounds import chance_correlation, grounds_in_numbers, named
from foedus.report.words import count, listed, percent, percent_range, share_words
from foedus.strategy.deter import YEARS

if TYPE_CHECKING:
    from foedus.case.folder import CaseFolder

NAMED = 2
"""Inputs that a sentence names."""


def find(case: CaseFolder, results: dict[str, Any]) -> list[str]:
    """Return what a run says in three sentences, never more strongly than its numbers.

    Parameters
    ----------
    case : CaseFolder
        The case.
    results : dict
        What `foedus.ensemble.results.summarise_run` returns.

    Returns
    -------
    list of str
        Whether there is a settlement; whether it would hold; what both rest on.
    """
    return [_settlement(case, results), _holding(case, results), _ground(case, results)]


def _settlement(case: CaseFolder, results: dict[str, Any]) -> str:
    settle = results["settle"]
    share, best = settle["nonempty"], settle["nonempty_best"]
    also = "" if percent(best) == percent(share) else f", {percent(best)} in the best equilibrium"
    of_worlds = f"In {share_words(share)} of the {count(results['draws'])} sampled worlds"
    packages = settle["packages"]
    start = (
        f"{of_worlds} ({percent(share)} in the worst equilibrium{also}) at least one of "
        f"{len(packages)} packages is worth as much as going on with the war, or more, to everyone "
        "whose consent it needs and crosses nobody's red line"
    )
    top = max(packages, key=lambda row: row["feasible"])
    which = ""
    if top["feasible"] > 0:
        which = f", most often “{top['package']['title']}” ({percent(top['feasible'])})"
    return f"{start}{which}{_blocked(case, settle)}{_moved(results, 'packages')}."


def _blocked(case: CaseFolder, settle: dict[str, Any]) -> str:
    alone = {name: share for name, share in settle["binding"].items() if share > 0}
    if not alone:
        return ""
    name = max(alone, key=lambda one: alone[one])
    return (
        f"; where none is, the consent of {_named(case, name)} is the one most often missing "
        f"alone ({percent(alone[name])} of all worlds)"
    )


def _named(case: CaseFolder, actor: str) -> str:
    return case.actors[actor].title


def _holding(case: CaseFolder, results: dict[str, Any]) -> str:
    row = results["deter"]["designs"][0]
    title = case.packages[case.record.reference].title
    attack, longest = row["attack"], str(YEARS[-1])
    worst, best = row["hold"][longest]["median"], row["hold_best"][longest]["median"]
    ends = percent_range(attack["low"]["q05"], attack["high"]["q95"])
    afresh = percent_range(*(row[f"hold_static{e}"][longest]["median"] for e in ("", "_best")))
    several = row["status"]["multiple"]
    equilibria = "" if several <= 0 else f"; {percent(several)} of worlds have several equilibria"
    return (
        f"Were “{title}” signed, the chance of an attack in the first year has a median of "
        f"{_between(attack['low']['median'], attack['high']['median'])} (90% of worlds, all "
        f"equilibria: {ends}) and the chance that the settlement holds {longest} years one of "
        f"{_between(worst, best)} ({afresh} if the challenger did not look ahead and asked in each "
        f"year only “now or never”){equilibria}{_moved(results, 'attack')}."
    )


def _between(low: float, high: float) -> str:
    told = percent_range(low, high)
    return told if " to " not in told else f"{told} between the lowest and the highest equilibrium"


def _moved(results: dict[str, Any], about: str) -> str:
    """Name the inputs that an outcome moves with most, beyond what chance would show."""
    rows = [row for row in results["sensitivity"] if about in row["outcome"]]
    least = chance_correlation(results["draws"])
    moving = [row for row in rows if abs(row["correlation"]) >= least]
    strongest = [named(row["input"], row["title"]) for row in moving[:NAMED]]
    if not strongest:
        return ""
    return f"; this moves most with {listed([f'“{title}”' for title in strongest])}"


def _ground(case: CaseFolder, results: dict[str, Any]) -> str:
    grounds = grounds_in_numbers(case)
    judged = grounds["assumption"] + grounds["bare"]
    return (
        f"All this rests on one model and on {grounds['all']} stated numbers, {judged} of them "
        f"assumptions and {grounds['cited']} read from cited words{_hearsay(results)}: "
        "shares of worlds drawn from stated ranges say what would follow from the assumptions, "
        "not what will happen."
    )


def _hearsay(results: dict[str, Any]) -> str:
    groups = results["evidence"]["groups"]
    pair = groups.get("hearsay") or groups.get("suspect_text")
    if pair is None:
        return ""
    kind = "hearsay" if groups.get("hearsay") else "words in a doubtful text"
    told = [
        f"{percent(pair[side]['nonempty'])} where {words}"
        for side, words in (("with", f"all {kind} is taken as given"), ("without", "none is"))
        if pair[side] is not None
    ]
    return f" (a package that all accept exists in {listed(told)})" if told else ""
