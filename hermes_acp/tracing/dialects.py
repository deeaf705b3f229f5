"""How each face says the things a turn is made of: prompts, questions, words, tool calls, the end.

One table of spellings, so that nothing else here knows whether an editor (ACP) or a script (``hermes rpc``) spoke.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from hermes_acp.tracing.reading import Message, Passed, as_object

PROMPTS = ("session/prompt", "session.prompt")
QUESTIONS = ("session/request_permission", "elicitation/create", "permission.request")
UPDATES = {"session/update": ("update", "sessionUpdate"), "event": ("event", "type")}
"""The notification that tells what happens, the field that holds it, and the name of its kind."""
WORDS = (
    *("agent_message_chunk", "agent_thought_chunk", "agent_message", "agent_thought", "tool_call"),
    *("agent_text", "agent_thought", "call_announced"),
)
ENDED = ("completed", "failed", "cancelled")

What = Literal["words", "call_begins", "call_ends", "idle", "other"]


class Told(NamedTuple):
    """Something a client was told while a turn ran."""

    what: What
    call: object = None
    """Id of the call, for its beginning and its end."""
    title: str = ""
    stop: str = ""
    """Why the turn ended, where it says that."""


def update_of(one: Passed) -> tuple[str, Message]:
    """Kind and fields of what a client was told; nothing for any other message."""
    field, kind = UPDATES.get(one.method, ("", ""))
    update = as_object(one.params.get(field))
    return str(update.get(kind, "")), update


def session_of(one: Passed) -> str:
    """The session a message is about; empty where it says none."""
    return str(one.params.get("sessionId") or one.params.get("session_id") or "")


def told(one: Passed) -> Told:
    """What a client was told, in no face's words."""
    kind, update = update_of(one)
    call = update.get("toolCallId") or update.get("call_id")
    title, status = str(update.get("title") or ""), update.get("status")
    if kind == "state_update" and update.get("state") == "idle":
        return Told("idle", stop=str(update.get("stopReason", "")))
    if kind in WORDS and status not in ("in_progress", *ENDED):
        return Told("words", call, title)
    if kind == "call_started" or status == "in_progress":
        return Told("call_begins", call, title)
    if kind == "call_finished" or (call is not None and status in ENDED):
        return Told("call_ends", call, title)
    return Told("other", call, title)


def stop_of(result: Message) -> str:
    """Why a turn ended, in the answer to its prompt; empty where that does not say."""
    return str(result.get("stopReason") or result.get("stop") or "")


def said(params: Message) -> object:
    """What the person said: content blocks, or text."""
    return params.get("prompt", {"text": params.get("text", "")})
