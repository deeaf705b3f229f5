"""What has arrived and was not yet read: bytes between the task that receives and the one that reads.

The reader takes everything at once, so a burst becomes one piece of work; the receiver waits when the reader is slow.
"""

from __future__ import annotations

import asyncio

CAPACITY = 1024 * 1024
"""Bytes held before the receiver waits."""


class Inbox:
    """One receiver, one reader, in order, ended once."""

    def __init__(self) -> None:
        self.whole = ""
        """A complete answer that did not come as a stream."""
        self._pieces: list[bytes] = []
        self._size = 0
        self._error: BaseException | None = None
        self._ended = False
        self._arrived = asyncio.Event()
        self._taken = asyncio.Event()

    @property
    def full(self) -> bool:
        """Whether the receiver should wait."""
        return self._size > CAPACITY

    def put(self, piece: bytes) -> None:
        """More has arrived."""
        self._pieces.append(piece)
        self._size += len(piece)
        self._arrived.set()

    def end_with(self, receiver: asyncio.Task[None]) -> None:
        """Nothing more comes: the receiver has ended. What it raised, the reader gets after what had arrived before."""
        self._ended, self._error = True, None if receiver.cancelled() else receiver.exception()
        self._arrived.set()

    async def room(self) -> None:
        """Wait until the reader has taken what is held."""
        self._taken.clear()
        await self._taken.wait()

    async def take(self) -> bytes | None:
        """All that has arrived, at least one byte; None at the end. Raises what the receiver ended with."""
        while not self._pieces:
            if self._error is not None:
                raise self._error
            if self._ended:
                return None
            self._arrived.clear()
            await self._arrived.wait()
        pieces, self._pieces, self._size = self._pieces, [], 0
        self._taken.set()
        return b"".join(pieces) if len(pieces) > 1 else pieces[0]
