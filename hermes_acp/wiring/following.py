"""Open sessions kept in step with their settings: what ``watching`` does, begun a moment after a session was opened."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hermes_acp.agent.session import Session
    from hermes_acp.watching.reload import Reloading

SETTLED = 1.0
"""Seconds before anything is watched for a session: what it is being answered goes out first."""


class Following:
    """Follows every session it is told of."""

    def __init__(self, make: Callable[[], Reloading]) -> None:
        """``make`` is called once, when the first session is followed."""
        self._make = make
        self._made: Reloading | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def reloading(self) -> Reloading:
        """What keeps the sessions in step."""
        if self._made is None:
            self._made = self._make()
        return self._made

    def follow(self, session: Session) -> None:
        """Keep an open session in step with its settings from now on."""
        task = asyncio.create_task(self._follow(session))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Follow nothing more."""
        for task in self._tasks:
            task.cancel()
        if self._made is not None:
            await self._made.close()

    async def _follow(self, session: Session) -> None:
        await asyncio.sleep(SETTLED)
        await self.reloading().follow(session)
