# SPDX-License-Identifier: Apache-2.0
"""Where a case names its own numbers by key: correlations, and what a question would settle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from foedus.case.copula import LEAST, correlation_matrix
from foedus.case.worlds import quantities
from foedus.problems import did_you_mean, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from foedus.case.folder import CaseFolder
    from foedus.case.schema import Correlation
    from foedus.case.worlds import Quantity
    from foedus.problems import Problem
    from foedus.yamlfile import Document


def check_numbers_named(document: Document, case: CaseFolder) -> list[Problem]:
    """Return every problem of the numbers that a case names by their keys."""
    known = {quantity.key: quantity for quantity in quantities(case)}
    return [*_check_questions(document, case, known), *_check_correlations(document, case, known)]


def _check_questions(
    document: Document, case: CaseFolder, known: Mapping[str, Quantity]
) -> Iterator[Problem]:
    for index, question in enumerate(case.record.questions):
        for number, key in enumerate(question.numbers):
            if not any(name == key or name.startswith(f"{key}.") for name in known):
                steps = ("questions", index, "numbers", number)
                near = did_you_mean(key, known)
                message = f"names an unknown number {shown(key)}{near}; give a key of the draws"
                yield document.problem(steps, message)


def _check_correlations(
    document: Document, case: CaseFolder, known: Mapping[str, Quantity]
) -> Iterator[Problem]:
    listed, sound = case.record.correlations, True
    seen: dict[frozenset[str], int] = {}
    for index, each in enumerate(listed):
        here = ("correlations", index)
        if not each.cite and each.assume is None:
            yield document.problem(here, "has no ground; give cite or assume", warning=True)
        for place, key in enumerate(each.between):
            fault = _fault(key, known)
            if fault:
                sound = False
                yield document.problem((*here, "between", place), fault)
        pair = frozenset(each.between)
        if len(pair) == 1:
            sound = False
            yield document.problem((*here, "between"), "is a number and itself; give two")
        elif pair in seen:
            sound = False
            message = f"stands twice; first as correlations[{seen[pair]}]; give each pair once"
            yield document.problem((*here, "between"), message)
        seen.setdefault(pair, index)
    if sound and listed:
        yield from _check_matrix(document, listed)


def _fault(key: str, known: Mapping[str, Quantity]) -> str:
    """Return what speaks against correlating a number, or nothing."""
    quantity = known.get(key)
    if quantity is None:
        near = did_you_mean(key, known)
        return f"names an unknown number {shown(key)}{near}; give a key of the draws"
    if quantity.number is None:
        return f"names {shown(key)}, which is a report that is so or not; give a number"
    if not quantity.varies:
        return f"names {shown(key)}, which does not vary; give an uncertain number"
    if quantity.number.choice is not None:
        return f"names {shown(key)}, which is a choice; give a number with a range"
    return ""


def _check_matrix(document: Document, listed: tuple[Correlation, ...]) -> Iterator[Problem]:
    """Report correlations that no numbers can have together."""
    keys, matrix = correlation_matrix(listed)
    least = float(np.linalg.eigvalsh(matrix)[0])
    if least < LEAST:
        pairs = len(keys) * (len(keys) - 1) // 2
        left = f"; {pairs - len(listed)} pairs that are left out count as 0"
        message = (
            f"cannot hold together{left if pairs > len(listed) else ''}: not positive definite, "
            f"least eigenvalue {least:.2g}; bring them nearer to 0, or state what is left out"
        )
        yield document.problem(("correlations",), message)
