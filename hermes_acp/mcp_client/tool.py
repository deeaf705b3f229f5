"""A tool of a server as a tool of ours: its words and schema as data, its call decided on like any other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, cast

from hermes_acp.mcp_client.answering import Caller
from hermes_acp.mcp_client.faults import ServerFault, redacted
from hermes_acp.mcp_client.hygiene import cleaned
from hermes_acp.mcp_client.pinning import Pins, as_approved, change, key_of, text_of
from hermes_acp.mcp_client.results import as_result
from hermes_acp_protocol.framing import JsonObject
from hermes_acp_protocol.jsonrpc import RpcError
from hermes_acp_protocol.mcp.definitions import ToolDefinition
from hermes_acp_protocol.mcp.results import CallResult, Progress
from hermes_acp_tools.action import Action
from hermes_acp_tools.result import ToolError, ToolResult
from hermes_acp_tools.tool import Call, Kind, Prepared

if TYPE_CHECKING:
    from hermes_acp.mcp_client.server import Server
    from hermes_acp_tools.tool import Tool


class McpTool:
    """Implements ``hermes_acp_tools.tool.Tool``."""

    kind: Kind = "other"

    def __init__(
        self,
        name: str,
        server: Server,
        definition: ToolDefinition,
        caller: Callable[[str], Caller],
        pins: Pins,
        approved: str | None = None,
    ) -> None:
        """``caller`` makes whoever answers the server's questions during a call, given the call's id.

        ``approved`` is the text of the definition that was allowed before, when there was one.
        """
        self.name = name
        self.definition = definition
        self.server = server
        self.approved = approved
        self._caller, self._pins = caller, pins
        self._text = text_of(definition)
        self._told = as_approved(definition, approved) if approved and approved != self._text else definition

    @property
    def description(self) -> str:
        """See ``Tool.description``."""
        return self._told.description or f"{self.definition.name} of the MCP server {self.server.config.name}"

    @property
    def schema(self) -> Mapping[str, object]:
        """See ``Tool.schema``."""
        return self._told.input_schema

    async def prepare(self, arguments: Mapping[str, object], call: Call) -> Prepared:
        """See ``Tool.prepare``: the server checks the arguments itself when it is called."""
        server, tool = self.server.config.name, self.definition
        self.server.need()  # it may start while the person reads the question
        shown = cleaned(tool.hints.title or tool.title or tool.name, strictly=True).replace("\n", " ")[:80]
        key = key_of(self.server.config)
        approved = await asyncio.to_thread(self._pins.approved, key, tool.name)
        changed = change(approved, self._text) if approved and approved != self._text else ""
        action = Action(
            f"{server}__{tool.name}",
            "mcp",
            server=server,
            arguments=arguments,
            side_by_side=self.server.config.side_by_side,
            vouched=self.server.config.vouched,
            changed=changed,
        )

        async def run() -> ToolResult:
            if approved != self._text:
                await asyncio.to_thread(self._pins.approve, key, tool.name, self._text)
            return await self._run(cast("JsonObject", dict(arguments)), call)

        return Prepared(f"{server}: {shown}", self.kind, action, run)

    async def _run(self, arguments: JsonObject, call: Call) -> ToolResult:
        server, tool = self.server.config.name, self.definition.name
        try:
            result = await self._call(arguments, call)
        except ServerFault as fault:
            raise ToolError(f"{tool} of the MCP server {server} failed: {fault}") from None
        except RpcError as error:
            raise ToolError(f"The MCP server {server} refused {tool}: {redacted(error.message)}") from None
        return await asyncio.to_thread(as_result, result, server, tool, call.bench.spill_dir)

    async def _call(self, arguments: JsonObject, call: Call) -> CallResult:
        """Call once; once more when the server was lost and asking twice does no harm."""
        heard = said_by(call)
        try:
            return await self.server.call(self.definition.name, arguments, self._caller(call.id), heard)
        except ServerFault as fault:
            hints = self.definition.hints
            if not (fault.lost and (hints.read_only or hints.idempotent)):
                raise
        return await self.server.call(self.definition.name, arguments, self._caller(call.id), heard)


def said_by(call: Call) -> Callable[[Progress], None]:
    """Shows the person how far the call is, each step once."""
    last = ""

    def heard(step: Progress) -> None:
        nonlocal last
        far = f"{step.progress:g}" if step.total is None else f"{step.progress:g}/{step.total:g}"
        line = f"{cleaned(step.message or 'working', strictly=True)} ({far})\n"
        if line != last:
            last = line
            call.output(line)

    return heard


if TYPE_CHECKING:

    def is_tool(one: McpTool) -> Tool:
        """The checker proves it."""
        return one
