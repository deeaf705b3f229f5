"""Many rows in one text, so that one search looks for a substring in all of them. Rows are known by their slots.

Made once; whoever gets further rows keeps them beside it and makes it anew when they are many.
"""

from __future__ import annotations

import io
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator


class JoinedText:
    """Rows, none of which holds a line break."""

    def __init__(self, rows: Iterable[str] = ()) -> None:
        starts, at, text = array("I"), 0, io.StringIO()
        for row in rows:
            starts.append(at)
            at += text.write(row) + text.write("\n")
        self._starts, self._text = starts, text.getvalue()[:-1]

    def __len__(self) -> int:
        return len(self._starts)

    def __contains__(self, needle: str) -> bool:
        return needle in self._text

    def rows(self) -> list[str]:
        """The rows by slot."""
        return self._text.split("\n")

    def letters(self) -> set[str]:
        """The characters in it."""
        return set(self._text)

    def slots(self, needle: str, limit: int) -> Iterator[int]:
        """The slots of at most so many rows that hold the needle, ascending, each once."""
        starts, text = self._starts, self._text
        at = text.find(needle)
        for _ in range(limit):
            if at < 0:
                return
            slot = bisect_right(starts, at) - 1
            yield slot
            at = text.find(needle, starts[slot + 1] if slot + 1 < len(starts) else len(text))
