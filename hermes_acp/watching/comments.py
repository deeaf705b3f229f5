"""Comments that ask for something: they end in ``AI!`` (do it) or ``AI?`` (answer). In any language.

Which signs open a comment is known by the file's name; where nobody knows, the usual ones do. Where a grammar is
installed it has the last word, so that a string that looks like a comment is none. Pure; reads no file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from hermes_acp.references.grammars import kind_at
from hermes_acp.watching.signs import Signs, signs_of

Mark = Literal["!", "?"]

_MARK = re.compile(r"(?<![\w$])AI([!?])")
_LINE_END = re.compile(r"[ \t]*\r?(?:\n|\Z)")
_FRAME = re.compile(r"^[ \t]*[*#;/%-]+[ \t]?|[ \t]+$", re.MULTILINE)


class Comment(Struct, frozen=True):
    """One comment that asks for something."""

    mark: Mark
    """``!`` to do it, ``?`` to answer."""
    words: str
    """What it says, on one line, without its signs and mark; may be empty."""
    line: int
    """The line it begins on, 1-based."""
    start: int
    """Where it begins in the text."""
    end: int
    """Where it ends."""

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same comment after the file was changed elsewhere."""
        return self.mark, self.words


def find(text: str, name: str) -> list[Comment]:
    """The comments of a file of this name that ask for something, in order."""
    if "AI!" not in text and "AI?" not in text:
        return []
    signs = signs_of(name)
    suffix = name.rpartition(".")[2]
    found: list[Comment] = []
    for match in _MARK.finditer(text):
        span = _block(text, match, signs) or _line(text, match, signs)
        if span is None or (found and span[0] < found[-1].end):
            continue
        start, opening, end = span
        if "comment" in (kind_at(text, suffix, start) or "comment"):
            inside = text[start + len(opening) : match.start()]
            words = " ".join(_FRAME.sub("", inside).split())
            mark: Mark = "!" if match[1] == "!" else "?"
            found.append(Comment(mark, words, text.count("\n", 0, start) + 1, start, end))
    return found


def without(text: str, comment: Comment) -> str:
    """The text without a comment: its lines go when nothing else is on them."""
    start, end = comment.start, comment.end
    if text[start - 1 : start] == "{" and text[end : end + 1] == "}":  # JSX wraps its comments
        start, end = start - 1, end + 1
    line_start = text.rfind("\n", 0, start) + 1
    rest = _LINE_END.match(text, end)
    if rest is not None and not text[line_start:start].strip():
        return text[:line_start] + text[rest.end() :]
    if rest is not None:
        start -= len(text[line_start:start]) - len(text[line_start:start].rstrip())
    return text[:start] + text[end:]


def _block(text: str, match: re.Match[str], signs: Signs) -> tuple[int, str, int] | None:
    """Start, opening sign and end of the comment between two signs that the mark ends; None when there is none."""
    for opening, closing in signs.blocks:
        close = re.compile(rf"\s*{re.escape(closing)}").match(text, match.end())
        start = text.rfind(opening, 0, match.start()) if close else -1
        if close and start >= 0 and closing not in text[start + len(opening) : match.start()]:
            return start, opening, close.end()
    return None


def _line(text: str, match: re.Match[str], signs: Signs) -> tuple[int, str, int] | None:
    """Start, opening sign and end of the comment that runs to the line's end; None when there is none."""
    if not _LINE_END.match(text, match.end()):
        return None
    line_start = text.rfind("\n", 0, match.start()) + 1
    for at, opening in _openings(text[line_start : match.start()], signs):
        return line_start + at, opening, match.end()
    return None


def _openings(line: str, signs: Signs) -> Iterator[tuple[int, str]]:
    """Where a line comment may begin, the first place first: at the start or behind a blank, and in no string."""
    for found in signs.lines.finditer(line):
        before = line[: found.start()]
        in_string = any(before.replace("\\" + quote, "").count(quote) % 2 for quote in ('"', "`"))
        if not in_string and (not before or before[-1].isspace() or not before.strip()):
            yield found.start(), found[0]
