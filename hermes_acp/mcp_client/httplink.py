"""Lines to a server at an address: two bounded queues, between our side and whoever carries them over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from hermes_acp_protocol.errors import ConnectionClosed
from hermes_acp_protocol.framing import LongLine

WAITING = 64
"""Lines that may wait in one direction."""


class HttpLink:
    """Implements `Link`: lines for whoever carries them."""

    def __init__(self) -> None:
        self.outgoing: asyncio.Queue[bytes] = asyncio.Queue(WAITING)
        self._incoming: asyncio.Queue[bytes | None] = asyncio.Queue(WAITING)
        self._ended = asyncio.Event()
        self.forgotten = False
        """True once the server knows our session no more: a new one is needed."""

    @property
    def ended(self) -> asyncio.Event:
        """Set when either side is done."""
        return self._ended

    async def receive(self) -> Sequence[bytes | LongLine]:
        """Return the next line; nothing at the end."""
        getting = asyncio.ensure_future(self._incoming.get())
        ending = asyncio.ensure_future(self._ended.wait())
        try:
            await asyncio.wait([getting, ending], return_when=asyncio.FIRST_COMPLETED)
            line = getting.result() if getting.done() else None
            return () if line is None else (line,)
        finally:
            getting.cancel()
            ending.cancel()

    async def send(self, line: bytes) -> None:
        """Queue one line; wait while the queue is full."""
        if self._ended.is_set():
            raise ConnectionClosed
        await self.outgoing.put(line)

    async def close(self) -> None:
        """End the connection; whoever carries lines says goodbye."""
        self._ended.set()

    async def arrive(self, line: bytes) -> None:
        """Hand a line to the reader."""
        await self._incoming.put(line)
