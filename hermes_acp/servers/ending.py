"""What ends a face that serves stdin and stdout: signals, and the end of whoever started it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal

GOODBYE = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
PARENT_SECONDS = 2.0
"""How often we look whether whoever started us is still there."""


class Ending:
    """What ends the serving early, and the exit code it gives."""

    def __init__(self, serving: asyncio.Task[None]) -> None:
        self._serving = serving
        self.code = 0
        for number in GOODBYE:
            with contextlib.suppress(NotImplementedError):  # not on Windows
                asyncio.get_running_loop().add_signal_handler(number, self._heard, number)

    async def watch_parent(self) -> None:
        """End when whoever started us is gone though somebody still holds the pipe."""
        parent = os.getppid()
        while os.getppid() == parent:  # noqa: ASYNC110  no event tells of it
            await asyncio.sleep(PARENT_SECONDS)
        self._serving.cancel()

    def _heard(self, number: signal.Signals) -> None:
        if self.code:
            os._exit(self.code)  # the second signal: whoever sends it means now
        self.code = 128 + number
        self._serving.cancel()
