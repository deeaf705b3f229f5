"""OpenAI chat completions, the dialect most servers speak.

Builds the request and reads the stream of one reply; knows no retries. Where servers differ, the difference is a
field of ``ChatStyle``, filled from the provider table.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Iterable, Mapping
from typing import TYPE_CHECKING, Literal, cast

from msgspec import Struct

from hermes_acp.models.endpoint import Endpoint
from hermes_acp.models.message import AssistantMessage, Image, Message, Text, Thought, ToolMessage, UserMessage
from hermes_acp.models.model import Delta, Request, ToolSpec
from hermes_acp.models.openai_chat_reader import EXTRAS, ChatReader
from hermes_acp.models.reading import read
from hermes_acp.models.repair import arguments_object, encode, repaired

if TYPE_CHECKING:
    from openai.types.chat import (
        ChatCompletionAssistantMessageParam,
        ChatCompletionContentPartParam,
        ChatCompletionMessageFunctionToolCallParam,
        ChatCompletionMessageParam,
        ChatCompletionToolParam,
    )
    from openai.types.chat.completion_create_params import CompletionCreateParamsStreaming
    from openai.types.shared_params import ReasoningEffort

    from hermes_acp.models.http import Http
    from hermes_acp.models.providers import Provider

    Part = ChatCompletionContentPartParam


class ChatStyle(Struct, frozen=True):
    """How one server's chat completions differ from the next one's."""

    limit_field: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    """Where the limit of the answer is said."""
    effort_field: Literal["", "reasoning_effort", "reasoning"] = ""
    """Where the thought level is said; empty when the server has no word for it."""
    thoughts_back: Literal["", "reasoning_content", "reasoning_details"] = ""
    """The field in which the server wants its own reasoning back."""
    cache_key: bool = False
    """Whether ``prompt_cache_key`` is understood."""
    cache_marks: bool = False
    """Whether the prefix is marked for the provider's cache, as Anthropic's models want it."""
    session_header: str = ""
    """Header that says which conversation a request is of."""
    short_ids: bool = False
    """Whether ids of calls must be nine letters or digits."""


SHORT_ID = re.compile(r"[A-Za-z0-9]{9}")
MARKED_MODELS = re.compile(r"(?:.*/)?claude", re.IGNORECASE)
"""Models that are cached by marks, wherever they are sold."""
MARKED = 3
"""User and tool messages marked beside the system prompt; Anthropic takes four marks in all."""


def style_of(provider: Provider, model: str) -> ChatStyle:
    """How a provider of the table speaks of a model."""
    return ChatStyle(
        "max_completion_tokens" if provider.new_limit else "max_tokens",
        provider.effort,
        provider.thoughts_back,
        provider.cache_key,
        provider.cache_marks and MARKED_MODELS.match(model) is not None,
        provider.session_header,
        provider.short_ids,
    )


class OpenAIChat:
    """A model behind ``/chat/completions``."""

    def __init__(
        self, endpoint: Endpoint, model: str, http: Http, style: ChatStyle | None = None, window: int | None = None
    ) -> None:
        self.endpoint = endpoint
        self.model = model
        self.name = f"{endpoint.provider}:{model}"
        self.window = window
        self._http = http
        self._style = style or ChatStyle()

    def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """Ask, and yield what arrives; see ``Model.stream``."""
        body = encode(self.body(request))
        reader = ChatReader(self.endpoint, self.model)
        header = self._style.session_header
        headers = {header: request.session_id} if header and request.session_id else None
        return read(self._http.stream_sse(self.endpoint, "/chat/completions", body, self.model, headers), reader)

    def body(self, request: Request) -> CompletionCreateParamsStreaming:
        """The request as the API wants it."""
        style = self._style
        body: CompletionCreateParamsStreaming = {
            "model": self.model,
            "messages": [*_system(request.system), *self._messages(repaired(request.messages))],
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if not request.streams:
            cast("dict[str, object]", body)["stream"] = False
        if not (request.streams and request.counts):
            del body["stream_options"]
        if style.cache_marks:
            _mark(body["messages"])
        if request.tools:
            body["tools"] = [_tool(tool) for tool in request.tools]
        if request.max_tokens is not None:
            body[style.limit_field] = request.max_tokens
        if request.effort and style.effort_field == "reasoning_effort":
            body["reasoning_effort"] = cast("ReasoningEffort", request.effort)
        elif request.effort and style.effort_field == "reasoning":
            cast("dict[str, object]", body)["reasoning"] = {"effort": request.effort}
        if request.session_id and style.cache_key:
            body["prompt_cache_key"] = request.session_id
        return body

    def _messages(self, messages: Iterable[Message]) -> list[ChatCompletionMessageParam]:
        sent: list[ChatCompletionMessageParam] = []
        words: list[Text | Image] = []
        """User content not sent yet: neighbours are joined, since many chat templates demand turns."""

        def flush() -> None:
            if words:
                sent.append({"role": "user", "content": _content(words)})
                words.clear()

        for message in messages:
            match message:
                case UserMessage():
                    words.extend(message.parts)
                case AssistantMessage():
                    flush()
                    sent.append(self._assistant(message))
                case ToolMessage():
                    sent.append({"role": "tool", "tool_call_id": self._id(message.call_id), "content": message.text})
                    words.extend(message.images)
        flush()
        return sent

    def _assistant(self, message: AssistantMessage) -> ChatCompletionAssistantMessageParam:
        sent: ChatCompletionAssistantMessageParam = {"role": "assistant", "content": message.text or None}
        back = self._style.thoughts_back
        thoughts = [part for part in message.parts if isinstance(part, Thought)]
        if message.calls:
            extras = self._extras(thoughts)
            sent["tool_calls"] = [
                _call(self._id(call.id), call.name, call.arguments, extras.get(str(place)))
                for place, call in enumerate(message.calls)
            ]
        if back == "reasoning_content" and thoughts:
            cast("dict[str, object]", sent)[back] = "".join(part.text for part in thoughts)
        elif back == "reasoning_details":
            kept = [part.opaque for part in thoughts if part.provider == self.endpoint.provider]
            details = [item for opaque in kept for item in cast("list[object]", opaque.get(back, []))]
            if details:
                cast("dict[str, object]", sent)[back] = details
        return sent

    def _extras(self, thoughts: Iterable[Thought]) -> Mapping[str, object]:
        """What this server wants back with its calls, by their places in the reply."""
        kept = (part.opaque.get(EXTRAS) for part in thoughts if part.provider == self.endpoint.provider)
        nothing: dict[str, object] = {}
        return next((cast("dict[str, object]", extras) for extras in kept if isinstance(extras, dict)), nothing)

    def _id(self, call_id: str) -> str:
        """The id of a call as the server takes it."""
        if not self._style.short_ids or SHORT_ID.fullmatch(call_id):
            return call_id
        import hashlib

        return hashlib.sha256(call_id.encode()).hexdigest()[:9]


def _system(text: str) -> list[ChatCompletionMessageParam]:
    return [{"role": "system", "content": text}] if text else []


def _content(parts: list[Text | Image]) -> str | list[Part]:
    """Plain text where there is nothing else, since some servers know no parts."""
    if all(isinstance(part, Text) for part in parts):
        return "\n\n".join(part.text for part in parts if isinstance(part, Text))
    return [_part(part) for part in parts]


def _part(part: Text | Image) -> Part:
    if isinstance(part, Text):
        return {"type": "text", "text": part.text}
    return {"type": "image_url", "image_url": {"url": f"data:{part.mime_type};base64,{part.data}"}}


def _mark(messages: Iterable[ChatCompletionMessageParam]) -> None:
    """Ask the provider to keep the prompt up to the system prompt and the newest messages in its cache."""
    listed = [cast("dict[str, object]", message) for message in messages]
    prompts = [message for message in listed if message["role"] == "system"]
    for message in prompts + [message for message in listed if message["role"] in ("user", "tool")][-MARKED:]:
        content = message["content"]
        parts = [{"type": "text", "text": content}] if isinstance(content, str) else cast("list[object]", content)
        if parts and content:
            cast("dict[str, object]", parts[-1])["cache_control"] = {"type": "ephemeral"}
            message["content"] = parts


def _call(call_id: str, name: str, arguments: str, extra: object = None) -> ChatCompletionMessageFunctionToolCallParam:
    """A call of the past. Servers that parse the arguments fail on broken ones, so those become an empty object."""
    text = arguments if arguments_object(arguments) else "{}"
    sent: ChatCompletionMessageFunctionToolCallParam = {
        "id": call_id,
        "type": "function",
        "function": {"name": name, "arguments": text},
    }
    if extra is not None:
        cast("dict[str, object]", sent)["extra_content"] = extra
    return sent


def _tool(tool: ToolSpec) -> ChatCompletionToolParam:
    return {
        "type": "function",
        "function": {"name": tool.name, "description": tool.description, "parameters": dict(tool.schema)},
    }
