"""The three dialects, each with the same story in its own words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hermes_acp.models import fake_streams
from hermes_acp.models.anthropic import Anthropic
from hermes_acp.models.endpoint import Endpoint
from hermes_acp.models.fakes import JSON
from hermes_acp.models.http import Http
from hermes_acp.models.message import Text, UserMessage
from hermes_acp.models.model import Delta, Model, Request, ToolSpec
from hermes_acp.models.openai_chat import OpenAIChat
from hermes_acp.models.openai_responses import OpenAIResponses

KEY = "sk-secret-0123456789abcdef"
TOOL = ToolSpec("read_file", "Reads.", {"type": "object", "properties": {"path": {"type": "string"}}})
ASK = Request("Be brief.", [UserMessage("u1", (Text("hi"),))], [TOOL])


@dataclass(frozen=True)
class Dialect:
    """One dialect: its model, and how its provider says things."""

    name: str
    model: Callable[[Endpoint, Http], Model]
    words: Callable[[Sequence[str]], list[bytes]]
    """A whole answer of these pieces of text."""
    cut: Callable[[Sequence[str]], list[bytes]]
    """The same without its end."""
    call: Callable[[str], list[bytes]]
    """A call of read_file with these arguments."""
    failed: Callable[[str], bytes]
    """An error inside a stream, of this type."""
    whole: JSON
    """An answer in one piece: a thought, words, a call of read_file; 10 tokens in, 7 out."""


def chat_call(arguments: str) -> list[bytes]:
    begin = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "read_file", "arguments": ""}}
    more = [{"index": 0, "function": {"arguments": piece}} for piece in (arguments[:5], arguments[5:])]
    return fake_streams.chat(*({"tool_calls": [part]} for part in (begin, *more)), finish="tool_calls")


def anthropic_words(pieces: Sequence[str], stop: str | None = "end_turn") -> list[bytes]:
    deltas = [{"type": "text_delta", "text": piece} for piece in pieces]
    return fake_streams.messages(({"type": "text", "text": ""}, deltas), stop=stop)


def anthropic_call(arguments: str) -> list[bytes]:
    block: JSON = {"type": "tool_use", "id": "call_1", "name": "read_file", "input": {}}
    deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in (arguments[:5], arguments[5:])]
    return fake_streams.messages((block, deltas), stop="tool_use")


def responses_words(pieces: Sequence[str], last: str = "completed") -> list[bytes]:
    part: JSON = {"type": "output_text", "text": "".join(pieces), "annotations": []}
    item: JSON = {"id": "m", "type": "message", "status": "completed", "role": "assistant", "content": [part]}
    delta: JSON = {"type": "response.output_text.delta", "content_index": 0, "logprobs": []}
    return fake_streams.response((item, [{**delta, "delta": piece} for piece in pieces]), last=last)


def responses_call(arguments: str) -> list[bytes]:
    item: JSON = {
        "id": "f",
        "type": "function_call",
        "call_id": "call_1",
        "name": "read_file",
        "arguments": arguments,
    }
    deltas = [{"type": "response.function_call_arguments.delta", "delta": arguments}]
    return fake_streams.response(({**item, "arguments": arguments, "status": "completed"}, deltas))


CHAT_WHOLE: JSON = {
    "object": "chat.completion",
    "choices": [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": "Reading.",
                "reasoning_content": "hm",
                "tool_calls": [
                    {"id": "c", "type": "function", "function": {"name": "read_file", "arguments": '{"path": "a"}'}}
                ],
            },
            "finish_reason": "tool_calls",
        }
    ],
    "usage": {"prompt_tokens": 10, "completion_tokens": 7},
}
ANTHROPIC_WHOLE: JSON = {
    "type": "message",
    "role": "assistant",
    "content": [
        {"type": "thinking", "thinking": "hm", "signature": "s"},
        {"type": "text", "text": "Reading."},
        {"type": "tool_use", "id": "c", "name": "read_file", "input": {"path": "a"}},
    ],
    "stop_reason": "tool_use",
    "usage": {"input_tokens": 10, "output_tokens": 7},
}
RESPONSES_WHOLE: JSON = {
    "object": "response",
    "status": "completed",
    "output": [
        {"type": "reasoning", "id": "r", "summary": [{"type": "summary_text", "text": "hm"}], "encrypted_content": "e"},
        {"type": "message", "id": "m", "content": [{"type": "output_text", "text": "Reading."}]},
        {"type": "function_call", "id": "f", "call_id": "c", "name": "read_file", "arguments": '{"path": "a"}'},
    ],
    "usage": {"input_tokens": 10, "output_tokens": 7},
}


DIALECTS = [
    Dialect(
        "openai_chat",
        lambda endpoint, http: OpenAIChat(endpoint, "fake", http),
        lambda pieces: fake_streams.chat(*({"content": piece} for piece in pieces)),
        lambda pieces: fake_streams.chat(*({"content": piece} for piece in pieces), finish=None),
        chat_call,
        lambda kind: fake_streams.sse({"error": {"message": "too busy", "code": kind}}),
        CHAT_WHOLE,
    ),
    Dialect(
        "anthropic",
        lambda endpoint, http: Anthropic(endpoint, "fake", http),
        anthropic_words,
        lambda pieces: anthropic_words(pieces, None),
        anthropic_call,
        lambda kind: fake_streams.sse({"type": "error", "error": {"type": kind, "message": "too busy"}}),
        ANTHROPIC_WHOLE,
    ),
    Dialect(
        "openai_responses",
        lambda endpoint, http: OpenAIResponses(endpoint, "fake", http),
        responses_words,
        lambda pieces: responses_words(pieces, ""),
        responses_call,
        lambda kind: fake_streams.sse({"type": "error", "code": kind, "message": "too busy", "sequence_number": 9}),
        RESPONSES_WHOLE,
    ),
]


def endpoint_at(url: str) -> Endpoint:
    return Endpoint("custom", "The Provider", url, KEY, ("PROVIDER_API_KEY",), "PROVIDER_API_KEY", "/home/me/.env")


async def collect(model: Model, request: Request = ASK) -> list[Delta]:
    return [delta async for delta in model.stream(request)]
