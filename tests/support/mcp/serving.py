"""``hermes mcp serve``, in memory or as a real process, driven by the client of the official SDK."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import anyio
from mcp.client.session import ElicitationFnT
from mcp.shared.message import SessionMessage
from mcp_types import CallToolResult
from mcp_types.jsonrpc import jsonrpc_message_adapter

from hermes_acp.app import App
from hermes_acp.cli.mcp_serve import parser, terms_of
from hermes_acp.servers.mcp.asker import Connection
from hermes_acp.servers.mcp.backend import HermesOffer
from hermes_acp.servers.mcp.engine import Engine
from hermes_acp.servers.mcp.serving import notifications, requests
from hermes_acp_protocol.direct import joined
from hermes_acp_protocol.mcp.dialect import SERVER
from hermes_acp_protocol.peer import Peer
from mcp import Client, StdioServerParameters

ERAS = ("legacy", "2026-07-28")
"""The two ways in which the SDK's client speaks."""
WRITE = {"call": {"name": "write_file", "arguments": {"path": "new.txt", "content": "new\n"}}}
"""A step of a script that needs a person's word."""


@dataclass
class Desk:
    """Where a server works, and what its model says."""

    home: Path
    work: Path

    def script(self, *replies: Sequence[Mapping[str, object]]) -> None:
        """What the model answers, request by request."""
        (self.home / "script.json").write_text(json.dumps(replies))

    def environment(self) -> dict[str, str]:
        """The variables of a server."""
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        script = self.home / "script.json"
        return {
            **kept,
            "HERMES_HOME": str(self.home / ".hermes"),
            "HERMES_MODEL": f"scripted:{script}",
            "HERMES_SANDBOX": "off",
        }

    def command(self, *arguments: str, workspace: bool = True) -> StdioServerParameters:
        """How a client starts the server."""
        place = ["--workspace", str(self.work)] if workspace else []
        return StdioServerParameters(
            command=sys.executable,
            args=["-P", "-m", "hermes_acp", "mcp", "serve", *place, *arguments],
            env=self.environment(),
            cwd=str(self.work),
        )

    @asynccontextmanager
    async def client(
        self, era: str, *arguments: str, answers: ElicitationFnT | None = None, workspace: bool = True, **more: Any
    ) -> AsyncGenerator[Client]:
        """A client connected to a server in this very process: all but the descriptors is real."""
        place = ["--workspace", str(self.work)] if workspace else []
        terms = await asyncio.to_thread(lambda: terms_of(parser().parse_args([*place, *arguments])))
        terms = terms._replace(here=str(self.work))
        flags = {"model": self.environment()["HERMES_MODEL"]}
        server = joined_server(HermesOffer(App(flags), terms, flags))
        async with Client(server, mode=era, elicitation_callback=answers, **more) as client:
            yield client

    @asynccontextmanager
    async def process(self, era: str, *arguments: str, answers: ElicitationFnT | None = None) -> AsyncGenerator[Client]:
        """A client that started a server of its own."""
        async with Client(self.command(*arguments), mode=era, elicitation_callback=answers) as client:
            yield client


@asynccontextmanager
async def joined_server(offer: HermesOffer) -> AsyncGenerator[Any]:
    """A transport for the SDK's client to a server over a link in memory."""
    ours, theirs = joined()
    connection, engine = Connection(), Engine(offer)
    peer = Peer(ours, requests(engine, connection), notifications(engine, connection), SERVER)
    connection.line = peer
    to_client, from_server = anyio.create_memory_object_stream[SessionMessage | Exception](100)
    to_server, from_client = anyio.create_memory_object_stream[SessionMessage](100)

    async def inward() -> None:
        while lines := await theirs.receive():
            for line in lines:
                message = jsonrpc_message_adapter.validate_json(cast("bytes", line), by_name=False)
                with contextlib.suppress(anyio.BrokenResourceError):  # the client has gone: nobody hears it
                    await to_client.send(SessionMessage(message))

    async def outward() -> None:
        async for sent in from_client:
            await theirs.send(sent.message.model_dump_json(by_alias=True, exclude_unset=True).encode() + b"\n")

    tasks = [asyncio.create_task(work) for work in (peer.serve(), inward(), outward())]
    try:
        yield from_server, to_server
    finally:
        await theirs.close()
        to_server.close()
        await asyncio.wait(tasks)
        for stream in (to_client, from_server, from_client):
            stream.close()
        await engine.leave(connection)
        await offer.close()


def told(result: CallToolResult) -> dict[str, Any]:
    """What a tool gave back, for programs; it must have worked."""
    assert not result.is_error, result.content
    return cast("dict[str, Any]", result.structured_content)


def words(result: CallToolResult) -> str:
    """What a tool gave back, for models."""
    return "\n".join(block.text for block in result.content if block.type == "text")
