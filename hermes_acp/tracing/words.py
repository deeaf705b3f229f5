"""A line of words for each message, for people who skim. Knows what our faces say best, and all else by its method."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import cast

from hermes_acp.tracing.dialects import PROMPTS, said, session_of, stop_of, update_of
from hermes_acp.tracing.exchanges import Exchange
from hermes_acp.tracing.reading import Message, Passed, as_object

LONGEST = 140
"""Characters of a line."""
STREAMED = (
    *("agent_message_chunk", "agent_thought_chunk", "user_message_chunk", "tool_call_content_chunk"),
    *("agent_text", "agent_thought", "call_output"),
)


def name(one: Passed, exchange: Exchange | None) -> str:
    """What kind of message it is; of an answer, the request it answers."""
    if one.message is None:
        return "no message"
    if kind := update_of(one)[0]:
        return kind
    if one.method:
        return one.method
    return f"answer to {exchange.asked.method}" if exchange else "answer to nobody"


def summary(one: Passed) -> str:
    """The gist of it."""
    if one.message is None:
        return short(one.text)
    if "error" in one.message:
        error = as_object(one.message["error"])
        return short(f"error {error.get('code')}: {error.get('message')}")
    if not one.method:
        return _answer(one.message.get("result"))
    kind, update = update_of(one)
    if kind:
        return _update(update)
    if one.method in PROMPTS:
        return short(text_of(said(one.params)))
    return _request(one.params)


def streamed(one: Passed) -> str:
    """The same text for messages that are one stream and may be shown as one line; empty for all others."""
    kind, update = update_of(one)
    if kind in STREAMED or (kind == "tool_call_update" and "status" not in update):
        part = update.get("messageId") or update.get("message_id") or update.get("toolCallId") or update.get("call_id")
        return f"{kind} {session_of(one)} {part}"
    return ""


def text_of(block: object) -> str:
    """The text of a content block, or of several."""
    if isinstance(block, list):
        return " ".join(filter(None, map(text_of, cast("list[object]", block))))
    fields = as_object(block)
    if isinstance(text := fields.get("text"), str):
        return text
    inner = fields.get("content") or fields.get("resource") or fields.get("parts")
    return text_of(inner) if inner is not None else str(fields.get("uri") or "")


def short(text: str) -> str:
    """On one line, and not too long."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _update(update: Message) -> str:
    parts = [update.get("title"), update.get("status"), update.get("state"), stop_of(update)]
    if isinstance(used := update.get("used"), int):
        parts.append(f"{used:,} of {update.get('size')} tokens")
    gist = " · ".join(str(part) for part in parts if part)
    said = update.get("shown") or text_of(update.get("content") or update.get("message") or update)
    return gist or short(str(said)) or _listed(update, ("sessionUpdate", "type", "turn_id", "call_id"))


def _request(params: Message) -> str:
    if call := as_object(params.get("toolCall")):
        return short(str(call.get("title") or call.get("toolCallId", "")))
    return short(str(params["title"])) if "title" in params else _listed(params, ("sessionId", "session_id", "_meta"))


def _answer(result: object) -> str:
    fields = as_object(result)
    if outcome := as_object(fields.get("outcome")):
        return str(outcome.get("optionId") or outcome.get("outcome"))
    if stop := stop_of(fields):
        return stop
    return _listed(fields, ("_meta",)) if fields else short(json.dumps(result, ensure_ascii=False))


def _listed(fields: Message, without: Sequence[str]) -> str:
    """Names and plain values; of what is nested, the names only."""
    shown = (
        f"{name} {json.dumps(value, ensure_ascii=False)}" if isinstance(value, str | int | float | bool) else name
        for name, value in fields.items()
        if name not in without
    )
    return short(", ".join(shown))
