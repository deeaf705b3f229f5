"""Streams of the three dialects, as a fake provider sends them: each event as bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import cast

from hermes_acp.models.fakes import JSON


def sse(value: object) -> bytes:
    """One event."""
    name = cast("JSON", value).get("type") if isinstance(value, dict) else None
    data = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return (f"event: {name}\n" if name else "").encode() + f"data: {data}\n\n".encode()


def chat(*deltas: JSON, finish: str | None = "stop", usage: JSON | None = None) -> list[bytes]:
    """A chat completion that streams these deltas."""
    base: JSON = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "fake"}
    nothing: JSON = {}
    steps = [*((delta, None) for delta in deltas), *([(nothing, finish)] if finish else [])]
    choices = [{"index": 0, "delta": delta, "finish_reason": reason} for delta, reason in steps]
    events = [sse({**base, "choices": [choice]}) for choice in choices]
    if usage:
        events.append(sse({**base, "choices": (), "usage": usage}))
    return [*events, sse("[DONE]")] if finish else events


def messages(
    *blocks: tuple[JSON, Sequence[JSON]], stop: str | None = "end_turn", usage: JSON | None = None
) -> list[bytes]:
    """An Anthropic message of these blocks, each what it begins with and its deltas."""
    counts = {"input_tokens": 10, "output_tokens": 1}
    message: JSON = {"id": "msg_1", "type": "message", "role": "assistant", "model": "fake", "content": []}
    whole: JSON = {**message, "stop_reason": None, "stop_sequence": None, "usage": {**counts, **(usage or {})}}
    events: list[bytes] = [sse({"type": "message_start", "message": whole}), sse({"type": "ping"})]
    for index, (block, deltas) in enumerate(blocks):
        events.append(sse({"type": "content_block_start", "index": index, "content_block": block}))
        events += [sse({"type": "content_block_delta", "index": index, "delta": delta}) for delta in deltas]
        events.append(sse({"type": "content_block_stop", "index": index}))
    if stop:
        delta = {"stop_reason": stop, "stop_sequence": None}
        events.append(sse({"type": "message_delta", "delta": delta, "usage": {"output_tokens": 7}}))
        events.append(sse({"type": "message_stop"}))
    return events


def response(*items: tuple[JSON, Sequence[JSON]], last: str = "completed", **details: object) -> list[bytes]:
    """A response of these items, each whole and with the events that lead to it; ``last`` ends it, "" cuts it."""
    usage: JSON = {
        "input_tokens": 10,
        "input_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 0},
        "output_tokens": 7,
        "output_tokens_details": {"reasoning_tokens": 3},
        "total_tokens": 17,
    }
    whole: JSON = {"id": "resp_1", "object": "response", "created_at": 1, "model": "fake", "tools": []}
    whole = {**whole, "output": [], "parallel_tool_calls": True, "tool_choice": "auto", "status": "in_progress"}
    events: list[JSON] = [{"type": "response.created", "response": whole}]
    for index, (item, deltas) in enumerate(items):
        blank = {"function_call": "arguments", "message": "content"}.get(str(item["type"]))
        begun: JSON = {**item, blank: "" if blank == "arguments" else ()} if blank else item
        events.append({"type": "response.output_item.added", "output_index": index, "item": begun})
        events += [{"output_index": index, "item_id": item["id"], **delta} for delta in deltas]
        events.append({"type": "response.output_item.done", "output_index": index, "item": item})
    if last:
        done = {**whole, "status": last, "output": [item for item, _ in items], "usage": usage, **details}
        events.append({"type": f"response.{last}", "response": done})
    return [sse({**event, "sequence_number": number}) for number, event in enumerate(events)]
