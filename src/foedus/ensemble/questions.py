# SPDX-License-Identifier: Apache-2.0
"""What to ask whom: by how much an answer would change what is recommended, and what is expected.

For every uncertain number and every report on weak evidence, and for every question that the case
asks, taken together over the numbers that an answer would settle: how far the expected outcomes
would move, and what choosing a design with the answer in hand would gain.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from foedus.case.worlds import quantities
from foedus.ensemble.draws import raised_draws
from foedus.ensemble.explore import Sweep, plan_explore
from foedus.ensemble.pipeline import evaluate_chunk
from foedus.ensemble.plan import design_label
from foedus.ensemble.verdict import SUCCESS, Measures, measures_of
from foedus.ensemble.voi import (
    Gain,
    information_gain,
    out_of_sample,
    perfect_information,
    swing,
    tipping_point,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from foedus.case.folder import CaseFolder
    from foedus.case.schema import Question
    from foedus.case.worlds import Quantity
    from foedus.ensemble.plan import Plan

    Floats = NDArray[np.float64]

FEWEST: Final = 256
"""Draws below which a regression on the inputs would fit noise."""
SURE: Final = 0.9
"""Share of resamples that have to show a tipping point before it is told."""
TOGETHER: Final = 6
"""Most numbers of one question that are regressed on together."""
OUTCOMES: Final = ("attack", "hold", "accepted", "success")


def answers_worth(
    case: CaseFolder, *, draws: int, seed: int, designs: int | None
) -> dict[str, Any]:
    """Return what the answers to a case's questions would be worth, and what each number would.

    Parameters
    ----------
    case : CaseFolder
        The case.
    draws, seed : int
        Sampled worlds.
    designs : int or None
        Designs to choose among (`foedus.ensemble.designs.choose_designs`).

    Returns
    -------
    dict
        ``recommended``: the design that is best without further knowledge; ``perfect``: the gain
        from knowing everything; ``questions`` and ``inputs``: each with what it moves (``moves``,
        under the recommended design), the share of variance that it ``explains``, the ``gain``
        from knowing it; of an input also the value at which another design is better (``tip``).
    """
    plan = plan_explore(case, Sweep(max(raised_draws(draws), FEWEST), seed, designs))
    arrays = _sampled(plan)
    measures = measures_of(arrays)
    asked = _Asked(plan, measures, arrays)
    listed = [quantity for quantity in quantities(case) if quantity.varies]
    inputs = [asked.of_input(quantity) for quantity in listed]
    questions = [asked.of_question(question) for question in case.record.questions]
    return {
        "draws": plan.draws,
        "seed": seed,
        "designs": len(plan.designs),
        "outcome": SUCCESS,
        "recommended": {
            "design": dict(plan.designs[asked.chosen]),
            "label": design_label(plan.designs[asked.chosen], plan.designs[0]),
        },
        "perfect": asdict(perfect_information(measures.success)),
        "questions": sorted(questions, key=_weight),
        "inputs": sorted(inputs, key=_weight),
    }


def _weight(row: dict[str, Any]) -> tuple[float, float]:
    return -row["moves"]["success"], -row["gain"]["mean"]


def _sampled(plan: Plan) -> dict[str, NDArray[Any]]:
    """Compute a sweep in memory, keeping what is asked about."""
    wanted = ("attack_high", "hold_low", "burden", "feasible_low", "longest_static")
    kept: dict[str, list[NDArray[Any]]] = {}
    for index in range(plan.chunks):
        for name, (_, array) in evaluate_chunk(plan, index).items():
            if name.startswith("inputs.") or name.removeprefix("explore.") in wanted:
                kept.setdefault(name, []).append(array)
    return {name: np.concatenate(parts) for name, parts in kept.items()}


class _Asked:
    """Asks of each input, or of several together, what knowing it would change."""

    def __init__(self, plan: Plan, measures: Measures, arrays: dict[str, NDArray[Any]]) -> None:
        self.plan, self.arrays = plan, arrays
        self.success = measures.success
        self.chosen = int(self.success.mean(axis=0).argmax())
        accepted = measures.accepted.astype(np.float64)
        columns = (measures.attack, measures.hold, accepted, self.success)
        self.outcomes = np.stack([column[:, self.chosen] for column in columns], axis=1)
        self.alone: dict[str, Floats] = {}

    def knowing(self, keys: Sequence[str]) -> dict[str, Any]:
        """Return what knowing numbers moves, explains and gains.

        Of several the ones that explain most by themselves are taken together, as many as explain
        most out of sample: the others would only add noise.
        """
        ordered = sorted(keys, key=lambda key: -self.alone[key][-1] if key in self.alone else 0)
        moved, explained = np.zeros(len(OUTCOMES)), np.zeros(len(OUTCOMES))
        gain = Gain(0.0, 0.0, 0.0)
        for many in range(1, min(len(ordered), TOGETHER) + 1):
            moves, share, earned = self._together(ordered[:many])
            gain = earned if many == 1 or share[-1] > explained[-1] else gain
            moved = np.where(share > explained, moves, moved)
            explained = np.maximum(share, explained)
        if len(keys) == 1:
            self.alone[keys[0]] = explained
        return {
            "moves": dict(zip(OUTCOMES, map(float, moved), strict=True)),
            "explains": dict(zip(OUTCOMES, map(float, explained), strict=True)),
            "gain": asdict(gain),
        }

    def _together(self, keys: Sequence[str]) -> tuple[Floats, Floats, Gain]:
        inputs = np.stack([self.arrays[f"inputs.{key}"] for key in keys], axis=1)
        expected = out_of_sample(inputs, np.concatenate([self.outcomes, self.success], axis=1))
        moved, explained = swing(expected[:, : len(OUTCOMES)], self.outcomes)
        return moved, explained, information_gain(expected[:, len(OUTCOMES) :], self.success)

    def of_input(self, quantity: Quantity) -> dict[str, Any]:
        return {
            "input": quantity.key,
            "title": quantity.title,
            "grade": quantity.grade,
            "cite": list(quantity.cite),
            **self.knowing([quantity.key]),
            "tip": self.tip(quantity.key),
        }

    def tip(self, key: str) -> dict[str, Any] | None:
        rng = np.random.default_rng([self.plan.seed, 2])
        found = tipping_point(self.arrays[f"inputs.{key}"], self.success, self.chosen, rng)
        if found is None or found.share < SURE:
            return None
        rival = self.plan.designs[found.rival]
        told = {**asdict(found), "design": dict(rival)}
        return {**told, "label": design_label(rival, self.plan.designs[0]), "probability": 0.9}

    def of_question(self, question: Question) -> dict[str, Any]:
        keys = settled_by(self.plan.case, question)
        return {
            "ask": question.ask,
            "of": list(question.of),
            "issues": list(question.issues),
            "cite": list(question.cite),
            "inputs": keys,
            **self.knowing(keys),
        }


def settled_by(case: CaseFolder, question: Question) -> list[str]:
    """Return the numbers that an answer would settle: what is asked of whom on which issue.

    The positions of those asked on the issues in question, with the reports about them; and the
    numbers that the question names itself.
    """
    stances = [f"{actor}.{issue}" for actor in question.of for issue in question.issues]
    parts = [f"{kind}.{stance}" for stance in stances for kind in ("stances", "branches")]
    parts += question.numbers
    return [
        quantity.key
        for quantity in quantities(case)
        if quantity.varies and any(_within(quantity.key, part) for part in parts)
    ]


def _within(key: str, part: str) -> bool:
    return key == part or key.startswith(f"{part}.")
