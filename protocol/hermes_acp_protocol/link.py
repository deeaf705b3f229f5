"""What a peer needs of a transport: lines in, lines out, an end.

Implementations: ``stdio_link`` over descriptors, ``direct`` in memory. A link knows lines, not messages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from hermes_acp_protocol.framing import LongLine

QUEUED_MESSAGES = 4096
"""Messages that may wait in one direction before the sender waits."""
QUEUED_BYTES = 8 * 1024 * 1024
"""Bytes that may wait in one direction before the sender waits."""


class Link(Protocol):
    """One connection, as its owner sees it."""

    async def receive(self) -> Sequence[bytes | LongLine]:
        """Return the next lines, at least one; an empty sequence is the end, for ever. One caller at a time."""
        ...

    async def send(self, line: bytes) -> None:
        """Queue one line with its newline; wait while the queue is full.

        Lines leave in the order in which the calls return. Raises ConnectionClosed after the end.
        """
        ...

    async def close(self) -> None:
        """Let what is queued leave, for a bounded time; then end the connection. Again is harmless."""
        ...
