"""What tools answer: an object for programs, a short text for models, and nothing too long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from hermes_acp_protocol.framing import JsonObject
from hermes_acp_protocol.mcp.content import Block, TextBlock
from hermes_acp_protocol.mcp.results import CallResult

MOST = 20_000
"""Characters of a text in a result."""


def told(structured: JsonObject, text: str, more: Iterable[Block] = ()) -> CallResult:
    """A result."""
    return CallResult((TextBlock(short(text)), *more), structured)


def failed(why: str) -> CallResult:
    """A result that says what went wrong and what to do."""
    return CallResult((TextBlock(why),), None, failed=True)


def short(text: str, most: int = MOST) -> str:
    """The text, its end left out when it is long, and saying so."""
    return text if len(text) <= most else f"{text[:most]}\n[… {len(text) - most} more characters]"


def when(seconds: float) -> str:
    """A moment as ISO 8601."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
