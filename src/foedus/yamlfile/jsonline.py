# SPDX-License-Identifier: Apache-2.0
"""One line of JSON to plain values, with all that is wrong as problems at their places."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from foedus.problems import one_line, shown
from foedus.yamlfile.document import Document
from foedus.yamlfile.reading import CONTROL, DEPTH_LIMIT

if TYPE_CHECKING:
    from typing import NoReturn

    from foedus.problems import Problem
    from foedus.yamlfile.document import Steps

_SPACE = re.compile(r"[ \t\r]*")


def read_json_line(text: str, file: str, line: int) -> tuple[Document, list[Problem]]:
    """Read one line of JSON into plain values with places.

    Parameters
    ----------
    text : str
        The line.
    file : str
        How problems call the file that it stands in.
    line : int
        Its number, from 1.

    Returns
    -------
    document : Document
        With `tree` None where nothing could be read.
    problems : list of Problem
    """
    document = Document(file, places={(): (line, 1)})

    def refuse(message: str, column: int = 1) -> tuple[Document, list[Problem]]:
        document.tree, document.places = None, {(): (line, column)}
        return document, [document.problem((), one_line(message))]

    if not text.strip(" \t\r"):
        return refuse("is empty; a line holds one JSON object")
    try:
        document.tree = json.loads(text, parse_constant=_no_constant)
        walker = _Walker(text, document, line)
        walker.value(walker.after_space(0), ())
    except json.JSONDecodeError as error:
        what = error.msg[:1].lower() + error.msg[1:]
        return refuse(f"is not JSON ({what}); a line holds one JSON object", error.colno)
    except RecursionError:
        return refuse(f"is nested deeper than {DEPTH_LIMIT} levels; flatten it")
    except ValueError as error:
        return refuse(f"is not JSON that can be read ({error}); a line holds one JSON object")
    return document, walker.problems


def _no_constant(word: str) -> NoReturn:
    message = f"{word} is no number of JSON"
    raise ValueError(message)


class _Walker:
    """Goes through a line that is JSON, noting places and problems on the way."""

    def __init__(self, text: str, document: Document, line: int) -> None:
        self.text = text
        self.document = document
        self.line = line
        self.problems: list[Problem] = []
        self.decoder = json.JSONDecoder()

    def after_space(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return at if found is None else found.end()

    def value(self, at: int, steps: Steps) -> int:
        """Note a value that begins at a column; return where it ends."""
        self.document.places[steps] = (self.line, at + 1)
        if len(steps) > DEPTH_LIMIT:
            raise RecursionError
        if self.text[at] in "{[":
            return self.container(at, steps, mapping=self.text[at] == "{")
        value, end = self.decoder.raw_decode(self.text, at)
        if isinstance(value, str) and CONTROL.search(value):
            message = f"is {shown(value)}, with a control character; remove it"
            self.problems.append(self.document.problem(steps, message))
        return end

    def container(self, at: int, steps: Steps, *, mapping: bool) -> int:
        seen: set[str] = set()
        index = 0
        at = self.after_space(at + 1)
        while self.text[at] not in "}]":
            step: str | int = index
            if mapping:
                step, end = self.decoder.raw_decode(self.text, at)
                self.key(str(step), at, steps, seen)
                at = self.after_space(self.after_space(end) + 1)  # past the colon
            at = self.after_space(self.value(at, (*steps, step)))
            if self.text[at] == ",":
                at = self.after_space(at + 1)
            index += 1
        return at + 1

    def key(self, key: str, at: int, steps: Steps, seen: set[str]) -> None:
        self.document.keys[(*steps, key)] = (self.line, at + 1)
        if key in seen:
            message = "stands twice; keep one"
            self.problems.append(self.document.problem((*steps, key), message, key=True))
        if CONTROL.search(key):
            message = "is a key with a control character; remove it"
            self.problems.append(self.document.problem((*steps, key), message, key=True))
        seen.add(key)
