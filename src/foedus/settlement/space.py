# SPDX-License-Identifier: Apache-2.0
"""The settlements that a search goes through: places of issues under designs of the guarantee.

An issue is either *decided* by the guarantee's design (how strong it is, who gives it) or *free*.
A package is a named place on every free issue; with a design it is a settlement, unless the case
says that parts of it cannot stand together.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from foedus.case.schema import several
from foedus.errors import CallError
from foedus.settlement.settle import proposals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from foedus.case.folder import CaseFolder
    from foedus.case.schema import Settings
    from foedus.strategy.levers import Design

    Row = tuple[str, ...]

MOST_PACKAGES: Final = 8192
_ROUNDS: Final = 200
"""Rounds of sampling without anything new after which what was found is all there is."""


@dataclass(frozen=True)
class Space:
    """Designs and packages, and which of them can stand together.

    Parameters
    ----------
    case : CaseFolder
        The case.
    designs : tuple of dict
        Guarantee designs: those under which every decided issue has a place, and that do not
        contradict themselves.
    packages : tuple of tuple of str
        Named places on the free issues.
    """

    case: CaseFolder
    designs: tuple[Design, ...]
    packages: tuple[Row, ...]

    @cached_property
    def free(self) -> tuple[str, ...]:
        """The issues on which packages differ, in the file's order."""
        return free_issues(self.case)

    @cached_property
    def decided(self) -> tuple[dict[str, str], ...]:
        """For each design, the places that it decides."""
        return tuple(decided_by(self.case, design) or {} for design in self.designs)

    @cached_property
    def possible(self) -> NDArray[np.bool_]:
        """Which designs and packages can stand together (designs, packages)."""
        rows = [dict(zip(self.free, package, strict=True)) for package in self.packages]
        allowed = [
            [not excluded(self.case, {**design, **places, **row}) for row in rows]
            for design, places in zip(self.designs, self.decided, strict=True)
        ]
        return np.array(allowed, dtype=np.bool_).reshape(len(self.designs), len(rows))

    def settles(self, design: int, package: int) -> dict[str, str]:
        """Return the place of every issue in a settlement, in the file's order."""
        places = self.decided[design] | dict(zip(self.free, self.packages[package], strict=True))
        return {name: places[name] for name in self.case.issues}


def search_space(
    case: CaseFolder, designs: Sequence[Design], packages: int | None, seed: int
) -> Space:
    """Return the settlements of a search: the designs that fit, and packages or a sample of them.

    Parameters
    ----------
    case : CaseFolder
        The case.
    designs : sequence of dict
        Candidates; those under which a decided issue has no place, or that contradict themselves,
        are left out.
    packages : int or None
        How many packages at most; None for all. A sample begins with the packages of the file, and
        has every place of an issue about equally often.
    seed : int
        Names the sample.

    Raises
    ------
    CallError
        For less than 1 package, more than are allowed, or no design that fits.
    """
    fitting = tuple(design for design in designs if _stands(case, design))
    if not fitting:
        message = "no design fits; 'space: decided' in the case leaves an issue without a place"
        raise CallError(message)
    names = {issue: case.issues[issue].names for issue in free_issues(case)}
    if not names:
        message = (
            "'space: decided' leaves no issue free; a search needs one on which packages differ"
        )
        raise CallError(message)

    def fits(row: Row) -> bool:
        return not excluded(case, dict(zip(names, row, strict=True)))

    total = math.prod(len(places) for places in names.values())
    wanted = total if packages is None else min(packages, total)
    if not 1 <= wanted <= MOST_PACKAGES:
        message = (
            f"{wanted:,} packages were asked for, of {total:,}; allowed are 1 to "
            f"{MOST_PACKAGES:,}: give a smaller number for a sample"
        )
        raise CallError(message)
    found: Iterable[Row] = itertools.product(*names.values())
    if wanted < total:
        rng = np.random.default_rng([seed, 2])
        found = itertools.chain(_named(case, names), balanced(list(names.values()), rng, fits))
    rows = tuple(itertools.islice(dict.fromkeys(filter(fits, found)), wanted))
    if not rows:
        message = "'space: excludes' leaves no package; a search needs one that can stand"
        raise CallError(message)
    return Space(case, fitting, rows)


def balanced(
    settings: Sequence[Sequence[str]],
    rng: np.random.Generator,
    fits: Callable[[Row], bool] = lambda _: True,
    count: int = 256,
) -> Iterator[Row]:
    """Yield distinct rows of settings, each setting about equally often, till none is new.

    Parameters
    ----------
    settings : sequence of sequence of str
        What each column may be.
    rng : numpy.random.Generator
        Draws the rows.
    fits : callable
        Whether a row may be.
    count : int
        Rows drawn at once: in each such block every setting of a column comes up equally often.
    """
    seen: set[Row] = set()
    idle = 0
    while idle < _ROUNDS:
        columns = [[values[i % len(values)] for i in rng.permutation(count)] for values in settings]
        new = [row for row in dict.fromkeys(zip(*columns, strict=True)) if row not in seen]
        idle = 0 if new else idle + 1
        seen.update(new)
        yield from filter(fits, new)


def free_issues(case: CaseFolder) -> tuple[str, ...]:
    """Return the issues that no design decides, in the file's order."""
    return tuple(name for name in case.issues if name not in case.record.space.decided)


def decided_by(case: CaseFolder, design: Mapping[str, str]) -> dict[str, str] | None:
    """Return where a design settles the issues it decides; None where one has no place."""
    found = {}
    for issue, lines in case.record.space.decided.items():
        place = next((line.at for line in lines if _fits(line.when, design)), None)
        if place is None:
            return None
        found[issue] = place
    return found


def _stands(case: CaseFolder, design: Design) -> bool:
    """Tell whether a design decides every issue that designs do, and does not contradict itself."""
    places = decided_by(case, design)
    return places is not None and excluded(case, {**design, **places}) is None


def excluded(case: CaseFolder, chosen: Mapping[str, str]) -> str | None:
    """Return why places and settings cannot stand together, or None where they can."""
    for exclusion in case.record.space.excludes:
        if _fits(exclusion.what, chosen):
            return exclusion.because
    return None


def _fits(wanted: Mapping[str, Settings], chosen: Mapping[str, str]) -> bool:
    """Tell whether every name wanted is among those chosen, with one of the settings wanted."""
    return all(
        name in chosen and chosen[name] in [str(each) for each in several(settings)]
        for name, settings in wanted.items()
    )


def _named(case: CaseFolder, names: Mapping[str, tuple[str, ...]]) -> Iterable[Row]:
    """Yield the places of the file's own proposals on the free issues, where they have names."""
    for package in proposals(case):
        row = tuple(str(package.settles[issue]) for issue in names)
        if all(place in names[issue] for place, issue in zip(row, names, strict=True)):
            yield row
