"""Any bytes at all: every line we send is a message, and every request gets one answer or is a duplicate in flight."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hermes_acp_protocol.direct import joined
from hermes_acp_protocol.framing import LineSplitter
from hermes_acp_protocol.jsonrpc import JsonObject, Request, id_text, read_message
from hermes_acp_protocol.peer import Peer

ids = st.sampled_from(["1", '"1"', "1.0", "1e3", "0", "null", "true", "{}", '""', '"é"', "NaN", str(10**30)])
values = st.sampled_from(["{}", "[]", "null", "3", '"x"', '{"requestId":1}', '{"requestId":"1"}', '{"a":"\\ud800"}'])
methods = st.sampled_from(['"echo"', '"slow"', '"fail"', '"hear"', '"none"', '"$/cancel_request"', "5", "null"])
optional = {
    "jsonrpc": st.sampled_from(['"2.0"'] * 8 + ['"1.0"', "2"]),
    "id": ids,
    "method": methods,
    "params": values,
    "result": values,
    "error": st.sampled_from(["{}", '{"code":-1,"message":"m"}', "null"]),
}
fields = st.fixed_dictionaries({}, optional=optional)
request = st.builds(
    '{{"jsonrpc":"2.0","id":{},"method":{},"params":{}}}'.format,
    ids,
    methods,
    values,
)
message = fields.map(lambda parts: "{" + ",".join(f'"{name}":{value}' for name, value in parts.items()) + "}")
line = st.one_of(request, request, message, message, st.text(max_size=20)).map(
    lambda text: text.encode("utf-8", "surrogatepass")
)
broken = st.tuples(line, st.integers(0, 60), st.binary(max_size=3)).map(
    lambda one: one[0][: one[1]] + one[2] + one[0][one[1] :]
)
streams = st.lists(st.one_of(line, line, broken, st.binary(max_size=20)), max_size=12).map(b"\n".join)


@given(streams)
@settings(max_examples=400, deadline=None)
def test_every_line_out_is_a_message_and_every_id_is_answered_once(stream: bytes) -> None:
    splitter = LineSplitter(200)
    lines = [line for line in splitter.feed(stream) + splitter.end() if isinstance(line, bytes)]
    asked = Counter(id_text(message.id) for message in map(read_message, lines) if isinstance(message, Request))
    answered = Counter(id_text(answer["id"]) for answer in asyncio.run(converse(lines)) if answer["id"] is not None)
    assert answered.keys() >= asked.keys()
    for id, times in answered.items():
        refused = sum(1 for line in lines if _refused_under(line) == id)
        assert 1 <= times <= asked[id] + refused


def _refused_under(line: bytes) -> bytes | None:
    message = read_message(line)
    return None if isinstance(message, Request) or not hasattr(message, "id") else id_text(getattr(message, "id"))  # noqa: B009


async def converse(lines: list[bytes]) -> list[dict[str, Any]]:
    """Send lines to a peer and return all it says, checked to be JSON-RPC."""

    async def echo(params: JsonObject) -> Any:
        return params

    async def slow(params: JsonObject) -> Any:
        await asyncio.sleep(0)
        return "late"

    async def fail(params: JsonObject) -> Any:
        raise RecursionError

    async def hear(params: JsonObject) -> None:
        return None

    near, far = joined()
    peer = Peer(near, {"echo": echo, "slow": slow, "fail": fail}, {"hear": hear})
    serving = asyncio.create_task(peer.serve())
    said: list[dict[str, Any]] = []
    async with asyncio.timeout(5):
        for line in lines:
            await far.send(line + b"\n")
        await far.send(b'{"jsonrpc":"2.0","id":"last","method":"slow"}\n')
        while not said or said[-1]["id"] != "last":
            (answer,) = await far.receive()
            assert isinstance(answer, bytes) and answer.count(b"\n") == 1
            one = read_message(answer)
            value = json.loads(answer)
            assert value["jsonrpc"] == "2.0" and ("result" in value) != ("error" in value), one
            if "error" in value:
                assert value["error"]["data"]["reason"] and "Traceback" not in value["error"]["message"]
            value["id"] = getattr(one, "id")  # noqa: B009 - as spelled
            said.append(value)
        await far.close()
        await serving
    return said[:-1]
