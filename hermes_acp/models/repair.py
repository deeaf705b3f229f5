"""A history every provider accepts, whatever the log holds.

A crash, a cancel or another provider may leave calls without answers, answers without calls, empty messages or half
characters. Dialects send ``repaired(messages)``; the log itself is never changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import cast

from msgspec.structs import replace

from hermes_acp.models.halves import whole
from hermes_acp.models.message import AssistantMessage, Message, Text, ToolCall, ToolMessage, UserMessage

INTERRUPTED = "Interrupted: this call was cut off and its outcome is unknown. Check before you repeat it."
"""What the model reads for a call that was never answered."""


def repaired(messages: Iterable[Message]) -> list[Message]:
    """The messages with every call followed by exactly one answer, and nothing empty or orphaned."""
    result: list[Message] = []
    open_calls: dict[str, ToolCall] = {}

    def close() -> None:
        result.extend(ToolMessage(call.id, call.name, INTERRUPTED, failed=True) for call in open_calls.values())
        open_calls.clear()

    for message in messages:
        match message:
            case ToolMessage():
                if open_calls.pop(message.call_id, None) is not None:
                    result.append(message)
            case AssistantMessage():
                close()
                if any(isinstance(part, ToolCall) or (isinstance(part, Text) and part.text) for part in message.parts):
                    result.append(_distinct(message))
                    open_calls = {call.id: call for call in message.calls}
            case UserMessage():
                close()
                if message.parts:
                    result.append(message)
    close()
    return result


def arguments_object(text: str) -> dict[str, object]:
    """The arguments as an object; empty when they are broken, which the answer to the call already says."""
    try:
        value: object = json.loads(text or "{}")
    except ValueError:
        return {}
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def encode(body: object) -> bytes:
    """JSON in UTF-8; half characters (lone surrogates), which UTF-8 cannot carry, become U+FFFD."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        return whole(text).encode()


def _distinct(message: AssistantMessage) -> AssistantMessage:
    """The message without a second call of the same id."""
    calls = message.calls
    if len({call.id for call in calls}) == len(calls):
        return message
    seen: set[str] = set()
    parts: list[object] = []
    for part in message.parts:
        if isinstance(part, ToolCall):
            if part.id in seen:
                continue
            seen.add(part.id)
        parts.append(part)
    return replace(message, parts=tuple(parts))
