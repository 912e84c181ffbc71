# SPDX-License-Identifier: Apache-2.0
"""Reports as plain text, whatever they come as."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from foedus.errors import InputError
from foedus.reading.documents import BYTES_LIMIT, document_of, read_report
from foedus.reading.webpage import plain_text

if TYPE_CHECKING:
    from pathlib import Path

SAID = "“We agreed,” he said.\r\nNothing – else."


def test_utf_8_is_left_as_it_is() -> None:
    found = document_of(SAID.encode(), "a.txt")
    assert (found.text, found.kind, found.notes) == (SAID, "text", ())
    assert found.sha256 == hashlib.sha256(SAID.encode()).hexdigest()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_other_encodings_are_found(encoding: str) -> None:
    found = document_of(SAID.encode(encoding), "a.txt")
    assert found.text == SAID
    assert found.notes
    assert found.sha256 == hashlib.sha256(SAID.encode()).hexdigest()


def test_utf_16_without_its_mark_is_found() -> None:
    assert document_of("We agreed.".encode("utf-16-le"), "a.txt").text == "We agreed."


def test_a_page_says_its_encoding() -> None:
    page = "<html><meta charset='iso-8859-7'><p>Συμφωνία</p></html>".encode("iso-8859-7")
    assert document_of(page, "a.html").text == "Συμφωνία"


def test_a_character_that_is_none_keeps_its_place() -> None:
    found = document_of(b"ab\x00cd\x1b[31m", "a.txt")
    assert found.text == "ab\ufffdcd\ufffd[31m"
    assert found.notes == ("2 control characters replaced",)


def test_nothing_in_a_page_is_run_or_shown_that_is_not_text() -> None:
    page = (
        "<html><head><title>T</title><script>document.write('x')</script></head><body>"
        "<nav>Menu</nav><p onclick='evil()'>Talks <b>began</b> on&nbsp;Monday.</p>"
        "<style>p{}</style><div hidden>secret</div><p>“No,” he said.</p>"
        "<img src=x onerror=alert(1)><footer>Imprint</footer></body></html>"
    )
    found = document_of(page.encode(), "a.html")
    assert found.kind == "html"
    assert found.text.split("\n\n") == ["Talks began on Monday.", "“No,” he said."]


def test_the_main_part_of_a_long_page_is_taken() -> None:
    said = "The envoy told reporters that the talks would go on for another week in Serre. " * 4
    page = f"<div>Other news</div><article><p>{said}</p></article><div>More</div>"
    assert plain_text(page) == said.strip()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04rest", "is an office document or an archive"),
        (b"\x89PNG\r\n", "is a picture"),
        (b"%PDF-1.4 nothing", "is a PDF that cannot be read"),
    ],
)
def test_what_has_no_text_is_refused(data: bytes, says: str) -> None:
    if data.startswith(b"%PDF"):
        pytest.importorskip("pypdf", reason="the extra read is not installed")
    with pytest.raises(InputError, match=says):
        document_of(data, "a")


def test_a_pdf_gives_its_text() -> None:
    """A page written by hand, with one line of text."""
    pytest.importorskip("pypdf", reason="the extra read is not installed")
    stream = b"BT /F1 12 Tf 72 720 Td (We agreed to nothing.) Tj ET"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources"
            b"<< /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\n" % table
    data += b"startxref\n%d\n%%%%EOF\n" % data.index(b"xref\n0 6")
    found = document_of(data, "a.pdf")
    assert (found.kind, found.text) == ("pdf", "We agreed to nothing.")
    assert "1 of 1 pages" in found.notes[0]


def test_a_file_that_is_not_there_or_too_large_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a file"):
        read_report(tmp_path / "none.txt")
    large = tmp_path / "large.txt"
    with large.open("wb") as stream:
        stream.truncate(BYTES_LIMIT + 1)
    with pytest.raises(InputError, match="20,000,001 bytes; at most 20,000,000"):
        read_report(large)


def test_places_are_lines_and_columns() -> None:
    found = document_of(b"one\r\ntwo\n\nfour", "a.txt")
    assert [found.place(at) for at in (0, 5, 10, 13)] == [(1, 1), (2, 1), (4, 1), (4, 4)]
