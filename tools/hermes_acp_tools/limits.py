"""Cutting long text, at line and character borders, and saying so.

Sizes are bytes of UTF-8, because that is what a limit on the way to a model is about.
"""

from __future__ import annotations

OUTPUT_BYTES = 50_000
"""What a model reads of a command's output at most."""
OUTPUT_LINES = 2_000
HEAD_SHARE = 0.4
"""How much of that comes from the beginning; errors tend to stand at the end."""


def head(text: str, size: int, lines: int) -> str:
    """The longest beginning within both limits; whole lines, unless the first line alone is too long."""
    end = _nth_newline(text, lines)
    part = text[:end]
    if fits(part, size):
        return part
    cut = part[:size].encode("utf-8", "replace")[:size].decode("utf-8", "ignore")
    border = cut.rfind("\n") + 1
    return cut[:border] if border else cut


def tail(text: str, size: int, lines: int) -> str:
    """The longest end within both limits; whole lines, unless the last line alone is too long."""
    start = len(text) - text.endswith("\n")
    for _ in range(lines):
        start = text.rfind("\n", 0, start)
        if start < 0:
            break
    part = text[start + 1 :]
    if fits(part, size):
        return part
    cut = part[-size:].encode("utf-8", "replace")[-size:].decode("utf-8", "ignore")
    border = cut.find("\n") + 1
    return cut[border:] if border and border < len(cut) else cut


def fits(text: str, size: int) -> bool:
    """Whether a text has at most ``size`` bytes; cheap when it clearly has or has not."""
    return len(text) * 4 <= size or (len(text) <= size and len(text.encode("utf-8", "replace")) <= size)


def size_of(text: str) -> int:
    """Bytes of UTF-8."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))


def cut_middle(text: str, size: int = OUTPUT_BYTES, lines: int = OUTPUT_LINES, hint: str = "") -> str:
    """``text`` if it is short enough, else its head and tail around a line that says what is missing."""
    if fits(text, size) and text.count("\n") <= lines:
        return text
    first = head(text, int(size * HEAD_SHARE), int(lines * HEAD_SHARE))
    last = tail(text[len(first) :], size - int(size * HEAD_SHARE), lines - int(lines * HEAD_SHARE))
    gone = text[len(first) : len(text) - len(last)]
    return join_cut(first, last, size_of(gone), gone.count("\n"), hint)


def join_cut(first: str, last: str, size: int, lines: int, hint: str = "") -> str:
    """Head and tail with a line between them that counts what was left out."""
    gap = "" if first.endswith("\n") or not first else "\n"
    return f"{first}{gap}[... {size:,} bytes, {lines:,} line ends left out{'; ' + hint if hint else ''} ...]\n{last}"


def _nth_newline(text: str, count: int) -> int:
    end = 0
    for _ in range(count):
        found = text.find("\n", end)
        if found < 0:
            return len(text)
        end = found + 1
    return end
