"""Where Markdown code lies in a prompt, so that ``@decorators`` in it are left alone.

Fenced blocks (CommonMark 4.5) and code spans (6.1) count. Indented text does not: nothing would tell it
from a nested list. Everything here is linear in the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict

_FENCE = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})([^\n]*)$", re.MULTILINE)
_RUN = re.compile(r"`+")
_BLANK = re.compile(r"\n[ \t\r]*(?=\n)")


def fenced_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of every fenced block, in order; one that is never closed runs to the end."""
    spans: list[tuple[int, int]] = []
    opened: tuple[int, str] | None = None
    for match in _FENCE.finditer(text):
        fence, info = match[1], match[2]
        if opened is None:
            if fence[0] == "~" or "`" not in info:
                opened = match.start(), fence
        elif fence[0] == opened[1][0] and len(fence) >= len(opened[1]) and not info.strip():
            spans.append((opened[0], match.end()))
            opened = None
    if opened is not None:
        spans.append((opened[0], len(text)))
    return spans


class CodeSpans:
    """Finds the end of a code span that starts with a run of backticks."""

    def __init__(self, text: str) -> None:
        self._starts: defaultdict[int, list[int]] = defaultdict(list)
        for run in _RUN.finditer(text):
            self._starts[run.end() - run.start()].append(run.start())
        self._breaks = [blank.start() for blank in _BLANK.finditer(text)]

    def end(self, start: int, length: int) -> int | None:
        """Where the span ends that opens at ``start`` with ``length`` backticks; None when nothing closes it."""
        starts = self._starts[length]
        after = bisect_right(starts, start)
        if after == len(starts):
            return None
        close = starts[after]
        following = bisect_left(self._breaks, start)
        if following < len(self._breaks) and self._breaks[following] < close:
            return None
        return close + length
