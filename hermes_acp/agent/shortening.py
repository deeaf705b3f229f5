"""What a compaction does to the messages a model reads. Pure: the log's fold and the live session do the same."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from hermes_acp.agent.events import Compacted
from hermes_acp.models.message import Message, ToolMessage

KEPT_CHARACTERS = 200
"""A tool result up to this long is never shortened."""
FIRST_LINE = 100
"""Characters of a result's first line that stay to say what it was."""


def shortened(history: Sequence[Message], event: Compacted) -> list[Message]:
    """The history after a compaction: both ends as they were, a summary or shortened results between them."""
    end = len(history) - event.kept_last
    between = history[event.kept_first : end]
    middle: list[Message] = [event.summary] if event.summary else [short(message) for message in between]
    return [*history[: event.kept_first], *middle, *history[end:]]


def short(message: Message) -> Message:
    """A long tool result as one line; every other message as it is."""
    if not isinstance(message, ToolMessage) or (len(message.text) <= KEPT_CHARACTERS and not message.images):
        return message
    first = message.text.strip().partition("\n")[0][:FIRST_LINE]
    note = f"{first}\n[the rest of this result, {len(message.text):,} characters in all, was left out to save room]"
    return replace(message, text=note, images=())
