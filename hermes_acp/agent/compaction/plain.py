"""The notes when no model can sum up: taken from the messages by rule, the same for the same messages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import cast

from hermes_acp.agent.compaction.summary import HEADINGS, cut, earlier_notes, retold, words_of
from hermes_acp.models.message import AssistantMessage, Message, ToolMessage, UserMessage

ACTIONS, FILES, FAILURES = 60, 60, 15
"""Entries listed at most, the latest."""
LINE = 160
EARLIER = 12_000
"""Characters of earlier notes that are kept."""


def plain_notes(messages: Sequence[Message], also: str = "") -> str:
    """Notes under the fixed headings. ``also`` is what a model said that was no summary of the form asked for."""
    asked = [words_of(message) for message in messages if isinstance(message, UserMessage)]
    asked = [words for words in asked if not words.startswith(("(", "["))]
    said = [message.text for message in messages if isinstance(message, AssistantMessage) and message.text.strip()]
    failures = [retold(message)[:LINE] for message in messages if isinstance(message, ToolMessage) and message.failed]
    earlier = earlier_notes(messages)
    context = [f"{len(messages)} messages were left out here without a summary; look again at what matters."]
    context += [f"Earlier notes:\n{cut(earlier, EARLIER)}"] if earlier else []
    context += [f"The last words of the agent among them: {cut(said[-1], 2_000)}"] if said else []
    context += [also.strip()] if also.strip() else []
    found = {
        "Active task": cut(asked[-1], 1_000) if asked else "",
        "Goal": cut(asked[0], 1_000) if asked else "",
        "Completed actions": rows(calls_of(messages)[-ACTIONS:]),
        "Errors and fixes": rows(failures[-FAILURES:]),
        "Relevant files": rows(paths_of(messages)[-FILES:]),
        "Critical context": "\n\n".join(context),
    }
    return "\n\n".join(f"## {heading}\n{found.get(heading) or 'None.'}" for heading in HEADINGS)


def rows(lines: Sequence[str]) -> str:
    """A list."""
    return "\n".join(f"- {' '.join(line.split())}" for line in lines)


def calls_of(messages: Sequence[Message]) -> list[str]:
    """The calls that were made and did not fail, a line each."""
    failed = {message.call_id for message in messages if isinstance(message, ToolMessage) and message.failed}
    replies = (message for message in messages if isinstance(message, AssistantMessage))
    calls = (call for reply in replies for call in reply.calls if call.id not in failed)
    return [f"{call.name} {call.arguments}"[:LINE] for call in calls]


def paths_of(messages: Sequence[Message]) -> list[str]:
    """The paths that calls named, each once, in the order they were last named."""
    found: dict[str, None] = {}
    for message in messages:
        for call in message.calls if isinstance(message, AssistantMessage) else ():
            path = path_in(call.arguments)
            if path:
                found.pop(path, None)
                found[path] = None
    return list(found)


def path_in(arguments: str) -> str:
    """The path a call names; empty when it names none."""
    try:
        value: object = json.loads(arguments)
    except ValueError:
        return ""
    path = cast("dict[str, object]", value).get("path") if isinstance(value, dict) else None
    return path if isinstance(path, str) else ""
