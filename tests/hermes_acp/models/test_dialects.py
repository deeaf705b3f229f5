"""What every dialect does, over a real connection to a provider that plays prepared answers."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import cast

import pytest
from msgspec.structs import replace

from hermes_acp.errors import ModelError, ModelErrorKind
from hermes_acp.models.fakes import Answer, FakeProvider, refusal
from hermes_acp.models.http import Http, Limits
from hermes_acp.models.mending import Mending
from hermes_acp.models.message import AssistantMessage, Text, Thought, ToolCall, ToolMessage, UserMessage
from hermes_acp.models.model import CallDelta, Delta, Finished, TextDelta
from support.dialects import ASK, DIALECTS, KEY, Dialect, collect, endpoint_at

IMPATIENT = Limits(local_silence=0.2)


@pytest.fixture(params=DIALECTS, ids=lambda dialect: dialect.name)
def dialect(request: pytest.FixtureRequest) -> Dialect:
    return request.param


def split(pieces: list[bytes], size: int = 1) -> list[bytes]:
    whole = b"".join(pieces)
    return [whole[at : at + size] for at in range(0, len(whole), size)]


def text_of(deltas: list[Delta]) -> str:
    return "".join(delta.text for delta in deltas if isinstance(delta, TextDelta))


def message_of(deltas: list[Delta]) -> AssistantMessage:
    assert isinstance(deltas[-1], Finished)
    return deltas[-1].message


async def listen(deltas: AsyncIterator[Delta], heard: list[Delta]) -> None:
    async for delta in deltas:
        heard.append(delta)  # noqa: PERF401 - what was heard before a failure counts


async def failure(dialect: Dialect, http: Http, *answers: Answer) -> ModelError:
    """The error the only request ends in."""
    async with asyncio.timeout(10), FakeProvider(answers) as fake:
        with pytest.raises(ModelError) as caught:
            await collect(dialect.model(endpoint_at(fake.url), http))
    assert KEY not in str(caught.value) + caught.value.detail
    return caught.value


async def test_words_arrive_and_the_whole_message_ends_the_stream(dialect: Dialect, http: Http) -> None:
    async with FakeProvider([Answer(dialect.words(["Hel", "lo"]))]) as fake:
        deltas = await collect(dialect.model(endpoint_at(fake.url), http))

    message = message_of(deltas)
    assert text_of(deltas) == "Hello"
    assert (message.parts, message.model, message.stop) == ((Text("Hello"),), "custom:fake", "end_turn")


async def test_what_arrived_at_once_is_one_delta(dialect: Dialect, http: Http) -> None:
    words = [f"{number:06d} " for number in range(2000)]
    async with FakeProvider([Answer([b"".join(dialect.words(words))])]) as fake:
        deltas = await collect(dialect.model(endpoint_at(fake.url), http))

    assert text_of(deltas) == "".join(words)
    assert len(deltas) < 20


async def test_words_are_handed_on_before_the_next_ones_come(dialect: Dialect, http: Http) -> None:
    events = dialect.words(["first", "second"])
    at = next(number for number, event in enumerate(events) if b"second" in event)
    gate = asyncio.Event()
    async with asyncio.timeout(5), FakeProvider([Answer([b"".join(events[:at]), *events[at:]], gate=gate)]) as fake:
        deltas = dialect.model(endpoint_at(fake.url), http).stream(ASK)
        assert await anext(deltas) == TextDelta("first")
        gate.set()
        assert await anext(deltas) == TextDelta("second")


async def test_a_call_is_announced_early_and_whole_at_the_end(dialect: Dialect, http: Http) -> None:
    async with FakeProvider([Answer(dialect.call('{"path": "a.txt"}'))]) as fake:
        deltas = await collect(dialect.model(endpoint_at(fake.url), http))

    message = message_of(deltas)
    assert deltas[0] == CallDelta("call_1", "read_file")
    assert (message.calls, message.stop) == ((ToolCall("call_1", "read_file", '{"path": "a.txt"}'),), "tool_calls")


async def test_bytes_cut_anywhere_make_the_same_message(dialect: Dialect, http: Http) -> None:
    """Characters of several bytes, line ends and events are split over reads."""
    async with FakeProvider([Answer(split(dialect.words(["Grüße ", "🎉\u2028!"])))]) as fake:
        deltas = await collect(dialect.model(endpoint_at(fake.url), http))

    assert text_of(deltas) == message_of(deltas).text == "Grüße 🎉\u2028!"


@pytest.mark.parametrize("size", [1, 7, 100_000])
async def test_windows_line_ends_and_comments_are_understood(dialect: Dialect, http: Http, size: int) -> None:
    events = [b": ping\n\n" + event for event in dialect.words(["one", "two"])]
    pieces = split([event.replace(b"\n", b"\r\n") for event in events], size)
    async with FakeProvider([Answer(pieces)]) as fake:
        assert text_of(await collect(dialect.model(endpoint_at(fake.url), http))) == "onetwo"


async def test_a_missing_last_blank_line_is_forgiven(dialect: Dialect, http: Http) -> None:
    *events, last = dialect.words(["one"])
    async with FakeProvider([Answer([*events, last.removesuffix(b"\n\n")])]) as fake:
        assert message_of(await collect(dialect.model(endpoint_at(fake.url), http))).text == "one"


async def test_the_key_goes_in_a_header_and_system_and_tools_are_sent(dialect: Dialect, http: Http) -> None:
    async with FakeProvider([Answer(dialect.words(["ok"]))]) as fake:
        await collect(dialect.model(endpoint_at(fake.url), http))

    (request,) = fake.requests
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.json["model"] == "fake"
    assert b"Be brief." in request.body
    assert b'"read_file"' in request.body


async def test_half_characters_never_reach_the_provider(dialect: Dialect, http: Http) -> None:
    ask = replace(ASK, system="\udcff system", messages=[UserMessage("u", (Text("a \ud800 b"),))])
    async with FakeProvider([Answer(dialect.words(["ok"]))]) as fake:
        await collect(dialect.model(endpoint_at(fake.url), http), ask)

    assert "a \ufffd b" in fake.requests[0].body.decode()


async def test_a_history_with_open_calls_and_empty_replies_is_repaired(dialect: Dialect, http: Http) -> None:
    history = [
        *ASK.messages,
        AssistantMessage("a1", (ToolCall("c1", "read_file", '{"path": '),)),
        UserMessage("u2", (Text("and now?"),)),
        AssistantMessage("a2", ()),
        ToolMessage("nobody", "read_file", "an answer to no call"),
        UserMessage("u3", (Text("hello?"),)),
    ]
    async with FakeProvider([Answer(dialect.words(["ok"]))]) as fake:
        await collect(dialect.model(endpoint_at(fake.url), http), replace(ASK, messages=history))

    body = fake.requests[0].body
    assert body.count(b"Interrupted: this call was cut off") == 1
    assert b"nobody" not in body


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (
            refusal(401, {"message": f"Incorrect API key provided: {KEY}"}),
            "auth",
            "PROVIDER_API_KEY in the environment",
        ),
        (refusal(402, {"message": "Top up"}), "billing", "Check the account"),
        (refusal(403, {"message": "not your region"}), "auth", "'fake'"),
        (refusal(404, {"message": "The model `fake` does not exist"}), "not_found", "set one with /model"),
        (refusal(400, {"message": "maximum context length is 8192 tokens"}), "context_overflow", "Compact it"),
        (refusal(413, {"message": "too big"}), "context_overflow", "Compact it"),
        (refusal(400, {"message": "x", "code": "content_filter"}), "filtered", "Rephrase it"),
        (refusal(400, {"message": "messages.3 is odd"}), "bad_request", "messages.3 is odd"),
        (refusal(429, {"message": "slow down"}), "rate_limit", "slow down"),
        (refusal(429, {"code": "insufficient_quota", "message": "no"}), "billing", "quota is used up"),
        (refusal(500, {"message": "oops"}), "server", "status 500"),
        (refusal(503, {"message": "later"}), "overloaded", "overloaded"),
        (refusal(529, {"type": "overloaded_error", "message": "later"}), "overloaded", "status 529"),
        (Answer([b"<html>Bad gateway</html>"], 502, {"content-type": "text/html"}), "server", "Bad gateway"),
        (Answer([], 307, {"location": "http://elsewhere.example/"}), "bad_request", "keys are never sent along"),
    ],
    ids=lambda value: str(value.status) if isinstance(value, Answer) else None,
)
async def test_a_refused_request_says_what_to_do(
    dialect: Dialect, http: Http, answer: Answer, kind: ModelErrorKind, words: str
) -> None:
    error = await failure(dialect, http, answer)

    assert error.kind == kind
    assert error.status == answer.status
    assert words in str(error)


@pytest.mark.parametrize(
    ("header", "seconds"), [("5", 5.0), ("3600", 3600.0), ("0.5", 0.5), ("-1", None), ("soon", None), ("", None)]
)
async def test_the_time_a_provider_asks_to_wait_is_kept(
    dialect: Dialect, http: Http, header: str, seconds: float | None
) -> None:
    error = await failure(dialect, http, refusal(429, {"message": "slow down"}, retry_after=header))

    assert error.retry_after == seconds


async def test_a_date_to_wait_for_becomes_seconds(dialect: Dialect, http: Http) -> None:
    late = await failure(dialect, http, refusal(429, {}, retry_after="Fri, 01 Jan 2100 00:00:00 GMT"))
    past = await failure(dialect, http, refusal(429, {}, retry_after="Thu, 01 Jan 2015 00:00:00 GMT"))

    assert late.retry_after is not None and late.retry_after > 1e9
    assert past.retry_after == 0.0


async def test_silence_in_the_middle_is_noticed_and_the_words_before_it_are_kept(
    dialect: Dialect, tls: ssl.SSLContext
) -> None:
    heard: list[Delta] = []
    http = Http(IMPATIENT, tls)
    async with asyncio.timeout(10), FakeProvider([Answer(dialect.cut(["half"]), then="stall")]) as fake:
        with pytest.raises(ModelError, match="went silent") as caught:
            await listen(dialect.model(endpoint_at(fake.url), http).stream(ASK), heard)
        await fake.left.wait()
        await http.aclose()

    assert (caught.value.kind, heard) == ("timeout", [TextDelta("half")])


@pytest.mark.parametrize("then", ["reset", "end"])
async def test_a_stream_that_breaks_off_keeps_its_words_and_says_so(dialect: Dialect, http: Http, then: str) -> None:
    heard: list[Delta] = []
    answer = replace(Answer(dialect.cut(["half"])), then=then)
    async with asyncio.timeout(10), FakeProvider([answer]) as fake:
        with pytest.raises(ModelError, match=r"broke|was cut") as caught:
            await listen(dialect.model(endpoint_at(fake.url), http).stream(ASK), heard)

    assert (caught.value.kind, heard) == ("network", [TextDelta("half")])


@pytest.mark.parametrize("nonsense", [b"data: {broken\n\n", b"data: 7\n\n", b'data: {"type": 3, "choices": 5}\n\n'])
async def test_nonsense_in_the_stream_is_an_error_and_no_hang(dialect: Dialect, http: Http, nonsense: bytes) -> None:
    error = await failure(dialect, http, Answer([*dialect.cut(["half"]), nonsense]))

    assert error.kind in ("malformed", "network")
    assert ("is not JSON" in str(error)) == (b"broken" in nonsense)
    assert "Error" not in str(error), "a person reads this"


async def test_an_error_inside_the_stream_has_its_own_kind(dialect: Dialect, http: Http) -> None:
    kind = "overloaded_error" if dialect.name == "anthropic" else "server_is_overloaded"
    error = await failure(dialect, http, Answer([*dialect.cut(["half"]), dialect.failed(kind)]))

    assert (error.kind, error.detail) == ("overloaded", "too busy")


async def test_words_that_come_in_one_piece_with_an_error_are_kept(dialect: Dialect, http: Http) -> None:
    piece = b"".join([*dialect.cut(["half"]), dialect.failed("overloaded_error")])
    heard: list[Delta] = []
    async with FakeProvider([Answer([piece])]) as fake:
        with pytest.raises(ModelError):
            await listen(dialect.model(endpoint_at(fake.url), http).stream(ASK), heard)

    assert text_of(heard) == "half"


async def test_a_provider_that_cannot_stream_is_asked_for_the_answer_in_one_piece(dialect: Dialect, http: Http) -> None:
    refused = refusal(400, {"message": "Your organization must be verified to stream this model."})
    whole = Answer([json.dumps(dialect.whole).encode()], headers={"content-type": "application/json"})
    async with FakeProvider([refused, whole]) as fake:
        deltas = await collect(Mending(dialect.model(endpoint_at(fake.url), http)))

    assert [request.json["stream"] for request in fake.requests] == [True, False]
    assert "stream_options" not in fake.requests[1].json
    message = message_of(deltas)
    assert (message.text, [(call.name, call.arguments) for call in message.calls]) == (
        "Reading.",
        [("read_file", '{"path": "a"}')],
    )
    assert [part.text for part in message.parts if isinstance(part, Thought)] == ["hm"]
    assert message.stop == "tool_calls"
    assert isinstance(deltas[-1], Finished)
    assert (deltas[-1].usage.input, deltas[-1].usage.output) == (10, 7)


async def test_a_web_page_is_no_answer(dialect: Dialect, http: Http) -> None:
    page = Answer([b"<html>Log in</html>"], headers={"content-type": "text/html; charset=utf-8"})
    error = await failure(dialect, http, page)

    assert (error.kind, "the base URL is wrong" in str(error)) == ("malformed", True)


async def test_nobody_listening_names_the_host_and_the_cause(dialect: Dialect, http: Http) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{held.getsockname()[1]}/v1"
        with pytest.raises(
            ModelError, match=r"Nothing listens at 127\.0\.0\.1:\d+: the server is not running"
        ) as caught:
            await collect(dialect.model(endpoint_at(url)._replace(query="key=secret"), http))

    assert (caught.value.kind, caught.value.again) == ("network", False)
    assert "secret" not in str(caught.value)


async def test_a_listener_that_leaves_closes_the_connection(dialect: Dialect, http: Http) -> None:
    async with asyncio.timeout(5), FakeProvider([Answer(dialect.cut(["half"]), then="stall")]) as fake:
        deltas = cast("AsyncGenerator[Delta, None]", dialect.model(endpoint_at(fake.url), http).stream(ASK))
        async with aclosing(deltas):
            assert await anext(deltas) == TextDelta("half")
        await fake.left.wait()


async def test_a_cancelled_listener_closes_the_connection(dialect: Dialect, http: Http) -> None:
    async with asyncio.timeout(5), FakeProvider([Answer(dialect.cut(["half"]), then="stall")]) as fake:
        heard = asyncio.Event()

        async def hear() -> None:
            async for _ in dialect.model(endpoint_at(fake.url), http).stream(ASK):
                heard.set()

        listening = asyncio.create_task(hear())
        await heard.wait()
        listening.cancel()
        await fake.left.wait()
        with pytest.raises(asyncio.CancelledError):
            await listening


async def test_a_drip_that_never_ends_is_given_up_in_the_end(dialect: Dialect, tls: ssl.SSLContext) -> None:
    http = Http(Limits(total=0.3), tls)
    async with asyncio.timeout(5), FakeProvider([Answer([b": ping\n\n"], then="stall")]) as fake:
        with pytest.raises(ModelError) as caught:
            await collect(dialect.model(endpoint_at(fake.url), http))
        await http.aclose()

    assert caught.value.kind == "timeout"


async def test_a_connection_is_used_again(dialect: Dialect, http: Http) -> None:
    async with FakeProvider([Answer(dialect.words(["a"])), Answer(dialect.words(["b"]))]) as fake:
        model = dialect.model(endpoint_at(fake.url), http)
        assert text_of(await collect(model)) + text_of(await collect(model)) == "ab"
        assert fake.connections == 1
