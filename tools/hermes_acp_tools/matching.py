"""Finding the passage that an edit means, from the exact text to a good guess, in nine steps.

Every step is tried only when those before it found nothing; a step that finds several places decides nothing, the
caller reports them. A match is a span of the file's text, so nothing outside it can change. Pure text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import SequenceMatcher

from msgspec import Struct

from hermes_acp_tools.fitting import unescape

MOST_COMPARISONS = 400_000
"""Line comparisons the two similarity steps may make; beyond that they find nothing."""

Span = tuple[int, int]


class Match(Struct, frozen=True):
    """Where a passage stands, and how it was recognised."""

    strategy: str
    spans: tuple[Span, ...]
    """Start and end offsets, in order, not overlapping."""

    @property
    def exact(self) -> bool:
        """Whether the text is there letter by letter."""
        return self.strategy == "exact"


def find(text: str, old: str) -> Match | None:
    """Where ``old`` stands in ``text``, by the first strategy that finds it anywhere."""
    if not old:
        return None
    for name, strategy in STRATEGIES:
        spans = tuple(strategy(text, old))
        if spans:
            return Match(name, spans)
    return None


def line_of(text: str, offset: int) -> int:
    """The 1-based line at an offset."""
    return text.count("\n", 0, offset) + 1


def _exact(text: str, old: str) -> Iterator[Span]:
    start = text.find(old)
    while start >= 0:
        yield start, start + len(old)
        start = text.find(old, start + len(old))


def _by_lines(key: Callable[[list[str]], list[str]]) -> Callable[[str, str], Iterator[Span]]:
    """A strategy that compares blocks of whole lines by what ``key`` makes of them."""

    def strategy(text: str, old: str) -> Iterator[Span]:
        wanted = key(_lines(old))
        if not any(line.strip() for line in wanted):
            return
        lines, offsets = _lines_and_offsets(text)
        size, index = len(wanted), 0
        anchors = [i for i, line in enumerate(wanted) if line.strip()][:1]
        plain = [line.strip() for line in lines]
        hint = wanted[anchors[0]].strip()
        squeezed = " ".join(hint.split())
        while index + size <= len(lines):
            candidate = plain[index + anchors[0]]
            if (candidate == hint or " ".join(candidate.split()) == squeezed) and key(
                lines[index : index + size]
            ) == wanted:
                yield offsets[index], _end(text, offsets, index + size, old)
                index += size
            else:
                index += 1

    return strategy


def _trimmed_lines(lines: list[str]) -> list[str]:
    return [line.strip() for line in lines]


def _squeezed_lines(lines: list[str]) -> list[str]:
    return [" ".join(line.split()) for line in lines]


def _outdented_lines(lines: list[str]) -> list[str]:
    expanded = [line.expandtabs(4).rstrip() for line in lines]
    margin = min((len(line) - len(line.lstrip()) for line in expanded if line), default=0)
    return [line[margin:] for line in expanded]


def _escape_normalised(text: str, old: str) -> Iterator[Span]:
    plain = unescape(old)
    if plain != old and plain.strip():
        yield from _exact(text, plain)


def _trimmed_boundary(text: str, old: str) -> Iterator[Span]:
    trimmed = old.strip()
    if trimmed and trimmed != old:
        yield from _exact(text, trimmed)


def _unicode_normalised(text: str, old: str) -> Iterator[Span]:
    yield from _exact(text.translate(_PLAIN), old.translate(_PLAIN))


def _block_anchor(text: str, old: str) -> Iterator[Span]:
    wanted = _trimmed_lines(_lines(old))
    if len(wanted) < 3 or not wanted[0] or not wanted[-1]:
        return

    def fits(block: list[str]) -> bool:
        if block[0] != wanted[0] or block[-1] != wanted[-1]:
            return False
        return _similarity("\n".join(block[1:-1]), "\n".join(wanted[1:-1])) >= 0.5

    yield from _similar_blocks(text, old, wanted, fits)


def _context_aware(text: str, old: str) -> Iterator[Span]:
    wanted = _trimmed_lines(_lines(old))
    if len(wanted) < 2:
        return

    def fits(block: list[str]) -> bool:
        alike = sum(a == b or _similarity(a, b) >= 0.8 for a, b in zip(block, wanted, strict=True) if b)
        return alike * 2 >= max(sum(bool(line) for line in wanted), 2)

    yield from _similar_blocks(text, old, wanted, fits)


def _similar_blocks(text: str, old: str, wanted: list[str], fits: Callable[[list[str]], bool]) -> Iterator[Span]:
    lines, offsets = _lines_and_offsets(text)
    if len(lines) * len(wanted) > MOST_COMPARISONS:
        return
    trimmed, index = _trimmed_lines(lines), 0
    while index + len(wanted) <= len(lines):
        if fits(trimmed[index : index + len(wanted)]):
            yield offsets[index], _end(text, offsets, index + len(wanted), old)
            index += len(wanted)
        else:
            index += 1


STRATEGIES: tuple[tuple[str, Callable[[str, str], Iterator[Span]]], ...] = (
    ("exact", _exact),
    ("line-trimmed", _by_lines(_trimmed_lines)),
    ("whitespace-normalised", _by_lines(_squeezed_lines)),
    ("indentation-flexible", _by_lines(_outdented_lines)),
    ("escape-normalised", _escape_normalised),
    ("trimmed-boundary", _trimmed_boundary),
    ("unicode-normalised", _unicode_normalised),
    ("block-anchor", _block_anchor),
    ("context-aware", _context_aware),
)

GUESSES = frozenset({"block-anchor", "context-aware"})
"""Strategies whose match may differ from what was asked for; never used for several places at once."""

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f\u3000", " "),
    }
)
"""Letter for letter, so that offsets stay the same."""


def _similarity(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if min(matcher.real_quick_ratio(), matcher.quick_ratio()) >= 0.5 else 0.0


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n")


def _lines_and_offsets(text: str) -> tuple[list[str], list[int]]:
    """All lines and where each starts; one more offset for the end."""
    lines, offsets = text.split("\n"), [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line) + 1)
    offsets[-1] = len(text)
    if lines[-1] == "":
        lines.pop()
        offsets.pop()
    return lines, offsets


def _end(text: str, offsets: list[int], index: int, old: str) -> int:
    """The end of the line before ``index``; its line end belongs to the match only if it does in ``old``."""
    end = offsets[index]
    takes_newline = old.endswith("\n") or end == 0 or text[end - 1] != "\n"
    return end if takes_newline else end - 1
