# SPDX-License-Identifier: Apache-2.0
"""Plain values to YAML text, with the smallest change to a text that is there already.

A changed value is put in place of the old one, and every other character stays. Where values come
or go, the text is laid out anew around its comments. Whatever is written is read back first: if it
does not say what it should, the values are written plainly, without the old comments.
"""

from __future__ import annotations

import io
import os
import secrets
import shutil
from collections import Counter
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.emitter import Emitter
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from foedus.errors import InputError
from foedus.yamlfile.reading import compose, read_document, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ruamel.yaml.nodes import Node

WIDTH = 100


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
    exists, plain = path.exists(), _plain(tree)
    text = _rewritten(path, plain) if exists else _dumped(plain)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with temporary.open("x", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        if exists:
            shutil.copymode(path, temporary)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _rewritten(path: Path, tree: dict[str, Any]) -> str:
    """Return the text of a file with the fewest changes that makes it say what it should."""
    document, problems = read_document(path)
    if problems:
        raise InputError(problems)
    attempts = _attempts(path.read_bytes().decode("utf-8-sig"), document.tree, tree)
    for text in attempts:
        if text and read_text(text, "")[0].tree == tree:
            return text
    return _dumped(tree)


def _attempts(old: str, before: dict[str, Any], tree: dict[str, Any]) -> Iterator[str]:
    yield _edited(old, before, tree)
    yield _merged(old, tree)


class _NotInPlaceError(Exception):
    """A change is more than a value in place of another."""


def _edited(old: str, before: dict[str, Any], tree: dict[str, Any]) -> str:
    """Return the old text with changed values put in their places; nothing where that fails."""
    root = compose(old)
    uses = Counter(map(id, _nodes(root)))
    shared = {node for node, count in uses.items() if count > 1}
    try:
        edits = sorted(_edits(root, before, tree, shared))
    except _NotInPlaceError:
        return ""
    pieces, end = [], 0
    for start, stop, text in edits:
        pieces += [old[end:start], text]
        end = stop
    return "".join([*pieces, old[end:]])


def _nodes(node: Node | None) -> Iterator[Node]:
    """Yield a node and all inside it, once for every alias."""
    if node is not None:
        yield node
    if isinstance(node, SequenceNode):
        for inner in node.value:
            yield from _nodes(inner)
    elif isinstance(node, MappingNode):
        for _, inner in node.value:
            yield from _nodes(inner)


def _edits(
    node: Node | None,
    old: Any,  # noqa: ANN401 - any YAML value
    new: Any,  # noqa: ANN401 - any YAML value
    shared: set[int],
) -> Iterator[tuple[int, int, str]]:
    """Yield what to put where: first character, the one after the last, and text."""
    if old == new and isinstance(old, bool) == isinstance(new, bool):
        return
    if node is None or id(node) in shared:
        raise _NotInPlaceError
    if isinstance(node, MappingNode) and isinstance(new, dict) and set(old) == set(new):
        for key, inner in node.value:
            yield from _edits(inner, old[key.value], new[key.value], shared)
    elif isinstance(node, SequenceNode) and isinstance(new, list) and _alike(old, new):
        for index, inner in enumerate(node.value):
            yield from _edits(inner, old[index], new[index], shared)
    else:
        text = _inline(new)
        if not (text and _stands_in_line(node)):
            raise _NotInPlaceError
        yield node.start_mark.index, node.end_mark.index, text


def _alike(old: list[Any], new: list[Any]) -> bool:
    """Tell whether two lists have their items in the same places."""
    ids = [[item.get("id") for item in items if isinstance(item, dict)] for items in (old, new)]
    return len(old) == len(new) and (ids[0] == ids[1] or set(ids[0]) != set(ids[1]))


def _stands_in_line(node: Node) -> bool:
    """Tell whether a value begins and ends in a line, without a comment inside."""
    if isinstance(node, ScalarNode):
        return bool(node.style in {"'", '"'} or (node.style is None and node.value))
    if not isinstance(node, (SequenceNode, MappingNode)) or not node.flow_style:
        return False
    return "#" not in node.start_mark.buffer[node.start_mark.index : node.end_mark.index]


def _inline(value: Any) -> str:  # noqa: ANN401 - any YAML value
    """Return a value as one line of text; nothing where it takes more."""
    yaml, stream = YAML(typ="rt"), io.StringIO()
    yaml.default_flow_style, yaml.width = True, 10**9
    yaml.dump([value], stream)
    text = stream.getvalue().removesuffix("\n")
    return "" if "\n" in text else text[1:-1]


class _Emitter(Emitter):
    """A writer that breaks the line after the first key of a mapping that follows a comment."""

    def write_indent(self) -> None:
        """Begin a line; a break that a comment has written already stands for this line only."""
        super().write_indent()
        self.no_newline = False


def _dumped(tree: Any, width: int = WIDTH) -> str:  # noqa: ANN401 - any YAML value
    """Return values as YAML text, with the comments that they carry."""
    yaml, stream = _yaml(width), io.StringIO()
    yaml.dump(tree, stream)
    return stream.getvalue()


def _yaml(width: int) -> YAML:
    yaml = YAML(typ="rt")
    yaml.Emitter = _Emitter
    yaml.width = width
    yaml.preserve_quotes = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.representer.ignore_aliases = lambda _: True
    return yaml


def _merged(old: str, tree: dict[str, Any]) -> str:
    """Return the values laid out anew, around the comments of the old text."""
    width = max(WIDTH, *map(len, old.splitlines()))
    newline = "\r\n" if "\r\n" in old else "\n"
    loaded = _yaml(width).load(old.replace("\r\n", "\n"))
    text = _dumped(_merge(_unshared(loaded, set()), tree), width)
    return text.replace("\n", newline)


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
