"""The shapes that updates are made of, wire version 1: pure functions, one for each thing an editor draws.

Source: the schema's ``SessionUpdate``, ``ToolCallContent``, ``ContentBlock`` and what they are made of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from hermes_acp.agent.events import (
    CallPrepared,
    CommandsChanged,
    Compacted,
    Event,
    PlanChanged,
    PlanEntry,
    TitleChanged,
    UsageChanged,
)
from hermes_acp.approval.questions import Question
from hermes_acp.servers.acp.dialect import Update
from hermes_acp_tools.result import Content, Diff, ImageContent, Location, TextContent


def standing(event: Event) -> Iterable[Update]:
    """Updates that say how things stand, live and in a replay alike."""
    match event:
        case PlanChanged(entries):
            yield {"sessionUpdate": "plan", "entries": [*map(step, entries)]}
        case UsageChanged(used, int(window), dollars):
            usage: Update = {"sessionUpdate": "usage_update", "used": used, "size": window}
            yield usage if dollars is None else {**usage, "cost": {"amount": round(dollars, 6), "currency": "USD"}}
        case TitleChanged(title):
            now = datetime.now(UTC).isoformat(timespec="seconds")
            yield {"sessionUpdate": "session_info_update", "title": title, "updatedAt": now}
        case CommandsChanged(commands):
            yield {"sessionUpdate": "available_commands_update", "availableCommands": [*map(command, commands)]}
        case _:
            return


def step(entry: PlanEntry) -> Update:
    """One step of a plan."""
    return {"content": entry.content, "status": entry.status, "priority": entry.priority}


def compaction(event: Compacted) -> str:
    """What became of the conversation, for a person."""
    size = f"{event.after:,} tokens instead of {event.before:,}"
    return f"The model now reads the conversation in about {size}. You still see everything."


def chunk(kind: str, text: str, message_id: str | None) -> Update:
    """A piece of a message."""
    update: Update = {"sessionUpdate": kind, "content": {"type": "text", "text": text}}
    if message_id is not None:
        update["messageId"] = message_id
    return update


def described(event: CallPrepared) -> Update:
    """What a call is, before it happens; also what a permission request shows."""
    update: Update = {"title": event.title, "kind": event.kind, "rawInput": dict(event.arguments)}
    if event.content:
        update["content"] = [shown(part) for part in event.content]
    if event.locations:
        update["locations"] = [place(location) for location in event.locations]
    return update


def subject(question: Question) -> Update:
    """The call that a question is about, whole, since some editors draw only this."""
    prepared = question.prepared
    return {
        "toolCallId": question.call_id,
        "name": prepared.action.tool,
        "title": question.title,
        "kind": prepared.kind,
        "status": "pending",
        "content": [shown(TextContent(question.why)), *map(shown, prepared.content)],
        "locations": [place(location) for location in prepared.locations],
        "rawInput": dict(prepared.action.arguments),
    }


def shown(content: Content) -> Mapping[str, object]:
    """One piece of a tool call's content."""
    match content:
        case TextContent(text):
            return {"type": "content", "content": {"type": "text", "text": text}}
        case ImageContent(data, mime_type):
            return {"type": "content", "content": {"type": "image", "data": data, "mimeType": mime_type}}
        case Diff(path, old, new):
            return {"type": "diff", "path": path, "oldText": old, "newText": new}


def place(location: Location) -> Mapping[str, object]:
    """A place an editor can follow."""
    return {"path": location.path} if location.line is None else {"path": location.path, "line": location.line}


def command(entry: tuple[str, str, str | None]) -> Mapping[str, object]:
    """A slash command on offer."""
    name, description, hint = entry
    offered: dict[str, object] = {"name": name, "description": description}
    return {**offered, "input": {"hint": hint}} if hint else offered
