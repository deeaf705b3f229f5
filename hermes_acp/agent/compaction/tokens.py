"""How long messages are, in tokens, where no provider has counted them: a guess that errs on the long side."""

from __future__ import annotations

from collections.abc import Iterable

from hermes_acp.models.message import AssistantMessage, Image, Message, Text, Thought, ToolCall, ToolMessage

CHARACTERS = 3.5
"""Characters of a token; real text of code and English has about four."""
IMAGE = 1_500
"""Tokens of a picture."""
FRAME = 5
"""Tokens around each message."""


def estimate(text: str) -> int:
    """Tokens of a text."""
    return int(len(text) / CHARACTERS) + 1


def tokens(message: Message) -> int:
    """Tokens of one message."""
    if isinstance(message, ToolMessage):
        return FRAME + estimate(message.text) + IMAGE * len(message.images)
    parts: Iterable[Text | Image | Thought | ToolCall] = message.parts
    if isinstance(message, AssistantMessage):  # thoughts of earlier replies are not sent by most dialects
        parts = [part for part in message.parts if not isinstance(part, Thought)]
    return FRAME + sum(map(part_tokens, parts))


def part_tokens(part: Text | Image | Thought | ToolCall) -> int:
    """Tokens of a part of a message."""
    match part:
        case Image():
            return IMAGE
        case ToolCall(name=name, arguments=arguments):
            return FRAME + estimate(name) + estimate(arguments)
        case Text(text) | Thought(text=text):
            return estimate(text)


def total(messages: Iterable[Message]) -> int:
    """Tokens of several messages."""
    return sum(map(tokens, messages))
