"""Anthropic messages: what only this dialect has."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

import pytest

from hermes_acp.models.anthropic import Anthropic
from hermes_acp.models.anthropic_reader import AnthropicReader
from hermes_acp.models.fake_streams import messages
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
from hermes_acp.models.model import Delta, Finished, Request, TextDelta, ThoughtDelta
from support.dialects import ASK, KEY, TOOL, collect, endpoint_at
from support.oracles import accepted

MARK = {"type": "ephemeral"}
SIGNED = Thought("hm", {"signature": "sig"}, "custom")
HISTORY: list[Message] = [
    UserMessage("u1", (Text("look"), Image("aGk=", "image/png"))),
    AssistantMessage(
        "a1",
        (
            SIGNED,
            Thought("", {"redacted": "xyz"}, "custom"),
            Thought("foreign", {"item": {}}, "openai"),
            Text("Reading."),
            ToolCall("functions.read:1", "read_file", '{"path": "a"}'),
        ),
    ),
    ToolMessage("functions.read:1", "read_file", "no such file", failed=True, images=(Image("aGk=", "image/png"),)),
    UserMessage("u2", (Text("and now?"),)),
]


def model(http: Http, url: str = "http://127.0.0.1:9/v1", name: str = "claude-opus-5") -> Anthropic:
    return Anthropic(endpoint_at(url), name, http)


def read(*pieces: bytes) -> list[Delta]:
    reader = AnthropicReader(endpoint_at("http://127.0.0.1:9/v1"), "fake")
    deltas = [delta for piece in pieces for delta in reader.feed([piece.decode().partition("data: ")[2].strip()])]
    return [*deltas, *reader.close()]


def finished(deltas: list[Delta]) -> Finished:
    assert isinstance(deltas[-1], Finished)
    return deltas[-1]


async def test_the_official_client_reads_our_fake_as_we_do(http: Http) -> None:
    from anthropic import AsyncAnthropic

    thought = (
        {"type": "thinking", "thinking": "", "signature": ""},
        [
            {"type": "thinking_delta", "thinking": "hm"},
            {"type": "signature_delta", "signature": "sig"},
        ],
    )
    words = ({"type": "text", "text": ""}, [{"type": "text_delta", "text": "Hello"}])
    call: tuple[JSON, list[JSON]] = (
        {"type": "tool_use", "id": "c1", "name": "read_file", "input": {}},
        [
            {"type": "input_json_delta", "partial_json": '{"path": "a"}'},
        ],
    )
    counts = {"cache_read_input_tokens": 90, "cache_creation_input_tokens": 5}
    answer = Answer(messages(thought, words, call, stop="tool_use", usage=counts))
    async with FakeProvider([answer, answer]) as fake:
        ours = finished(await collect(model(http, fake.url)))
        async with (
            AsyncAnthropic(api_key=KEY, base_url=fake.url.removesuffix("/v1"), max_retries=0) as client,
            client.messages.stream(model="fake", max_tokens=9, messages=[{"role": "user", "content": "hi"}]) as stream,
        ):
            theirs = await stream.get_final_message()

    assert [block.to_dict() for block in theirs.content] == [
        {"type": "thinking", "thinking": "hm", "signature": "sig"},
        {"type": "text", "text": "Hello"},
        {"type": "tool_use", "id": "c1", "name": "read_file", "input": {"path": "a"}},
    ]
    assert ours.message.parts == (SIGNED, Text("Hello"), ToolCall("c1", "read_file", '{"path": "a"}'))
    assert ours.usage == Usage(input=105, output=7, cached=90, cache_written=5)
    assert theirs.usage.cache_read_input_tokens == ours.usage.cached


def test_the_official_types_accept_a_request_with_everything_in_it() -> None:
    from anthropic.types.message_create_params import MessageCreateParamsStreaming

    body = model(Http()).body(Request("sys", HISTORY, [TOOL], max_tokens=9000, effort="high"))

    accepted(MessageCreateParamsStreaming, body)
    assert json.loads(json.dumps(body)) == {
        "model": "claude-opus-5",
        "max_tokens": 9000,
        "stream": True,
        "system": [{"type": "text", "text": "sys", "cache_control": MARK}],
        "tools": [{"name": "read_file", "description": "Reads.", "input_schema": dict(TOOL.schema)}],
        "thinking": {"type": "adaptive", "display": "summarized"},
        "output_config": {"effort": "high"},
        "messages": [
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "look"},
                    {
                        "type": "image",
                        "source": {"type": "base64", "media_type": "image/png", "data": "aGk="},
                        "cache_control": MARK,
                    },
                ],
            },
            {
                "role": "assistant",
                "content": [
                    {"type": "thinking", "thinking": "hm", "signature": "sig"},
                    {"type": "redacted_thinking", "data": "xyz"},
                    {"type": "text", "text": "Reading."},
                    {"type": "tool_use", "id": "functions_read_1", "name": "read_file", "input": {"path": "a"}},
                ],
            },
            {
                "role": "user",
                "content": [
                    {
                        "type": "tool_result",
                        "tool_use_id": "functions_read_1",
                        "content": [
                            {"type": "text", "text": "no such file"},
                            {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "aGk="}},
                        ],
                        "is_error": True,
                    },
                    {"type": "text", "text": "and now?", "cache_control": MARK},
                ],
            },
        ],
    }


def test_at_most_four_blocks_are_marked_for_the_cache() -> None:
    history = [
        message for _ in range(9) for message in (UserMessage("u", (Text("q"),)), AssistantMessage("a", (Text("a"),)))
    ]

    assert json.dumps(model(Http()).body(Request("sys", history, [TOOL]))).count("cache_control") == 4


@pytest.mark.parametrize(
    ("name", "effort", "thinking"),
    [
        ("claude-opus-5", "xhigh", {"type": "adaptive", "display": "summarized"}),
        ("claude-sonnet-4-6", "low", {"type": "adaptive", "display": "summarized"}),
        ("claude-sonnet-4-5", "low", {"type": "enabled", "budget_tokens": 4096}),
        ("claude-sonnet-4-20250514", "minimal", {"type": "enabled", "budget_tokens": 1024}),
        ("claude-3-7-sonnet-20250219", "high", {"type": "enabled", "budget_tokens": 20_000}),
        ("MiniMax-M2", "medium", {"type": "enabled", "budget_tokens": 10_000}),
        ("claude-opus-5", "none", {"type": "disabled"}),
        ("claude-opus-5", None, {"type": "adaptive", "display": "summarized"}),
        ("claude-sonnet-5-5", None, {"type": "adaptive", "display": "summarized"}),
        ("claude-opus-4-8", None, None),
        ("us.anthropic.claude-sonnet-5-5-20260928-v1:0", None, {"type": "adaptive", "display": "summarized"}),
        ("anthropic.claude-sonnet-4-5-20250929-v1:0", "low", {"type": "enabled", "budget_tokens": 4096}),
        ("claude-sonnet-5-5", "none", {"type": "between_tools"}),
        ("claude-opus-5-5", "none", {"type": "adaptive", "display": "summarized"}),
    ],
)
def test_each_model_is_told_to_think_in_the_words_it_knows(
    name: str, effort: str | None, thinking: Mapping[str, object] | None
) -> None:
    body = model(Http(), name=name).body(Request("", ASK.messages, effort=effort))

    assert body.get("thinking") == thinking


def test_a_thought_is_given_back_to_the_model_that_had_it_and_to_no_other() -> None:
    reply = AssistantMessage("a", (SIGNED, Text("Hello")), "custom:claude-opus-5")
    request = Request("", [*ASK.messages, reply, UserMessage("u2", (Text("and?"),))])

    assert '"signature"' in json.dumps(model(Http(), name="claude-opus-5").body(request))
    assert '"signature"' not in json.dumps(model(Http(), name="claude-sonnet-5").body(request))


def test_the_official_types_know_every_way_to_think() -> None:
    from anthropic.types.message_create_params import MessageCreateParamsStreaming

    for effort in (None, "none", "low", "xhigh"):
        for name in ("claude-sonnet-5-5", "claude-opus-5-5", "claude-opus-4-8", "claude-sonnet-4-5"):
            accepted(
                MessageCreateParamsStreaming, model(Http(), name=name).body(Request("", ASK.messages, effort=effort))
            )


def test_a_step_begun_by_another_provider_goes_on_without_thinking() -> None:
    """The API refuses thinking in the middle of a step whose calls no thought of its own came before."""
    history = [*ASK.messages, AssistantMessage("a", (ToolCall("c", "x", "{}"),)), ToolMessage("c", "x", "y")]

    assert "thinking" not in model(Http(), name="claude-sonnet-4-5").body(Request("", history, effort="low"))


def test_blank_words_are_left_out_and_a_history_begins_with_the_user() -> None:
    history = [AssistantMessage("a", (Text(" \n"), Text("hi"))), UserMessage("u", (Text("go"),))]
    sent = cast("list[dict[str, object]]", model(Http()).body(Request("", history))["messages"])

    assert [turn["role"] for turn in sent] == ["user", "assistant", "user"]
    assert sent[1]["content"] == [{"type": "text", "text": "hi"}]


def test_thoughts_are_shown_and_kept_with_what_the_provider_wants_back() -> None:
    deltas = read(
        *messages(
            ({"type": "thinking", "thinking": ""}, [{"type": "thinking_delta", "thinking": "hm"}]),
            ({"type": "redacted_thinking", "data": "xyz"}, []),
            ({"type": "text", "text": ""}, [{"type": "text_delta", "text": "Yes."}]),
        )
    )

    assert deltas[:2] == [ThoughtDelta("hm"), TextDelta("Yes.")]
    assert finished(deltas).message.parts == (Thought("hm"), Thought("", {"redacted": "xyz"}, "custom"), Text("Yes."))


@pytest.mark.parametrize(
    ("reason", "stop"),
    [
        ("end_turn", "end_turn"),
        ("stop_sequence", "end_turn"),
        ("pause_turn", "end_turn"),
        ("max_tokens", "max_tokens"),
        ("model_context_window_exceeded", "max_tokens"),
        ("refusal", "refusal"),
    ],
)
def test_stop_reasons_become_stops(reason: str, stop: str) -> None:
    assert finished(read(*messages(({"type": "text", "text": "x"}, []), stop=reason))).message.stop == stop


def test_arguments_that_come_whole_with_the_call_are_kept() -> None:
    """As servers do that imitate the API."""
    block = {"type": "tool_use", "id": "c", "name": "read_file", "input": {"path": "a"}}

    assert finished(read(*messages((block, []), stop="tool_use"))).message.calls == (
        ToolCall("c", "read_file", '{"path": "a"}'),
    )


async def test_the_version_of_the_api_is_named(http: Http) -> None:
    async with FakeProvider([Answer(messages(({"type": "text", "text": "x"}, [])))]) as fake:
        await collect(model(http, fake.url))

    assert (fake.requests[0].path, fake.requests[0].headers["anthropic-version"]) == ("/v1/messages", "2023-06-01")
