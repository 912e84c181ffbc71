# SPDX-License-Identifier: Apache-2.0
"""Small runs of both built-in cases, and a page taken apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from foedus.case.folder import load_case
from foedus.ensemble.pipeline import evaluate_chunk
from foedus.ensemble.plan import plan_run
from foedus.ensemble.results import summarise_run
from foedus.report.build import build_report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foedus.case.folder import CaseFolder
    from foedus.ensemble.plan import Plan

DRAWS, SEED = 256, 11
STAMP = "made on the first of never"
VOID = {"meta", "link", "br", "img", "input", "hr"}


@dataclass(frozen=True)
class Run:
    """A small run with its results."""

    plan: Plan
    arrays: dict[str, Any]
    results: dict[str, Any]

    @cached_property
    def html(self) -> str:
        return self.report(STAMP)

    @cached_property
    def page(self) -> Page:
        return read_page(self.html)

    def report(self, stamp: str) -> str:
        return build_report(self.plan, self.arrays, self.results, stamp=stamp)


def run_case(case: CaseFolder) -> Run:
    plan = plan_run(case, DRAWS, SEED)
    chunks = [evaluate_chunk(plan, index) for index in range(plan.chunks)]
    arrays = {name: np.concatenate([chunk[name][1] for chunk in chunks]) for name in chunks[0]}
    return Run(plan, arrays, summarise_run(plan, arrays))


@pytest.fixture(scope="session")
def ukraine() -> Run:
    return run_case(load_case("ukraine_2025_08"))


@pytest.fixture(scope="session")
def harbour() -> Run:
    return run_case(load_case("harbour_league"))


@dataclass
class Element:
    """A part of a page."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """Yield this element and everything inside it, in the page's order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.walk() if element.tag in tags]

    @property
    def text(self) -> str:
        parts = [child if isinstance(child, str) else child.text for child in self.children]
        return " ".join(" ".join(parts).split())


Page = Element


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("page", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> says the same twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read_page(html: str) -> Page:
    """Take a page apart; every element must be closed where it was opened."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root], f"never closed: {[e.tag for e in reader.open[1:]]}"
    return reader.root


MARKUP = "\"'><script>alert(1)</script><img src=x onerror=alert(1)> & {{ 7 * 7 }} ${x}"
"""What nobody should be able to put into a page through a case's words."""

WORDS = {
    *("title", "question", "note", "summary", "words", "speaker", "role", "outlet", "what", "ask"),
    *("holder", "assume", "text", "phrase", "name", "place", "procedure", "unit", "aliases"),
    *("members", "chain"),
}
"""Keys whose values are words for people."""


def with_markup(tree: Any, key: str = "", *, named: bool = False) -> Any:  # noqa: ANN401 - any YAML value
    """Return a file's contents with markup in place of every text for people."""
    if isinstance(tree, dict):
        return {
            name: with_markup(value, name, named=key in {"parties", "others", "values"})
            for name, value in tree.items()
        }
    if isinstance(tree, list):
        return [with_markup(value, key) for value in tree]
    if key == "flags" and tree.startswith("vague"):
        return f"vague:{MARKUP}"
    return MARKUP if isinstance(tree, str) and (named or key in WORDS) else tree


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Give a run of the harbour league with markup in every word that its files hold."""
    folder = tmp_path_factory.mktemp("hostile")
    origin = load_case("harbour_league").folder
    (folder / "pacts").mkdir()
    yaml = YAML(typ="safe")
    for path in sorted(origin.rglob("*.yaml")):
        tree = with_markup(yaml.load(path))
        for statement in tree.get("statements", ()):
            statement["span"] = [0, len(MARKUP)]
        with (folder / path.relative_to(origin)).open("w", encoding="utf-8") as file:
            yaml.dump(tree, file)
    return run_case(load_case(folder))
