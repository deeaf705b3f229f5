"""Values of the core in the words of the description."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from hermes_acp_protocol.jsonrpc import JsonObject, JsonValue

if TYPE_CHECKING:
    from hermes_acp.agent.session import Session
    from hermes_acp.approval.questions import Question
    from hermes_acp.store.entries import SessionRecord


def session_told(record: SessionRecord) -> JsonObject:
    """``Session``."""
    return {
        "session_id": record.id,
        "title": record.title,
        "cwd": record.cwd,
        "roots": list(record.roots),
        "created": record.created,
        "updated": record.updated,
        "archived": record.archived,
        "parent": record.parent,
    }


def opened_told(session: Session) -> JsonObject:
    """``Opened``, without events."""
    record = session.record._replace(title=session.title)
    return {"session": session_told(record), "model": session.model, "mode": session.mode}


def question_told(session_id: str, question: Question) -> JsonObject:
    """``Question``."""
    from hermes_acp.agent.codec import pack
    from hermes_acp.agent.plain import plain

    prepared, action = question.prepared, question.prepared.action
    options: list[JsonValue] = [{"option_id": one.id, "name": one.name, "kind": one.kind} for one in question.options]
    return {
        "session_id": session_id,
        "call_id": question.call_id,
        "tool": action.tool,
        "title": question.title,
        "why": question.why,
        "kind": prepared.kind,
        "command": action.command,
        "url": action.url,
        "paths": [use.resolved for use in action.paths],
        "arguments": cast("JsonObject", dict(action.arguments)),
        "content": plain(pack(prepared.content)),
        "options": options,
    }
