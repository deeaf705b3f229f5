"""What stands in place of old messages: the request for a summary, its form, and the notes when no model helps."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from hermes_acp.models.message import AssistantMessage, Message, Text, ToolMessage, UserMessage

HEADINGS = (
    "Active task",
    "Goal",
    "Constraints and preferences",
    "Completed actions",
    "Active state",
    "Blocked",
    "Key decisions",
    "Errors and fixes",
    "Resolved questions",
    "Relevant files",
    "Critical context",
)
OPENING = "[Notes on the older part of this conversation, made to save room. What stands around them is word for word.]"
LATEST = "[The user's latest words in that part, word for word:]"
LATEST_CHARACTERS = 4_000
ARGUMENTS, RESULT = 600, 1_500
"""Characters of a call's arguments and of its result that whoever sums up reads."""


@cache
def instructions() -> str:
    """What the model that sums up is told."""
    text = files("hermes_acp.agent.compaction").joinpath("summary.md").read_text(encoding="utf-8")
    return text.format(headings="\n".join(f"## {heading}" for heading in HEADINGS))


def material(messages: Sequence[Message], focus: str, most: int) -> str:
    """The part of the conversation that is to be summed up, in at most ``most`` characters."""
    earlier = earlier_notes(messages)
    told = "\n\n".join(filter(None, map(retold, messages)))
    parts = [f"The conversation:\n\n{cut(told, most)}"]
    if earlier:
        parts.insert(0, f"Earlier notes:\n\n{earlier}")
    if focus:
        parts.append(f"The user asks you to pay special attention to: {focus}")
    return "\n\n".join(parts)


def retold(message: Message) -> str:
    """A message in a few words."""
    match message:
        case ToolMessage(name=name, text=text, failed=failed):
            return f"{name} {'failed' if failed else 'answered'}: {cut(text, RESULT)}"
        case AssistantMessage():
            calls = [f"Agent calls {call.name} with {cut(call.arguments, ARGUMENTS)}" for call in message.calls]
            said = [f"Agent: {message.text}"] if message.text.strip() else []
            return "\n".join([*said, *calls])
        case UserMessage():
            words = words_of(message)
            return "" if words.startswith(OPENING) else f"User: {words}"


def notes(body: str, messages: Sequence[Message]) -> str:
    """The text that stands in place of the messages: the summary, and the user's latest words among them."""
    said = [words_of(message) for message in messages if isinstance(message, UserMessage)]
    latest = next((words for words in reversed(said) if not words.startswith(("(", "["))), "")
    parts = [OPENING, body.strip()]
    if latest:
        parts.append(f"{LATEST}\n{cut(latest, LATEST_CHARACTERS)}")
    return "\n\n".join(parts)


def usable(text: str) -> bool:
    """Whether a model's summary has the form that was asked for."""
    return f"## {HEADINGS[0]}" in text


def earlier_notes(messages: Sequence[Message]) -> str:
    """The notes an earlier compaction left in these messages; empty when there are none."""
    for message in messages:
        if isinstance(message, UserMessage) and (words := words_of(message)).startswith(OPENING):
            return words.removeprefix(OPENING).partition(LATEST)[0].strip()
    return ""


def words_of(message: UserMessage) -> str:
    """What the message says, without pictures."""
    return "\n".join(part.text for part in message.parts if isinstance(part, Text))


def cut(text: str, most: int) -> str:
    """The text, or its first two thirds and its end, and how much is missing between them."""
    if len(text) <= most:
        return text
    head, tail = most * 2 // 3, most // 3
    return f"{text[:head]}\n[{len(text) - head - tail:,} characters left out]\n{text[len(text) - tail :]}"
