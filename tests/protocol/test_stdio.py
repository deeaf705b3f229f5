"""The wire on private descriptors: in a real process, and over pipes."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import textwrap
import threading

from hermes_acp_protocol.jsonrpc import JsonObject, Request, Response, result_line
from hermes_acp_protocol.peer import Peer
from hermes_acp_protocol.stdio import StdioWire
from hermes_acp_protocol.stdio_link import StdioLink
from support.links import WAIT, Raw, piped, served

SERVER = """
import sys
from hermes_acp_protocol.stdio import claim_stdio
from hermes_acp_protocol.jsonrpc import result_line

wire = claim_stdio()
first = wire.read_message()
wire.write_message(result_line(first.id, {"asyncio": "asyncio" in sys.modules}))

import asyncio, os
from hermes_acp_protocol.peer import Peer
from hermes_acp_protocol.stdio_link import StdioLink

fds = (wire.source, wire.sink)
facts = {"blocking": [os.get_blocking(fd) for fd in fds], "inherited": [os.get_inheritable(fd) for fd in fds]}

async def noise(params):
    print("printed")
    os.write(1, b"written to 1\\n")
    os.system("echo from a child")
    assert sys.stdin.read() == ""
    return facts

async def main():
    await Peer(StdioLink(wire), {"noise": noise}, {}).serve()

asyncio.run(main())
print("done")
"""


def test_only_frames_reach_the_real_stdout_and_the_first_answer_needs_no_asyncio() -> None:
    lines = [{"jsonrpc": "2.0", "id": id, "method": "noise"} for id in (1, 2)]
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(SERVER)],
        input="".join(json.dumps(line) + "\n" for line in lines),
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert done.returncode == 0, done.stderr
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"jsonrpc": "2.0", "id": 1, "result": {"asyncio": False}},
        {"jsonrpc": "2.0", "id": 2, "result": {"blocking": [True, True], "inherited": [False, False]}},
    ]
    assert sorted(done.stderr.split("\n")) == ["", "done", "from a child", "printed", "written to 1"]


def test_what_was_read_beyond_the_first_line_is_kept_and_a_message_can_be_handed_back() -> None:
    source, far = os.pipe()
    wire = StdioWire(source, os.open(os.devnull, os.O_WRONLY))
    os.write(far, b'{"jsonrpc":"2.0","id":1,"method":"a"}\n{"jsonrpc":"2.0","id":2,"method":"b"}\n{"jsonrpc"')
    first = wire.read_message()
    assert isinstance(first, Request) and first.method == "a"
    assert wire.leftover == [b'{"jsonrpc":"2.0","id":2,"method":"b"}']
    wire.hand_back()
    assert len(wire.leftover) == 2
    os.write(far, b':"2.0","id":3,"result":0}\n')
    os.close(far)
    messages = [wire.read_message() for _ in range(4)]
    assert [type(message) for message in messages] == [Request, Request, Response, type(None)]
    wire.hand_back()  # there was none to hand back at the end
    assert wire.leftover == []
    for fd in (wire.source, wire.sink):
        os.close(fd)


async def test_a_link_goes_on_where_the_synchronous_phase_stopped() -> None:
    source, far_in = os.pipe()
    far_out, sink = os.pipe()
    wire = StdioWire(source, sink)
    os.write(far_in, b"".join(b'{"jsonrpc":"2.0","id":%d,"method":"echo"}\n' % id for id in (1, 2, 3)))
    first = await asyncio.to_thread(wire.read_message)
    assert isinstance(first, Request)
    await asyncio.to_thread(wire.write_message, result_line(first.id, {}))
    far = StdioLink(StdioWire(far_out, far_in))
    async with served(StdioLink(wire), far) as one:
        assert [(await one.raw.read())["id"] for _ in range(3)] == [1, 2, 3]


async def test_a_last_request_without_a_newline_is_answered_before_the_end() -> None:
    source, far_in = os.pipe()
    far_out, sink = os.pipe()

    async def slow_echo(params: JsonObject) -> JsonObject:
        await asyncio.sleep(0.01)
        return params

    peer = Peer(StdioLink(StdioWire(source, sink)), {"echo": slow_echo}, {})
    os.write(far_in, b'{"jsonrpc":"2.0","id":1,"method":"echo"}')
    os.close(far_in)
    async with asyncio.timeout(WAIT):
        await peer.serve()
    with os.fdopen(far_out, "rb") as answers:
        assert await asyncio.to_thread(answers.read) == b'{"jsonrpc":"2.0","id":1,"result":{}}\n'


async def test_a_reader_that_goes_away_ends_the_connection() -> None:
    source, far_in = os.pipe()
    far_out, sink = os.pipe()
    peer = Peer(StdioLink(StdioWire(source, sink)), {}, {})
    serving = asyncio.create_task(peer.serve())
    os.close(far_out)
    await peer.notify("n", {})
    async with asyncio.timeout(WAIT):
        await serving
    os.close(far_in)


async def test_a_reader_that_never_reads_does_not_keep_us_from_ending() -> None:
    source, far_in = os.pipe()
    far_out, sink = os.pipe()

    async def shout(params: JsonObject) -> JsonObject:
        while True:
            await peer.notify("n", {"text": "x" * 100_000})

    peer = Peer(StdioLink(StdioWire(source, sink)), {"shout": shout}, {})
    serving = asyncio.create_task(peer.serve())
    os.write(far_in, b'{"jsonrpc":"2.0","id":1,"method":"shout"}\n')
    os.close(far_in)
    async with asyncio.timeout(8):  # a quarter of a second to finish, two to leave, two to flush
        await serving
    os.close(far_out)


async def test_a_slow_reader_gets_everything_in_order() -> None:
    near, far = piped()
    async with served(near, far) as one:
        sending = asyncio.create_task(_number(one.peer, 20_000))
        numbers: list[int] = []
        async with asyncio.timeout(20):
            while len(numbers) < 20_000:
                numbers += [json.loads(line)["params"]["n"] for line in await far.receive() if isinstance(line, bytes)]
                await asyncio.sleep(0)
            await sending
        assert numbers == list(range(20_000))


async def _number(peer: Peer, count: int) -> None:
    for n in range(count):
        await peer.notify("n", {"n": n, "text": "x" * 200})


async def test_a_fifty_megabyte_prompt_is_read_and_answered() -> None:
    size = 50_000_000

    async def measure(params: JsonObject) -> JsonObject:
        text = params["text"]
        assert isinstance(text, str)
        return {"length": len(text)}

    near, far = piped()
    async with served(near, far, {"measure": measure}) as one:
        line = b'{"jsonrpc":"2.0","id":1,"method":"measure","params":{"text":"%b"}}\n' % (b"x" * size)
        await one.raw.write(line)
        assert await one.raw.read() == {"jsonrpc": "2.0", "id": 1, "result": {"length": size}}
        await one.raw.alive()


async def test_closing_leaves_no_thread_behind() -> None:
    before = set(threading.enumerate())
    near, far = piped()
    async with served(near, far) as one:
        await one.raw.alive()
        started = set(threading.enumerate()) - before
        assert len(started) == 4
    async with asyncio.timeout(WAIT):
        for thread in started:
            await asyncio.to_thread(thread.join)


async def test_raw_ends_agree_on_a_thousand_round_trips() -> None:
    near, far = piped()
    async with served(near, far) as one:
        raw: Raw = one.raw
        for _ in range(1000):
            await raw.alive()
