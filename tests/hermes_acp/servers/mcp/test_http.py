"""The HTTP face: a token, no pages of the web, both eras, and runs that outlive a connection."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx2
import pytest
from mcp.client.streamable_http import streamable_http_client

from hermes_acp.errors import UserError
from hermes_acp.servers.mcp.http.guard import Refusal, refused
from hermes_acp.servers.mcp.http.headers import decoded, mismatch
from hermes_acp.servers.mcp.http.serving import place
from hermes_acp_protocol.framing import JsonObject
from hermes_acp_protocol.mcp.meta import CAPABILITIES, VERSION
from mcp import Client
from support.mcp.serving import WRITE, Desk, told

MODERN: JsonObject = {"_meta": {VERSION: "2026-07-28", CAPABILITIES: {}}}


@asynccontextmanager
async def served(desk: Desk, *arguments: str) -> AsyncGenerator[tuple[str, str]]:
    """The address of a server and its token."""
    command = desk.command("--allow-run", "--http", "127.0.0.1:0", *arguments)
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command.args, stdout=asyncio.subprocess.PIPE, env=command.env, cwd=command.cwd
    )
    assert process.stdout is not None
    try:
        address = (await process.stdout.readline()).decode().split()[-1]
        token = (await process.stdout.readline()).decode().split()[-1]
        yield address, token
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def connected(address: str, token: str, era: str) -> AsyncGenerator[Client]:
    """A client over HTTP."""
    async with (
        httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=30) as http,
        Client(streamable_http_client(address, http_client=http), mode=era) as client,
    ):
        yield client


async def test_a_run_with_a_question_goes_over_http_and_outlives_its_connection(desk: Desk, era: str) -> None:
    desk.script([WRITE], [{"text": "It is written."}])
    async with asyncio.timeout(30), served(desk) as (address, token):
        async with connected(address, token, era) as client:
            run = told(await client.call_tool("agent_run", {"prompt": "write"}))
        async with connected(address, token, era) as client:
            (asked,) = told(await client.call_tool("permissions_list_open", {}))["approvals"]
            answer = told(await client.call_tool("permissions_respond", {"id": asked["id"], "decision": "allow-once"}))
            end = told(await client.call_tool("agent_wait", {"run_id": run["run_id"]}))
    assert run["status"] == "needs_approval"
    assert answer["outcome"] == "resolved"
    assert (end["status"], end["text"]) == ("completed", "It is written.")


async def test_who_has_no_token_or_comes_from_a_page_is_not_let_in(desk: Desk) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "server/discover", "params": MODERN}
    usual = {
        "Accept": "application/json, text/event-stream",
        "MCP-Protocol-Version": "2026-07-28",
        "Mcp-Method": "server/discover",
    }
    async with asyncio.timeout(30), served(desk) as (address, token), httpx2.AsyncClient() as http:
        known = {**usual, "Authorization": f"Bearer {token}"}

        async def status(headers: dict[str, str], method: str = "POST") -> int:
            return (await http.request(method, address, json=body, headers=headers)).status_code

        statuses = [
            await status(known),
            await status(usual),
            await status({**usual, "Authorization": "Bearer wrong"}),
            await status({**known, "Origin": "https://evil.example"}),
            await status({**known, "Host": "evil.example"}),
            await status({**known, "Accept": "application/json"}),
            await status({**known, "Mcp-Method": "tools/list"}),
            await status({**known, "Mcp-Session-Id": "made-up"}, "GET"),
            await status(known, "DELETE"),
        ]
    assert statuses == [200, 401, 401, 403, 403, 406, 400, 404, 404]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "127.0.0.1:9", "authorization": "Bearer t"}, None),
        ({"host": "localhost", "authorization": "bearer t"}, None),
        ({"host": "[::1]:80", "authorization": "Bearer t", "origin": "http://localhost:3000"}, None),
        ({"host": "[::1", "authorization": "Bearer t"}, 403),
        ({"host": "127.0.0.1.evil.example", "authorization": "Bearer t"}, 403),
        ({"host": "localhost", "authorization": "Bearer t", "origin": "null"}, 403),
        ({"host": "localhost", "authorization": "Basic t"}, 401),
        ({"host": "localhost"}, 401),
        ({"authorization": "Bearer t"}, 403),
    ],
)
def test_headers_say_who_is_let_in(headers: dict[str, str], status: int | None) -> None:
    refusal = refused(headers, "t")
    assert (refusal.status if isinstance(refusal, Refusal) else None) == status


def test_headers_of_a_modern_request_say_what_its_body_says() -> None:
    params: JsonObject = {"name": "Ümlaut", **MODERN}
    usual = {"mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": "=?base64?w5xtbGF1dA==?="}
    assert decoded(usual["mcp-name"]) == "Ümlaut"
    assert decoded("=?base64?%?=") is None
    assert mismatch(usual, "tools/call", params) is None
    for header in usual:
        wrong = mismatch({**usual, header: "other"}, "tools/call", params)
        missing = mismatch({name: value for name, value in usual.items() if name != header}, "tools/call", params)
        assert wrong is not None and missing is not None
        assert (wrong.code, wrong.data) == (missing.code, missing.data) == (-32020, {"header": header})


@pytest.mark.parametrize("address", ["0.0.0.0:80", "example.org:80", "127.0.0.1:port", "70000", "[::]:1"])
def test_only_this_machine_is_served(address: str) -> None:
    with pytest.raises(UserError):
        place(address)


def test_an_address_may_be_a_port_alone() -> None:
    assert place("8123") == ("127.0.0.1", 8123)
    assert place("[::1]:8123") == ("::1", 8123)
