# SPDX-License-Identifier: Apache-2.0
"""Sources at hand: their hashes, and whether every cited span says what the case says it says."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from foedus.problems import one_line, shown
from foedus.reading.citations import Original, stands_in

if TYPE_CHECKING:
    from foedus.case.parts import Parts
    from foedus.case.schema import Source, Statement
    from foedus.problems import Problem
    from foedus.yamlfile import Document, Steps

SOURCES_VARIABLE = "FOEDUS_SOURCES"
TEXT_LIMIT = 5_000_000
_MOST_TOLD = 5
"""Differences in words that one problem tells."""
_LONGEST_PASSAGE = 200


def source_folders(folder: Path) -> list[Path]:
    """Return where the text of a source may lie: the case first, then the reader's own shelves."""
    shelves = [folder / "sources"]
    named = os.environ.get(SOURCES_VARIABLE)
    if named:
        shelves.append(Path(named))
    data = os.environ.get("FOEDUS_DATA")
    if data:
        shelves += [Path(data) / "texts", Path(data).parent / "texts"]
    return [*shelves, Path("../shared/texts")]


def find_text(source: Source, folder: Path) -> Path | None:
    """Return the file of a source's text, or None where it is not at hand."""
    if source.file is None or _leaves(source.file, folder):
        return None
    for shelf in source_folders(folder):
        path = shelf / source.file
        try:
            if path.is_file() and path.resolve().is_relative_to(shelf.resolve()):
                return path
        except (OSError, ValueError, RuntimeError):
            continue
    return None


def _leaves(file: str, folder: Path) -> bool:
    """Tell whether a name points outside the folder of sources, by its words or by a link."""
    if "\0" in file or Path(file).is_absolute() or ".." in Path(file).parts:
        return True
    shelf = folder / "sources"
    try:
        path = shelf / file
        return path.is_symlink() and not path.resolve().is_relative_to(shelf.resolve())
    except (OSError, ValueError, RuntimeError):
        return False


def check_sources(document: Document, parts: Parts, folder: Path) -> list[Problem]:
    """Check hashes of sources at hand, and every span and quotation against them."""
    problems: list[Problem] = []
    texts: dict[str, Original] = {}
    for index, source in parts.items.get("sources", []):
        found = _read_source(document, ("sources", index), source, folder)
        if isinstance(found, str):
            texts[source.id] = Original(found)
        elif found is not None:
            problems.append(found)
    hashed = {s.id: s.sha256 is not None for _, s in parts.items.get("sources", [])}
    for index, statement in parts.items.get("statements", []):
        here = ("statements", index)
        message = _check_span(statement, texts.get(statement.source))
        if message:
            problems.append(document.problem((*here, "span"), message))
        if hashed.get(statement.source) is False:
            message = f"cites '{statement.source}', which has no sha256; a span needs a fixed text"
            problems.append(document.problem((*here, "source"), message))
    return problems


def _read_source(
    document: Document, steps: Steps, source: Source, folder: Path
) -> str | Problem | None:
    """Return the text of a source, a problem with it, or None where there is nothing to check."""
    if source.file is None:
        return None
    if _leaves(source.file, folder):
        message = f"is {shown(source.file)}, which leaves the case; give a name inside sources/"
        return document.problem((*steps, "file"), message)
    path = find_text(source, folder)
    if path is None:
        message = (
            f"{shown(source.file)} is not at hand, so its "
            f"{'spans are' if source.sha256 else 'text is'} not verified; put it into sources/ "
            f"or name its folder in {SOURCES_VARIABLE}"
        )
        return document.problem((*steps, "file"), message, warning=True)
    try:
        if path.stat().st_size > TEXT_LIMIT:
            message = f"'{path}' is larger than {TEXT_LIMIT:,} bytes; give a shorter text"
            return document.problem((*steps, "file"), message)
        data = path.read_bytes()
        text = data.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"'{path}' cannot be read as UTF-8 ({error}); must be plain text"
        return document.problem((*steps, "file"), message)
    digest = hashlib.sha256(data).hexdigest()
    if source.sha256 is not None and digest != source.sha256:
        message = (
            f"is not the hash of '{path}', which is {digest}; the text must be the one that was "
            "cited"
        )
        return document.problem((*steps, "sha256"), message)
    return text


def _check_span(statement: Statement, source: Original | None) -> str:
    (start, end), words = statement.span, statement.words
    if start >= end:
        return f"is [{start}, {end}]; the first character must come before the last"
    if source is not None and end > len(source.text):
        return f"ends at {shown(end)}; the source has {len(source.text)} characters"
    if source is not None and stands_in(words, source.text[start:end]):
        return ""
    if len(words) > end - start:
        return f"has {end - start} characters; must hold its words, which have {len(words)}"
    if source is None:
        return ""
    return (
        f"does not hold the quoted words in the source; {_where(words, source)}; span and words "
        "must agree"
    )


def _where(words: str, source: Original) -> str:
    """Return where cited words stand, or what comes nearest and in which words it differs."""
    place = source.place(words)
    if place:
        return f"they stand at {place[0]}"
    nearest = source.nearest(words)
    if nearest is None:
        return "they stand nowhere in it"
    told = [
        f"{shown(theirs)} for {shown(ours)}"
        if ours and theirs
        else f"{shown(theirs)} besides"
        if theirs
        else f"no {shown(ours)}"
        for ours, theirs in nearest.differences
    ]
    if len(told) > _MOST_TOLD:
        told[_MOST_TOLD:] = [f"{len(told) - _MOST_TOLD} differences more"]
    passage = one_line(nearest.text, _LONGEST_PASSAGE)
    return (
        f"they stand nowhere in it (nearest at {nearest.start}: '{passage}', with "
        f"{', '.join(told)})"
    )
