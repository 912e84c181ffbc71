# SPDX-License-Identifier: Apache-2.0
"""What a year under a package is worth to each actor: the unit that joins all lenses.

One year under an actor's own ideal settlement is worth 1 to it. A year under package z is worth
``u_a(z) = 1 - sum_i w_ai L(|z_i - x_ai| / range_i)``, w the actor's saliences normalised over the
issues on which it holds a position, L the identity or the square. For an issue of named options
the distance comes from the case's table or ranking, and is otherwise 0 or 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from foedus.case.worlds import places_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from foedus.case.schema import Issue, Package
    from foedus.case.worlds import Worlds

Loss = Literal["linear", "squared"]


def option_distances(issue: Issue) -> NDArray[np.float64]:
    """Return how far apart each two options of an issue are, 0 to 1.

    Returns
    -------
    ndarray (options, options)
        From the case's table (read both ways), else from its ranking, else 0 or 1.
    """
    names = issue.names
    if issue.ranking:
        rank = np.array([issue.ranking.index(name) for name in names], dtype=np.float64)
        return np.abs(rank[:, None] - rank[None, :]) / (len(names) - 1)
    table = 1.0 - np.eye(len(names))
    for one, row in issue.distance.items():
        for two, far in row.items():
            i, j = names.index(one), names.index(two)
            table[i, j] = table[j, i] = far
    return np.asarray(table)


def package_places(worlds: Worlds, packages: Sequence[Package]) -> NDArray[np.float64]:
    """Return where each package settles each issue, on its scale or as an option's index.

    Returns
    -------
    ndarray (packages, issues)
    """
    issues = worlds.case.issues.values()
    rows = [[_number(issue, package.settles[issue.id]) for issue in issues] for package in packages]
    return np.array(rows, dtype=np.float64)


def _number(issue: Issue, value: float | str) -> float:
    """Return a place of an issue as a number."""
    return places_of(issue)[value] if isinstance(value, str) else value


def issue_weights(salience: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return saliences normalised over each actor's issues; all zero where it cares for none.

    Parameters
    ----------
    salience : ndarray (draws, actors, issues)
        0 to 1; NaN where an actor holds no position.

    Returns
    -------
    ndarray (draws, actors, issues)
    """
    held = np.nan_to_num(salience)
    total = held.sum(axis=2, keepdims=True)
    return np.asarray(np.divide(held, total, out=np.zeros_like(held), where=total > 0))


def yearly_worth(
    worlds: Worlds, packages: Sequence[Package], loss: Loss = "linear"
) -> NDArray[np.float64]:
    """Return what a year under each package is worth to each actor that holds positions.

    Parameters
    ----------
    worlds : Worlds
        Sampled worlds of a case.
    packages : sequence of Package
        Packages that settle every issue.
    loss : {"linear", "squared"}
        How loss grows with distance.

    Returns
    -------
    ndarray (draws, actors, packages)
        u, 0 to 1; actors in the order of `Worlds.holders`.
    """
    places = package_places(worlds, packages)
    worth = np.ones((worlds.draws, len(worlds.holders), len(packages)))
    for index, (issue, wanted, weight) in enumerate(_issue_columns(worlds)):
        worth -= _lost(issue, wanted, weight, places[:, index], loss)
    return np.clip(worth, 0.0, 1.0)


def option_losses(worlds: Worlds, loss: Loss = "linear") -> dict[str, NDArray[np.float64]]:
    """Return what each named place of each issue costs each actor in a year.

    A year under a package is worth 1 less the losses of the places it settles on.

    Returns
    -------
    dict of ndarray (draws, actors, places)
        By issue; actors in the order of `Worlds.holders`, places in the order of the issue's names.
    """
    found = {}
    for issue, wanted, weight in _issue_columns(worlds):
        at = np.array([places_of(issue)[name] for name in issue.names], dtype=np.float64)
        found[issue.id] = _lost(issue, wanted, weight, at, loss)
    return found


def fallback_losses(worlds: Worlds, loss: Loss = "linear") -> dict[str, NDArray[np.float64]]:
    """Return what leaving each issue at its fallback costs each actor in a year.

    Returns
    -------
    dict of ndarray (draws, actors)
        By issue.
    """
    found = {}
    for issue, wanted, weight in _issue_columns(worlds):
        at = np.array([_number(issue, issue.fallback)])
        found[issue.id] = _lost(issue, wanted, weight, at, loss)[:, :, 0]
    return found


def _issue_columns(
    worlds: Worlds,
) -> Iterator[tuple[Issue, NDArray[np.float64], NDArray[np.float64]]]:
    """Yield each issue with where each actor wants it and how much it weighs (draws, actors)."""
    weights, ideal = issue_weights(worlds.taken("salience")), worlds.taken("ideal")
    for index, issue in enumerate(worlds.case.issues.values()):
        yield issue, ideal[:, :, index], weights[:, :, index]


def _lost(
    issue: Issue,
    wanted: NDArray[np.float64],
    weight: NDArray[np.float64],
    places: NDArray[np.float64],
    loss: Loss,
) -> NDArray[np.float64]:
    """Return what places on one issue cost each actor (draws, actors, places)."""
    held = np.where(np.isnan(wanted), 0.0, wanted)[:, :, None]
    if issue.nominal:
        table = option_distances(issue)
        distance = table[held.astype(np.intp), places.astype(np.intp)[None, None, :]]
    else:
        distance = np.abs(held - places[None, None, :]) / 100
    return np.asarray(weight[:, :, None] * (distance if loss == "linear" else distance**2))


def red_lines_crossed(worlds: Worlds, packages: Sequence[Package]) -> NDArray[np.bool_]:
    """Tell which actor's red lines each package crosses.

    Returns
    -------
    ndarray of bool (draws, actors, packages)
    """
    places = package_places(worlds, packages)
    crossed = np.zeros((worlds.draws, len(worlds.holders), len(packages)), dtype=np.bool_)
    for index, (issue, floor, ceiling) in enumerate(_issue_limits(worlds)):
        crossed |= _beyond(worlds, issue, floor, ceiling, places[:, index])
    return crossed


def option_crossings(worlds: Worlds) -> dict[str, NDArray[np.bool_]]:
    """Tell which named places of each issue lie beyond a red line of an actor.

    Returns
    -------
    dict of ndarray of bool (draws, actors, places)
        By issue; a package crosses a red line where one of its places does.
    """
    found = {}
    for issue, floor, ceiling in _issue_limits(worlds):
        at = np.array([places_of(issue)[name] for name in issue.names], dtype=np.float64)
        found[issue.id] = _beyond(worlds, issue, floor, ceiling, at)
    return found


def _issue_limits(
    worlds: Worlds,
) -> Iterator[tuple[Issue, NDArray[np.float64], NDArray[np.float64]]]:
    """Yield each issue with the least and the most that each actor agrees to (draws, actors)."""
    floor = np.nan_to_num(worlds.taken("at_least"), nan=-np.inf)
    ceiling = np.nan_to_num(worlds.taken("at_most"), nan=np.inf)
    for index, issue in enumerate(worlds.case.issues.values()):
        yield issue, floor[:, :, index], ceiling[:, :, index]


def _beyond(
    worlds: Worlds,
    issue: Issue,
    floor: NDArray[np.float64],
    ceiling: NDArray[np.float64],
    places: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """Tell which places on one issue cross each actor's red line (draws, actors, places)."""
    at = places[None, None, :]
    crossed = (at < floor[:, :, None]) | (at > ceiling[:, :, None])
    known = places_of(issue)
    for stance in worlds.case.stances:
        if stance.position.issue != issue.id:
            continue
        actor = worlds.holders.index(stance.position.actor)
        for position, reported in ((stance.position, True), (stance.otherwise, False)):
            if position is None or position.red_line is None:
                continue
            hit = np.isin(places, [known[name] for name in position.red_line.excludes])
            live = np.ones(worlds.draws, dtype=np.bool_)
            if stance.otherwise is not None:
                live = (worlds[f"branches.{stance.key}"] > 0) == reported
            crossed[:, actor, :] |= live[:, None] & hit[None, :]
    return crossed
