"""What remains of a text when it must be short: the outline of code, or head and tail of anything else.

An outline is the lines that define something, with their numbers. Found by their first words, language by
language alike: it is a table of contents, not an analysis.
"""

from __future__ import annotations

import re

from hermes_acp.references.tokens import estimate

_DEFINES = re.compile(
    r"^[ \t]*(?:(?:export|default|pub(?:\([a-z]+\))?|public|private|protected|internal|static|final|abstract|async|"
    r"override|open|data|sealed|unsafe|extern|inline|virtual|const)[ \t]+)*"
    r"(?:def|class|fn|func|function|interface|type|struct|enum|trait|impl|module|mod|namespace|object|protocol|"
    r"record|package|macro_rules!)\b[^\n]*$"
    r"|^#{1,6} [^\n]*$"
    r"|^[A-Za-z_][\w \t*&<>:,~\[\]]{2,80}\([^;\n]*$",
    re.MULTILINE,
)
_LEAST = 3
"""Fewer definitions are no outline."""


def outline(text: str, budget: int, first_line: int = 1) -> str | None:
    """The defining lines with their numbers, when there are some and they fit; None otherwise."""
    rows: list[str] = []
    left, line, position = budget, first_line, 0
    for match in _DEFINES.finditer(text):
        line += text.count("\n", position, match.start())
        position = match.start()
        row = f"{line}: {match[0].rstrip()[:160]}"
        left -= estimate(row) + 1
        if left < 0:
            return None
        rows.append(row)
    return "\n".join(rows) if len(rows) >= _LEAST else None


def head_and_tail(text: str, budget: int) -> tuple[str, int]:
    """Two thirds of the budget from the start, one third from the end, whole lines; and how many lines are left out.

    A text of few long lines is cut inside a line.
    """
    rows = text.split("\n")
    head = _take(rows, budget * 2 // 3)
    tail = _take(rows[head:][::-1], budget - budget * 2 // 3)
    if head + tail >= len(rows):
        return text, 0
    if not head:
        piece = max(1, len(text) * budget * 2 // (3 * max(1, estimate(text))))
        while piece > 1 and estimate(text[:piece]) > budget:
            piece = piece * 3 // 4
        return text[:piece] + " […]", len(rows)
    left_out = len(rows) - head - tail
    middle = f"[… {left_out} lines left out …]"
    return "\n".join([*rows[:head], middle, *rows[len(rows) - tail :]]), left_out


def _take(rows: list[str], budget: int) -> int:
    """How many of the first rows fit."""
    for count, row in enumerate(rows):
        budget -= estimate(row) + 1
        if budget < 0:
            return count
    return len(rows)
