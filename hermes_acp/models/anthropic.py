"""Anthropic messages.

Builds the request: thinking is given back with its signatures, the prefix is marked for the provider's cache, and
what the API refuses (empty words, foreign ids, a thought of another provider) is left out. Knows no retries.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Iterable, Sequence
from typing import TYPE_CHECKING, Literal, cast

from hermes_acp.models.anthropic_reader import AnthropicReader
from hermes_acp.models.endpoint import Endpoint
from hermes_acp.models.message import AssistantMessage, Image, Message, Text, Thought, ToolMessage, UserMessage
from hermes_acp.models.model import Delta, Request
from hermes_acp.models.reading import read
from hermes_acp.models.repair import arguments_object, encode, repaired

if TYPE_CHECKING:
    from anthropic.types import (
        ContentBlockParam,
        ImageBlockParam,
        MessageParam,
        TextBlockParam,
        ThinkingConfigParam,
        ToolParam,
        ToolResultBlockParam,
    )
    from anthropic.types.message_create_params import MessageCreateParamsStreaming

    from hermes_acp.models.http import Http

    MediaType = Literal["image/jpeg", "image/png", "image/gif", "image/webp"]

HEADERS = {"anthropic-version": "2023-06-01"}
LIMIT = 32_000
"""Tokens of an answer when nobody says; the API demands a number, and every current model allows this one."""
CLOUD_NAME = re.compile(r"^.*anthropic\.|-v\d+(?::\d+)?$")
MARKED = 3
"""User messages marked for the cache beside the system prompt; the API takes four marks in all."""
BUDGETS = {"minimal": 1024, "low": 4096, "medium": 10_000, "high": 20_000, "xhigh": 30_000}
"""Tokens to think with, for models that are told a number."""
TOLD_A_NUMBER = re.compile(r"claude-3|claude-(?:opus|sonnet|haiku)-4(?:-[0-5])?(?:-\d{8})?$")
"""Models that think by budget; later ones choose for themselves and are told an effort."""
THINKS_UNASKED = re.compile(r"claude-[a-z]+-5")
"""Models that think when nothing is said; they show it only when asked to, words between calls included."""
ALWAYS_THINKS = re.compile(r"claude-(?:opus-5-5|fable|mythos)")
"""Models that cannot be told not to; the least effort comes nearest to it."""
WORDS_BETWEEN = re.compile(r"claude-sonnet-5-5")
"""Models that are told not to think by another word, and go on to speak between calls."""


class Anthropic:
    """A model behind ``/messages``."""

    def __init__(self, endpoint: Endpoint, model: str, http: Http, window: int | None = None) -> None:
        self.endpoint = endpoint
        self.model = model
        self.name = f"{endpoint.provider}:{model}"
        self.window = window
        self._http = http
        # Clouds put a region and the maker's name before it, and a version behind.
        self._family = CLOUD_NAME.sub("", model)

    def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """Ask, and yield what arrives; see ``Model.stream``."""
        body = encode(self.body(request))
        reader = AnthropicReader(self.endpoint, self.model)
        return read(self._http.stream_sse(self.endpoint, "/messages", body, self.model, HEADERS), reader)

    def body(self, request: Request) -> MessageCreateParamsStreaming:
        """The request as the API wants it."""
        messages = repaired(request.messages)
        limit = request.max_tokens or LIMIT
        body: MessageCreateParamsStreaming = {
            "model": self.model,
            "max_tokens": limit,
            "messages": self._messages(messages),
            "stream": True,
        }
        if not request.streams:
            cast("dict[str, object]", body)["stream"] = False
        if request.system:
            system: TextBlockParam = {"type": "text", "text": request.system}
            _mark(system)
            body["system"] = [system]
        if request.tools:
            body["tools"] = [_tool(tool.name, tool.description, tool.schema) for tool in request.tools]
        if request.effort:
            self._think(body, request.effort, limit, messages)
        elif THINKS_UNASKED.match(self._family):
            body["thinking"] = {"type": "adaptive", "display": "summarized"}
        return body

    def _think(self, body: MessageCreateParamsStreaming, effort: str, limit: int, messages: Sequence[Message]) -> None:
        """Say how hard to think, in the words this model knows."""
        budget = min(BUDGETS.get(effort, 0), limit - 1)
        if effort == "none" and not ALWAYS_THINKS.match(self._family):
            word = "between_tools" if WORDS_BETWEEN.match(self._family) else "disabled"
            body["thinking"] = {"type": cast("Literal['disabled']", word)}
        elif self._family.startswith("claude") and not TOLD_A_NUMBER.search(self._family):
            adaptive: ThinkingConfigParam = {"type": "adaptive", "display": "summarized"}
            body["thinking"] = adaptive
            known = "low" if effort in ("none", "minimal") else effort
            body["output_config"] = {"effort": cast("Literal['low', 'medium', 'high', 'xhigh']", known)}
        elif budget >= BUDGETS["minimal"] and not self._began_without_thought(messages):
            body["thinking"] = {"type": "enabled", "budget_tokens": budget}

    def _began_without_thought(self, messages: Sequence[Message]) -> bool:
        """Whether a step with calls is under way that has no thought of this provider: it cannot begin to think now."""
        if not messages or not isinstance(messages[-1], ToolMessage):
            return False
        last = next(message for message in reversed(messages) if isinstance(message, AssistantMessage))
        first = last.parts[0]
        return not (isinstance(first, Thought) and first.provider == self.endpoint.provider)

    def _messages(self, messages: Iterable[Message]) -> list[MessageParam]:
        turns: list[tuple[Literal["user", "assistant"], list[ContentBlockParam]]] = []

        def add(role: Literal["user", "assistant"], blocks: Iterable[ContentBlockParam]) -> None:
            if not turns or turns[-1][0] != role:
                turns.append((role, []))
            turns[-1][1].extend(blocks)

        for message in messages:
            match message:
                case UserMessage():
                    add("user", _said(message.parts))
                case ToolMessage():
                    add("user", [_result(message)])
                case AssistantMessage():
                    add("assistant", self._assistant(message))
        turns = [turn for turn in turns if turn[1]]
        if turns and turns[0][0] == "assistant":
            turns.insert(0, ("user", [{"type": "text", "text": "(The beginning was left out.)"}]))
        for blocks in [blocks for role, blocks in turns if role == "user"][-MARKED:]:
            _mark(blocks[-1])
        return [_turn(role, blocks) for role, blocks in turns]

    def _assistant(self, message: AssistantMessage) -> Iterable[ContentBlockParam]:
        for part in message.parts:
            match part:
                case Text(text):
                    if text.strip():
                        yield {"type": "text", "text": text}
                case Thought(text, opaque, provider):
                    # A thought is bound to the model that had it.
                    if provider != self.endpoint.provider or message.model not in ("", self.name):
                        continue
                    if redacted := opaque.get("redacted"):
                        yield {"type": "redacted_thinking", "data": str(redacted)}
                    elif signature := opaque.get("signature"):
                        yield {"type": "thinking", "thinking": text, "signature": str(signature)}
                case _:
                    call = arguments_object(part.arguments)
                    yield {"type": "tool_use", "id": _id(part.id), "name": part.name, "input": call}


def _turn(role: Literal["user", "assistant"], blocks: list[ContentBlockParam]) -> MessageParam:
    if role == "user":
        return {"role": "user", "content": blocks}
    return {"role": "assistant", "content": blocks}


def _said(parts: Iterable[Text | Image]) -> Iterable[TextBlockParam | ImageBlockParam]:
    for part in parts:
        if isinstance(part, Image):
            media = cast("MediaType", part.mime_type)
            yield {"type": "image", "source": {"type": "base64", "media_type": media, "data": part.data}}
        elif part.text.strip():
            yield {"type": "text", "text": part.text}


def _result(message: ToolMessage) -> ToolResultBlockParam:
    sent: ToolResultBlockParam = {"type": "tool_result", "tool_use_id": _id(message.call_id)}
    if content := list(_said((Text(message.text), *message.images))):
        sent["content"] = content
    if message.failed:
        sent["is_error"] = True
    return sent


def _tool(name: str, description: str, schema: object) -> ToolParam:
    return {"name": name, "description": description, "input_schema": dict(cast("dict[str, object]", schema))}


def _mark(block: object) -> None:
    """Ask the provider to keep the prompt up to this block in its cache."""
    cast("dict[str, object]", block)["cache_control"] = {"type": "ephemeral"}


def _id(call_id: str) -> str:
    """The id in the characters the API allows; calls of other providers have others."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", call_id)
