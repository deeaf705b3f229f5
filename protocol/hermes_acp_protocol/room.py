"""How much may wait: a count of messages and bytes, and the callers who wait for room.

Owns the bound and the order of those who wait. Knows no queue: whoever queues takes room first, whoever takes out
gives it back. One event loop only.
"""

from __future__ import annotations

import asyncio
from collections import deque

from hermes_acp_protocol.errors import ConnectionClosed


class Room:
    """Bounded in messages and bytes; a single message above the bound passes when nothing else waits."""

    def __init__(self, messages: int, size: int) -> None:
        self._most_messages = messages
        self._most_bytes = size
        self._messages = 0
        self._bytes = 0
        self._waiting: deque[tuple[asyncio.Future[None], int]] = deque()
        self._closed = False

    async def take(self, size: int) -> None:
        """Take room for one message of ``size`` bytes; wait behind those who came before. Raises ConnectionClosed."""
        if self._closed:
            raise ConnectionClosed
        if not self._waiting and self._fits(size):
            self._add(size)
            return
        granted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((granted, size))
        try:
            await granted
        except asyncio.CancelledError:
            if granted.done() and not granted.cancelled() and granted.exception() is None:
                self.give(1, size)
            raise
        finally:
            self._grant()  # one that gave up at the head may have held back smaller ones

    def give(self, messages: int, size: int) -> None:
        """Give room back."""
        self._messages -= messages
        self._bytes -= size
        self._grant()

    def close(self) -> None:
        """Fail everyone who waits, and everyone who comes."""
        self._closed = True
        while self._waiting:
            granted, _ = self._waiting.popleft()
            if not granted.done():
                granted.set_exception(ConnectionClosed())

    def _fits(self, size: int) -> bool:
        if self._messages == 0:
            return True
        return self._messages < self._most_messages and self._bytes + size <= self._most_bytes

    def _add(self, size: int) -> None:
        self._messages += 1
        self._bytes += size

    def _grant(self) -> None:
        while self._waiting:
            granted, size = self._waiting[0]
            if not granted.done():
                if not self._fits(size):
                    return
                self._add(size)
                granted.set_result(None)
            self._waiting.popleft()
