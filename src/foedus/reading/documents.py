# SPDX-License-Identifier: Apache-2.0
"""A report as plain text, whatever it came as: a text file, a saved web page, a PDF.

A file that is UTF-8 text already is left as it is, character by character, so that the hash of its
text is the hash of the file. Everything that was done to another one is told in its notes.
"""

from __future__ import annotations

import codecs
import hashlib
import logging
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Final, Literal

from foedus.errors import InputError
from foedus.problems import Problem, one_line
from foedus.reading.webpage import main_text, says_encoding

BYTES_LIMIT: Final = 20_000_000
"""Largest file that is read; a report is a hundredth of that, a book a tenth."""
PAGES_LIMIT: Final = 2_000

Kind = Literal["text", "html", "pdf"]

_NO_REPORT: Final = {
    b"PK\x03\x04": "an office document or an archive",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "an archive",
    b"{\\rtf": "an RTF document",
}
# The longer mark first: that of UTF-32 begins with that of UTF-16.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HTML: Final = re.compile(
    rb"\s*(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|article)\b", re.IGNORECASE | re.DOTALL
)
_BREAK: Final = re.compile(r"\r\n|\r|\n")
# What a file of text does not hold and a terminal may obey; line ends, tabs and form feeds stay.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Document:
    """A report as plain text.

    Parameters
    ----------
    name : str
        The file as the user named it.
    kind : {"text", "html", "pdf"}
        What it came as.
    text : str
        Its plain text; every span of a statement counts characters in it.
    sha256 : str
        Hash of the text in UTF-8.
    notes : tuple of str
        What was done to get it, where it was more than reading UTF-8.
    """

    name: str
    kind: Kind
    text: str
    sha256: str
    notes: tuple[str, ...] = ()

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _BREAK.finditer(self.text))]

    def place(self, at: int) -> tuple[int, int]:
        """Return line and column of a character, both from 1."""
        line = bisect_right(self._starts, at)
        return line, at - self._starts[line - 1] + 1


def read_report(path: str | Path) -> Document:
    """Read a report from a file.

    Raises
    ------
    InputError
        Where there is no such file, or none that a text can be taken from.
    """
    name, place = str(path), Path(path)
    try:
        if not place.is_file():
            raise _refused(name, "is not a file; give a text file, a saved web page or a PDF")
        size = place.stat().st_size
        if size > BYTES_LIMIT:
            raise _refused(name, f"has {size:,} bytes; at most {BYTES_LIMIT:,} are allowed")
        data = place.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise _refused(name, f"cannot be read ({reason}); give a file that can be") from error
    return document_of(data, name)


def document_of(data: bytes, name: str) -> Document:
    """Return the plain text of a report, given as bytes; what it is is told from these alone.

    Raises
    ------
    InputError
        Where the bytes are a picture, an archive, or a PDF without text.

    Examples
    --------
    >>> document_of("“We agreed,” he said.".encode("cp1252"), "old.txt").text
    '“We agreed,” he said.'
    """
    for mark, what in _NO_REPORT.items():
        if data.startswith(mark):
            raise _refused(name, f"is {what}; save it as plain text, as a web page or as a PDF")
    if b"%PDF-" in data[:1024]:
        kind: Kind = "pdf"
        text, notes = _from_pdf(data, name)
    elif _HTML.match(data.lstrip(codecs.BOM_UTF8)[:4096]):
        kind = "html"
        markup, notes = _decoded(data, says_encoding(data))
        text, told = main_text(markup)
        notes = [*notes, told]
    else:
        kind = "text"
        text, notes = _decoded(data)
    text, cleaned = _without_control(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document(name, kind, text, digest, (*notes, *cleaned))


def _refused(name: str, message: str) -> InputError:
    return InputError([Problem(name, 0, 0, "", "error", one_line(message))])


def _decoded(data: bytes, told: str | None = None) -> tuple[str, list[str]]:
    """Return text from bytes in the encoding that they show, or say, or most likely have."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            note = "the byte order mark was left out"
            if encoding != "utf-8":
                note = f"read as {encoding.upper()}, as its byte order mark says"
            return data[len(mark) :].decode(encoding, "replace"), [note]
    # Letters of two bytes each, one of them nought, are UTF-16 that lacks its mark.
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if data[offset::2].count(0) > len(data) // 4 > data[1 - offset :: 2].count(0) * 4:
            return data.decode(encoding, "replace"), [f"read as {encoding.upper()}, a guess"]
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        pass
    if told:
        return data.decode(told, "replace"), [f"read as {told}, as the page says of itself"]
    return data.decode("cp1252", "replace"), ["not UTF-8; read as Windows-1252, a guess"]


def _without_control(text: str) -> tuple[str, list[str]]:
    """Put a mark in the place of each character that is none; no other one moves."""
    text, count = _CONTROL.subn("\ufffd", text)
    text, halves = re.subn("[\ud800-\udfff]", "\ufffd", text)
    count += halves
    return text, [f"{count:,} control characters replaced"] if count else []


def _from_pdf(data: bytes, name: str) -> tuple[str, list[str]]:
    try:
        from pypdf import PdfReader  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        message = "is a PDF, which needs pypdf, which is not installed: pip install 'foedus[read]'"
        raise _refused(name, message) from error
    logger = logging.getLogger("pypdf")
    before, logger.disabled = logger.disabled, True
    try:
        pages = PdfReader(BytesIO(data)).pages
        count = len(pages)
        text = "\n\n".join(page.extract_text().strip() for page in pages[:PAGES_LIMIT])
    except Exception as error:  # the reader raises anything on a damaged file
        message = f"is a PDF that cannot be read ({error}); save its text as a plain file"
        raise _refused(name, message) from error
    finally:
        logger.disabled = before
    if not text.strip():
        message = "is a PDF without text, pictures of pages perhaps; give one with text"
        raise _refused(name, message)
    note = f"text taken from {min(count, PAGES_LIMIT):,} of {count:,} pages of a PDF"
    return text, [note + "; lines break as on the page"]
