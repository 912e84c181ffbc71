# SPDX-License-Identifier: Apache-2.0
"""What every model makes of tables that are odd, and which ones it refuses."""

from __future__ import annotations

import numpy as np
import pytest

from foedus.bargaining import MODELS, REFERENCE_MODELS, ROUND_MODELS
from foedus.errors import CallError, SolverError

NAN = float("nan")
CARDS = {**MODELS, **ROUND_MODELS, **REFERENCE_MODELS}


def settled(name: str, position: object, salience: object, capability: object) -> np.ndarray:
    """Return the settlements (draws, issues) of any model, given (draws, actors, issues)."""
    arrays = [np.asarray(a, dtype=np.float64) for a in (position, salience, capability)]
    if name in ROUND_MODELS:
        return ROUND_MODELS[name].forecast(*arrays).settlements[:, -1]
    issues = range(arrays[0].shape[2])
    if name in REFERENCE_MODELS:
        there = np.zeros(len(arrays[0]))
        card = REFERENCE_MODELS[name]
        said = [card.forecast(*(a[:, :, i] for a in arrays), there) for i in issues]
    else:
        said = [MODELS[name].forecast(*(a[:, :, i] for a in arrays)) for i in issues]
    return np.stack([forecast.points for forecast in said], axis=1)


def table(position: object, salience: float = 0.5, capability: float = 1.0) -> list[np.ndarray]:
    x = np.asarray(position, dtype=np.float64)[None]
    return [x, np.full_like(x, salience), np.full_like(x, capability)]


@pytest.mark.parametrize("name", MODELS | ROUND_MODELS)
def test_one_actor_gets_what_it_wants(name: str) -> None:
    assert settled(name, *table([[30.0, 70.0]])) == pytest.approx(np.array([[30.0, 70.0]]))


@pytest.mark.parametrize("name", MODELS | ROUND_MODELS)
def test_all_at_one_position_settle_there(name: str) -> None:
    found = settled(name, *table([[40.0, 10.0], [40.0, 10.0], [40.0, 10.0]]))
    assert found == pytest.approx(np.array([[40.0, 10.0]]))


@pytest.mark.parametrize("name", MODELS | ROUND_MODELS)
def test_a_constant_issue_beside_a_disputed_one_stays_where_it_is(name: str) -> None:
    found = settled(name, *table([[40.0, 0.0], [40.0, 60.0], [40.0, 100.0]]))
    assert found[0, 0] == pytest.approx(40.0)
    assert 0 <= found[0, 1] <= 100


@pytest.mark.parametrize("name", CARDS)
@pytest.mark.parametrize(("salience", "capability"), [(0.0, 1.0), (0.5, 0.0), (0.0, 0.0)])
def test_nobody_with_influence_is_defined(name: str, salience: float, capability: float) -> None:
    found = settled(name, *table([[0.0, 5.0], [50.0, 50.0], [100.0, 90.0]], salience, capability))
    assert np.all((found >= 0) & (found <= 100))


@pytest.mark.parametrize("name", CARDS)
def test_an_actor_may_be_missing_on_some_issues(name: str) -> None:
    found = settled(name, *table([[0.0, NAN], [NAN, 50.0], [100.0, 90.0]]))
    assert np.all((found >= 0) & (found <= 100))


@pytest.mark.parametrize("name", CARDS)
@pytest.mark.parametrize("which", [1, 2])
@pytest.mark.parametrize("bad", [NAN, -0.1, float("inf")])
def test_a_number_that_is_none_is_refused(name: str, which: int, bad: float) -> None:
    card = CARDS[name]
    if ("position", "salience", "capability")[which] not in card.inputs:
        pytest.skip("the model does not look at it")
    given = table([[0.0], [50.0], [100.0]])
    given[which][0, 1, 0] = bad
    with pytest.raises((CallError, SolverError), match=r"[a-z]"):
        settled(name, *given)


@pytest.mark.parametrize("name", CARDS)
def test_a_position_without_end_is_refused(name: str) -> None:
    given = table([[0.0], [float("inf")], [100.0]])
    with pytest.raises((CallError, SolverError), match=r"[a-z]"):
        settled(name, *given)


@pytest.mark.parametrize("name", CARDS)
def test_an_issue_without_actors_is_refused(name: str) -> None:
    with pytest.raises((CallError, SolverError), match=r"[a-z]"):
        settled(name, *table([[NAN], [NAN]]))


@pytest.mark.parametrize("name", CARDS)
def test_ragged_lists_are_refused(name: str) -> None:
    ragged = [[1.0], [1.0, 2.0]]
    more = ([0.0],) if name in REFERENCE_MODELS else ()
    with pytest.raises((CallError, SolverError), match=r"[a-z]"):
        CARDS[name].forecast(ragged, ragged, ragged, *more)
