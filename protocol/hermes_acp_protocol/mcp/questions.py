"""What a server may ask of the person or the model behind a client: a form, an address to open, a sample.

Sent as a request of the server (legacy) or inside a result that requires input (modern); the params are the same.
Source: https://modelcontextprotocol.io/specification/2026-07-28/client/elicitation and .../client/sampling
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from hermes_acp_protocol.framing import JsonObject, JsonValue
from hermes_acp_protocol.mcp.content import Block, read_blocks
from hermes_acp_protocol.mcp.fields import Misread, as_object, needed, number, table, tables, text, texts, without_none

Action = Literal["accept", "decline", "cancel"]
"""``decline`` is a person's no; ``cancel`` is no answer at all."""


class Form(NamedTuple):
    """A few fields to fill in."""

    message: str
    schema: JsonObject
    """A flat object schema: texts, numbers, flags, choices of words."""

    def json(self) -> JsonObject:
        """The params of ``elicitation/create``."""
        return {"mode": "form", "message": self.message, "requestedSchema": self.schema}


class Address(NamedTuple):
    """A page the person is to open; what happens there never passes through us."""

    message: str
    url: str
    id: str | None = None
    """Names it in the notification that it is done (2025-11-25 only)."""

    def json(self) -> JsonObject:
        """The params of ``elicitation/create``."""
        return without_none({"mode": "url", "message": self.message, "url": self.url, "elicitationId": self.id})


class ElicitAnswer(NamedTuple):
    """What the person did with it."""

    action: Action
    content: JsonObject | None = None
    """The fields, when a form was accepted."""

    def json(self) -> JsonObject:
        """The result of ``elicitation/create``."""
        return without_none({"action": self.action, "content": self.content})


def read_elicitation(params: JsonObject) -> Form | Address:
    """What is asked. Misread when it is neither a form nor an address."""
    message = text(params, "message") or ""
    if text(params, "mode") == "url":
        return Address(message, needed(params, "url"), text(params, "elicitationId"))
    schema = as_object(params.get("requestedSchema"), "requestedSchema")
    if not isinstance(schema.get("properties"), dict):
        raise Misread("requestedSchema.properties must be an object")
    return Form(message, schema)


def read_elicit_answer(result: JsonValue) -> ElicitAnswer:
    """What the person did. Misread when the action is none of the three."""
    said = as_object(result, "the answer")
    content = said.get("content")
    match said.get("action"):
        case "accept":
            return ElicitAnswer("accept", content if isinstance(content, dict) else {})
        case "decline":
            return ElicitAnswer("decline")
        case "cancel":
            return ElicitAnswer("cancel")
        case _:
            raise Misread("action must be accept, decline or cancel")


class SampleMessage(NamedTuple):
    """One message of a conversation that is to be gone on with."""

    role: str
    content: tuple[Block, ...]


class SampleWish(NamedTuple):
    """What a server wants a model to say."""

    messages: tuple[SampleMessage, ...]
    max_tokens: int
    system: str | None = None
    hints: tuple[str, ...] = ()
    """Names of models it would like, the dearest first."""
    stop: tuple[str, ...] = ()
    with_tools: bool = False
    """It brings tools of its own for the model."""


def read_sample_wish(params: JsonObject) -> SampleWish:
    """What is wanted. Misread without a limit on tokens."""
    limit = number(params, "maxTokens")
    if limit is None:
        raise Misread("maxTokens must be a number")
    messages = tuple(
        SampleMessage(text(message, "role") or "user", read_blocks(message.get("content")))
        for message in tables(params, "messages")
    )
    hints = tables(table(params, "modelPreferences"), "hints")
    names = tuple(name for hint in hints if (name := text(hint, "name")))
    stop, system = texts(params, "stopSequences"), text(params, "systemPrompt")
    return SampleWish(messages, int(limit), system, names, stop, bool(params.get("tools")))


def sampled(model: str, words: str, stop: str) -> JsonObject:
    """The result of ``sampling/createMessage``; ``stop`` is ``endTurn``, ``maxTokens`` or ``stopSequence``."""
    return {"model": model, "role": "assistant", "content": {"type": "text", "text": words}, "stopReason": stop}
