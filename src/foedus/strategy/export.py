# SPDX-License-Identifier: Apache-2.0
"""Write a deterrence game as a Gambit ``.efg`` file, which other solvers of games read.

The tree is that of `foedus.strategy.game`: the challenger attacks or refrains, the target resists
or concedes, chance says whether the attack counts, and the bound guarantors choose without
knowing each other's choice, chance choosing for the automatic share of each. What chance cannot
do, and what nobody can choose, has no branch.

Private costs are left out, and the solver brings them: Gambit's logit equilibrium at the draw's
precision is that of `foedus.strategy.solve`, for logistic shocks. Or they are in the tree:
with `types`, chance deals each player one of so many equally likely costs of its attacking,
resisting or acting before it moves, which it alone knows, and solvers of Nash equilibria apply.

References
----------
Savani and Turocy, Gambit: the package for computation in game theory (the format).
"""

from __future__ import annotations

import math
import unicodedata
from decimal import Decimal
from fractions import Fraction
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

import numpy as np

from foedus.errors import CallError, SolverError
from foedus.problems import listing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import ArrayLike

    from foedus.strategy.game import DeterrenceGame

    Floats = tuple[float, ...]

MOST_LEAVES: Final = 200_000
"""Most ends of a tree that is written; with more, no solver gets through."""

_CHALLENGER: Final = 0
_TARGET: Final = 1
_FIRST_GUARANTOR: Final = 2
_LIKE: Final = str.maketrans(
    {
        "\\": "/",  # Gambit reads its own escapes of it wrongly
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{EN DASH}": "-",
        "Ł": "L",  # these do not come apart into a letter and a mark
        "ł": "l",
        "Ø": "O",
        "ø": "o",
        "ß": "ss",
    }
)
"""What stands for characters that Gambit does not take."""


def to_efg(
    game: DeterrenceGame,
    draw: int = 0,
    *,
    title: str = "Deterrence game",
    names: Sequence[str] | None = None,
    types: int | None = None,
) -> str:
    """Write one deterrence game as a tree in Gambit's format.

    Parameters
    ----------
    game : DeterrenceGame
        N games, one a row.
    draw : int, from 0 to N - 1
        Which of them.
    title : str
        What the game is about.
    names : sequence of str, optional
        The challenger, the target, and each guarantor. Gambit takes printable ASCII alone:
        accents are dropped, other characters become ``?``, a backslash ``/``, and what is alike
        then is numbered.
    types : int, optional, symbol K
        How many equally likely values each private cost takes: the quantiles (k - 1/2) / K of its
        distribution. Without it the tree has no private costs.

    Returns
    -------
    str
        The file's text. Payoffs are decimals that read back as the same float64.

    Raises
    ------
    CallError
        There is no such draw, the names do not fit, or `types` is not from 1 to what
        `MOST_LEAVES` allows.
    SolverError
        Private costs of a precision of (nearly) 0 are not finite.

    Examples
    --------
    >>> from foedus.strategy.game import DeterrenceGame
    >>> game = DeterrenceGame(
    ...     prevail=[[0.25, 0.75]], gain=1.0, loss=1.0, stake=1.0, challenger_cost=0.125,
    ...     target_cost=0.125, guarantor_stake=1.5, action_cost=0.5, reneging_cost=0.25,
    ...     punishment=0.25, precision=8.0)
    >>> print(to_efg(game, names=["Borsia", "Aldmark", "Calden"]))
    EFG 2 R "Deterrence game" { "Borsia" "Aldmark" "Calden" }
    "Draw 0. Without private costs; logit equilibrium at lambda 8.0."
    <BLANKLINE>
    p "" 1 1 "to attack" { "attack" "refrain" } 0
    p "" 2 1 "to resist" { "resist" "concede" } 0
    p "" 3 1 "to act" { "act" "abandon" } 0
    t "" 1 "war, acting: Calden" { -0.125, -0.375, -0.875 }
    t "" 2 "war, acting: nobody" { 0.625, -0.875, -1.375 }
    t "" 3 "concession" { 1.0, -1.0, -1.5 }
    t "" 4 "status quo" { 0.0, 0.0, 0.0 }
    <BLANKLINE>
    """
    if not 0 <= draw < game.games:
        allowed = f"allowed are 0 to {game.games - 1}" if game.games else "there are no games"
        message = f"there is no draw {draw}; {allowed}"
        raise CallError(message)
    players = _players(game.guarantors, names)
    costs = None if types is None else _costs(game, draw, types)
    lines = _Tree(game, draw, players, costs).lines
    quoted = " ".join(_quoted(name) for name in players)
    head = f"EFG 2 R {_quoted(_ascii(title))} {{ {quoted} }}"
    return "\n".join([head, _quoted(_remark(game, draw, types)), "", *lines, ""])


def median_draw(attack: ArrayLike) -> int:
    """Return the draw whose chance of attack is the median, the lower of two.

    Examples
    --------
    >>> median_draw([0.1, 0.9, 0.3, 0.2])
    3
    """
    chances = np.asarray(attack)
    return int(np.argsort(chances, kind="stable")[(len(chances) - 1) // 2])


def _players(guarantors: int, names: Sequence[str] | None) -> list[str]:
    usual = ["challenger", "target", *(f"guarantor {i + 1}" for i in range(guarantors))]
    given = usual if names is None else [_ascii(name) for name in names]
    if len(given) != len(usual) or not all(given):
        message = (
            f"the names are {listing(given, 12)}; allowed are {len(usual)} that are not "
            "empty: the challenger, the target and each guarantor"
        )
        raise CallError(message)
    return [
        name if name not in given[:i] else f"{name} ({given[: i + 1].count(name)})"
        for i, name in enumerate(given)
    ]


def _costs(game: DeterrenceGame, draw: int, types: int) -> tuple[float, ...]:
    """Return the quantiles (k - 1/2) / K of a private cost."""
    most = 0
    while most < types and _leaves(game, draw, most + 1) <= MOST_LEAVES:
        most += 1
    if not 1 <= types <= most:
        allowed = f"allowed are 1 to {most}" if types > 0 else "allowed are 1 and more"
        message = f"{types} types; {allowed} (a tree has at most {MOST_LEAVES:,} ends)"
        raise CallError(message)
    precision = float(game.precision[draw])
    shares = ((k + 0.5) / types for k in range(types))
    if game.shock == "normal":
        standard = [NormalDist().inv_cdf(share) for share in shares]
    else:
        standard = [math.log(share / (1 - share)) for share in shares]
    costs = tuple(z / precision if precision else math.inf for z in standard)
    if not all(map(math.isfinite, costs)):
        message = (
            f"precision in row {draw} is {precision}; types need private costs that are finite"
        )
        raise SolverError(message)
    return costs


def _leaves(game: DeterrenceGame, draw: int, types: int) -> int:
    """Count the ends of the tree with so many types."""
    found, wars = float(game.found[draw]), 1
    bound = game.bound[draw]
    for automatic, judged in zip(
        game.automatic[draw][bound], game.judged[draw][bound], strict=True
    ):
        acts = (automatic > 0) + (automatic < 1) * 2 * types
        wars *= (judged > 0) * acts + (judged < 1)
    return types * (1 + types * (1 + (found < 1) + (found > 0) * wars))


def _remark(game: DeterrenceGame, draw: int, types: int | None) -> str:
    precision = float(game.precision[draw])
    if types is not None:
        kind = f"{game.shock} at lambda {precision!r}"
        return f"Draw {draw}. Private costs of {types} equally likely values each, {kind}."
    if game.shock == "normal":
        return f"Draw {draw}. Without private costs, which are normal: no logit equilibrium."
    return f"Draw {draw}. Without private costs; logit equilibrium at lambda {precision!r}."


class _Tree:
    """The lines of one game's tree, each node before what follows on it.

    `paid` holds what each player's private costs on the way here come to; `said` who said yes, as
    a bit mask.
    """

    def __init__(
        self, game: DeterrenceGame, draw: int, names: Sequence[str], costs: Sequence[float] | None
    ) -> None:
        self.game = game
        self.draw = draw
        self.names = names
        self.costs = costs
        self.lines: list[str] = []
        self.chances: dict[str, int] = {}
        self.outcomes: dict[tuple[str, str], int] = {}
        for paid in self.choices(_CHALLENGER, ("attack", "refrain"), (0.0,) * len(names)):
            self.attacked(paid)
            self.leaf("status quo", (0.0,) * len(names))

    def attacked(self, paid: Floats) -> None:
        for resisting in self.choices(_TARGET, ("resist", "concede"), paid):
            self.resisted(resisting)
            self.leaf("concession", _less(self.conceded(), paid))

    def resisted(self, paid: Floats) -> None:
        found = float(self.game.found[self.draw])
        if 0 < found < 1:
            self.chance("finding", ("counts", "does not count"), found)
        if found > 0:
            self.answered(0, 0, paid)
        if found < 1:
            self.leaf("war, not found to count", _less(self.war(0, (0.0,) * len(paid)), paid))

    def answered(self, guarantor: int, said: int, paid: Floats, excused: int = 0) -> None:
        """Write what follows once the guarantors before this one have said yes or no."""
        game, draw = self.game, self.draw
        if guarantor == game.guarantors:
            self.war_leaf(said, paid, excused)
            return
        if not game.bound[draw, guarantor]:
            self.answered(guarantor + 1, said, paid, excused)
            return
        player = _FIRST_GUARANTOR + guarantor
        judged = float(game.judged[draw, guarantor])
        if 0 < judged < 1:
            label = f"finding of {self.names[player]}"
            self.chance(label, ("counts", "does not count"), judged)
        if judged > 0:
            self.responded(guarantor, said, paid, excused)
        if judged < 1:
            self.answered(guarantor + 1, said, paid, excused | 1 << guarantor)

    def responded(self, guarantor: int, said: int, paid: Floats, excused: int) -> None:
        """Write a guarantor's response to an attack that counts in its eyes."""
        game, player = self.game, _FIRST_GUARANTOR + guarantor
        agreed = said | 1 << guarantor
        automatic = float(game.automatic[self.draw, guarantor])
        if 0 < automatic < 1:
            label = f"response of {self.names[player]}"
            self.chance(label, ("automatic", "own decision"), automatic)
        if automatic > 0:
            self.answered(guarantor + 1, agreed, paid, excused)
        if automatic < 1:
            words = ("act", "abandon") if game.rule == "each_for_itself" else ("yes", "no")
            for acting in self.choices(player, words, paid):
                self.answered(guarantor + 1, agreed, acting, excused)
                self.answered(guarantor + 1, said, paid, excused)

    def war_leaf(self, said: int, paid: Floats, excused: int) -> None:
        game, bound = self.game, self.game.bound[self.draw]
        acting, label = said, ""
        if game.rule == "vote":
            members = sum(1 << i for i in np.flatnonzero(bound).tolist())
            needed = min(game.quorum or members.bit_count(), members.bit_count())
            acting = members if said.bit_count() >= needed else 0
            label = f", in favour: {self.who(said)}"
        own = tuple(
            float(
                game.action_cost[self.draw, i]
                if acting >> i & 1
                else self.reneged(i, said | excused)
            )
            for i in range(game.guarantors)
        )
        payoffs = _less(self.war(acting, (0.0, 0.0, *own)), paid)
        self.leaf(f"war, acting: {self.who(acting)}{label}", payoffs)

    def reneged(self, guarantor: int, said: int) -> float:
        """Return what not acting costs: nothing for who was not bound, excused, or voted for it."""
        free = said >> guarantor & 1 or not self.game.bound[self.draw, guarantor]
        return 0.0 if free else float(self.game.reneging_cost[self.draw, guarantor])

    def conceded(self) -> Floats:
        game, draw = self.game, self.draw
        return (
            float(game.gain[draw] - game.word[draw]),
            -float(game.loss[draw]),
            *(-game.guarantor_stake[draw]).tolist(),
        )

    def war(self, acting: int, own: Floats) -> Floats:
        """Return what a war is worth to each, less a cost of each one's own."""
        game, draw = self.game, self.draw
        defeat = 1 - float(game.prevail[draw, acting])
        punished = sum(x for i, x in enumerate(game.punishment[draw].tolist()) if acting >> i & 1)
        attacker = defeat * game.gain[draw] - game.challenger_cost[draw] - punished
        worth = (
            float(attacker - game.word[draw]),
            float(-defeat * game.stake[draw] - game.target_cost[draw]),
            *(-defeat * game.guarantor_stake[draw]).tolist(),
        )
        return _less(worth, own)

    def who(self, members: int) -> str:
        names = self.names[_FIRST_GUARANTOR:]
        return ", ".join(name for i, name in enumerate(names) if members >> i & 1) or "nobody"

    def choices(self, player: int, words: tuple[str, str], paid: Floats) -> Iterator[Floats]:
        """Write a player's node, for each of its types, and yield what is paid after its yes."""
        actions = f'{{ "{words[0]}" "{words[1]}" }} 0'
        if self.costs is None:
            self.lines.append(f'p "" {player + 1} 1 "to {words[0]}" {actions}')
            yield paid
            return
        share = f"1/{len(self.costs)}"
        dealt = " ".join(f'"{k + 1}" {share}' for k in range(len(self.costs)))
        self.chance_line(f"private cost of {self.names[player]}", dealt)
        for k, cost in enumerate(self.costs):
            self.lines.append(f'p "" {player + 1} {k + 1} "to {words[0]}, cost {k + 1}" {actions}')
            yield (*paid[:player], paid[player] + cost, *paid[player + 1 :])

    def chance(self, label: str, branches: tuple[str, str], share: float) -> None:
        """Write a chance node of two branches, whose chances add up to 1 exactly."""
        first = _number(share)
        self.chance_line(label, f'"{branches[0]}" {first} "{branches[1]}" {1 - Fraction(first)}')

    def chance_line(self, label: str, branches: str) -> None:
        number = self.chances.setdefault(label, len(self.chances) + 1)
        self.lines.append(f'c "" {number} {_quoted(label)} {{ {branches} }} 0')

    def leaf(self, label: str, payoffs: Floats) -> None:
        """Write an end; ends of one label and the same payoffs are one outcome."""
        told = ", ".join(map(_number, payoffs))
        number = self.outcomes.setdefault((label, told), len(self.outcomes) + 1)
        shown = label if self.costs is None else f"{label} ({number})"
        self.lines.append(f't "" {number} {_quoted(shown)} {{ {told} }}')


def _less(payoffs: Floats, costs: Floats) -> Floats:
    return tuple(payoff - cost for payoff, cost in zip(payoffs, costs, strict=True))


def _number(value: float) -> str:
    """Return a decimal that reads back as the same float64; Gambit knows no positive exponent."""
    return format(Decimal(repr(value + 0.0)), "f")


def _ascii(text: str) -> str:
    """Return a label as Gambit takes it: printable ASCII, single spaces."""
    apart = unicodedata.normalize("NFKD", text.translate(_LIKE))
    letters = "".join(c for c in apart if not unicodedata.combining(c))
    return "".join(c if " " <= c <= "~" else "?" for c in " ".join(letters.split()))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'
