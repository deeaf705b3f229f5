"""OpenAI Responses, where reasoning models keep their thoughts between calls.

Nothing is stored at the provider: its reasoning comes back encrypted and is given to it again with the history.
Knows no retries.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Iterable, Iterator
from typing import TYPE_CHECKING, cast

from hermes_acp.models.endpoint import Endpoint
from hermes_acp.models.message import AssistantMessage, Image, Message, Text, Thought, ToolMessage, UserMessage
from hermes_acp.models.model import Delta, Request
from hermes_acp.models.openai_responses_reader import ResponsesReader
from hermes_acp.models.reading import read
from hermes_acp.models.repair import encode, repaired

if TYPE_CHECKING:
    from openai.types.responses import (
        ResponseInputImageContentParam,
        ResponseInputImageParam,
        ResponseInputItemParam,
        ResponseInputTextContentParam,
        ResponseInputTextParam,
    )
    from openai.types.responses.response_create_params import ResponseCreateParamsStreaming
    from openai.types.responses.response_input_item_param import FunctionCallOutput
    from openai.types.shared_params import ReasoningEffort

    from hermes_acp.models.http import Http

SILENT = re.compile(r"gpt-[34]|chatgpt")
"""Models that do not reason, and refuse a request that speaks of reasoning."""


class OpenAIResponses:
    """A model behind ``/responses``."""

    def __init__(self, endpoint: Endpoint, model: str, http: Http, window: int | None = None) -> None:
        self.endpoint = endpoint
        self.model = model
        self.name = f"{endpoint.provider}:{model}"
        self.window = window
        self._http = http

    def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """Ask, and yield what arrives; see ``Model.stream``."""
        body = encode(self.body(request))
        reader = ResponsesReader(self.endpoint, self.model)
        return read(self._http.stream_sse(self.endpoint, "/responses", body, self.model), reader)

    def body(self, request: Request) -> ResponseCreateParamsStreaming:
        """The request as the API wants it."""
        body: ResponseCreateParamsStreaming = {
            "model": self.model,
            "input": list(self._items(repaired(request.messages))),
            "stream": True,
            "store": False,
        }
        if not request.streams:
            cast("dict[str, object]", body)["stream"] = False
        if request.system:
            body["instructions"] = request.system
        if request.tools:
            body["tools"] = [
                {
                    "type": "function",
                    "name": tool.name,
                    "description": tool.description,
                    "parameters": dict(tool.schema),
                    "strict": False,
                }
                for tool in request.tools
            ]
        if request.max_tokens is not None:
            body["max_output_tokens"] = request.max_tokens
        if request.session_id:
            body["prompt_cache_key"] = request.session_id
        if not SILENT.match(self.model):
            body["include"] = ["reasoning.encrypted_content"]
            body["reasoning"] = {"summary": "auto"}
            if request.effort:
                body["reasoning"]["effort"] = cast("ReasoningEffort", request.effort)
        return body

    def _items(self, messages: Iterable[Message]) -> Iterator[ResponseInputItemParam]:
        for message in messages:
            match message:
                case UserMessage():
                    yield {"type": "message", "role": "user", "content": [_said(part) for part in message.parts]}
                case ToolMessage():
                    yield _output(message)
                case AssistantMessage():
                    yield from self._assistant(message)

    def _assistant(self, message: AssistantMessage) -> Iterator[ResponseInputItemParam]:
        """The reply item by item; a thought that nothing follows is refused by the API and left out."""
        last = max((at for at, part in enumerate(message.parts) if not isinstance(part, Thought)), default=-1)
        for part in message.parts[: last + 1]:
            match part:
                case Text(text):
                    if text:
                        yield {"type": "message", "role": "assistant", "content": text}
                case Thought(_, opaque, provider):
                    if provider == self.endpoint.provider and isinstance(item := opaque.get("item"), dict):
                        yield cast("ResponseInputItemParam", item)
                case _:
                    yield {
                        "type": "function_call",
                        "call_id": part.id,
                        "name": part.name,
                        "arguments": part.arguments,
                    }


def _said(part: Text | Image) -> ResponseInputTextParam | ResponseInputImageParam:
    if isinstance(part, Text):
        return {"type": "input_text", "text": part.text}
    return {"type": "input_image", "detail": "auto", "image_url": f"data:{part.mime_type};base64,{part.data}"}


def _output(message: ToolMessage) -> FunctionCallOutput:
    if not message.images:
        return {"type": "function_call_output", "call_id": message.call_id, "output": message.text}
    words: ResponseInputTextContentParam = {"type": "input_text", "text": message.text}
    images: list[ResponseInputImageContentParam] = [
        {"type": "input_image", "image_url": f"data:{image.mime_type};base64,{image.data}"} for image in message.images
    ]
    return {"type": "function_call_output", "call_id": message.call_id, "output": [words, *images]}
