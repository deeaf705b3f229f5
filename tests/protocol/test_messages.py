"""Broken, odd and borderline messages: each gets its one answer or none, and the peer lives."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from hermes_acp_protocol.jsonrpc import JsonObject
from support.links import WAIT, Raw, Served, piped, served

ran: list[JsonObject] = []


async def act(params: JsonObject) -> JsonObject:
    ran.append(params)
    return {}


async def hear(params: JsonObject) -> None:
    ran.append(params)


@pytest.fixture
async def one() -> AsyncIterator[Served]:
    ran.clear()
    near, far = piped()
    async with served(near, far, {"session/prompt": act}, {"session/cancel": hear}) as one:
        yield one


@pytest.fixture
def raw(one: Served) -> Raw:
    return one.raw


async def refused(raw: Raw, line: bytes | str, code: int, id: Any = None) -> JsonObject:
    """Send a line, expect one error and a living peer; return the error's data."""
    await raw.write(line.encode() if isinstance(line, str) else line)
    answer = await raw.read()
    assert (answer["error"]["code"], answer["id"]) == (code, id), answer
    assert type(answer["id"]) is type(id)
    assert answer["error"]["data"]["reason"].replace("_", "").isalpha()
    await raw.alive()
    assert ran == []
    return answer["error"]["data"]


async def ignored(raw: Raw, *lines: bytes) -> None:
    """Send lines, expect no answer and a living peer."""
    await raw.write(*lines)
    await raw.alive()
    assert ran == []


@pytest.mark.parametrize(
    "line",
    [
        '{"jsonrpc":',
        b'{"jsonrpc":"2.0","id":1,"method":"session/prompt","params":{"a":"\xff"}}',
        '{"jsonrpc":"2.0","id":1,"method":"session/prompt"}{"jsonrpc":"2.0","id":2,"method":"session/prompt"}',
        '{"jsonrpc":"2.0","id":NaN,"method":"session/prompt"}',
        '{"jsonrpc":"2.0","id":1,"method":"session/prompt","params":{"a":-Infinity}}',
        '{"jsonrpc":"2.0","id":1,"method":"session/prompt","params":' + '{"a":' * 100_000,
        "hello",
    ],
)
async def test_a_broken_line_gets_a_parse_error_and_the_peer_lives(raw: Raw, line: bytes | str) -> None:
    data = await refused(raw, line + (b"\n" if isinstance(line, bytes) else "\n"), -32700)  # type: ignore[operator]
    assert data == {"reason": "parse_error"}


@pytest.mark.parametrize(
    "line", ["42", "null", '"x"', "true", "[]", "{}", '[{"jsonrpc":"2.0","id":1,"method":"echo"}]']
)
async def test_json_that_is_no_message_is_an_invalid_request(raw: Raw, line: str) -> None:
    await refused(raw, line + "\n", -32600)


@pytest.mark.parametrize(
    ("line", "id"),
    [
        ('{"id":3}', 3),
        ('{"jsonrpc":"2.0","id":3}', 3),
        ('{"id":3,"method":"session/prompt"}', 3),
        ('{"jsonrpc":"1.0","id":"a","method":"session/prompt"}', "a"),
        ('{"jsonrpc":2.0,"id":"a","method":"session/prompt"}', "a"),
        ('{"jsonrpc":"2.0","id":4,"method":5}', 4),
        ('{"jsonrpc":"2.0","id":4,"method":null}', 4),
        ('{"jsonrpc":"2.0","id":4,"params":{}}', 4),
        ('{"jsonrpc":"2.0","id":null,"method":"session/prompt"}', None),
        ('{"jsonrpc":"2.0","id":true,"method":"session/prompt"}', None),
        ('{"jsonrpc":"2.0","id":{},"method":"session/prompt"}', None),
        ('{"jsonrpc":"2.0","id":[1],"method":"session/prompt"}', None),
        ('{"method":"session/cancel"}', None),
    ],
)
async def test_an_invalid_request_is_refused_under_its_id_when_that_is_usable(raw: Raw, line: str, id: Any) -> None:
    await refused(raw, line + "\n", -32600, id)


@pytest.mark.parametrize("params", ["[1]", '"x"', "3", "true"])
async def test_params_that_are_no_object_are_invalid(raw: Raw, params: str) -> None:
    line = f'{{"jsonrpc":"2.0","id":1,"method":"session/prompt","params":{params}}}\n'
    assert await refused(raw, line, -32602, 1) == {"reason": "invalid_params", "path": "params"}


@pytest.mark.parametrize("params", ["", ',"params":null', ',"params":{}'])
async def test_missing_and_null_params_are_empty(raw: Raw, params: str) -> None:
    await raw.write(f'{{"jsonrpc":"2.0","id":1,"method":"session/prompt"{params}}}\n'.encode())
    assert await raw.read() == {"jsonrpc": "2.0", "id": 1, "result": {}}
    assert ran == [{}]


NUMBERS = ("0", "-1", str(2**53 + 1), str(2**63 - 1), str(10**30), "1.5", "1.0", "1e3", "-2.50E-3", "1e400")


@pytest.mark.parametrize(
    "id",
    [*NUMBERS, '""', '"1"', '"😀"', json.dumps("x" * 10_000), '"null"'],
)
async def test_an_id_is_echoed_as_it_was_spelled(raw: Raw, id: str) -> None:
    await raw.write(f'{{"jsonrpc":"2.0","id":{id},"method":"echo"}}\n'.encode())
    (line, *_) = await raw.link.receive()
    if id == "1e400":  # beyond what a double holds: refused as a whole rather than changed
        assert isinstance(line, bytes) and json.loads(line)["error"]["code"] == -32700
    else:
        assert line == f'{{"jsonrpc":"2.0","id":{id},"result":{{}}}}'.encode()


async def test_one_as_text_and_one_as_number_are_two_requests(raw: Raw) -> None:
    await raw.write(*(f'{{"jsonrpc":"2.0","id":{id},"method":"echo"}}\n'.encode() for id in ("1", '"1"', "1.0")))
    answers = [await raw.read() for _ in range(3)]
    assert [repr(answer["id"]) for answer in answers] == ["1", "'1'", "1.0"]


@pytest.mark.parametrize("method", ["nothing", "_vendor/x", "$/x", ""])
async def test_an_unknown_method_is_named_in_the_error(raw: Raw, method: str) -> None:
    line = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": {}}) + "\n"
    assert await refused(raw, line, -32601, 1) == {"reason": "method_not_found", "method": method}


async def test_blank_lines_carriage_returns_spaces_and_a_byte_order_mark_are_tolerated(raw: Raw) -> None:
    line = b'  {"jsonrpc":"2.0","id":%d,"method":"echo"}  \r\n'
    await raw.write(b"\xef\xbb\xbf" + line % 1, b"\r\n", b"\n", b"   \n", line % 2)
    assert [await raw.read() for _ in range(2)] == [{"jsonrpc": "2.0", "id": id, "result": {}} for id in (1, 2)]


async def test_unknown_notifications_are_ignored(raw: Raw) -> None:
    await ignored(raw, *(f'{{"jsonrpc":"2.0","method":"{name}"}}\n'.encode() for name in ("x", "_x", "$/x")))


async def test_a_request_method_without_an_id_is_not_executed(raw: Raw) -> None:
    await ignored(raw, b'{"jsonrpc":"2.0","method":"session/prompt","params":{}}\n')


async def test_a_notification_with_an_id_is_heard_and_answered(raw: Raw) -> None:
    await raw.write(b'{"jsonrpc":"2.0","id":8,"method":"session/cancel","params":{"sessionId":"s"}}\n')
    assert await raw.read() == {"jsonrpc": "2.0", "id": 8, "result": {}}
    assert ran == [{"sessionId": "s"}]


async def test_answers_to_what_was_never_asked_are_ignored(raw: Raw) -> None:
    error = b'"error":{"code":-1,"message":"m"}'
    await ignored(
        raw,
        b'{"jsonrpc":"2.0","id":99,"result":{}}\n',
        b'{"jsonrpc":"2.0","id":"99",%b}\n' % error,
        b'{"jsonrpc":"2.0","id":null,%b}\n' % error,
        b'{"jsonrpc":"2.0",%b}\n' % error,
        b'{"jsonrpc":"2.0","id":[],"result":1}\n',
        b'{"jsonrpc":"2.0","id":99,"result":1,%b}\n' % error,
    )


@pytest.mark.parametrize(
    "rest",
    [
        '"result":{},"error":{"code":1,"message":"m"}',
        '"error":null',
        '"error":{"code":"1","message":"m"}',
        '"error":3',
        "",
    ],
)
async def test_an_unusable_answer_fails_the_call(one: Served, rest: str) -> None:
    asked = asyncio.create_task(one.peer.call("session/request_permission", {}))
    assert (await one.raw.read())["id"] == 1
    await one.raw.write(f'{{"jsonrpc":"2.0","id":1{"," if rest else ""}{rest}}}\n'.encode())
    async with asyncio.timeout(WAIT):
        (failure,) = await asyncio.gather(asked, return_exceptions=True)
    assert getattr(failure, "data", None) == {"reason": "invalid_response"}
    await one.raw.alive()


async def test_an_answer_under_the_same_number_as_text_is_not_ours(one: Served) -> None:
    asked = asyncio.create_task(one.peer.call("x", {}))
    assert (await one.raw.read())["id"] == 1
    await one.raw.write(
        b'{"jsonrpc":"2.0","id":"1","result":"wrong"}\n', b'{"jsonrpc":"2.0","id":1,"result":"right"}\n'
    )
    async with asyncio.timeout(WAIT):
        assert await asked == "right"


async def test_single_bytes_with_pauses_make_the_same_message(raw: Raw) -> None:
    for byte in '{"jsonrpc":"2.0","id":"é😀","method":"echo","params":{"𝄞":1}}\n'.encode():
        await raw.write(bytes([byte]))
        await asyncio.sleep(0)
    assert await raw.read() == {"jsonrpc": "2.0", "id": "é😀", "result": {"𝄞": 1}}


async def test_strange_strings_come_back_whole(raw: Raw) -> None:
    params = {"lone": "\ud83d", "nul": "\0", "line": "\u2028", "emoji": "😀", "long": "é" * 2_500_000}
    await raw.write({"jsonrpc": "2.0", "id": 1, "method": "echo", "params": params})
    assert await raw.read() == {"jsonrpc": "2.0", "id": 1, "result": params}


async def test_a_line_above_the_limit_is_refused_when_it_crosses_and_the_rest_is_skipped() -> None:
    near, far = piped(limit=1_000_000)
    async with served(near, far) as one:
        await one.raw.write(b"x" * 1_100_000)  # no newline yet
        answer = await one.raw.read()
        assert answer["id"] is None and answer["error"]["code"] == -32600
        assert answer["error"]["data"] == {"reason": "line_too_long", "limit": 1_000_000}
        for _ in range(20):
            await one.raw.write(b"x" * 1_000_000)
        await one.raw.write(b"\n")
        await one.raw.alive()


async def test_a_cancel_behind_a_burst_of_notifications_is_served_in_time() -> None:
    heard = 0
    started = asyncio.Event()

    async def count(params: JsonObject) -> None:
        nonlocal heard
        heard += 1

    async def prompt(params: JsonObject) -> JsonObject:
        started.set()
        await asyncio.Event().wait()
        return {}

    near, far = piped()
    async with served(near, far, {"prompt": prompt}, {"n": count}) as one:
        await one.raw.write({"jsonrpc": "2.0", "id": 1, "method": "prompt"})
        await started.wait()
        burst = b'{"jsonrpc":"2.0","method":"n","params":{"sessionId":"abc"}}\n' * 1000
        for _ in range(100):
            await one.raw.write(burst)
        await one.raw.write({"jsonrpc": "2.0", "method": "$/cancel_request", "params": {"requestId": 1}})
        async with asyncio.timeout(5):  # measured: 0.9 s for everything
            assert (await one.raw.read())["error"]["code"] == -32800
            await one.raw.alive()
        assert heard == 100_000
