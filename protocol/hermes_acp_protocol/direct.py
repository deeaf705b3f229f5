"""Two links joined in memory: what one sends, the other receives.

The second implementation of `Link`: it proves the seam, and makes tests quick. Bounded like the real one.
"""

from __future__ import annotations

from collections.abc import Sequence

from hermes_acp_protocol.bounded import BoundedQueue
from hermes_acp_protocol.framing import LongLine
from hermes_acp_protocol.link import QUEUED_BYTES, QUEUED_MESSAGES


class DirectLink:
    """One end of two; made by `joined`."""

    def __init__(self, incoming: BoundedQueue[bytes], outgoing: BoundedQueue[bytes]) -> None:
        self._incoming = incoming
        self._outgoing = outgoing

    async def receive(self) -> Sequence[bytes | LongLine]:
        """Return the next line; nothing at the end."""
        line = await self._incoming.get()
        return () if line is None else (line,)

    async def send(self, line: bytes) -> None:
        """Queue one line; wait while the queue is full."""
        await self._outgoing.put(line, len(line))

    async def close(self) -> None:
        """End both directions; the other end still reads what was queued for it."""
        self._outgoing.end()
        self._incoming.end()


def joined() -> tuple[DirectLink, DirectLink]:
    """Return the two ends of one connection."""
    there = BoundedQueue[bytes](QUEUED_MESSAGES, QUEUED_BYTES)
    back = BoundedQueue[bytes](QUEUED_MESSAGES, QUEUED_BYTES)
    return DirectLink(back, there), DirectLink(there, back)
