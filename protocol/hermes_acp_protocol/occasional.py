"""Log lines that the other side can provoke: at most one a second, and the count of those left out."""

from __future__ import annotations

import logging
import time

_SECONDS = 1.0


class Occasional:
    """A logger's rate limit."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._next = 0.0
        self._left_out = 0

    def warn(self, text: str) -> None:
        """Log, or count."""
        now = time.monotonic()
        if now < self._next:
            self._left_out += 1
            return
        self._next = now + _SECONDS
        if self._left_out:
            text = f"{text} (and {self._left_out} oddities before it)"
            self._left_out = 0
        self._log.warning(text)
