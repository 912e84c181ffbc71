# SPDX-License-Identifier: Apache-2.0
"""The deterrence game as a tree from left to right, with the chance of each branch in one world."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Final

import numpy as np

from foedus.report.charts import FIRST, INK, MUTED, UNSHOWABLE, wrapped
from foedus.strategy.contest import members

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from foedus.strategy.game import DeterrenceGame
    from foedus.strategy.solve import Selection

COLUMN, LEAF, TOP, LEFT = 180, 40, 84, 60
"""Widths of a step, height of an end, and where the first one stands."""
MOST_APART: Final = 3
"""With more guarantors, ends are told by how many act, not by who."""
FONT: Final = "Arial, Helvetica, Liberation Sans, sans-serif"


@dataclass
class Node:
    """A choice or an end: what it is called, the chance of coming here, and what follows."""

    label: str
    branch: str = ""
    chance: float = 1.0
    told: str = ""
    after: list[Node] = field(default_factory=list)
    depth: int = 0
    y: float = 0.0


def tree_svg(
    game: DeterrenceGame, row: int, chosen: Selection, names: Sequence[str], title: str
) -> str:
    """Return one game's tree as a picture in SVG.

    Parameters
    ----------
    game : DeterrenceGame
        N games.
    row : int
        Which of them.
    chosen : Selection
        The equilibrium whose chances are written on the branches.
    names : sequence of str
        The challenger, the target and each guarantor.
    title : str
        What stands above.
    """
    root = _root(game, row, chosen, names)
    leaves = list(_placed(root, 0, [0]))
    deepest = max(leaf.depth for leaf in leaves)
    width = LEFT + deepest * COLUMN + 400
    height = TOP + LEAF * len(leaves) + 52
    note = (
        "On a branch: its chance where the step before it is taken. At an end: its chance in a "
        "year, and what it is worth to the challenger, the target and each guarantor, in years."
    )
    ends = "; ".join(f"{leaf.branch}: {_percent(leaf.chance)}" for leaf in leaves)
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
                f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="tree-title tree-desc" '
                f'font-family="{FONT}" font-size="12">'
            ),
            f'<title id="tree-title">{_safe(title)}</title>',
            f'<desc id="tree-desc">{_safe(ends)}</desc>',
            f'<rect width="{width}" height="{height}" fill="white"/>',
            *_heading(title, width),
            *_drawn(root),
            *(
                f'<text x="20" y="{height - 30 + 16 * i}" fill="{MUTED}">{_safe(line)}</text>'
                for i, line in enumerate(wrapped(note, width // 7))
            ),
            "</svg>",
            "",
        ]
    )


def _root(game: DeterrenceGame, row: int, chosen: Selection, names: Sequence[str]) -> Node:
    attack, resist = float(chosen.attack[row]), float(chosen.resist[row])
    found = float(game.found[row])
    war = Node("Does it count?", "resists", resist, after=[])
    if found > 0:
        war.after.append(Node("Who helps?", "counts", found))
        war.after[0].after = list(_helped(game, row, chosen, names[2:]))
    if found < 1:
        war.after.append(
            Node("", "does not count: war alone", 1 - found, _worth(game, row, 0, owed=False))
        )
    if len(war.after) == 1:
        (only,) = war.after
        war = Node(only.label, "resists", resist, only.told, only.after)
    lost = [-float(game.loss[row]), *(-game.guarantor_stake[row]).tolist()]
    conceded = _numbers([float(game.gain[row] - game.word[row]), *lost])
    concedes = Node("", "concedes", 1 - resist, conceded)
    nothing = Node("", "refrains: status quo", 1 - attack, _numbers([0.0] * (2 + game.guarantors)))
    return Node(names[0], after=[Node(names[1], "attacks", attack, after=[war, concedes]), nothing])


def _helped(
    game: DeterrenceGame, row: int, chosen: Selection, names: Sequence[str]
) -> Iterator[Node]:
    """Yield an end for each set of guarantors that act, or for each number of them."""
    honour = chosen.honour[row]
    if game.rule == "vote":
        bound = sum(1 << i for i in np.flatnonzero(game.bound[row]).tolist())
        passes = float(honour.max(initial=0.0))
        yield Node("", "the vote passes: all help", passes, _worth(game, row, bound))
        # What it costs then depends on who voted how, which the end does not tell.
        yield Node("", "the vote fails: nobody helps", 1 - passes)
        return
    sets = members(game.guarantors)
    chances = np.where(sets, honour, 1 - honour).prod(axis=1)
    if game.guarantors > MOST_APART:
        for many in range(game.guarantors, -1, -1):
            share = float(chances[sets.sum(axis=1) == many].sum())
            yield Node("", f"{many} of {game.guarantors} help", share)
        return
    for place in np.argsort(-sets.sum(axis=1), kind="stable").tolist():
        acting = [name for name, acts in zip(names, sets[place], strict=True) if acts]
        if chances[place] > 0:
            branch = f"help: {', '.join(acting)}" if acting else "nobody helps"
            yield Node("", branch, float(chances[place]), _worth(game, row, place))


def _worth(game: DeterrenceGame, row: int, acting: int, *, owed: bool = True) -> str:
    """Return what a war is worth to each, in an order and unit that the note tells."""
    defeat = 1 - float(game.prevail[row, acting])
    helps = [bool(acting >> i & 1) for i in range(game.guarantors)]
    punished = sum(x for x, h in zip(game.punishment[row].tolist(), helps, strict=True) if h)
    reneged = np.where(game.bound[row] & owed, game.reneging_cost[row], 0.0)
    own = np.where(helps, game.action_cost[row], reneged) + defeat * game.guarantor_stake[row]
    attacker = defeat * game.gain[row] - game.challenger_cost[row] - punished - game.word[row]
    target = -defeat * game.stake[row] - game.target_cost[row]
    return _numbers([float(attacker), float(target), *(-own).tolist()])


def _numbers(values: Sequence[float]) -> str:
    told = ", ".join(f"{value + 0.0:.2f}" for value in values)
    plain = told.replace("-0.00", "0.00").replace("-", "\N{MINUS SIGN}")
    return f"({plain})"


def _placed(node: Node, depth: int, below: list[int]) -> Iterator[Node]:
    """Place a node beside the middle of what follows; yield the ends, from the top."""
    node.depth = depth
    if not node.after:
        node.y = TOP + LEAF * below[0] + LEAF / 2
        below[0] += 1
        yield node
        return
    for after in node.after:
        yield from _placed(after, depth + 1, below)
    node.y = (node.after[0].y + node.after[-1].y) / 2


def _drawn(node: Node, reached: float = 1.0) -> Iterator[str]:
    x = LEFT + node.depth * COLUMN
    for after in node.after:
        end = LEFT + after.depth * COLUMN
        wide = 1 + 4 * after.chance
        yield (
            f'<path d="M{x} {node.y} C{x + 40} {node.y} {x + 20} {after.y} {x + 60} {after.y} '
            f'L{end} {after.y}" fill="none" stroke="{FIRST}" stroke-width="{wide:.1f}" '
            'stroke-opacity="0.45"/>'
        )
        yield from _drawn(after, reached * after.chance)
        if after.after:
            words = f"{after.branch} {_percent(after.chance)}"
            yield f'<text x="{x + 62}" y="{after.y - 7}" fill="{INK}">{_safe(words)}</text>'
        else:
            words = f"{after.branch} {_percent(after.chance)}"
            whole = f"in all {_percent(reached * after.chance)}"
            yield f'<text x="{x + 62}" y="{after.y - 5}" fill="{INK}">{_safe(words)}</text>'
            yield (
                f'<text x="{x + 62}" y="{after.y + 14}" fill="{MUTED}">'
                f"{_safe(f'{whole} {after.told}')}</text>"
            )
    if node.after:
        yield f'<circle cx="{x}" cy="{node.y}" r="5" fill="{INK}"/>'
        yield (
            f'<text x="{x}" y="{node.y + 22}" text-anchor="middle" font-weight="bold" '
            f'fill="{INK}">{_safe(wrapped(node.label, 18)[0])}</text>'
        )


def _heading(title: str, width: int) -> Iterator[str]:
    for index, line in enumerate(wrapped(title, max(40, width // 9))):
        y = 26 + 20 * index
        yield f'<text x="20" y="{y}" font-size="15" fill="{INK}">{_safe(line)}</text>'


def _percent(share: float) -> str:
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1:
        return ">99%"
    return f"{share:.0%}"


def _safe(text: str) -> str:
    return escape(UNSHOWABLE.sub("", text))
