"""The chained hash of a session: each entry's hash covers the one before it.

It shows a lost, changed or swapped row, which SQLite's own integrity check cannot.
"""

from __future__ import annotations

from hashlib import sha256


def start(session_id: str) -> bytes:
    """The hash an empty log of this session has."""
    return sha256(b"hermes session\0" + session_id.encode()).digest()


def link(before: bytes, seq: int, kind: str, data: str, time: float) -> bytes:
    """The hash after an entry, whose ``data`` is the JSON text as stored."""
    head = f"{seq}\0{kind}\0{time!r}\0".encode()
    return sha256(before + head + data.encode()).digest()
