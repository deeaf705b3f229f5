"""Says "unchanged" in place of what the model has before its eyes already.

Compared with the answers that are really in the history, so it is true after a compaction or a rewind too.
"""

from __future__ import annotations

from collections.abc import Sequence

from hermes_acp.models.message import AssistantMessage, Message, ToolCall, ToolMessage

WORTH_IT = 400
"""Characters from which on a repetition costs more than the sentence that replaces it."""


def unchanged(call: ToolCall, text: str, history: Sequence[Message]) -> str | None:
    """The sentence for a look that shows word for word what an earlier one showed; None when it does not."""
    if len(text) < WORTH_IT:
        return None
    for message in reversed(history):
        if isinstance(message, ToolMessage) and message.name == call.name and message.text == text:
            return f"Unchanged: word for word what your earlier call{described(message, history)} answered above."
    return None


def described(answer: ToolMessage, history: Sequence[Message]) -> str:
    """The call behind an answer, as the model wrote it."""
    for message in reversed(history):
        if isinstance(message, AssistantMessage):
            for call in message.calls:
                if call.id == answer.call_id and len(call.arguments) <= WORTH_IT:
                    return f" of {call.name} with {call.arguments}"
    return ""
