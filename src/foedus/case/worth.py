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
    from collections.abc import Sequence

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
    rows = []
    for package in packages:
        row = []
        for issue in worlds.case.issues.values():
            value = package.settles[issue.id]
            row.append(places_of(issue)[value] if isinstance(value, str) else value)
        rows.append(row)
    return np.array(rows, dtype=np.float64)


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
    ideal, places = worlds.taken("ideal"), package_places(worlds, packages)
    weights = issue_weights(worlds.taken("salience"))
    worth = np.ones((worlds.draws, len(worlds.holders), len(packages)))
    for index, issue in enumerate(worlds.case.issues.values()):
        wanted, place = ideal[:, :, index], places[:, index]
        held = np.where(np.isnan(wanted), 0.0, wanted)[:, :, None]
        if issue.nominal:
            table = option_distances(issue)
            distance = table[held.astype(np.intp), place.astype(np.intp)[None, None, :]]
        else:
            distance = np.abs(held - place[None, None, :]) / 100
        worth -= weights[:, :, index, None] * (distance if loss == "linear" else distance**2)
    return np.clip(worth, 0.0, 1.0)


def red_lines_crossed(worlds: Worlds, packages: Sequence[Package]) -> NDArray[np.bool_]:
    """Tell which actor's red lines each package crosses.

    Returns
    -------
    ndarray of bool (draws, actors, packages)
    """
    places = package_places(worlds, packages)
    crossed = np.zeros((worlds.draws, len(worlds.holders), len(packages)), dtype=np.bool_)
    floor, ceiling = worlds.taken("at_least"), worlds.taken("at_most")
    for index in range(places.shape[1]):
        place = places[:, index][None, None, :]
        crossed |= place < np.nan_to_num(floor[:, :, index, None], nan=-np.inf)
        crossed |= place > np.nan_to_num(ceiling[:, :, index, None], nan=np.inf)
    return crossed | _excluded(worlds, packages)


def _excluded(worlds: Worlds, packages: Sequence[Package]) -> NDArray[np.bool_]:
    """Tell which packages pick an option that an actor's position of the day excludes."""
    case = worlds.case
    found = np.zeros((worlds.draws, len(worlds.holders), len(packages)), dtype=np.bool_)
    for stance in case.stances:
        actor = worlds.holders.index(stance.position.actor)
        issue = case.issues[stance.position.issue]
        places = places_of(issue)
        for position, reported in ((stance.position, True), (stance.otherwise, False)):
            if position is None or position.red_line is None:
                continue
            names = position.red_line.excludes
            out = np.array(
                [_same(p.settles[issue.id], name, places) for p in packages for name in names]
            ).reshape(len(packages), len(names))
            live = np.ones(worlds.draws, dtype=np.bool_)
            if stance.otherwise is not None:
                live = (worlds[f"branches.{stance.key}"] > 0) == reported
            hit: NDArray[np.bool_] = np.any(out, axis=1)
            found[:, actor, :] |= live[:, None] & hit[None, :]
    return found


def _same(value: float | str, name: str, places: dict[str, float]) -> bool:
    return (places[value] if isinstance(value, str) else value) == places[name]
