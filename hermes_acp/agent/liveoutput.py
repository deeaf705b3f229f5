"""What a running call prints, between the tool that must not wait and the listeners that may."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable


class LiveOutput:
    """A pipe for text inside one event loop: written without waiting, said in order, joined when it piles up."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._ready = asyncio.Event()
        self._closed = False

    def write(self, text: str) -> None:
        """Take more output. Only from the loop's thread."""
        self._parts.append(text)
        self._ready.set()

    def close(self) -> None:
        """Nothing more will come; ``say_all`` ends when the rest is said."""
        self._closed = True
        self._ready.set()

    async def say_all(self, say: Callable[[str], Awaitable[None]]) -> None:
        """Say output as it comes until closed; what came while one piece was being said is said as one."""
        while not self._closed or self._parts:
            await self._ready.wait()
            self._ready.clear()
            if self._parts:
                text, self._parts = "".join(self._parts), []
                await say(text)
            if self._closed:
                self._ready.set()
