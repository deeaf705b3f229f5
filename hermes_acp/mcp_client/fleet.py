"""The servers of one session: started together when they are first needed, their tools in an order that stays.

Owns which servers a session has and what it is offered by them. Knows no session: who answers questions and who may
approve a server of the project is handed in as a `Face`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from hermes_acp.mcp_client.answering import Caller
from hermes_acp.mcp_client.config import ServerConfig
from hermes_acp.mcp_client.faults import ServerFault
from hermes_acp.mcp_client.hygiene import cleaned
from hermes_acp.mcp_client.names import Names
from hermes_acp.mcp_client.offers import read_resources, read_templates
from hermes_acp.mcp_client.pinning import Pins, key_of
from hermes_acp.mcp_client.pool import Place, Pool
from hermes_acp.mcp_client.reach import through
from hermes_acp.mcp_client.server import Server
from hermes_acp.mcp_client.states import Status
from hermes_acp.mcp_client.tool import McpTool
from hermes_acp_protocol.link import Link
from hermes_acp_protocol.mcp.definitions import (
    PromptDefinition,
    ResourceDefinition,
    TemplateDefinition,
    ToolDefinition,
)

log = logging.getLogger(__name__)

WORDS_OF_ONE = 2_000
"""Characters of one server's instructions that a model is told."""


class Setup(NamedTuple):
    """The servers of a session, and how they are to be used."""

    fleet: Fleet
    faults: tuple[str, ...] = ()
    """A sentence for each that cannot be used."""
    seconds: float = 1.5
    """How long a first prompt waits for them."""
    share: float = 0.1
    """The part of a model's window their tools may fill; beyond it they are found by search."""


class Face(Protocol):
    """The session, as its servers see it."""

    def caller(self, server: ServerConfig, call_id: str | None) -> Caller:
        """Who answers what the server asks during a call of the model, or outside one."""
        ...

    def server_link(self, server_id: str) -> Link | None:
        """A way to a server that lives in the session's client; None when the client has none."""
        ...

    async def may_start(self, server: ServerConfig) -> bool:
        """Whether the person lets a server start that the project brings along; may ask, and take its time."""
        ...


class Fleet:
    """The servers of one session."""

    def __init__(self, pool: Pool, configs: Sequence[ServerConfig], place: Place, face: Face, pins: Pins) -> None:
        """Starts nothing."""
        self._pool, self._face, self._pins = pool, face, pins
        self._configs = [config for config in configs if config.enabled]
        self._place = place
        self._servers: dict[str, Server] = {}
        self._stops: list[Callable[[], None]] = []
        self._refused: set[str] = set()
        self._names = Names()
        self._tools: dict[str, McpTool] = {}
        self._stale = True
        self._starting: set[asyncio.Task[None]] = set()
        self._moved = asyncio.Event()
        self._began = False

    @property
    def configs(self) -> tuple[ServerConfig, ...]:
        """All that are enabled, in order."""
        return tuple(self._configs)

    @property
    def statuses(self) -> tuple[Status, ...]:
        """How each stands, in order."""
        return tuple(map(self._status, self._configs))

    @property
    def servers(self) -> tuple[Server, ...]:
        """Those that may be used, in order."""
        return tuple(self._servers[config.name] for config in self._configs if config.name in self._servers)

    def server(self, name: str) -> Server | None:
        """The server of that name."""
        return self._servers.get(name)

    async def gather(self, seconds: float) -> None:
        """Start them all at once, and wait until each is ready or has failed, but no longer than this."""
        self.begin()
        try:
            async with asyncio.timeout(seconds):
                while self._starting or any(not server.status.settled for server in self.servers):
                    self._moved.clear()
                    await self._moved.wait()
        except TimeoutError:
            late = [status.name for status in self.statuses if not status.settled]
            log.info("MCP servers that are not there yet: %s", ", ".join(late))

    def begin(self) -> None:
        """Start them; returns at once."""
        if self._began:
            return
        self._began = True
        for config in self._configs:
            if config.origin == "project":
                asking = asyncio.create_task(self._start_if_allowed(config))
                self._starting.add(asking)
                asking.add_done_callback(self._asked)
            else:
                self._start(config)

    def add(self, config: ServerConfig, server: Server) -> None:
        """Use a server that was made elsewhere, such as one spoken with through the editor."""
        self._configs.append(config)
        self._take(config, server)

    def moved(self) -> bool:
        """Whether the tools may be others than at the last call of `tools`."""
        return self._stale

    async def tools(self) -> tuple[McpTool, ...]:
        """The tools of all servers that were ever ready. Those known keep their places, new ones follow."""
        self._stale = False
        offered = [(server, tool) for server in self.servers for tool in server.offer.tools.usable]
        approved = await asyncio.to_thread(self._approved, offered)
        fresh = {
            self._names.name(server.config.name, tool.name): (server, tool, text)
            for (server, tool), text in zip(offered, approved, strict=True)
        }
        kept = [name for name in self._tools if name in fresh]
        order = [*kept, *(name for name in fresh if name not in self._tools)]
        self._tools = {name: self._tool(name, *fresh[name]) for name in order}
        return tuple(self._tools.values())

    def behind(self, name: str) -> tuple[str, str] | None:
        """The server and the tool behind a name a model calls."""
        return self._names.behind(name)

    def instructions(self) -> dict[str, str]:
        """What the servers that were ready say about themselves, by name, each bounded."""
        told = {each.config.name: cleaned(each.instructions, strictly=True).strip() for each in self.servers}
        return {name: words[:WORDS_OF_ONE] for name, words in told.items() if words}

    def prompts(self) -> list[tuple[Server, PromptDefinition]]:
        """The prompts of all servers."""
        return [(server, prompt) for server in self.servers for prompt in server.offer.prompts]

    async def resources(self, name: str) -> tuple[ResourceDefinition, ...]:
        """What a server lets be read. ServerFault when it does not tell."""
        server = self._known(name)
        return await read_resources(await server.connection(), server.config.call_timeout)

    async def templates(self, name: str) -> tuple[TemplateDefinition, ...]:
        """The families of resources of a server. ServerFault when it does not tell."""
        server = self._known(name)
        return await read_templates(await server.connection(), server.config.call_timeout)

    def caller(self, server: ServerConfig, call_id: str | None = None) -> Caller:
        """Who answers what a server asks while it is asked something, during a call of the model or outside one."""
        return self._face.caller(server, call_id)

    def _known(self, name: str) -> Server:
        server = self.server(name)
        if server is None:
            raise ServerFault(f"There is no MCP server {name!r} here.")
        return server

    async def close(self) -> None:
        """Be done with all of them; those nobody else uses end."""
        for task in list(self._starting):
            task.cancel()
        for stop in self._stops:
            stop()
        servers, self._servers = list(self._servers.values()), {}
        await asyncio.gather(*(self._pool.give_back(server) for server in servers), return_exceptions=True)

    def _status(self, config: ServerConfig) -> Status:
        if config.name in self._servers:
            return self._servers[config.name].status
        if config.name in self._refused:
            return Status(config.name, "refused", f"this project brings it along; hermes mcp approve {config.name}")
        return Status(config.name, "idle")

    async def _start_if_allowed(self, config: ServerConfig) -> None:
        if await self._face.may_start(config):
            self._start(config)
        else:
            self._refused.add(config.name)
            self._stale = True

    def _start(self, config: ServerConfig) -> None:
        if config.transport == "acp":
            server = self._pool.make(config, self._place, through(self._face.server_link, config.url))
        else:
            server = self._pool.borrow(config, self._place)
        self._take(config, server)

    def _take(self, config: ServerConfig, server: Server) -> None:
        self._servers[config.name] = server
        self._stops.append(server.listen(self._hear))
        server.need()
        if server.offer.tools.usable:  # somebody else has it running
            self._stale = True

    def _asked(self, task: asyncio.Task[None]) -> None:
        self._starting.discard(task)
        self._moved.set()
        if not task.cancelled() and (error := task.exception()):
            log.error("whether a server may be started could not be asked", exc_info=error)

    def _hear(self, server: Server) -> None:
        self._stale = True
        self._moved.set()

    def _approved(self, offered: Sequence[tuple[Server, ToolDefinition]]) -> list[str | None]:
        texts = {server: self._pins.texts(key_of(server.config)) for server in {server for server, _ in offered}}
        return [texts[server].get(tool.name) for server, tool in offered]

    def _tool(self, name: str, server: Server, definition: ToolDefinition, approved: str | None) -> McpTool:
        known = self._tools.get(name)
        if known is not None and (known.definition, known.server, known.approved) == (definition, server, approved):
            return known

        def caller(call_id: str) -> Caller:
            return self._face.caller(server.config, call_id)

        return McpTool(name, server, definition, caller, self._pins, approved)
