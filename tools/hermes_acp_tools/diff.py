"""Unified diffs of two texts, for the model and for people who read text."""

from __future__ import annotations

import difflib
from itertools import islice

from msgspec import Struct


class Counts(Struct, frozen=True):
    """How much a change changes."""

    added: int
    """Lines."""
    removed: int
    """Lines."""


def unified(old: str, new: str, path: str = "", *, context: int = 3, limit: int = 400) -> str:
    """A unified diff of at most ``limit`` lines; with ``path``, headed by ``---`` and ``+++``."""
    lines = difflib.unified_diff(_lines(old), _lines(new), f"a/{path}", f"b/{path}", n=context, lineterm="")
    if not path:
        lines = islice(lines, 2, None)
    shown: list[str] = []
    for line in islice(lines, limit):
        shown.append(line.removesuffix("\n"))
        if not line.endswith("\n") and line[:1] in "+- " and (len(shown) > 2 or not path):
            shown.append("\\ No newline at end of file")
    more = sum(1 for _ in lines)
    return "\n".join([*shown, f"[... {more} more lines of the diff ...]"] if more else shown)


def counts(old: str, new: str) -> Counts:
    """Lines added and removed."""
    added = removed = 0
    for line in islice(difflib.unified_diff(_lines(old), _lines(new), n=0), 2, None):
        added += line.startswith("+")
        removed += line.startswith("-")
    return Counts(added, removed)


def changed_lines(old: str, new: str) -> tuple[int, int]:
    """First and last line, 1-based in ``new``, that a change touches."""
    before, after = _lines(old), _lines(new)
    start = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return start + 1, max(len(after) - end, start + 1)


def _lines(text: str) -> list[str]:
    r"""Lines with their ``\n``; other separators are part of a line."""
    parts = text.split("\n")
    return [*(part + "\n" for part in parts[:-1]), *([parts[-1]] if parts[-1] else [])]
