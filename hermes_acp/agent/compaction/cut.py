"""Where a conversation is cut: both ends stay, and a call is never parted from its result."""

from __future__ import annotations

from collections.abc import Sequence

from hermes_acp.agent.compaction.tokens import tokens, total
from hermes_acp.models.message import Message, ToolMessage


def ends(history: Sequence[Message], first: int, last: int, room: int) -> tuple[int, int]:
    """How many messages stay at the start and at the end.

    ``first`` and ``last`` are the most that may; each end fits in ``room`` tokens, except that the last exchange stays
    whatever it takes.
    """
    head = min(first, len(history))
    while head and total(history[:head]) > room:
        head -= 1
    while head and head < len(history) and isinstance(history[head], ToolMessage):
        head -= 1
    start = exchange_before(history, len(history))
    used = sum(tokens(message) for message in history[start:])
    while start > head:
        begin = exchange_before(history, start)
        used += sum(tokens(message) for message in history[begin:start])
        if used > room or len(history) - begin > last or begin < head:
            break
        start = begin
    return head, len(history) - max(start, head)


def exchange_before(history: Sequence[Message], end: int) -> int:
    """Where the last message before ``end`` begins; for results, where the reply that wanted them does."""
    start = max(end - 1, 0)
    while start and isinstance(history[start], ToolMessage):
        start -= 1
    return start
