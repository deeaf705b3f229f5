"""Servers of tools in the editor: a link that speaks MCP's JSON-RPC over the editor's own connection."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from hermes_acp_protocol.errors import ConnectionClosed
from hermes_acp_protocol.jsonrpc import JsonObject, JsonValue, RpcError
from hermes_acp_protocol.link import Link
from hermes_acp_protocol.peer import Peer
from support.acp import JoinedEditor, joined_editor
from support.agent import Says, Workplace


async def server(work: Workplace, editor: JoinedEditor, cwd: Path) -> Link:
    """The link to the server ``s1`` of an editor."""
    served: JsonObject = {"type": "acp", "name": "Tasks", "serverId": "s1"}
    answer = await editor.call("session/new", cwd=str(cwd), mcpServers=[served])
    link = (await work.sessions.live(str(answer["sessionId"]))).client.server_link("s1")
    assert link is not None
    return link


async def test_a_request_goes_to_the_server_and_its_answer_comes_back(home: Path, tmp_path: Path) -> None:
    heard: list[tuple[str, JsonObject]] = []
    more = asyncio.Event()

    async def answer(params: JsonObject) -> JsonValue:
        if params["method"] == "tools/list":
            told = {name: params[name] for name in ("serverId", "requestId")}
            progress: JsonObject = {**told, "method": "notifications/progress", "params": {"progress": 1}}
            await editor.peer.notify("mcp/message", progress)
            return {"result": {"tools": []}}
        return {"error": {"code": -32602, "message": "No such tool.", "data": {"name": "x"}}}

    async def progress(params: JsonObject) -> None:
        heard.append(("progress", params))
        more.set()

    work = Workplace(Says([]), home, tmp_path)
    async with joined_editor(work.sessions) as editor:
        editor.answers["mcp/message"] = answer
        link = await server(work, editor, tmp_path)
        client = Peer(link, {}, {"notifications/progress": progress})
        serving = asyncio.create_task(client.serve())
        listed = await client.call("tools/list", {"cursor": None})
        await more.wait()
        with pytest.raises(RpcError) as failure:
            await client.call("tools/call", {"name": "x"})
        await link.close()
        await serving

    asked = [(params["serverId"], params["method"], params["params"]) for _, params in editor.requests]
    assert asked == [("s1", "tools/list", {"cursor": None}), ("s1", "tools/call", {"name": "x"})]
    assert (listed, heard) == ({"tools": []}, [("progress", {"progress": 1})])
    told: JsonObject = {"reason": "invalid_params", "name": "x"}
    assert (failure.value.code, failure.value.message, failure.value.data) == (-32602, "No such tool.", told)


async def test_a_request_that_mcp_cancels_is_cancelled_in_the_editor(home: Path, tmp_path: Path) -> None:
    withdrawn = asyncio.Event()

    async def never(params: JsonObject) -> JsonValue:
        try:
            await asyncio.Event().wait()
        finally:
            withdrawn.set()
        return {}

    work = Workplace(Says([]), home, tmp_path)
    async with joined_editor(work.sessions) as editor:
        editor.answers["mcp/message"] = never
        link = await server(work, editor, tmp_path)
        await link.send(b'{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{}}\n')
        await editor.until(lambda e: e.requests)
        await link.send(b'{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}\n')
        await withdrawn.wait()
        await link.close()
        with pytest.raises(ConnectionClosed):
            await link.send(b'{"jsonrpc":"2.0","id":8,"method":"ping"}\n')


@pytest.mark.parametrize("nonsense", [None, {}, {"result": 1, "extra": True}, [1], {"error": "oops"}])
async def test_whatever_the_editor_answers_is_one_answer(home: Path, tmp_path: Path, nonsense: JsonValue) -> None:
    async def answer(params: JsonObject) -> JsonValue:
        return nonsense

    work = Workplace(Says([]), home, tmp_path)
    async with joined_editor(work.sessions) as editor:
        editor.answers["mcp/message"] = answer
        link = await server(work, editor, tmp_path)
        await link.send(b'{"jsonrpc":"2.0","id":"a","method":"ping","params":{}}\n')
        (line,) = await link.receive()
        await link.close()

    assert isinstance(line, bytes)
    assert line.count(b'"id":"a"') == 1
    assert (b'"result":1' in line) == (isinstance(nonsense, dict) and "result" in nonsense)


async def test_what_an_editor_says_of_servers_nobody_uses_harms_nothing(home: Path, tmp_path: Path) -> None:
    work = Workplace(Says([]), home, tmp_path)
    unknown: JsonObject = {"serverId": "none", "requestId": "1", "method": "ping"}
    async with joined_editor(work.sessions) as editor:
        await editor.peer.notify("mcp/message", unknown)
        with pytest.raises(RpcError) as refused:
            await editor.peer.call("mcp/message", unknown)
        link = await server(work, editor, tmp_path)
        asked: JsonObject = {**unknown, "serverId": "s1", "method": "sampling/createMessage"}
        answer = await editor.peer.call("mcp/message", asked)
        await link.close()

    assert refused.value.code == -32602
    assert answer["error"]["code"] == -32601  # type: ignore[index,call-overload]
