"""The official SDK as oracle: its server against our client, in both eras, over pipes and over HTTP."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from hermes_acp.mcp_client.answering import Answering
from hermes_acp.mcp_client.config import ServerConfig
from hermes_acp.mcp_client.faults import ServerFault
from hermes_acp.mcp_client.reach import reaching
from hermes_acp.mcp_client.resource_tools import read
from hermes_acp.mcp_client.server import Server
from hermes_acp_protocol.mcp.content import ImageBlock, TextBlock
from hermes_acp_protocol.mcp.methods import GET_PROMPT
from hermes_acp_protocol.mcp.results import read_prompt_result
from support.mcp.servers import QUICK, WAIT, words

OFFICIAL = str(Path(__file__).parents[2] / "support" / "mcp" / "official.py")


def free_port() -> int:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextmanager
def listening(port: int) -> Generator[str]:
    """A server of the SDK that listens on this machine."""
    with subprocess.Popen([sys.executable, OFFICIAL, "http", str(port)], stderr=subprocess.DEVNULL) as program:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with closing(socket.socket()) as trying:
                if trying.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        try:
            yield f"http://127.0.0.1:{port}/mcp"
        finally:
            program.kill()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The same for all tests of this file."""
    with listening(free_port()) as url:
        yield url


@asynccontextmanager
async def using(config: ServerConfig, tmp_path: Path) -> AsyncGenerator[Server]:
    reach = reaching(config, str(tmp_path), {"PATH": "/usr/bin:/bin"}, str(tmp_path))
    server = Server(config, reach, Answering(config, (str(tmp_path),)), QUICK)
    try:
        async with asyncio.timeout(WAIT * 2):
            yield server
    finally:
        await server.close()


@pytest.fixture(params=["stdio", "http"])
def config(request: pytest.FixtureRequest) -> ServerConfig:
    if request.param == "stdio":
        return ServerConfig("official", "user", "stdio", sys.executable, (OFFICIAL, "stdio"))
    return ServerConfig("official", "user", "http", url=request.getfixturevalue("address"))


@pytest.mark.parametrize("protocol", ["auto", "stateless"])
async def test_all_of_it_works_in_both_eras(config: ServerConfig, protocol: str, tmp_path: Path) -> None:
    async with using(replace(config, protocol=protocol), tmp_path) as server:
        steps: list[str | None] = []
        added = await server.call("add", {"a": 1, "b": 2})
        worked = await server.call("steps", {"count": 3}, heard=lambda step: steps.append(step.message))
        seen = await server.call("picture", {})
        failed = await server.call("fail", {})
        wrong = await server.call("add", {"a": "one"})
        [note] = await read(server, "note://one")
        prompt = read_prompt_result(await server.ask(GET_PROMPT, {"name": "review", "arguments": {"topic": "it"}}))
        assert server.status.version == ("2025-11-25" if protocol == "auto" else "2026-07-28")
        assert server.instructions == "Add numbers here."
        assert [tool.name for tool in server.offer.tools.usable] == ["add", "steps", "picture", "fail"]
        assert added.structured == {"total": 3}
        assert (words(worked), steps) == ("done", ["step 1", "step 2", "step 3"])
        assert seen.content == (TextBlock("Here:"), ImageBlock("aGk=", "image/png"))
        assert failed.failed and "fail" in words(failed)
        assert wrong.failed
        assert note.text == "This is one."
        assert prompt.messages == (("user", TextBlock("Review it.")),)


async def test_an_address_where_nobody_listens_is_a_fault_with_words(tmp_path: Path) -> None:
    config = ServerConfig("gone", "user", "http", url="http://127.0.0.1:9/mcp")
    async with using(config, tmp_path) as server:
        with pytest.raises(ServerFault, match="could not be reached"):
            await server.connection()


async def test_a_closed_server_stays_closed(address: str, tmp_path: Path) -> None:
    async with using(ServerConfig("official", "user", "http", url=address), tmp_path) as server:
        await server.connection()
        await server.close()
        with pytest.raises(ServerFault, match="is closed"):
            await server.connection()


async def test_a_server_that_forgot_our_session_gets_a_new_one(tmp_path: Path) -> None:
    port = free_port()
    config = ServerConfig("official", "user", "http", url=f"http://127.0.0.1:{port}/mcp")
    with ExitStack() as first, ExitStack() as second:
        await asyncio.to_thread(first.enter_context, listening(port))
        async with using(config, tmp_path) as server:
            assert (await server.call("add", {"a": 1, "b": 2})).structured == {"total": 3}
            await asyncio.to_thread(first.close)
            await asyncio.to_thread(second.enter_context, listening(port))
            assert (await server.call("add", {"a": 2, "b": 2})).structured == {"total": 4}
