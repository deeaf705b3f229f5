"""Making what was found fit into the share of the model's window that references may use.

Each thing gives way by itself, the largest first: whole, then outline or head and tail, then name and size.
Small things stay whole, large ones share what is left.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from msgspec import Struct

from hermes_acp.references.kinds import Found
from hermes_acp.references.outline import head_and_tail, outline
from hermes_acp.references.reference import Block
from hermes_acp.references.tokens import estimate

SHARE = 0.25
"""The part of a model's window that references of one prompt may use, when nobody says otherwise."""
PICTURE = 1_600
"""Tokens of one image, as the large providers count at most."""
UNKNOWN_WINDOW = 64_000
USEFUL = 64
"""Tokens below which a part of something tells nothing, and its name does."""
OVERHEAD = 32
"""Tokens of a block's heading and fence, beside its title."""


def share(window: int | None, part: float = SHARE) -> int:
    """Tokens that references of one prompt may use with a model of this window."""
    return round((window or UNKNOWN_WINDOW) * part)


class Piece(Struct, frozen=True):
    """A thing that was found, and how it was pointed at."""

    source: str
    found: Found
    tokens: int
    """Of its text or picture, whole."""


def fit(pieces: Sequence[Piece], budget: int) -> tuple[Block, ...]:
    """A block for each piece, in order, together within the budget as far as names alone allow."""
    heads = sum(OVERHEAD + estimate(piece.found.title + piece.source) for piece in pieces)
    parts = allot([piece.tokens for piece in pieces], budget - heads)
    return tuple(_block(piece, part) for piece, part in zip(pieces, parts, strict=True))


def allot(sizes: Sequence[int], budget: int) -> list[int]:
    """What each may use: its whole size, an equal part of what the small ones leave, or nothing for the largest."""
    parts, left = [0] * len(sizes), max(0, budget)
    waiting = deque(sorted(range(len(sizes)), key=lambda index: sizes[index]))
    while waiting:
        equal = left // len(waiting)
        if sizes[waiting[0]] <= equal:
            index = waiting.popleft()
            parts[index] = sizes[index]
            left -= sizes[index]
        elif equal >= USEFUL:
            for index in waiting:
                parts[index] = equal
            break
        else:
            waiting.pop()
    return parts


def _block(piece: Piece, part: int) -> Block:
    found = piece.found
    if piece.tokens <= part:
        whole = (found.language, found.state, found.note, piece.tokens, found.picture, found.follow)
        return Block(piece.source, found.title, found.text, *whole)
    size = f"about {piece.tokens} tokens" + (f", {found.size}" if found.size else "")
    advice = "Read what you need of it with your tools."
    if part and found.picture is None:
        room = part - 4
        if (short := outline(found.text, room, found.first_line)) is not None:
            note = f"Only its outline fits (whole: {size}); numbers are lines. {advice}"
            return Block(piece.source, found.title, short, "", "outline", note, estimate(short))
        short, left_out = head_and_tail(found.text, room - 8)
        note = f"Only head and tail fit (whole: {size}); {left_out} lines are left out. {advice}"
        return Block(piece.source, found.title, short, found.language, "cut", note, estimate(short))
    return Block(piece.source, found.title, state="named", note=f"It does not fit ({size}). {advice}")
