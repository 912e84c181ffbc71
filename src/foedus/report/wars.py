# SPDX-License-Identifier: Apache-2.0
"""A chain as a picture: states in boxes from left to right, and an arrow for each step.

Each box says by itself under which words its state enters, so that no label lies on an arrow. A
line is drawn through where a state must, and dashed where it may; the words say the same.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Final

from foedus.pacts.wording import cap, plain
from foedus.report.charts import INK, MUTED, SECOND, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from foedus.pacts.chain import Chain, Edge
    from foedus.pacts.incidents import Act

WIDE, GAP, LEFT, TOP = 250, 90, 20, 64
"""Widths of a box and of the room between boxes, and where the first box stands."""
LINE, HEAD, APART = 16, 30, 26
"""Heights of a line, of a box's head, and of the room between boxes one under the other."""
LETTERS: Final = 38
"""Letters on a line of a box."""
FONT: Final = "Arial, Helvetica, Liberation Sans, sans-serif"


@dataclass
class Box:
    """A state: its place, and the lines that say why it is in the war."""

    code: str
    name: str
    column: int
    lines: list[tuple[str, bool]] = field(default_factory=list)
    top: int = 0

    @property
    def x(self) -> int:
        """Left edge."""
        return LEFT + self.column * (WIDE + GAP)

    @property
    def height(self) -> int:
        """Height, by its lines."""
        return HEAD + LINE * len(self.lines) + (8 if self.lines else 0)


def chain_svg(chain: Chain) -> str:
    """Return a chain as a picture in SVG, with a title and a description for those who hear it."""
    boxes = _boxes(chain)
    for column in range(max(box.column for box in boxes.values()) + 1):
        top = TOP
        for box in boxes.values():
            if box.column == column:
                box.top = top
                top += box.height + APART
    width = max(box.x for box in boxes.values()) + WIDE + LEFT
    if any(boxes[e.drawn].column <= boxes[e.helped].column for e in chain.edges):
        width += GAP // 2
    width = max(width, LEFT * 2 + WIDE * 2 + GAP)
    height = max(box.top + box.height for box in boxes.values()) + 66
    attacks = "; ".join(cap(act_words(chain, act)) for act in chain.attacks)
    title = f"Who is drawn in: {attacks or 'from the log given'}"
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
                f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="title desc" '
                f'font-family="{FONT}" font-size="12">'
            ),
            f'<title id="title">{_safe(title)}</title>',
            f'<desc id="desc">{_safe(" ".join(_told(chain)))}</desc>',
            f'<rect width="{width}" height="{height}" fill="white"/>',
            *(_marker(name, colour) for name, colour in (("step", INK), ("attack", SECOND))),
            *_title(title, width),
            *_attacks(chain, boxes),
            *_arrows(chain, boxes),
            *(line for box in boxes.values() for line in _drawn(box)),
            *_legend(height - 38),
            "</svg>",
            "",
        ]
    )


def act_words(chain: Chain, act: Act) -> str:
    """Return the act with which a chain begins in words."""
    does = {"attack": "attacks", "declaration_of_war": "declares war on"}
    does["mobilisation"] = "mobilises against"
    told = f"{does.get(act.type, 'acts against')} {chain.names[act.victim]}"
    kind = "" if act.type in does else f" ({plain(act.type)})"
    return f"{chain.names[act.attacker]} {told}{kind}"


def _boxes(chain: Chain) -> dict[str, Box]:
    """Return the states of a chain: who began first, and each other a column after it is called."""
    found: dict[str, Box] = {}
    for code in dict.fromkeys(code for attack in _began(chain) for code in attack):
        found[code] = Box(code, chain.names.get(code, code), 0)
    for edge in chain.edges:
        source = found.setdefault(edge.helped, Box(edge.helped, chain.names[edge.helped], 0))
        if edge.drawn not in found:
            column = source.column + 1
            found[edge.drawn] = Box(edge.drawn, chain.names[edge.drawn], column)
        _add(found[edge.drawn], edge, chain)
    return found or {"": Box("", "Nobody", 0)}


def _began(chain: Chain) -> Iterator[tuple[str, str]]:
    """Yield the attacks that are not themselves a step of the chain, and those in the log."""
    drawn = {edge.drawn for edge in chain.edges if edge.clause is None}
    yield from (act[:2] for act in chain.attacks if act.attacker not in drawn)
    if not chain.attacks:
        for event in chain.log.events:
            if event.is_a("attack") and not event.id.startswith("w_"):
                yield event.doers[0], event.others[0]


def _add(box: Box, edge: Edge, chain: Chain) -> None:
    whom = f"{chain.names[edge.helped]}, against {chain.names[edge.against]}"
    does: str = "by its own act" if edge.clause is None else edge.mode
    if edge.mode == "must" and not edge.certain and edge.clause is not None:
        does = "must then"
    ready = " mobilise" if edge.act == "mobilisation" and edge.clause is not None else ""
    lead = [(line, True) for line in textwrap.wrap(f"{does}{ready}, for {whom}", LETTERS)]
    told: list[tuple[str, bool]] = []
    if edge.clause is not None:
        words = [f"{edge.pact}, Article {edge.art}", *([edge.why] if edge.mode == "may" else [])]
        told = [(line, False) for text in words for line in wrapped(text, LETTERS)]
    if all(line in box.lines for line in lead):
        lead, told = [], [line for line in told if line not in box.lines]
    box.lines += [*lead, *told]


def _drawn(box: Box) -> Iterator[str]:
    yield (
        f'<rect x="{box.x}" y="{box.top}" width="{WIDE}" height="{box.height}" rx="4" '
        f'fill="white" stroke="{INK}"/>'
    )
    yield (
        f'<text x="{box.x + 10}" y="{box.top + 20}" font-size="15" font-weight="bold" '
        f'fill="{INK}">{_safe(cap(wrapped(box.name, 28)[0]))}</text>'
    )
    for index, (text, strong) in enumerate(box.lines, 1):
        y = box.top + HEAD + LINE * index - 4
        fill = INK if strong else MUTED
        yield f'<text x="{box.x + 10}" y="{y}" fill="{fill}">{_safe(text)}</text>'


def _arrows(chain: Chain, boxes: dict[str, Box]) -> Iterator[str]:
    """Yield a curve from who is helped to who is drawn in, once for each pair and mode."""
    seen = set()
    for edge in chain.edges:
        key = (edge.helped, edge.drawn, edge.mode)
        if key in seen:
            continue
        seen.add(key)
        dash = ' stroke-dasharray="6 4"' if edge.mode == "may" else ""
        path = _curve(boxes[edge.helped], boxes[edge.drawn])
        yield (
            f'<path d="{path}" fill="none" stroke="{INK}" stroke-width="1.6"{dash} '
            'marker-end="url(#step)"/>'
        )


def _curve(source: Box, target: Box) -> str:
    """Return a path from the right of one box to the next, or around where both are above."""
    x, y = source.x + WIDE, source.top + HEAD // 2
    to, down = target.x, target.top + HEAD // 2
    if target.column > source.column:
        middle = to - GAP // 2
        return f"M{x} {y} C{middle} {y} {middle} {down} {to - 3} {down}"
    end, out = target.x + WIDE, max(x, target.x + WIDE) + GAP // 2
    return f"M{x} {y + 6} C{out} {y + 6} {out} {down + 6} {end + 3} {down + 6}"


def _attacks(chain: Chain, boxes: dict[str, Box]) -> Iterator[str]:
    """Yield a thick arrow for each first attack."""
    for attacker, victim in dict.fromkeys([*_began(chain), *(act[:2] for act in chain.attacks)]):
        one, other = boxes[attacker], boxes[victim]
        if one.column == other.column:
            low = other.top > one.top
            start = one.top + one.height if low else one.top
            end = other.top - 4 if low else other.top + other.height + 4
            x = one.x + WIDE - 40
            path = f"M{x} {start} L{x} {end}"
            if abs(end - start) > APART:
                out = one.x - 14
                path = f"M{one.x} {one.top + 20} C{out} {one.top + 20} {out} {other.top + 20} "
                path += f"{other.x - 4} {other.top + 20}"
        else:
            path = _against(one, other)
        yield (
            f'<path d="{path}" fill="none" stroke="{SECOND}" stroke-width="3" '
            'marker-end="url(#attack)"/>'
        )


def _against(one: Box, other: Box) -> str:
    """Return a path from the lower part of one box to the side of another in another column."""
    y, down = one.top + one.height - 8, other.top + min(other.height - 6, HEAD)
    if other.column < one.column:
        x, to = one.x, other.x + WIDE + 4
        middle = (x + to) // 2
        return f"M{x} {y} C{middle} {y} {middle} {down} {to} {down}"
    x, to = one.x + WIDE, other.x - 4
    middle = (x + to) // 2
    return f"M{x} {y} C{middle} {y} {middle} {down} {to} {down}"


def _marker(name: str, colour: str) -> str:
    return (
        f'<defs><marker id="{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="10" '
        f'markerHeight="10" orient="auto" markerUnits="userSpaceOnUse">'
        f'<path d="M0 0 L10 5 L0 10 z" fill="{colour}"/></marker></defs>'
    )


def _title(title: str, width: int) -> Iterator[str]:
    for index, line in enumerate(wrapped(title, max(30, width // 9))):
        yield (
            f'<text x="{LEFT}" y="{24 + 18 * index}" font-size="15" fill="{INK}">'
            f"{_safe(line)}</text>"
        )


def _legend(y: int) -> Iterator[str]:
    kinds: Iterable[tuple[int, str, str]] = (
        (0, f'stroke="{SECOND}" stroke-width="3"', "begins"),
        (100, f'stroke="{INK}" stroke-width="1.6"', "draws in: must"),
        (250, f'stroke="{INK}" stroke-width="1.6" stroke-dasharray="6 4"', "draws in: may"),
    )
    note = "must then: once a step before it, which is only a may, is taken"
    yield f'<text x="{LEFT}" y="{y + 22}" fill="{MUTED}">{note}</text>'
    for x, style, words in kinds:
        yield f'<path d="M{LEFT + x} {y} h30" fill="none" {style}/>'
        yield f'<text x="{LEFT + x + 36}" y="{y + 4}" fill="{MUTED}">{words}</text>'


def _told(chain: Chain) -> Iterator[str]:
    """Yield the steps in sentences."""
    for edge in chain.edges:
        one, other, enemy = (chain.names[c] for c in (edge.drawn, edge.helped, edge.against))
        under = f"{edge.pact}, Article {edge.art}" if edge.clause else "its own act"
        does = edge.mode if edge.clause else "enters and"
        yield f"{one} {does} fight {enemy} for {other} ({under})."
    if not chain.edges:
        yield "Nobody is drawn in."


def _safe(text: str) -> str:
    """Return text without what XML has no place for, and with its signs escaped."""
    return escape("".join(c for c in text if c >= " " and c not in "\ufffe\uffff"))
