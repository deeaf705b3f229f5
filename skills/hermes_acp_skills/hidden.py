"""Characters that a person does not see and a model does: taken out, and reported by line.

Text can carry orders in tag characters, zero-width characters, bidirectional controls, variation selectors or
terminal escapes (Unicode TR36, TR39; CVE-2021-42574). Skills are read by both, so both must read the same.
Spelling survives: a joiner between two non-ASCII characters (Persian, Indic, joined emoji) and one variation
selector after a visible character stay.
"""

from __future__ import annotations

import re

from msgspec import Struct

_RANGES = (
    ("control character", "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"),
    ("invisible filler", "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u3164\uffa0"),
    ("zero-width character", "\u200b-\u200d\u2060-\u2065\ufeff"),
    ("bidirectional control", "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"),
    ("deprecated format character", "\u206a-\u206f\ufff9-\ufffb"),
    ("variation selector", "\ufe00-\ufe0f\U000e0100-\U000e01ef"),
    ("tag character", "\U000e0000-\U000e007f"),
)
_KINDS = tuple((kind, re.compile(f"[{chars}]")) for kind, chars in _RANGES)
_HIDDEN = re.compile("[" + "".join(chars for _, chars in _RANGES) + "]")
_JOINERS = "\u200c\u200d"
_PRESENTATION = "\ufe0e\ufe0f"


class Hidden(Struct, frozen=True):
    """The hidden characters of one kind on one line."""

    line: int
    """1-based."""
    kind: str
    """Such as "tag character"."""
    count: int
    """How many were taken out."""

    def __str__(self) -> str:
        return f"{self.count} {self.kind}{'s' if self.count > 1 else ''} removed: hidden text is not passed on"


def strip_hidden(text: str) -> tuple[str, tuple[Hidden, ...]]:
    """The text as a person sees it, and what was taken out, by line and kind."""
    text = text.removeprefix("\ufeff")
    if text.isascii() and text.isprintable():
        return text, ()
    found: dict[tuple[int, str], int] = {}
    kept: list[str] = []
    end = 0
    line = 1
    for match in _HIDDEN.finditer(text):
        at = match.start()
        line += text.count("\n", end, at)
        kept.append(text[end:at])
        end = match.end()
        if _is_spelling(text, at):
            kept.append(match[0])
        else:
            place = (line, _kind(match[0]))
            found[place] = found.get(place, 0) + 1
    kept.append(text[end:])
    return "".join(kept), tuple(Hidden(line, kind, count) for (line, kind), count in found.items())


def _is_spelling(text: str, at: int) -> bool:
    before = text[at - 1] if at else ""
    after = text[at + 1 : at + 2]
    if text[at] in _PRESENTATION:
        return bool(before) and not before.isspace() and not _HIDDEN.match(before)
    return text[at] in _JOINERS and _is_script(before) and _is_script(after)


def _is_script(char: str) -> bool:
    visible = not _HIDDEN.match(char) or char in _PRESENTATION
    return bool(char) and not char.isascii() and not char.isspace() and visible


def _kind(char: str) -> str:
    return next(kind for kind, chars in _KINDS if chars.match(char))
