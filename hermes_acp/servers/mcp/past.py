"""Sessions as they are on disk, for the tools that read them: dated events, messages, changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hermes_acp.agent.events import CallFinished, Event, MessageAdded, ReplyFinished, TurnEnded, TurnStarted
from hermes_acp.agent.undo import net
from hermes_acp.agent.waiting import unified
from hermes_acp.errors import SessionNotFound
from hermes_acp.export.story import in_order
from hermes_acp.models.message import Image
from hermes_acp.servers.mcp.told import short, when
from hermes_acp_tools.paths import shown
from hermes_acp_tools.result import Diff

if TYPE_CHECKING:
    from hermes_acp.store.entries import Entry, SessionRecord
    from hermes_acp.store.store import Store
    from hermes_acp_protocol.framing import JsonObject

MESSAGE_CHARS = 2_000
"""Characters of a message that reading gives; the whole is in the resource of the session."""


class Said(NamedTuple):
    """One message of a conversation."""

    id: str
    role: str
    text: str
    time: float
    images: tuple[Image, ...] = ()

    def json(self, session_id: str, most: int) -> JsonObject:
        """The message as clients see it, with so many characters of it."""
        return {
            "id": self.id,
            "session_key": session_id,
            "role": self.role,
            "content": short(self.text, most),
            "timestamp": when(self.time),
            "attachments": len(self.images),
        }


async def kept(store: Store, session_id: str) -> tuple[SessionRecord, list[Entry]]:
    """A session and its log. SessionNotFound."""
    record = await store.find(session_id)
    if record is None:
        raise SessionNotFound(session_id)
    return record, await store.read(session_id)


def conversation(entries: Iterable[Entry]) -> list[Said]:
    """What was asked and what was answered."""
    return [said for moment, event in in_order(entries) if (said := message(moment, event))]


def message(moment: float, event: Event) -> Said | None:
    """The message that an event is; None when it is none that a person would see."""
    match event:
        case TurnStarted(message=asked, shown=words):
            return Said(asked.id, "user", words, moment, tuple(p for p in asked.parts if isinstance(p, Image)))
        case MessageAdded(message=added, shown=words) if words:
            return Said(added.id, "user", words, moment)
        case ReplyFinished(message=reply) if reply.text:
            return Said(reply.id, "assistant", reply.text, moment)
        case _:
            return None


def changes(events: Iterable[Event]) -> list[Diff]:
    """Every edit that was made."""
    return [
        part
        for event in events
        if isinstance(event, CallFinished) and event.status == "completed"
        for part in event.content
        if isinstance(part, Diff)
    ]


def turn(events: Sequence[Event], prompt: str) -> list[Event]:
    """The turn that began with a prompt, by the beginning of its id; empty when there is none."""
    start = next((n for n, e in enumerate(events) if isinstance(e, TurnStarted) and e.message.id[:8] == prompt), None)
    if start is None:
        return []
    end = next((n for n, e in enumerate(events) if n > start and isinstance(e, TurnEnded)), len(events))
    return list(events[start : end + 1])


def diff(edits: Sequence[Diff], cwd: str) -> tuple[str, list[str]]:
    """The edits as one unified diff with the files' names, in the order in which they were first made."""
    files = net(edits)[::-1]
    names = [shown(path, cwd) for path, _, _ in files]
    texts = [unified(name, before, after) for name, (_, before, after) in zip(names, files, strict=True)]
    return "".join(texts), [name for name, text in zip(names, texts, strict=True) if text]


def described(record: SessionRecord) -> JsonObject:
    """A session as a list shows it."""
    return {
        "session_key": record.id,
        "session_id": record.id,
        "platform": "hermes",
        "display_name": record.title or "",
        "cwd": record.cwd,
        "created_at": when(record.created),
        "updated_at": when(record.updated),
        "archived": record.archived,
    }
