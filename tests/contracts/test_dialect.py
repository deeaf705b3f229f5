"""What a peer does differently for MCP: over every link."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from hermes_acp_protocol.jsonrpc import JsonObject
from hermes_acp_protocol.mcp.dialect import CLIENT, SERVER
from hermes_acp_protocol.peer import Peer
from support.links import WAIT, Kind, Raw, ends


@pytest.fixture(params=["memory", "pipes"])
def kind(request: pytest.FixtureRequest) -> Iterator[Kind]:
    yield request.param


async def echo(params: JsonObject) -> JsonObject:
    return params


async def test_a_cancelled_request_is_ended_and_never_answered(kind: Kind) -> None:
    started, ended = asyncio.Event(), asyncio.Event()

    async def sleep(params: JsonObject) -> JsonObject:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return {}

    near, far = ends(kind)
    peer, raw = Peer(near, {"sleep": sleep, "echo": echo}, {}, SERVER), Raw(far)
    serving = asyncio.create_task(peer.serve())
    await raw.write({"jsonrpc": "2.0", "id": 1, "method": "sleep"})
    async with asyncio.timeout(WAIT):
        await started.wait()
        await raw.write({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}})
        await ended.wait()
        await raw.alive()
        await far.close()
        await serving


async def test_a_call_that_is_given_up_is_cancelled_as_mcp_does_it(kind: Kind) -> None:
    near, far = ends(kind)
    peer, raw = Peer(near, {}, {}, CLIENT), Raw(far)
    serving = asyncio.create_task(peer.serve())
    calling = asyncio.create_task(peer.call("slow", {}))
    assert (await raw.read())["method"] == "slow"
    calling.cancel()
    assert await raw.read() == {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}}
    hello = asyncio.create_task(peer.call("initialize", {}, quietly=True))
    assert (await raw.read())["id"] == 2
    hello.cancel()
    after = asyncio.create_task(peer.call("after", {}))
    assert (await raw.read())["method"] == "after"
    after.cancel()
    await raw.read()
    await far.close()
    async with asyncio.timeout(WAIT):
        await serving


async def test_a_client_passes_over_what_a_server_prints_and_a_server_answers_it(kind: Kind) -> None:
    for dialect, answered in ((CLIENT, False), (SERVER, True)):
        near, far = ends(kind)
        peer, raw = Peer(near, {"echo": echo}, {}, dialect), Raw(far)
        serving = asyncio.create_task(peer.serve())
        await raw.write(b"Server listening on stdio!\n")
        if answered:
            assert (await raw.read())["error"]["code"] == -32700
        await raw.alive()
        await far.close()
        async with asyncio.timeout(WAIT):
            await serving
