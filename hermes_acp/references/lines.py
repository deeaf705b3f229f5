"""Line ranges as people and editors write them: ``:9-15``, ``:9:5``, ``#L9-L15``, ``#L9:15``, ``#9,15``.

After a colon a second number behind another colon is a column (compilers write that); in a fragment
``#L9:15`` is a range (Zed writes that). Columns are dropped: what is attached is whole lines.
"""

from __future__ import annotations

import re

from hermes_acp.references.reference import Lines

_NUMBER = r"[1-9]\d{0,8}"
_SUFFIX = re.compile(
    rf":L?({_NUMBER})(?::\d{{1,9}}|C\d{{1,9}})?(?:(?:-|–|\.\.)L?({_NUMBER})(?::\d{{1,9}}|C\d{{1,9}})?)?:?\Z"
)
_FRAGMENT = re.compile(rf"#L?({_NUMBER})(?:C\d{{1,9}})?(?:(?:-|–|,|:|\.\.)L?({_NUMBER})(?:C\d{{1,9}})?)?\Z")
_COLUMNS = re.compile(rf"#L?({_NUMBER})[:,.]\d{{1,9}}(?:-|–)L?({_NUMBER})[:,.]\d{{1,9}}\Z")
_LONGEST = 64


def split_lines(value: str) -> tuple[str, Lines | None]:
    """The value without its line range, and the range; the whole value and None when it has none."""
    tail_at = max(0, len(value) - _LONGEST)
    mark = value.rfind("#", tail_at)
    if mark > 0 and (lines := fragment_lines(value[mark:])):
        return value[:mark], lines
    colon = value.find(":", tail_at)
    while colon >= 0:
        if colon and (match := _SUFFIX.match(value, colon)):
            return value[:colon], _ordered(match)
        colon = value.find(":", colon + 1)
    return value, None


def fragment_lines(fragment: str) -> Lines | None:
    """The range a fragment (with its ``#``) names, or None."""
    match = _COLUMNS.match(fragment) or _FRAGMENT.match(fragment)
    return _ordered(match) if match else None


def _ordered(match: re.Match[str]) -> Lines:
    first = int(match[1])
    last = int(match[2] or first)
    return Lines(min(first, last), max(first, last))
