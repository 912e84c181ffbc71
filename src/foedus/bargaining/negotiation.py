# SPDX-License-Identifier: Apache-2.0
"""What comes out when actors take turns with offers until a deadline, each by a strategy.

In every round each actor in turn rejects the offer on the table and makes another, or accepts it.
What all others accept is the deal. Without one at the deadline each has its reservation value;
so it has where a strategy took less than that, since whoever may walk away does.
Strategies see utilities and offers, not one another's utilities:

- *boulware*, *linear*, *conceder*: ask for less as the deadline nears, late, evenly or soon;
- *tit_for_tat*: concede as much as the other side's offers seem to;
- *step_by_step*: offer the next best package whenever the others offer something new;
- *tough*: insist on the best package.

The offers are simulated by NegMAS, an optional package (``foedus[negmas]``), which is imported
when `negotiate` is called. The strategies themselves use no chance: runs differ in the order in
which the actors speak, which is drawn by the seed.

References
----------
Rubinstein, A. 1982. Perfect equilibrium in a bargaining model. Econometrica 50: 97-109.

Faratin, P., Sierra, C. and Jennings, N. R. 1998. Negotiation decision functions for autonomous
agents. Robotics and Autonomous Systems 24: 159-182. (Concession by time; tit for tat.)

Mohammad, Y., Nakadai, S. and Greenwald, A. 2021. NegMAS: a platform for automated negotiations.
PRIMA 2020, Lecture Notes in Computer Science 12568: 343-351.
"""

from __future__ import annotations

import importlib
import warnings
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from foedus.bargaining.outcome import shape_of
from foedus.bargaining.packages import RULES, choose_package
from foedus.bargaining.pareto import LARGEST, fitted_packages, pareto_front
from foedus.errors import CallError, SolverError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike

    from foedus.bargaining.outcome import Floats, Whole
    from foedus.bargaining.solutions import Rule

STRATEGIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "boulware": "BoulwareTBNegotiator",
        "linear": "LinearTBNegotiator",
        "conceder": "ConcederTBNegotiator",
        "tit_for_tat": "NaiveTitForTatNegotiator",
        "step_by_step": "MiCRONegotiator",
        "tough": "ToughNegotiator",
    }
)
"""Each strategy, and what NegMAS calls it."""


@dataclass(frozen=True, slots=True, eq=False)
class Negotiations:
    """How negotiations between actors of stated strategies ended, run by run.

    Parameters
    ----------
    strategies : tuple of str
        The strategy of each actor.
    rounds : int
        The deadline.
    seed : int
        What the orders of speaking were drawn by.
    order : array of whole numbers, (runs, actors)
        Who spoke first, second, and so on.
    package : array of whole numbers, (runs,)
        The deal, counted from 0; -1 without one.
    ended : array of whole numbers, (runs,)
        The round of the deal, the first being 1; the deadline without one.
    gains : array, (runs, actors)
        What each actor gains over its reservation value; 0 without a deal.
    shares : array, (packages,)
        Share of all runs that end with each package.
    distance : mapping from each rule of `choose_package` to an array, (runs,)
        How far a deal is from what the principle picks: root mean square over the actors of the
        difference in gains, each as a share of the actor's span of utility over all packages.
        NaN without a deal, or where the principle knows none.
    from_front : array, (runs,)
        How far a deal is, measured likewise, from the nearest package of the Pareto front; NaN
        without a deal.
    """

    strategies: tuple[str, ...]
    rounds: int
    seed: int
    order: Whole
    package: Whole
    ended: Whole
    gains: Floats
    shares: Floats
    distance: Mapping[Rule, Floats]
    from_front: Floats

    @property
    def no_deal(self) -> float:
        """Share of runs that end without a deal."""
        return float(np.mean(self.package < 0))


def negotiate(
    utilities: ArrayLike,
    reservation: ArrayLike,
    strategies: Sequence[str],
    *,
    rounds: int = 100,
    runs: int = 20,
    seed: int = 0,
) -> Negotiations:
    """Let actors make one another offers until all accept one or the deadline has passed.

    Parameters
    ----------
    utilities : array-like, (packages, actors)
        What each package is worth to each actor, in any unit an actor likes.
    reservation : array-like, (actors,)
        What each actor has without a deal.
    strategies : sequence of str
        One of `STRATEGIES` for each actor.
    rounds : int, at least 1
        The deadline; in a round every actor speaks once.
    runs : int, at least 1
        Negotiations, each in an order of speaking drawn anew.
    seed : int, at least 0
        What the orders are drawn by. The same seed gives the same answer.

    Returns
    -------
    Negotiations

    Raises
    ------
    CallError
        If NegMAS is not installed, shapes do not fit, or an option is out of range.
    SolverError
        If a number is missing or beyond 1e300.

    References
    ----------
    Faratin, Sierra and Jennings 1998; Mohammad, Nakadai and Greenwald 2021.
    """
    u, span, floor = _scaled(utilities, reservation)
    chosen = _checked(strategies, u.shape[1], rounds=rounds, runs=runs, seed=seed)
    negmas = _negmas()
    rng = np.random.default_rng(seed)
    order = np.array([rng.permutation(u.shape[1]) for _ in range(runs)])
    # Without randomness in the strategies the same order ends alike.
    ends: dict[tuple[int, ...], tuple[int, int]] = {}
    for speakers in map(tuple, order.tolist()):
        if speakers not in ends:
            ends[speakers] = _run(negmas, u, floor, chosen, speakers, rounds)
    told = np.array([ends[speakers] for speakers in map(tuple, order.tolist())], dtype=np.intp)
    package, ended = told.T
    deal = package >= 0
    gains = np.where(deal[:, None], (u[package] - floor) * span, 0.0)
    return Negotiations(
        strategies=chosen,
        rounds=rounds,
        seed=seed,
        order=order,
        package=package,
        ended=ended,
        gains=gains,
        shares=np.bincount(package[deal], minlength=len(u)) / runs,
        distance=MappingProxyType(
            {rule: _distance(u, package, choose_package(u, floor, rule).package) for rule in RULES}
        ),
        from_front=_distance(u, package, np.flatnonzero(pareto_front(u)[0])),
    )


def _scaled(utilities: ArrayLike, reservation: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Bring each actor's utilities to 0 to 1, and its reservation value with them."""
    if np.ndim(utilities) != 2:
        message = f"utilities have {np.ndim(utilities)} axes; allowed: (packages, actors)"
        raise CallError(message)
    u = fitted_packages(utilities, None)[0][0]
    if len(u) == 0 or u.shape[1] < 2:
        message = (
            f"{len(u)} packages and {u.shape[1]} actors cannot negotiate;"
            " at least one package and two actors are needed"
        )
        raise CallError(message)
    try:
        floor = np.array(np.broadcast_to(np.asarray(reservation, np.float64), u.shape[1:]))
    except (TypeError, ValueError):
        message = (
            f"reservation has the shape {shape_of(reservation)};"
            f" it must be a number for each of {u.shape[1]} actors"
        )
        raise CallError(message) from None
    if not (np.abs(floor) <= LARGEST).all():
        message = f"a reservation value is missing or too large; numbers within {LARGEST:g} are"
        raise SolverError(message)
    low = u.min(axis=0)
    span = np.ptp(u, axis=0)
    span = np.where(span > 0, span, 1.0)
    return (u - low) / span, span, (floor - low) / span


def _checked(strategies: Sequence[str], actors: int, **numbers: int) -> tuple[str, ...]:
    chosen = (strategies,) if isinstance(strategies, str) else tuple(strategies)
    unknown = [name for name in chosen if name not in STRATEGIES]
    if unknown:
        message = f"a strategy is {unknown[0]!r}; allowed: {', '.join(STRATEGIES)}"
        raise CallError(message)
    if len(chosen) != actors:
        message = f"{len(chosen)} strategies for {actors} actors; one for each is needed"
        raise CallError(message)
    for what, value in numbers.items():
        least = 0 if what == "seed" else 1
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            message = f"{what} is {value!r}; it must be a whole number of at least {least}"
            raise CallError(message)
    return chosen


def _negmas() -> Any:  # noqa: ANN401 - a module that need not be there
    try:
        with warnings.catch_warnings():
            # Packages that NegMAS imports may warn of their own syntax.
            warnings.simplefilter("ignore")
            importlib.import_module("negmas.sao")
            return importlib.import_module("negmas")
    except ImportError:
        message = "negotiations need NegMAS, which is not installed: pip install 'foedus[negmas]'"
        raise CallError(message) from None


def _run(
    negmas: Any,  # noqa: ANN401
    u: Floats,
    floor: Floats,
    strategies: tuple[str, ...],
    order: tuple[int, ...],
    rounds: int,
) -> tuple[int, int]:
    """Return the deal, or -1, and the round of it."""
    packages = [(package,) for package in range(len(u))]
    mechanism = negmas.sao.SAOMechanism(outcomes=packages, n_steps=rounds)
    for actor in order:
        worth = negmas.preferences.MappingUtilityFunction(
            dict(zip(packages, u[:, actor].tolist(), strict=True)),
            reserved_value=float(floor[actor]),
            outcomes=packages,
        )
        negotiator = getattr(negmas.sao, STRATEGIES[strategies[actor]])
        mechanism.add(negotiator(name=str(actor)), ufun=worth)
    with warnings.catch_warnings():
        # It warns of actors to whom all packages are alike; they accept whatever is enough.
        warnings.simplefilter("ignore")
        state = mechanism.run()
    package = -1 if state.agreement is None else int(state.agreement[0])
    if package < 0 or (u[package] < floor).any():
        return -1, rounds
    return package, int(state.step)


def _distance(u: Floats, package: Whole, targets: Whole) -> Floats:
    """Return how far each deal is from the nearest of some packages; NaN without one or either."""
    answer = np.full(len(package), np.nan)
    deal, targets = package >= 0, targets[targets >= 0]
    if len(targets):
        apart = u[package[deal], None, :] - u[targets]
        answer[deal] = np.sqrt(np.mean(apart**2, axis=2)).min(axis=1)
    return answer
