"""What a provider's content filter will not let through is not sent again with every later request.

What came since the last reply is what set it off: words of the user give way to a note, results of calls are shortened.
The log keeps them, and the person still sees them.
"""

from __future__ import annotations

from collections.abc import Sequence

from hermes_acp.agent.compaction.tokens import total
from hermes_acp.agent.events import Compacted
from hermes_acp.agent.shortening import shortened
from hermes_acp.models.message import AssistantMessage, Message, Text, ToolMessage, UserMessage

LEFT_OUT = "(What stood here was blocked by the provider's content filter and is left out. The user has been told.)"


def left_out(history: Sequence[Message], note_id: str) -> Compacted:
    """The event that takes what came since the last reply out of what the model reads."""
    since = len(history)
    while since and not isinstance(history[since - 1], AssistantMessage):
        since -= 1
    results = any(isinstance(message, ToolMessage) for message in history[since:])
    note = None if results else UserMessage(note_id, (Text(LEFT_OUT),))
    before = total(history)
    event = Compacted(since, 0, note, before, before)
    return Compacted(since, 0, note, before, total(shortened(history, event)))
