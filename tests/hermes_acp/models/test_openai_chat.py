"""Chat completions: what only this dialect has."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from hermes_acp.models.fake_streams import chat
from hermes_acp.models.fakes import Answer, FakeProvider
from hermes_acp.models.http import Http
from hermes_acp.models.message import (
    AssistantMessage,
    Image,
    Text,
    Thought,
    ToolCall,
    ToolMessage,
    Usage,
    UserMessage,
)
from hermes_acp.models.model import Finished, Request, TextDelta, ThoughtDelta
from hermes_acp.models.openai_chat import ChatStyle, OpenAIChat, style_of
from hermes_acp.models.openai_chat_reader import ChatReader
from hermes_acp.models.providers import BY_NAME
from support.dialects import ASK, KEY, TOOL, collect, endpoint_at
from support.oracles import accepted

COUNTS = {
    "prompt_tokens": 120,
    "completion_tokens": 30,
    "total_tokens": 150,
    "prompt_tokens_details": {"cached_tokens": 100},
    "completion_tokens_details": {"reasoning_tokens": 20},
}
HISTORY = [
    UserMessage("u1", (Text("look"), Image("aGk=", "image/png"))),
    AssistantMessage("a1", (Thought("hm"), Text("Reading."), ToolCall("c1", "read_file", '{"path": "a"}'))),
    ToolMessage("c1", "read_file", "text", images=(Image("aGk=", "image/png"),)),
    UserMessage("u2", (Text("and"),)),
    UserMessage("u3", (Text("now?"),)),
]


def model(http: Http, url: str = "http://127.0.0.1:9/v1", style: ChatStyle | None = None) -> OpenAIChat:
    return OpenAIChat(endpoint_at(url), "fake", http, style)


def read(*pieces: bytes) -> list[object]:
    """The deltas of these events, each read on its own."""
    reader = ChatReader(endpoint_at("http://127.0.0.1:9/v1"), "fake")
    deltas = [delta for piece in pieces for delta in reader.feed([piece.decode().removeprefix("data: ").strip()])]
    return [*deltas, *reader.close()]


def finished(deltas: list[object]) -> Finished:
    assert isinstance(deltas[-1], Finished)
    return deltas[-1]


async def test_the_official_client_reads_our_fake_as_we_do(http: Http) -> None:
    from openai import AsyncOpenAI

    events = chat({"role": "assistant", "content": "Hel"}, {"content": "lo"}, usage=COUNTS)
    async with FakeProvider([Answer(events), Answer(events)]) as fake:
        ours = finished(list(await collect(model(http, fake.url))))
        async with AsyncOpenAI(api_key=KEY, base_url=fake.url, max_retries=0) as client:
            stream = await client.chat.completions.create(
                model="fake", messages=[{"role": "user", "content": "hi"}], stream=True
            )
            chunks = [chunk async for chunk in stream]

    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == ours.message.text
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.prompt_tokens == ours.usage.input


def test_the_official_types_accept_a_request_with_everything_in_it() -> None:
    from openai.types.chat.completion_create_params import CompletionCreateParamsStreaming

    style = ChatStyle("max_completion_tokens", "reasoning_effort", cache_key=True)
    request = Request("sys", HISTORY, [TOOL], max_tokens=99, effort="high", session_id="s1")
    body = model(Http(), style=style).body(request)

    accepted(CompletionCreateParamsStreaming, body)
    assert json.loads(json.dumps(body)) == {
        "model": "fake",
        "messages": [
            {"role": "system", "content": "sys"},
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "look"},
                    {"type": "image_url", "image_url": {"url": "data:image/png;base64,aGk="}},
                ],
            },
            {
                "role": "assistant",
                "content": "Reading.",
                "tool_calls": [
                    {"id": "c1", "type": "function", "function": {"name": "read_file", "arguments": '{"path": "a"}'}}
                ],
            },
            {"role": "tool", "tool_call_id": "c1", "content": "text"},
            {
                "role": "user",
                "content": [
                    {"type": "image_url", "image_url": {"url": "data:image/png;base64,aGk="}},
                    {"type": "text", "text": "and"},
                    {"type": "text", "text": "now?"},
                ],
            },
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
        "tools": [
            {
                "type": "function",
                "function": {"name": "read_file", "description": "Reads.", "parameters": dict(TOOL.schema)},
            }
        ],
        "max_completion_tokens": 99,
        "reasoning_effort": "high",
        "prompt_cache_key": "s1",
    }


def test_every_token_is_counted_where_it_belongs() -> None:
    assert finished(read(*chat({"content": "x"}, usage=COUNTS))).usage == Usage(120, 30, 100, None, 20)


@pytest.mark.parametrize("wrong", [None, -1, float("nan"), "12", True])
def test_a_count_that_cannot_be_one_is_not_known(wrong: object) -> None:
    usage = {"prompt_tokens": wrong, "completion_tokens": 3, "prompt_tokens_details": None}

    assert finished(read(*chat({"content": "x"}, usage=usage))).usage == Usage(None, 3)


@pytest.mark.parametrize(
    ("finish", "stop"),
    [("stop", "end_turn"), ("length", "max_tokens"), ("content_filter", "refusal"), ("?", "end_turn")],
)
def test_finish_reasons_become_stops(finish: str, stop: str) -> None:
    assert finished(read(*chat({"content": "x"}, finish=finish))).message.stop == stop


def test_a_call_that_was_cut_by_the_limit_keeps_its_broken_arguments() -> None:
    part = {"index": 0, "id": "c", "function": {"name": "write_file", "arguments": '{"path": "a", "con'}}
    message = finished(read(*chat({"tool_calls": [part]}, finish="length"))).message

    assert (message.stop, message.calls) == ("max_tokens", (ToolCall("c", "write_file", '{"path": "a", "con'),))


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
def test_reasoning_is_shown_as_thought(field: str) -> None:
    deltas = read(*chat({field: "let me "}, {field: "see"}, {"content": "Yes."}))

    assert deltas[:3] == [ThoughtDelta("let me "), ThoughtDelta("see"), TextDelta("Yes.")]
    assert finished(deltas).message.parts == (Thought("let me see"), Text("Yes."))


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_think_tags_make_thoughts_wherever_they_are_cut(size: int) -> None:
    said = "<think>\nis 1 < 2? </thin yes\n</think>\n\nYes: <think> is a tag."
    pieces = [{"content": said[at : at + size]} for at in range(0, len(said), size)]

    assert finished(read(*chat(*pieces))).message.parts == (
        Thought("is 1 < 2? </thin yes\n"),
        Text("Yes: <think> is a tag."),
    )


def test_words_that_only_look_like_a_tag_are_words() -> None:
    assert finished(read(*chat({"content": "<thi"}))).message.parts == (Text("<thi"),)


def test_side_by_side_calls_are_told_apart_by_index_or_id_or_order() -> None:
    def names(*parts: dict[str, object]) -> list[tuple[str, str]]:
        message = finished(read(*chat(*({"tool_calls": [part]} for part in parts), finish="tool_calls"))).message
        return [(call.name, call.arguments) for call in message.calls]

    one, two = {"name": "a", "arguments": "{"}, {"name": "b", "arguments": "{}"}
    rest = {"arguments": "}"}
    expected = [("a", "{}"), ("b", "{}")]

    assert (
        names(
            {"index": 0, "id": "1", "function": one},
            {"index": 1, "id": "2", "function": two},
            {"index": 0, "function": rest},
        )
        == expected
    )
    assert (
        names({"index": 0, "id": "1", "function": {**one, "arguments": "{}"}}, {"index": 0, "id": "2", "function": two})
        == expected
    )
    assert names({"id": "1", "function": one}, {"function": rest}, {"id": "2", "function": two}) == expected


def test_reasoning_only_the_server_reads_is_given_back_to_it_and_to_nobody_else() -> None:
    details = [{"type": "reasoning.encrypted", "data": "xyz"}]
    message = finished(read(*chat({"reasoning_details": details}, {"content": "Yes."}))).message
    style = ChatStyle(thoughts_back="reasoning_details")
    (_, back, _) = model(Http(), style=style).body(Request("", [*ASK.messages, message, *ASK.messages]))["messages"]
    other = OpenAIChat(endpoint_at("http://x"), "fake", Http(), ChatStyle())
    (_, plain, _) = other.body(Request("", [*ASK.messages, message, *ASK.messages]))["messages"]

    assert back == {"role": "assistant", "content": "Yes.", "reasoning_details": details}
    assert plain == {"role": "assistant", "content": "Yes."}


async def test_a_server_that_cannot_stream_is_read_all_the_same(http: Http) -> None:
    choice = {"message": {"content": "whole"}, "finish_reason": "stop"}
    answer = Answer([json.dumps({"choices": [choice]}).encode()], headers={"content-type": "application/json"})
    async with FakeProvider([answer]) as fake:
        assert finished(list(await collect(model(http, fake.url)))).message.text == "whole"


def test_claude_behind_a_reseller_gets_its_cache_marks_and_no_other_model_does() -> None:
    from openai.types.chat.completion_create_params import CompletionCreateParamsStreaming

    request = Request(
        "Be brief.",
        [
            UserMessage("u1", (Text("one"),)),
            AssistantMessage("a1", (ToolCall("c1", "look", "{}"),)),
            ToolMessage("c1", "look", "seen"),
            AssistantMessage("a2", (Text("two"),)),
            UserMessage("u2", (Text("three"), Image("aGk=", "image/png"))),
        ],
    )
    mark = {"cache_control": {"type": "ephemeral"}}
    marked = style_of(BY_NAME["openrouter"], "anthropic/claude-sonnet-4.5")
    sent = model(Http(), style=marked).body(request)
    accepted(CompletionCreateParamsStreaming, sent)
    said = list(sent["messages"])
    assert [message["content"] for message in said if message["role"] != "assistant"] == [
        [{"type": "text", "text": "Be brief.", **mark}],
        [{"type": "text", "text": "one", **mark}],
        [{"type": "text", "text": "seen", **mark}],
        [
            {"type": "text", "text": "three"},
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,aGk="}, **mark},
        ],
    ]
    for provider, name in (("openrouter", "openai/gpt-5.5"), ("custom", "claude-sonnet-4.5")):
        plain = model(Http(), style=style_of(BY_NAME[provider], name)).body(request)
        assert "cache_control" not in json.dumps(plain)


def test_what_google_puts_beside_a_call_is_given_back_with_it() -> None:
    extra = {"google": {"thought_signature": "c2ln"}}
    call = {"index": 0, "id": "c1", "function": {"name": "look", "arguments": "{}"}, "extra_content": extra}
    message = finished(read(*chat({"tool_calls": [call]}, finish="tool_calls"))).message

    def sent(reply: AssistantMessage) -> str:
        return json.dumps(model(Http()).body(Request("", [UserMessage("u", (Text("x"),)), reply])))

    other = AssistantMessage(
        "a", tuple(replace(p, provider="x") if isinstance(p, Thought) else p for p in message.parts)
    )
    assert json.loads(sent(message))["messages"][1]["tool_calls"][0]["extra_content"] == extra
    assert "extra_content" not in sent(other)


def test_what_google_puts_beside_a_call_stays_beside_it_when_the_calls_are_named_otherwise() -> None:
    extra = {"google": {"thought_signature": "c2ln"}}
    look = {"name": "look", "arguments": "{}"}
    calls = [{"index": 0, "id": "c0", "function": look}, {"index": 1, "id": "c1", "function": look}]
    pieces = [{"tool_calls": [calls[0]]}, {"tool_calls": [{**calls[1], "extra_content": extra}]}]
    said = finished(read(*chat(*pieces, finish="tool_calls"))).message
    named = tuple(replace(part, id=f"x{part.id}") if isinstance(part, ToolCall) else part for part in said.parts)

    body = model(Http()).body(Request("", [UserMessage("u", (Text("x"),)), AssistantMessage("a", named)]))

    sent = json.loads(json.dumps(body))["messages"][1]["tool_calls"]
    assert [(call["id"], call.get("extra_content")) for call in sent] == [("xc0", None), ("xc1", extra)]


def test_ids_of_calls_are_shortened_for_servers_that_want_them_short() -> None:
    style = style_of(BY_NAME["mistral"], "mistral-large-latest")
    history = [
        UserMessage("u", (Text("x"),)),
        AssistantMessage("a", (ToolCall("toolu_01ABC", "look", "{}"), ToolCall("abcdefghi", "look", "{}"))),
        ToolMessage("toolu_01ABC", "look", "1"),
        ToolMessage("abcdefghi", "look", "2"),
    ]
    sent = json.loads(json.dumps(model(Http(), style=style).body(Request("", history))))["messages"]
    calls = [call["id"] for call in sent[1]["tool_calls"]]

    assert calls == [message["tool_call_id"] for message in sent[2:4]]
    assert calls[1] == "abcdefghi"
    assert calls[0].isalnum() and len(calls[0]) == 9


def test_content_in_parts_is_thought_and_answer() -> None:
    """As Mistral's reasoning models send it."""
    thinking = {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}
    deltas = read(*chat({"content": [thinking]}, {"content": [{"type": "text", "text": "So."}]}))

    assert deltas[:-1] == [ThoughtDelta("hm"), TextDelta("So.")]


async def test_a_server_that_routes_by_conversation_is_told_which_one_it_is(http: Http) -> None:
    style = style_of(BY_NAME["xai"], "grok-4")
    async with FakeProvider([Answer(chat({"content": "ok"}))]) as fake:
        await collect(model(http, fake.url, style), replace(ASK, session_id="conversation-1"))

    assert fake.requests[0].headers["x-grok-conv-id"] == "conversation-1"
