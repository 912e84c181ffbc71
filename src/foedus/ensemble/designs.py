# SPDX-License-Identifier: Apache-2.0
"""Which guarantee designs a sweep looks at: all, or a sample in which levers move."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

import numpy as np

from foedus.ensemble.plan import reference_design
from foedus.errors import CallError
from foedus.settlement.space import balanced

if TYPE_CHECKING:
    from foedus.case.folder import CaseFolder
    from foedus.strategy.levers import Design

MOST_DESIGNS: Final = 4096


def choose_designs(case: CaseFolder, count: int | None, seed: int) -> tuple[Design, ...]:
    """Return the reference design and a sample of the others, or all of them.

    Parameters
    ----------
    case : CaseFolder
        The case, whose pact has the levers.
    count : int or None
        How many designs; None for all.
    seed : int
        Names the sample.

    Raises
    ------
    CallError
        For less than 1 design, or more than are allowed.
    """
    reference = reference_design(case)
    levers = case.pact.levers if case.pact is not None else {}
    settings = {name: [str(value) for value in lever.values] for name, lever in levers.items()}
    total = int(np.prod([len(values) for values in settings.values()], dtype=np.int64))
    wanted = total if count is None else min(count, total)
    if not 1 <= wanted <= MOST_DESIGNS:
        message = (
            f"{wanted:,} designs were asked for, of {total:,}; allowed are 1 to {MOST_DESIGNS:,}: "
            "use --designs N for a sample"
        )
        raise CallError(message)
    if wanted == total:
        every = itertools.product(*settings.values())
        found = [dict(zip(settings, values, strict=True)) for values in every]
    else:
        rng = np.random.default_rng([seed, 1])
        rows = balanced(list(settings.values()), rng, count=wanted)
        found = [dict(zip(settings, row, strict=True)) for row in itertools.islice(rows, wanted)]
    others = [design for design in found if design != reference]
    return tuple([reference, *others][:wanted])
