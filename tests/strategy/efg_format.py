# SPDX-License-Identifier: Apache-2.0
"""Read Gambit's format, from its description alone, and reckon on the tree."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([{}])|([^\s{},"]+)')
NUMBER = re.compile(r"-?\d+(\.\d+)?(/\d+)?")

Place = tuple[int, int]
"""A player and the number of one of its information sets."""


@dataclass
class Node:
    """A node with its branches in the order of its actions."""

    kind: str
    player: int = -1
    number: int = 0
    label: str = ""
    actions: list[str] = field(default_factory=list)
    chances: list[Fraction] = field(default_factory=list)
    payoffs: list[float] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    @property
    def place(self) -> Place:
        return (self.player, self.number)

    def paths(
        self, *before: tuple[Node, str]
    ) -> Iterator[tuple[tuple[tuple[Node, str], ...], Node]]:
        """Yield each end with the nodes and the actions on the way."""
        if self.kind == "t":
            yield before, self
        for action, child in zip(self.actions, self.children, strict=True):
            yield from child.paths(*before, (self, action))

    def worth(self, behaviour: Mapping[Place, list[float]]) -> np.ndarray:
        """Expected payoffs of all players."""
        if self.kind == "t":
            return np.array(self.payoffs)
        shares = self.chances if self.kind == "c" else behaviour[self.place]
        parts = zip(shares, self.children, strict=True)
        return sum((float(s) * child.worth(behaviour) for s, child in parts), np.zeros(1))

    def replies(
        self, behaviour: Mapping[Place, list[float]], reach: float = 1.0
    ) -> dict[Place, np.ndarray]:
        """What each action is worth at each information set, times the chance to be there."""
        found: dict[Place, np.ndarray] = {}
        if self.kind == "t":
            return found
        if self.kind == "p":
            worth = [child.worth(behaviour)[self.player] for child in self.children]
            found[self.place] = reach * np.array([*worth, 1.0])
        shares = self.chances if self.kind == "c" else behaviour[self.place]
        for share, child in zip(shares, self.children, strict=True):
            for place, worth in child.replies(behaviour, reach * float(share)).items():
                found[place] = found.get(place, 0.0) + worth
        return found


@dataclass
class File:
    """A file: its title, its players, its remark and its tree."""

    title: str
    players: list[str]
    remark: str
    root: Node


class Reader:
    """Takes one token after the other; a quoted one is a label, the others are words."""

    def __init__(self, text: str) -> None:
        rest = TOKEN.sub("", text).replace(",", "").strip()
        assert not rest, f"not the format: {rest[:40]}"
        self.tokens = TOKEN.finditer(text)

    def label(self) -> str:
        token = next(self.tokens)
        assert token[1] is not None, token
        assert all(" " <= c <= "~" for c in token[1])
        return re.sub(r"\\(.)", r"\1", token[1])

    def word(self, *allowed: str) -> str:
        token = next(self.tokens)
        found = token[2] or token[3]
        assert found, token
        assert not allowed or found in allowed, found
        return str(found)

    def until_brace(self) -> Iterator[re.Match[str]]:
        self.word("{")
        while (token := next(self.tokens))[2] != "}":
            yield token

    def number(self, token: str) -> Fraction:
        assert NUMBER.fullmatch(token), token
        return Fraction(token)

    def node(self, players: int) -> Node:
        node = Node(self.word("c", "p", "t"))
        self.label()
        if node.kind == "t":
            node.number = int(self.word())
            node.label = self.label()
            told = [token[3] for token in self.until_brace()]
            node.payoffs = [float(text) for text in told if self.number(text) is not None]
            assert len(node.payoffs) == players
            return node
        if node.kind == "p":
            node.player = int(self.word()) - 1
        node.number = int(self.word())
        node.label = self.label()
        for token in self.until_brace():
            if token[1] is not None:
                node.actions.append(token[1])
            else:
                node.chances.append(self.number(token[3]))
        assert self.word("0") == "0"  # no outcome on the way
        assert node.kind == "p" or (sum(node.chances) == 1 and min(node.chances) > 0)
        node.children = [self.node(players) for _ in node.actions]
        return node


def read_efg(text: str) -> File:
    reader = Reader(text)
    assert [reader.word(), reader.word(), reader.word()] == ["EFG", "2", "R"]
    title = reader.label()
    players = [token[1] for token in reader.until_brace()]
    players = [re.sub(r"\\(.)", r"\1", name) for name in players]
    found = File(title, players, reader.label(), reader.node(len(players)))
    assert next(reader.tokens, None) is None
    return found
