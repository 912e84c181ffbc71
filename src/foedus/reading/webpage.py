# SPDX-License-Identifier: Apache-2.0
"""The main text of a saved web page; nothing in the page is run or fetched."""

from __future__ import annotations

import codecs
import logging
import re
from html.parser import HTMLParser
from typing import Final

_CHARSET: Final = re.compile(
    rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE
)
_UNSEEN: Final = frozenset(
    "script style noscript template svg math head title nav footer aside form button select "
    "iframe object canvas audio video textarea figure".split()
)
_NO_END: Final = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()
)
_BLOCKS: Final = frozenset(
    "address article blockquote body dd details div dl dt fieldset figcaption h1 h2 h3 h4 h5 h6 "
    "header hr li main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_LEAST_MAIN: Final = 200
"""Characters of a main part below which the whole page is taken."""
_MOST_EXTRACTED: Final = 1_000_000
"""Characters of a page above which nobody looks for its main text; the extractor is slow."""


def says_encoding(data: bytes) -> str | None:
    """Return the encoding that a page says it has, where Python knows it.

    Examples
    --------
    >>> says_encoding(b'<meta charset="koi8-r">')
    'koi8-r'
    """
    found = _CHARSET.search(data[:4096])
    if found is None:
        return None
    name = found.group(1).decode("ascii", "replace")
    try:
        known = codecs.lookup(name)
    except LookupError:
        return None
    # What turns bytes into other bytes is no encoding of text.
    return known.name if getattr(known, "_is_text_encoding", True) else None


def main_text(markup: str) -> tuple[str, str]:
    r"""Return the running text of a page, without what surrounds it, and a note on who chose it.

    The text is what the page shows, paragraph by paragraph. Which paragraphs are the page's main
    text is for the maintained extractor to say, where the extra `read` is installed; else menus,
    footers and the like are left out.

    Examples
    --------
    >>> main_text("<script>alert(1)</script><p>Talks <b>began</b>.</p><p>Later.</p>")[0]
    'Talks began.\n\nLater.'
    """
    shown = plain_text(markup)
    chosen = _among(shown.split("\n\n"), _extracted(markup))
    if len(chosen) >= _LEAST_MAIN:
        return chosen, "main text of a web page, as trafilatura finds it"
    return shown, "text of a web page without its menus"


def _among(paragraphs: list[str], extracted: str) -> str:
    """Return the paragraphs that an extractor kept, which may have broken them anywhere."""
    text, at, kept = "".join(extracted.split()), 0, []
    for paragraph in paragraphs:
        words = "".join(paragraph.split())
        found = text.find(words, at)
        if words and found >= 0:
            kept.append(paragraph)
            at = found + len(words)
    return "\n\n".join(kept)


def _extracted(markup: str) -> str:
    if len(markup) > _MOST_EXTRACTED:
        return ""
    try:
        import trafilatura  # noqa: PLC0415 - an optional extra
    except ImportError:
        return ""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        return trafilatura.extract(markup, include_comments=False) or ""
    except Exception:  # noqa: BLE001 - on pages that are none it raises anything
        return ""


def plain_text(markup: str) -> str:
    r"""Return what a page shows, paragraph by paragraph, by the standard library alone.

    Examples
    --------
    >>> plain_text("<nav>Menu</nav><p>One<br>two</p>")
    'One\ntwo'
    """
    page = _Page()
    try:
        page.feed(markup)
        page.close()
    except (AssertionError, ValueError):  # the parser's own, on marked sections
        return plain_text(re.sub(r"<!\[?", " ", markup)) if "<!" in markup else ""
    whole, main = _laid_out(page.whole), _laid_out(page.main)
    return main if len(main) >= _LEAST_MAIN else whole


class _Page(HTMLParser):
    """Collects what is shown, and apart from it what stands in the page's main part."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.whole: list[str] = []
        self.main: list[str] = []
        self.unseen: list[str] = []
        self.inside = 0

    def add(self, piece: str) -> None:
        self.whole.append(piece)
        if self.inside:
            self.main.append(piece)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what is not shown; break at blocks."""
        hidden = any(name == "hidden" for name, _ in attrs)
        if tag not in _NO_END and (tag in _UNSEEN or hidden or self.unseen):
            self.unseen.append(tag)
        elif not self.unseen:
            self.inside += tag in {"article", "main"}
            self.add("\n" if tag == "br" else "\n\n" if tag in _BLOCKS else "")

    def handle_endtag(self, tag: str) -> None:
        """Leave what is not shown with the tag that began it; break at blocks."""
        if tag in self.unseen:
            del self.unseen[len(self.unseen) - 1 - self.unseen[::-1].index(tag) :]
        elif not self.unseen:
            self.add("\n\n" if tag in _BLOCKS else "")
            self.inside = max(0, self.inside - (tag in {"article", "main"}))

    def handle_data(self, data: str) -> None:
        """Keep what is shown, with its line breaks as spaces."""
        if not self.unseen:
            self.add(re.sub(r"\s+", " ", data))


def _laid_out(pieces: list[str]) -> str:
    lines = (line.strip() for line in "".join(pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
