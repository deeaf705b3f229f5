"""Two tools over the resources of all servers: what there is to read, and reading it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from hermes_acp.mcp_client.faults import ServerFault
from hermes_acp.mcp_client.hygiene import cleaned
from hermes_acp.mcp_client.results import as_result
from hermes_acp_protocol.jsonrpc import RpcError
from hermes_acp_protocol.mcp import methods
from hermes_acp_protocol.mcp.content import Contents, ResourceBlock
from hermes_acp_protocol.mcp.results import CallResult, read_resource_result
from hermes_acp_tools.action import Action
from hermes_acp_tools.result import ToolError, ToolResult
from hermes_acp_tools.tool import Call, Kind, Prepared

if TYPE_CHECKING:
    from hermes_acp.mcp_client.answering import Caller
    from hermes_acp.mcp_client.config import ServerConfig
    from hermes_acp.mcp_client.fleet import Fleet
    from hermes_acp.mcp_client.server import Server
    from hermes_acp_tools.tool import Tool

MOST_LISTED = 200
"""Resources that one answer names."""
SERVER = {"type": "string", "description": "Name of the MCP server"}


class ListResources:
    """Implements ``Tool``."""

    name = "mcp_list_resources"
    kind: Kind = "search"
    description = "List what an MCP server lets be read."
    schema: Mapping[str, object] = {"type": "object", "properties": {"server": SERVER}, "required": ["server"]}

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet

    async def prepare(self, arguments: Mapping[str, object], call: Call) -> Prepared:
        """See ``Tool.prepare``."""
        config = named_server(self._fleet, arguments).config
        server = config.name

        async def run() -> ToolResult:
            try:
                found = await self._fleet.resources(server)
                families = await self._fleet.templates(server)
            except (ServerFault, RpcError) as fault:
                raise ToolError(f"The MCP server {server} lists nothing: {fault}") from None
            rows = [f"{one.uri}  {one.title or one.name}" for one in found[:MOST_LISTED]]
            rows += [
                f"{one.template}  {one.title or one.name} (fill in what is in braces)" for one in families[:MOST_LISTED]
            ]
            more = [f"and {len(found) - MOST_LISTED} more"] if len(found) > MOST_LISTED else []
            return ToolResult(cleaned("\n".join([*rows, *more])) or "It lists nothing.", data={"server": server})

        action = _use(config, arguments)
        return Prepared(f"{server}: list resources", self.kind, action, run)


class ReadResource:
    """Implements ``Tool``."""

    name = "mcp_read_resource"
    kind: Kind = "read"
    description = "Read a resource of an MCP server by its URI."
    schema: Mapping[str, object] = {
        "type": "object",
        "properties": {"server": SERVER, "uri": {"type": "string"}},
        "required": ["server", "uri"],
    }

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet

    async def prepare(self, arguments: Mapping[str, object], call: Call) -> Prepared:
        """See ``Tool.prepare``."""
        server, uri = named_server(self._fleet, arguments), arguments.get("uri")
        if not isinstance(uri, str) or not uri:
            raise ToolError("uri is missing: mcp_list_resources names what there is.")
        name = server.config.name

        async def run() -> ToolResult:
            try:
                contents = await read(server, uri, self._fleet.caller(server.config, call.id))
            except (ServerFault, RpcError) as fault:
                raise ToolError(f"The MCP server {name} does not give {uri}: {fault}") from None
            result = CallResult(tuple(map(ResourceBlock, contents)))
            return await asyncio.to_thread(as_result, result, name, "resources", call.bench.spill_dir)

        action = _use(server.config, arguments)
        return Prepared(f"{name}: read {cleaned(uri, strictly=True)[:80]}", self.kind, action, run)


async def read(server: Server, uri: str, caller: Caller | None = None) -> tuple[Contents, ...]:
    """The contents of a resource. ServerFault or `RpcError` when there are none."""
    return read_resource_result(await server.ask(methods.READ_RESOURCE, {"uri": uri}, caller))


def named_server(fleet: Fleet, arguments: Mapping[str, object]) -> Server:
    """The server that is meant. ToolError when there is none of that name."""
    name = arguments.get("server")
    server = fleet.server(name) if isinstance(name, str) else None
    if server is None:
        names = ", ".join(each.config.name for each in fleet.servers)
        raise ToolError(f"There is no MCP server {name!r}. There are: {names or 'none'}.")
    return server


def _use(server: ServerConfig, arguments: Mapping[str, object]) -> Action:
    name = server.name
    return Action(f"{name}__resources", "mcp", server=name, arguments=arguments, vouched=server.vouched)


if TYPE_CHECKING:

    def are_tools(one: ListResources, other: ReadResource) -> tuple[Tool, ...]:
        """The checker proves it."""
        return one, other
