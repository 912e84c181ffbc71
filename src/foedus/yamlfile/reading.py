# SPDX-License-Identifier: Apache-2.0
"""YAML text to plain values, with all that is wrong as problems at their places."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import MaxDepthExceededError
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from foedus.problems import Problem, one_line, shown
from foedus.yamlfile.document import Document

if TYPE_CHECKING:
    from pathlib import Path

    from ruamel.yaml.nodes import Node

    from foedus.yamlfile.document import Steps

BYTES_LIMIT = 1_000_000
"""A larger file is refused: the YAML reader is pure Python and a case is written by people."""
NODES_LIMIT = 100_000
"""Values after aliases are expanded; a few bytes of nested aliases can stand for billions."""
DEPTH_LIMIT = 40
"""Nesting that no case needs."""

_TAG = "tag:yaml.org,2002:"
_TAGS = frozenset(
    _TAG + kind
    for kind in ("null", "bool", "int", "float", "timestamp", "str", "value", "merge", "map", "seq")
)
"""What plain YAML means without anybody writing a tag."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that no file needs and that a terminal may obey."""
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)
_LONGEST_NUMBER = 400
_OPEN_QUOTATION = "a quotation mark opens and does not close"
_NO_COLON = "a key has no colon"
_HINTS = (
    # what the YAML reader says, what is wrong in plain words, what is allowed
    (
        "mapping values are not allowed",
        "a colon stands where no key can begin",
        "put text with a colon into quotes; begin the keys of one mapping in one column",
    ),
    ("character '\\t'", "a tab stands where none can", "indent and separate with spaces"),
    ("cannot start any token", "", "put text that begins with this character into quotes"),
    ("another document", "a second document begins", "a file holds one; remove '---' or '...'"),
    (
        "<block end>",
        "this does not line up with what stands above",
        "begin the keys of one mapping, and the items of one list, in one column",
    ),
    ("expected ',' or", "a comma or a closing bracket is missing", "close what was opened"),
    ("unexpected end of stream", _OPEN_QUOTATION, "close it"),
    (
        "could not find expected ':'",
        _NO_COLON,
        "write a colon and a space after it",
    ),
    ("undefined alias", "", "write the value out"),
    ("expected the node content", "a value is missing", "give one, or close what was opened"),
)


# The YAML reader lets a few of its own slips through on malformed text.
_SLIPS = (
    RecursionError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    NameError,
    AssertionError,
)


def read_document(
    path: Path, *, name: str | None = None, limit: int = BYTES_LIMIT
) -> tuple[Document, list[Problem]]:
    """Read one YAML file into plain values with places; all that is wrong comes back as problems.

    Parameters
    ----------
    path : Path
        The file.
    name : str, optional
        How problems call it; the path as given by default.
    limit : int
        Largest size in bytes.

    Returns
    -------
    document : Document
        With `tree` None where nothing could be read.
    problems : list of Problem
    """
    file = name or str(path)
    empty = Document(file)

    def refuse(message: str, line: int = 0, column: int = 0) -> tuple[Document, list[Problem]]:
        return empty, [Problem(file, line, column, "", "error", message)]

    try:
        if not path.is_file():
            return refuse("is not a file; give a YAML file that exists")
        size = path.stat().st_size
        if size > limit:
            return refuse(f"has {size:,} bytes; at most {limit:,} are allowed")
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        return refuse(f"cannot be read ({getattr(error, 'strerror', None) or error})")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The error counts from after a byte order mark.
        before = error.object[: error.start].decode("utf-8")
        message = f"byte {error.object[error.start]:#04x} is not UTF-8; save the file as UTF-8"
        return refuse(message, *_place_after(before))
    return read_text(text, file)


def _place_after(text: str) -> tuple[int, int]:
    """Return line and column of the character that follows a text, both from 1."""
    lines = re.split("\r\n|\r|\n", text)
    return len(lines), len(lines[-1]) + 1


def read_text(text: str, file: str) -> tuple[Document, list[Problem]]:
    """Read YAML text into plain values with places (see `read_document`)."""
    document = Document(file)

    def refuse(message: str, line: int, column: int) -> tuple[Document, list[Problem]]:
        return document, [Problem(file, line, column, "", "error", one_line(message))]

    bad = CONTROL.search(text)
    if bad:
        message = f"character {ord(bad.group()):#04x} is a control character; remove it"
        return refuse(message, *_place_after(text[: bad.start()]))
    directive = _DIRECTIVE.search(text)
    if directive:
        message = "a line that begins with '%' is a directive; files are read as YAML 1.2 as it is"
        return refuse(message, *_place_after(text[: directive.start()]))
    try:
        root = compose(text)
    except MaxDepthExceededError as error:
        place = error.problem_mark
        message = f"is nested deeper than {DEPTH_LIMIT} levels; flatten it"
        return refuse(message, place.line + 1, place.column + 1)
    except YAMLError as error:
        return refuse(*_syntax_problem(error))
    except _SLIPS as error:
        message = f"is not YAML that can be read ({type(error).__name__}: {error})"
        return refuse(message, 0, 0)
    builder = _Builder(document)
    document.tree = None if root is None else builder.build(root, ())
    if document.tree is None and not builder.problems:
        return refuse("is empty; a mapping of keys to values is needed", 1, 1)
    return document, builder.problems


def compose(text: str) -> Node | None:
    """Return the nodes of a YAML text with their marks; raises what the YAML reader raises."""
    yaml = YAML(typ="safe", pure=True)
    yaml.composer.warn_double_anchors = False
    yaml.max_depth = DEPTH_LIMIT + 1
    root: Node | None = yaml.compose(text)
    return root


def _syntax_problem(error: YAMLError) -> tuple[str, int, int]:
    """Return what the YAML reader stumbled over, as message, line and column."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    start = getattr(error, "context_mark", None)
    what = str(getattr(error, "problem", None) or str(error).splitlines()[0])
    plain, allowed = next((row[1:] for row in _HINTS if row[0] in what), ("", ""))
    what = plain or what
    if plain in {_OPEN_QUOTATION, _NO_COLON}:
        mark = start
    if start is not None and mark is not None and start.line < mark.line:
        what += f" (inside what begins on line {start.line + 1})"
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
    return f"is not valid YAML: {what}{'; ' if allowed else ''}{allowed}", line, column


class _Builder:
    """Turns composed nodes into plain values, noting places and problems on the way."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []
        self.nodes = 0
        self.open: set[int] = set()

    def report(self, steps: Steps, message: str, *, key: bool = False) -> None:
        self.problems.append(self.document.problem(steps, message, key=key))

    def build(self, node: Node, steps: Steps) -> Any:  # noqa: ANN401 - any YAML value
        place = (node.start_mark.line + 1, node.start_mark.column + 1)
        self.document.places[steps] = place
        self.nodes += 1
        if self.nodes >= NODES_LIMIT:
            if self.nodes == NODES_LIMIT:
                message = f"has over {NODES_LIMIT:,} values once aliases are expanded; use fewer"
                self.report(steps, message)
            return None
        if len(steps) > DEPTH_LIMIT:
            self.report(steps, f"is nested deeper than {DEPTH_LIMIT} levels; flatten it")
            return None
        if id(node) in self.open:
            self.report(steps, "is an alias to a value that contains it; write the value out")
            return None
        if isinstance(node, ScalarNode):
            return self.scalar(node, steps)
        if str(node.tag) not in _TAGS:
            self.report(steps, f"has the tag {shown(str(node.tag))}; tags are not allowed")
        self.open.add(id(node))
        try:
            if isinstance(node, SequenceNode):
                return [self.build(child, (*steps, i)) for i, child in enumerate(node.value)]
            return self.mapping(node, steps) if isinstance(node, MappingNode) else None
        finally:
            self.open.discard(id(node))

    def mapping(self, node: MappingNode, steps: Steps) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            place = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if not isinstance(key_node, ScalarNode):
                self.document.places.setdefault((*steps, "?"), place)
                self.report((*steps, "?"), "is a key that is a list or mapping; use a plain word")
                continue
            key = key_node.value
            inner = (*steps, key)
            if key == "<<":
                self.document.keys[inner] = place
                self.report(inner, "is a merge key; write the keys out", key=True)
                continue
            if str(key_node.tag) not in _TAGS:
                self.document.keys.setdefault(inner, place)
                self.report(inner, "is a key with a tag; tags are not allowed", key=True)
            if key in result:
                first = self.document.keys[inner][0]
                shown = self.document.keys[inner]
                self.document.keys[inner] = place
                self.report(inner, f"stands twice; first on line {first}; keep one", key=True)
                self.document.keys[inner] = shown
                continue
            self.document.keys[inner] = place
            result[key] = self.build(value_node, inner)
            if isinstance(value_node, ScalarNode) and not (value_node.value or value_node.style):
                # Nothing stands there; the reader's mark is wherever the next thing begins.
                self.document.places[inner] = place
        return result

    def scalar(self, node: ScalarNode, steps: Steps) -> Any:  # noqa: ANN401 - any YAML value
        kind, text = str(node.tag).removeprefix(_TAG), str(node.value)
        if str(node.tag) not in _TAGS:
            self.report(steps, f"has the tag {shown(str(node.tag))}; tags are not allowed")
        if CONTROL.search(text):
            self.report(steps, f"is {shown(text)}, with a control character; remove it")
            text = CONTROL.sub("?", text)
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() == "true"
        read = {"int": _integer, "float": _float, "timestamp": _moment}.get(kind)
        try:
            return text if read is None or len(text) > _LONGEST_NUMBER else read(text)
        except ValueError:
            return text  # such as a 13th month: the model says what it wants instead


def _integer(text: str) -> int:
    plain = text.replace("_", "").lower()
    base = 16 if "0x" in plain else 8 if "0o" in plain else 2 if "0b" in plain else 10
    return int(plain, base)


def _float(text: str) -> float:
    return float(text.replace("_", "").lower().replace(".inf", "inf").replace(".nan", "nan"))


def _moment(text: str) -> dt.date | dt.datetime:
    if len(text) <= 10:
        year, month, day = (int(part) for part in text.split("-"))
        return dt.date(year, month, day)
    return dt.datetime.fromisoformat(re.sub(r"\s+", "T", text.strip(), count=1).replace("TZ", "Z"))
