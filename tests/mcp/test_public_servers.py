"""The servers people use, over pipes: those from npm in the legacy era, those from PyPI in both."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import pytest

from hermes_acp.mcp_client.answering import Answering, Caller
from hermes_acp.mcp_client.config import ServerConfig
from hermes_acp.mcp_client.offers import read_resources, read_templates
from hermes_acp.mcp_client.reach import started
from hermes_acp.mcp_client.resource_tools import read
from hermes_acp.mcp_client.server import Server
from hermes_acp.mcp_client.states import Patience
from hermes_acp_protocol.jsonrpc import JsonObject
from hermes_acp_protocol.mcp.content import ImageBlock, LinkBlock, ResourceBlock
from hermes_acp_protocol.mcp.methods import GET_PROMPT
from hermes_acp_protocol.mcp.questions import Address, ElicitAnswer, Form
from hermes_acp_protocol.mcp.results import read_prompt_result
from support.mcp.servers import words

SECONDS = 45.0
MODULES = Path(__file__).parent / "node_modules" / "@modelcontextprotocol"
Protocol = Literal["auto", "stateless"]


@asynccontextmanager
async def using(
    cwd: Path, command: str, *args: str, protocol: Protocol = "auto", asks: bool = False
) -> AsyncGenerator[Server]:
    config = ServerConfig("it", "user", "stdio", command, args, protocol=protocol)
    answering = Answering(config, (str(cwd),), asks)
    server = Server(config, lambda: started(config, str(cwd), os.environ), answering, Patience(debounce=0.1))
    try:
        async with asyncio.timeout(SECONDS):
            await server.connection()
            yield server
    finally:
        await server.close()


def names(server: Server) -> set[str]:
    return {tool.name for tool in server.offer.tools.usable}


async def test_all_that_a_server_can_offer_is_used(node: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_OURS", "s3cret")
    program = str(MODULES / "server-everything" / "dist" / "index.js")
    asked: list[Form | Address] = []
    steps: list[float] = []

    async def elicit(name: str, question: Form | Address) -> ElicitAnswer:
        asked.append(question)
        return ElicitAnswer("decline")

    async with using(tmp_path, node, program, "stdio", asks=True) as server:
        assert server.status.version == "2025-11-25"
        assert [name for name, _ in server.status.left_out] == ["simulate-research-query"]  # it only runs as a task
        assert {"echo", "get-tiny-image", "get-resource-links"} <= names(server)
        assert words(await server.call("echo", {"message": "hello"})) == "Echo: hello"
        assert words(await server.call("get-sum", {"a": 1, "b": 2})) == "The sum of 1 and 2 is 3."
        image = (await server.call("get-tiny-image", {})).content
        assert any(isinstance(block, ImageBlock) for block in image)
        links = (await server.call("get-resource-links", {"count": 2})).content
        assert sum(isinstance(block, LinkBlock) for block in links) == 2
        held = (await server.call("get-resource-reference", {"resourceType": "Text", "resourceId": 1})).content
        assert any(isinstance(block, ResourceBlock) for block in held)
        weather = await server.call("get-structured-content", {"location": "New York"})
        assert isinstance(weather.structured, dict) and "temperature" in weather.structured
        slow: JsonObject = {"duration": 1, "steps": 4}
        await server.call("trigger-long-running-operation", slow, heard=lambda step: steps.append(step.progress))
        assert steps == [1, 2, 3, 4]
        assert "s3cret" not in words(await server.call("get-env", {}))
        wrong = await server.call("no-such-tool", {})
        assert wrong.failed
        await server.call("trigger-elicitation-request", {}, Caller(elicit))
        [form] = asked
        fields = form.schema["properties"] if isinstance(form, Form) else None
        assert isinstance(fields, dict) and len(fields) > 5
        assert str(tmp_path) in words(await server.call("get-roots-list", {}))
        assert len(await read_resources(await server.connection(), 10)) == 7
        prompt = await server.ask(GET_PROMPT, {"name": "args-prompt", "arguments": {"city": "Bonn"}})
        assert "Bonn" in str(read_prompt_result(prompt).messages)


async def test_the_filesystem_server_reads_and_writes_where_it_may(node: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hello")
    program = str(MODULES / "server-filesystem" / "dist" / "index.js")
    async with using(tmp_path, node, program, str(tmp_path)) as server:
        assert {"read_text_file", "write_file", "list_directory"} <= names(server)
        assert words(await server.call("read_text_file", {"path": str(tmp_path / "a.txt")})) == "hello"
        await server.call("write_file", {"path": str(tmp_path / "b.txt"), "content": "written"})
        outside = await server.call("read_text_file", {"path": "/etc/hostname"})
        assert outside.failed
    assert (tmp_path / "b.txt").read_text() == "written"


async def test_the_memory_server_keeps_and_finds(node: str, tmp_path: Path) -> None:
    program = str(MODULES / "server-memory" / "dist" / "index.js")
    entity: JsonObject = {"name": "Ada", "entityType": "person", "observations": ["wrote programs"]}
    async with using(tmp_path, "env", f"MEMORY_FILE_PATH={tmp_path / 'memory.json'}", node, program) as server:
        await server.call("create_entities", {"entities": [entity]})
        found = await server.call("search_nodes", {"query": "programs"})
        assert "Ada" in words(found)
    assert "Ada" in (tmp_path / "memory.json").read_text()


@pytest.mark.parametrize("protocol", ["auto", "stateless"])
async def test_the_time_server_tells_the_time_in_both_eras(programs: Path, tmp_path: Path, protocol: Protocol) -> None:
    async with using(tmp_path, str(programs / "mcp-server-time"), protocol=protocol) as server:
        assert server.status.version == ("2025-11-25" if protocol == "auto" else "2026-07-28")
        told = json.loads(words(await server.call("get_current_time", {"timezone": "UTC"})))
        assert told["timezone"] == "UTC"
        odd = await server.call("get_current_time", {"timezone": "Atlantis/Lost"})
        assert odd.failed


@pytest.mark.parametrize("protocol", ["auto", "stateless"])
async def test_the_git_server_sees_a_new_file_in_both_eras(programs: Path, tmp_path: Path, protocol: Protocol) -> None:
    git = shutil.which("git")
    assert git is not None
    await asyncio.to_thread(subprocess.run, [git, "init", "-q", tmp_path], check=True)
    (tmp_path / "new.txt").write_text("new")
    async with using(tmp_path, str(programs / "mcp-server-git"), protocol=protocol) as server:
        assert {"git_status", "git_diff", "git_log"} <= names(server)
        assert "new.txt" in words(await server.call("git_status", {"repo_path": str(tmp_path)}))


async def test_the_fetch_server_offers_a_tool_and_a_prompt(programs: Path, tmp_path: Path) -> None:
    async with using(tmp_path, str(programs / "mcp-server-fetch")) as server:
        assert names(server) == {"fetch"} and [prompt.name for prompt in server.offer.prompts] == ["fetch"]
        refused = await server.call("fetch", {"url": "http://127.0.0.1:9/"}, None)
        assert refused.failed


async def test_resources_can_be_read_where_there_are_any(node: str, tmp_path: Path) -> None:
    program = str(MODULES / "server-everything" / "dist" / "index.js")
    async with using(tmp_path, node, program, "stdio") as server:
        connection = await server.connection()
        first, *_ = await read_resources(connection, 10)
        assert (await read(server, first.uri))[0].uri == first.uri
        assert await read_templates(connection, 10)
