"""A request that is under way, and how long it may still take.

Every word of progress starts its clock anew; while a person is being asked, the clock stands still.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from hermes_acp_protocol.mcp.results import Progress

LONGEST_SECONDS: Final = 3600.0
"""A request that goes on reporting progress is given up after this all the same."""

OnProgress = Callable[[Progress], None]


class Flight:
    """A request that is under way, with its clock."""

    def __init__(self, seconds: float, heard: OnProgress | None, *, held: bool = False) -> None:
        """``held``: a person is being asked just now, so the clock does not run yet."""
        self.limit = asyncio.timeout(None if held else seconds)
        self._seconds = seconds
        self._heard = heard
        self._latest = asyncio.get_running_loop().time() + LONGEST_SECONDS

    def hear(self, step: Progress) -> None:
        """The server is at work: start the clock anew."""
        self.go_on()
        if self._heard is not None:
            self._heard(step)

    def go_on(self) -> None:
        """Let the clock run."""
        if not self.limit.expired():
            now = asyncio.get_running_loop().time()
            self.limit.reschedule(min(now + self._seconds, self._latest))

    def hold(self) -> None:
        """Stop the clock while a person is being asked."""
        if not self.limit.expired():
            self.limit.reschedule(None)
