"""A first-in first-out queue that is bounded in items and bytes, with an end. One event loop, one reader."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Generic, TypeVar

from hermes_acp_protocol.room import Room

Item = TypeVar("Item")


class BoundedQueue(Generic[Item]):
    """Who puts waits while it is full; who gets waits while it is empty."""

    def __init__(self, items: int, size: int) -> None:
        self._room = Room(items, size)
        self._items: deque[tuple[Item, int]] = deque()
        self._changed = asyncio.Event()
        self._ended = False

    async def put(self, item: Item, size: int) -> None:
        """Add an item that counts as ``size`` bytes. Raises ConnectionClosed after the end."""
        await self._room.take(size)
        self._items.append((item, size))
        self._changed.set()

    async def get(self) -> Item | None:
        """Take the oldest item; None when the queue has ended and is empty."""
        while not self._items:
            if self._ended:
                return None
            self._changed.clear()
            await self._changed.wait()
        item, size = self._items.popleft()
        self._room.give(1, size)
        return item

    def end(self) -> None:
        """Accept nothing more; what is there can still be taken."""
        self._ended = True
        self._room.close()
        self._changed.set()
