"""What a running call prints, between the tool that must not wait and the listeners that may."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hermes_acp_tools.output import Mask

PAUSE = 0.1
"""Seconds between two pieces, so that a chatty command costs few messages and its last line still comes."""


class LiveOutput:
    """A pipe for text inside one event loop: written without waiting, said in order, joined when it piles up."""

    def __init__(self, mask: Mask | None = None) -> None:
        """``mask`` is what the text passes through before anybody hears of it."""
        self._mask = mask
        self._parts: list[str] = []
        self._ready = asyncio.Event()
        self._closed = asyncio.Event()

    def write(self, text: str) -> None:
        """Take more output. Only from the loop's thread."""
        self._parts.append(self._mask.feed(text) if self._mask else text)
        self._ready.set()

    def close(self) -> None:
        """Nothing more will come; ``say_all`` ends when the rest is said."""
        if self._mask:
            self._parts.append(self._mask.feed("", final=True))
        self._closed.set()
        self._ready.set()

    async def say_all(self, say: Callable[[str], Awaitable[None]]) -> None:
        """Say output as it comes until closed; what came during a pause is said as one."""
        while not self._closed.is_set() or self._parts:
            await self._ready.wait()
            self._ready.clear()
            text, self._parts = "".join(self._parts), []
            if text:
                await say(text)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PAUSE):
                    await self._closed.wait()
            if self._closed.is_set():
                self._ready.set()
