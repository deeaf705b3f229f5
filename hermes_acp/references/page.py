"""From a page's HTML to its words: blocks on lines of their own, scripts and styles left out.

For reading, not for layout: links lose their targets, tables become lines.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_SKIPPED = {"script", "style", "noscript", "template", "svg", "iframe", "object", "canvas"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "footer", "form", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
}  # fmt: skip
_HEADINGS = {f"h{level}": "#" * level + " " for level in range(1, 7)}
_BLANKS = re.compile(r"[ \t\r\f\v\xa0]+")


def readable(text: str, mime_type: str) -> tuple[str, str]:
    """Title and words of a page; other text is given back as it is."""
    if "html" not in mime_type:
        return "", text
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.title(), reader.words()


class _Reader(HTMLParser):
    """Collects words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._title: list[str] = []
        self._skipping = ""
        self._depth = 0
        self._verbatim = 0
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._skipping:
            self._depth += tag == self._skipping
        elif tag in _SKIPPED:
            self._skipping, self._depth = tag, 1
        elif tag == "title" and not self._title:
            self._in_title = True
        elif tag in _HEADINGS:
            self._parts.append("\n\n" + _HEADINGS[tag])
        elif tag in _BLOCKS:
            self._parts.append("\n- " if tag == "li" else "\n")
            self._verbatim += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if self._skipping:
            self._depth -= tag == self._skipping
            if self._depth <= 0:
                self._skipping = ""
        elif tag == "title":
            self._in_title = False
        elif tag in _HEADINGS or tag in _BLOCKS:
            self._parts.append("\n")
            self._verbatim = max(0, self._verbatim - (tag == "pre"))

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self._title.append(data)
        elif not self._skipping:
            self._parts.append(data if self._verbatim else _BLANKS.sub(" ", data.replace("\n", " ")))

    def title(self) -> str:
        """The page's title, on one line."""
        return " ".join("".join(self._title).split())[:200]

    def words(self) -> str:
        """The text, without runs of empty lines."""
        rows = "".join(self._parts).split("\n")
        kept = [row.rstrip() for row in rows]
        return re.sub(
            r"\n{3,}", "\n\n", "\n".join(row[1:] if row[:1] == " " and row[1:2] != " " else row for row in kept)
        ).strip()
