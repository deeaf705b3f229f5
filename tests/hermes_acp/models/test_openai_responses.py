"""Responses: what only this dialect has."""

from __future__ import annotations

import json

import pytest

from hermes_acp.models.fake_streams import response
from hermes_acp.models.fakes import JSON, Answer, FakeProvider
from hermes_acp.models.http import Http
from hermes_acp.models.message import (
    AssistantMessage,
    Image,
    Message,
    Text,
    Thought,
    ToolCall,
    ToolMessage,
    Usage,
    UserMessage,
)
from hermes_acp.models.model import Delta, Finished, Request
from hermes_acp.models.openai_responses import OpenAIResponses
from hermes_acp.models.openai_responses_reader import ResponsesReader
from support.dialects import KEY, TOOL, collect, endpoint_at
from support.oracles import accepted

SUMMARY = [{"type": "summary_text", "text": "one"}, {"type": "summary_text", "text": "two"}]
REASONING: JSON = {"id": "r", "type": "reasoning", "summary": SUMMARY, "encrypted_content": "xyz"}
THOUGHT = Thought("one\n\ntwo", {"item": REASONING}, "custom")
STEPS: list[JSON] = [
    {"type": "response.reasoning_summary_part.added", "summary_index": 0, "part": {"type": "summary_text", "text": ""}},
    {"type": "response.reasoning_summary_text.delta", "summary_index": 0, "delta": "one"},
    {"type": "response.reasoning_summary_part.added", "summary_index": 1, "part": {"type": "summary_text", "text": ""}},
    {"type": "response.reasoning_summary_text.delta", "summary_index": 1, "delta": "two"},
]
PART: JSON = {"type": "output_text", "text": "Hello", "annotations": []}
MESSAGE: JSON = {"id": "m", "type": "message", "status": "completed", "role": "assistant", "content": [PART]}
WORDS: list[JSON] = [{"type": "response.output_text.delta", "content_index": 0, "delta": "Hello", "logprobs": []}]
CALL: JSON = {
    "id": "f",
    "type": "function_call",
    "status": "completed",
    "call_id": "c1",
    "name": "read_file",
    "arguments": "{}",
}
HISTORY: list[Message] = [
    UserMessage("u1", (Text("look"), Image("aGk=", "image/png"))),
    AssistantMessage(
        "a1",
        (
            THOUGHT,
            Thought("foreign", {"signature": "s"}, "anthropic"),
            Text("Reading."),
            ToolCall("c1", "read_file", "{}"),
            THOUGHT,
        ),
    ),
    ToolMessage("c1", "read_file", "text", images=(Image("aGk=", "image/png"),)),
]


def model(http: Http, url: str = "http://127.0.0.1:9/v1", name: str = "gpt-6-sol") -> OpenAIResponses:
    return OpenAIResponses(endpoint_at(url), name, http)


def read(*pieces: bytes) -> list[Delta]:
    reader = ResponsesReader(endpoint_at("http://127.0.0.1:9/v1"), "fake")
    deltas = [delta for piece in pieces for delta in reader.feed([piece.decode().partition("data: ")[2].strip()])]
    return [*deltas, *reader.close()]


def finished(deltas: list[Delta]) -> Finished:
    assert isinstance(deltas[-1], Finished)
    return deltas[-1]


async def test_the_official_client_reads_our_fake_as_we_do(http: Http) -> None:
    from openai import AsyncOpenAI

    answer = Answer(response((REASONING, STEPS), (MESSAGE, WORDS), (CALL, [])))
    async with FakeProvider([answer, answer]) as fake:
        ours = finished(await collect(model(http, fake.url)))
        async with AsyncOpenAI(api_key=KEY, base_url=fake.url, max_retries=0) as client:
            events = [event async for event in await client.responses.create(model="fake", input="hi", stream=True)]

    last = events[-1]
    assert last.type == "response.completed"
    assert last.response.output_text == ours.message.text == "Hello"
    assert ours.message.parts == (THOUGHT, Text("Hello"), ToolCall("c1", "read_file", "{}"))
    assert ours.usage == Usage(10, 7, 4, 0, 3)


def test_the_official_types_accept_a_request_with_everything_in_it() -> None:
    from openai.types.responses.response_create_params import ResponseCreateParamsStreaming

    request = Request("sys", HISTORY, [TOOL], max_tokens=99, effort="high", session_id="s1")
    body = model(Http()).body(request)

    accepted(ResponseCreateParamsStreaming, body)
    assert json.loads(json.dumps(body)) == {
        "model": "gpt-6-sol",
        "instructions": "sys",
        "input": [
            {
                "type": "message",
                "role": "user",
                "content": [
                    {"type": "input_text", "text": "look"},
                    {"type": "input_image", "detail": "auto", "image_url": "data:image/png;base64,aGk="},
                ],
            },
            REASONING,
            {"type": "message", "role": "assistant", "content": "Reading."},
            {"type": "function_call", "call_id": "c1", "name": "read_file", "arguments": "{}"},
            {
                "type": "function_call_output",
                "call_id": "c1",
                "output": [
                    {"type": "input_text", "text": "text"},
                    {"type": "input_image", "image_url": "data:image/png;base64,aGk="},
                ],
            },
        ],
        "tools": [
            {
                "type": "function",
                "name": "read_file",
                "description": "Reads.",
                "parameters": dict(TOOL.schema),
                "strict": False,
            }
        ],
        "stream": True,
        "store": False,
        "include": ["reasoning.encrypted_content"],
        "reasoning": {"summary": "auto", "effort": "high"},
        "max_output_tokens": 99,
        "prompt_cache_key": "s1",
    }


def test_a_model_that_does_not_reason_is_not_spoken_to_of_reasoning() -> None:
    body = model(Http(), name="gpt-4.1").body(Request("", HISTORY, effort="high"))

    assert "reasoning" not in body
    assert "include" not in body


@pytest.mark.parametrize(("reason", "stop"), [("max_output_tokens", "max_tokens"), ("content_filter", "refusal")])
def test_an_incomplete_response_says_why(reason: str, stop: str) -> None:
    events = response((MESSAGE, WORDS), last="incomplete", incomplete_details={"reason": reason})

    assert finished(read(*events)).message.stop == stop


def test_a_refusal_is_shown_and_is_one() -> None:
    events = response((MESSAGE, [{"type": "response.refusal.delta", "content_index": 0, "delta": "No."}]))
    message = finished(read(*events)).message

    assert (message.text, message.stop) == ("No.", "refusal")
