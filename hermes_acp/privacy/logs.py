"""Masks what goes to log files and to standard error, tracebacks included."""

from __future__ import annotations

import logging
from collections.abc import Callable

from hermes_acp.privacy.records import Redact


class MaskingFormatter(logging.Formatter):
    """Formats as another formatter does, then masks the whole text."""

    def __init__(self, inner: logging.Formatter | None, redact: Callable[[], Redact | None]) -> None:
        """``redact`` is asked at each record, so that the settings need not be read before the first one."""
        super().__init__()
        self._inner = inner or logging.Formatter()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """The record as text without secrets."""
        text = self._inner.format(record)
        redact = self._redact()
        return redact(text) if redact else text


def mask_logs(redact: Callable[[], Redact | None], *more: logging.Handler) -> None:
    """Let everything that writes down log records now mask them; handlers that come later are given as ``more``."""
    last = [logging.lastResort] if logging.lastResort else []
    for handler in [*logging.getLogger().handlers, *last, *more]:
        if not isinstance(handler.formatter, MaskingFormatter):
            handler.setFormatter(MaskingFormatter(handler.formatter, redact))
