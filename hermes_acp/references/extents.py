"""Where a definition begins and ends by its indentation alone, for languages without a grammar at hand."""

from __future__ import annotations

from collections.abc import Sequence

LINES = 120
"""At most so many lines of one definition."""


def extent(rows: Sequence[str], at: int) -> tuple[int, int]:
    """Where the definition on row ``at`` begins (its decorators) and ends, by indentation alone."""
    depth, start = _indent(rows[at]), at
    while start and rows[start - 1].strip().startswith(("@", "#[")) and _indent(rows[start - 1]) == depth:
        start -= 1
    end = at + 1
    while end < len(rows) and end - start < LINES:
        row = rows[end]
        closes = row.strip()[:1] in {"}", ")", "]", "{"} or row.strip() == "end"
        if row.strip() and _indent(row) <= depth and not (_indent(row) == depth and closes):
            break
        end += 1
        if row.strip().startswith(("}", "end")) and _indent(row) == depth:
            break
    while end > at + 1 and not rows[end - 1].strip():
        end -= 1
    return start, end


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip())
