"""Reads the events of one Anthropic message into deltas and, at the end, the whole message.

The shapes below are what is read of an event. Each event has some of the fields; one that lacks what its type needs
is ``malformed``.
"""

from __future__ import annotations

import json
from typing import TypedDict, cast

from hermes_acp.models import failures
from hermes_acp.models.assembly import OpenCall, OpenText, tokens
from hermes_acp.models.endpoint import Endpoint
from hermes_acp.models.message import Stop, Usage
from hermes_acp.models.model import Delta
from hermes_acp.models.reading import EventReader

STOPS: dict[str, Stop] = {
    "end_turn": "end_turn",
    "stop_sequence": "end_turn",
    "tool_use": "tool_calls",
    "max_tokens": "max_tokens",
    "model_context_window_exceeded": "max_tokens",
    "refusal": "refusal",
    # The provider paused a tool of its own; we offer it none, so there is nothing to go on with.
    "pause_turn": "end_turn",
}
"""Stop reasons; what is not here ends the turn."""


class Block(TypedDict):
    """What a content block begins with."""

    type: str
    text: str
    thinking: str
    signature: str
    data: str
    id: str
    name: str
    input: dict[str, object]


class Part(TypedDict):
    """What a delta adds to a block, or, in ``message_delta``, to the message."""

    type: str
    text: str
    thinking: str
    signature: str
    partial_json: str
    stop_reason: str | None


class Started(TypedDict):
    """The message as it begins."""

    usage: dict[str, object] | None


class Event(TypedDict):
    """One event, or, from a server that cannot stream, the message itself."""

    type: str
    content: list[Block]
    stop_reason: str | None
    index: int
    message: Started
    content_block: Block
    delta: Part
    usage: dict[str, object] | None
    error: object


class AnthropicReader(EventReader):
    """One reply."""

    def __init__(self, endpoint: Endpoint, model: str) -> None:
        super().__init__(endpoint, model)
        self._calls: dict[int, OpenCall] = {}
        self._thoughts: dict[int, OpenText] = {}
        self._given: dict[int, dict[str, object]] = {}
        """Arguments that came whole with the beginning of a call."""
        self._stop: str | None = None
        self._ended = False
        self._usage: dict[str, object] = {}

    def close(self) -> list[Delta]:
        """The stream is over: the whole message. ModelError when it was cut."""
        if self._stop is None and not self._ended:
            raise self._cut()
        for index, given in self._given.items():
            if not self._calls[index].pieces:
                self._calls[index].pieces.append(json.dumps(given))
        return self._whole(STOPS.get(self._stop or "end_turn", "end_turn"), self._counted())

    def _read(self, data: str) -> None:
        event: Event = json.loads(data)
        match event["type"]:
            case "content_block_delta":
                self._grow(event["index"], event["delta"])
            case "content_block_start":
                self._begin(event["index"], event["content_block"])
            case "message_start":
                self._count(event["message"].get("usage"))
            case "message_delta":
                self._stop = event["delta"].get("stop_reason") or self._stop
                self._count(event.get("usage"))
            case "message":
                for index, block in enumerate(event["content"]):
                    self._begin(index, block)
                self._stop, self._ended = event.get("stop_reason"), True
                self._count(event.get("usage"))
            case "message_stop":
                self._ended = True
            case "error":
                raise failures.from_event(self._endpoint, self._model, event.get("error"))
            case _:
                pass  # pings, ends of blocks, and what the API may add one day

    def _begin(self, index: int, block: Block) -> None:
        match block["type"]:
            case "text":
                self._assembly.text_block()
                self._assembly.text(block.get("text", ""))
            case "thinking":
                signature = block.get("signature")
                self._thoughts[index] = self._assembly.thought_block({"signature": signature} if signature else None)
                self._assembly.text(block.get("thinking", ""), thought=True)
            case "redacted_thinking":
                self._assembly.thought_block({"redacted": block["data"]})
            case "tool_use":
                self._calls[index] = self._assembly.call(block.get("id", ""), block["name"])
                if given := block.get("input"):
                    self._given[index] = given
            case _:
                pass  # blocks of tools that run at the provider, which we never offer

    def _grow(self, index: int, part: Part) -> None:
        match part["type"]:
            case "text_delta":
                self._assembly.text(part["text"])
            case "thinking_delta":
                self._assembly.text(part["thinking"], thought=True)
            case "signature_delta":
                opaque = self._thoughts[index].opaque
                opaque["signature"] = str(opaque.get("signature", "")) + part["signature"]
            case "input_json_delta":
                if call := self._calls.get(index):
                    call.pieces.append(part["partial_json"])
            case _:
                pass  # citations

    def _count(self, usage: dict[str, object] | None) -> None:
        """Later counts are totals and replace the earlier ones."""
        self._usage.update({name: value for name, value in (usage or {}).items() if value is not None})

    def _counted(self) -> Usage:
        """The API counts the cached tokens beside the input; we count them in it."""
        cached = tokens(self._usage.get("cache_read_input_tokens"))
        written = tokens(self._usage.get("cache_creation_input_tokens"))
        fresh = tokens(self._usage.get("input_tokens"))
        whole = None if fresh is None else fresh + (cached or 0) + (written or 0)
        details = self._usage.get("output_tokens_details")
        thought = cast("dict[str, object]", details).get("thinking_tokens") if isinstance(details, dict) else None
        return Usage(whole, tokens(self._usage.get("output_tokens")), cached, written, tokens(thought))
