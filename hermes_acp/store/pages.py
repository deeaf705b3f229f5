"""Cursors: a place in the list of sessions, opaque to clients.

The place is the use number of the last session shown, so sessions that come or are used meanwhile move to the top
and disturb nothing.
"""

from __future__ import annotations

import binascii

PREFIX = b"used:"


def to_cursor(used: int) -> str:
    """The cursor of a place."""
    return binascii.hexlify(PREFIX + str(used).encode()).decode()


def from_cursor(cursor: str) -> int:
    """The place of a cursor; ValueError when it is none of ours."""
    try:
        text = binascii.unhexlify(cursor)
        if text.startswith(PREFIX) and text[len(PREFIX) :].isdigit() and len(text) < 24:
            return int(text[len(PREFIX) :])
    except ValueError:
        pass
    raise ValueError("This cursor is not from a list of sessions.")
