# SPDX-License-Identifier: Apache-2.0
"""YAML in and out: plain values with the line and column of each, checked against a model.

Reading never executes a tag, never stops at the first problem that can be stepped over, and never
raises for what a file holds: everything wrong comes back as a list of problems.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import secrets
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.composer import MaxDepthExceededError
from ruamel.yaml.emitter import Emitter
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from foedus.errors import InputError
from foedus.problems import Problem, one_line, shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ruamel.yaml.nodes import Node

    from foedus.problems import Severity

Steps = tuple[str | int, ...]

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
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
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


@dataclass
class Document:
    """A YAML file as plain values, with the place of every value and key.

    Parameters
    ----------
    file : str
        The file as the user named it.
    tree : object
        Dicts, lists, strings, numbers, booleans, dates and None.
    places : dict
        Steps from the root to a value, mapped to its line and column (from 1).
    keys : dict
        The same for the keys of mappings.
    """

    file: str
    tree: Any = None
    places: dict[Steps, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Steps, tuple[int, int]] = field(default_factory=dict)

    def place(self, steps: Steps, *, key: bool = False) -> tuple[int, int]:
        """Return line and column of a value (or key), or of the nearest value around it."""
        if key and steps in self.keys:
            return self.keys[steps]
        for end in range(len(steps), -1, -1):
            if steps[:end] in self.places:
                return self.places[steps[:end]]
        return (0, 0)

    def problem(
        self, steps: Steps, message: str, *, key: bool = False, warning: bool = False
    ) -> Problem:
        """Return a problem at the place of a value, or at its key."""
        line, column = self.place(steps, key=key)
        severity: Severity = "warning" if warning else "error"
        return Problem(self.file, line, column, path_text(steps), severity, one_line(message))


def path_text(steps: Steps) -> str:
    """Return steps as people write them.

    Examples
    --------
    >>> path_text(("positions", 3, "ideal", "low"))
    'positions[3].ideal.low'
    """
    text = ""
    for step in steps:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += ("." if text else "") + (one_line(step, 60) or "''")
    return text


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

    bad = _CONTROL.search(text)
    if bad:
        message = f"character {ord(bad.group()):#04x} is a control character; remove it"
        return refuse(message, *_place_after(text[: bad.start()]))
    directive = _DIRECTIVE.search(text)
    if directive:
        message = "a line that begins with '%' is a directive; files are read as YAML 1.2 as it is"
        return refuse(message, *_place_after(text[: directive.start()]))
    yaml = YAML(typ="safe", pure=True)
    yaml.composer.warn_double_anchors = False
    yaml.max_depth = DEPTH_LIMIT + 1
    try:
        root = yaml.compose(text)
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
        if _CONTROL.search(text):
            self.report(steps, f"is {shown(text)}, with a control character; remove it")
            text = _CONTROL.sub("?", text)
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


def write_document(path: Path, tree: Mapping[str, Any]) -> None:
    """Write a mapping as YAML; comments and layout of a file that is there already are kept.

    The new text stands beside the old file first and then takes its place in one step, so that an
    interruption leaves either the old file or the new one.

    Raises
    ------
    InputError
        If the file that is there is not one that `read_document` reads: it is left alone.
    """
    path = path.resolve()
    exists, newline = path.exists(), "\n"
    if exists:
        _, problems = read_document(path)
        if problems:
            raise InputError(problems)
        newline = "\r\n" if b"\r\n" in path.read_bytes() else "\n"
    text = _dump(tree, path.read_text("utf-8-sig") if exists else None)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with temporary.open("x", encoding="utf-8", newline=newline) as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        if exists:
            shutil.copymode(path, temporary)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


class _Emitter(Emitter):
    """A writer that breaks the line after the first key of a mapping that follows a comment."""

    def write_indent(self) -> None:
        """Begin a line; a break that a comment has written already stands for this line only."""
        super().write_indent()
        self.no_newline = False


def _dump(tree: Mapping[str, Any], old: str | None) -> str:
    """Return a mapping as YAML text, with the comments of an old text."""
    yaml = YAML(typ="rt")
    yaml.Emitter = _Emitter
    yaml.width = 100
    yaml.preserve_quotes = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.representer.ignore_aliases = lambda _: True
    plain, stream = _plain(tree), io.StringIO()
    yaml.dump(plain if old is None else _merge(_unshared(yaml.load(old), set()), plain), stream)
    if old is not None and read_text(stream.getvalue(), "")[0].tree != plain:
        # The writer can misplace a line where comments stand between changed items: content first.
        return _dump(tree, None)
    return stream.getvalue()


def _unshared(node: Any, seen: set[int]) -> Any:  # noqa: ANN401 - any YAML value
    """Write each alias out as a plain value, so that a change in one place stays there."""
    if not isinstance(node, (CommentedMap, CommentedSeq)):
        return node
    if id(node) in seen:
        return _plain(node)
    seen.add(id(node))
    node.yaml_set_anchor(None)
    for key in list(node) if isinstance(node, dict) else range(len(node)):
        node[key] = _unshared(node[key], seen)
    return node


def _plain(node: Any) -> Any:  # noqa: ANN401 - any YAML value
    if isinstance(node, dict):
        return {key: _plain(inner) for key, inner in node.items()}
    return [_plain(inner) for inner in node] if isinstance(node, (list, tuple)) else node


def _merge(old: Any, new: Any) -> Any:  # noqa: ANN401 - any YAML value
    """Return `new`, keeping the commented containers of `old` wherever they still fit."""
    if isinstance(old, dict) and isinstance(new, dict):
        for gone in [key for key in old if key not in new]:
            del old[gone]
        for key, value in new.items():
            old[key] = _merge(old[key], value) if key in old else value
        return old
    if isinstance(old, list) and isinstance(new, (list, tuple)):
        if all(isinstance(item, dict) and "id" in item for item in (*old, *new)):
            return _merge_by_id(old, list(new))
        return _merge_by_place(old, list(new))
    same = old == new and isinstance(old, bool) == isinstance(new, bool)
    # The writer cannot repeat every number that it has read with an exponent.
    return old if same and not (isinstance(new, float) and "e" in repr(new)) else new


def _merge_by_id(old: Any, new: list[Any]) -> Any:  # noqa: ANN401 - any YAML value
    """Merge items that have ids, in the order of `new`; each keeps the comments that follow it."""
    places = {item["id"]: place for place, item in enumerate(old)}
    items, comments = list(old), dict(old.ca.items) if hasattr(old, "ca") else {}
    del old[:]
    for index, value in enumerate(new):
        place = places.get(value["id"])
        old.append(value if place is None else _merge(items[place], value))
        if place in comments:
            old.ca.items[index] = comments[place]
    return old


def _merge_by_place(old: list[Any], new: list[Any]) -> list[Any]:
    for index, value in enumerate(new):
        if index < len(old):
            old[index] = _merge(old[index], value)
        else:
            old.append(value)
    del old[len(new) :]
    return old
