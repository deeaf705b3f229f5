"""Reads the events of one response into deltas and, at the end, the whole message.

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


class Words(TypedDict, total=False):
    """A part of a message or of a summary of reasoning."""

    type: str
    text: str
    refusal: str


class Item(TypedDict):
    """An item of the output: a message, a call or reasoning."""

    type: str
    id: str
    call_id: str
    name: str
    arguments: str
    summary: list[Words]
    content: list[Words]
    encrypted_content: str | None


class Incomplete(TypedDict):
    """Why a response is not whole."""

    reason: str | None


class Counts(TypedDict, total=False):
    """What the request cost."""

    input_tokens: object
    output_tokens: object
    input_tokens_details: dict[str, object] | None
    output_tokens_details: dict[str, object] | None


class Response(TypedDict):
    """The response at its end; from a server that cannot stream, all there is."""

    output: list[Item]

    usage: Counts | None
    error: object
    incomplete_details: Incomplete | None


class Event(TypedDict):
    """One event."""

    type: str
    output_index: int
    summary_index: int
    delta: str
    item: Item
    response: Response


class ResponsesReader(EventReader):
    """One reply."""

    def __init__(self, endpoint: Endpoint, model: str) -> None:
        super().__init__(endpoint, model)
        self._calls: dict[int, OpenCall] = {}
        self._thoughts: dict[int, OpenText] = {}
        self._refused = False
        self._stop: Stop | None = None
        self._usage = Usage()

    def close(self) -> list[Delta]:
        """The stream is over: the whole message. ModelError when it was cut."""
        if self._stop is None:
            raise self._cut()
        return self._whole("refusal" if self._refused else self._stop, self._usage)

    def _read(self, data: str) -> None:
        if data == "[DONE]":
            return
        event: Event = json.loads(data)
        if "type" in event:
            self._event(event)
        else:
            self._response(cast("Response", event))

    def _event(self, event: Event) -> None:
        match event["type"]:
            case "response.output_text.delta":
                self._assembly.text(event["delta"])
            case "response.refusal.delta":
                self._refused = True
                self._assembly.text(event["delta"])
            case "response.reasoning_summary_text.delta" | "response.reasoning_text.delta":
                self._assembly.text(event["delta"], thought=True)
            case "response.reasoning_summary_part.added":
                self._assembly.text("\n\n" if event.get("summary_index") else "", thought=True)
            case "response.function_call_arguments.delta":
                self._calls[event["output_index"]].pieces.append(event["delta"])
            case "response.output_item.added":
                self._begin(event["output_index"], event["item"])
            case "response.output_item.done":
                self._end(event["output_index"], event["item"])
            case "response.completed" | "response.incomplete":
                self._finish(event["response"])
            case "response.failed":
                raise failures.from_event(self._endpoint, self._model, event["response"].get("error"))
            case "error":
                raise failures.from_event(self._endpoint, self._model, event.get("error") or event)
            case _:
                pass  # the many events that repeat what these say, or tell of tools that run at the provider

    def _response(self, response: Response) -> None:
        """A response that came in one piece."""
        if response.get("error"):
            raise failures.from_event(self._endpoint, self._model, response.get("error"))
        for index, item in enumerate(response["output"]):
            self._begin(index, item)
            thought = item["type"] == "reasoning"
            for part in item["summary"] if thought else item["content"] if item["type"] == "message" else ():
                self._refused = self._refused or bool(part.get("refusal"))
                self._assembly.text(part.get("text") or part.get("refusal") or "", thought=thought)
            self._end(index, item)
        self._finish(response)

    def _begin(self, index: int, item: Item) -> None:
        match item["type"]:
            case "function_call":
                self._calls[index] = self._assembly.call(item["call_id"], item["name"])
            case "reasoning":
                self._thoughts[index] = self._assembly.thought_block()
            case "message":
                self._assembly.text_block()
            case _:
                pass  # items of tools that run at the provider, which we never offer

    def _end(self, index: int, item: Item) -> None:
        """The item is whole: what it says now is what counts."""
        if item["type"] == "function_call" and index not in self._calls:
            self._begin(index, item)
        if call := self._calls.get(index):
            call.pieces[:] = [item["arguments"]]
        elif (thought := self._thoughts.get(index)) and item.get("encrypted_content"):
            kept = ("type", "id", "summary", "encrypted_content")
            thought.opaque["item"] = {name: value for name, value in item.items() if name in kept}

    def _finish(self, response: Response) -> None:
        reason = (response.get("incomplete_details") or {"reason": None})["reason"]
        if reason == "content_filter":
            self._stop = "refusal"
        else:
            self._stop = "max_tokens" if reason else "end_turn"
        if usage := response.get("usage"):
            self._usage = _usage(usage)


def _usage(usage: Counts) -> Usage:
    prompt, output = usage.get("input_tokens_details") or {}, usage.get("output_tokens_details") or {}
    return Usage(
        input=tokens(usage.get("input_tokens")),
        output=tokens(usage.get("output_tokens")),
        cached=tokens(prompt.get("cached_tokens")),
        cache_written=tokens(prompt.get("cache_write_tokens")),
        reasoning=tokens(output.get("reasoning_tokens")),
    )
