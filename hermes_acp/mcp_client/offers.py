"""What a server offers at this moment, read from its lists; one bad item never costs the others."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

from msgspec import Struct, field

from hermes_acp.mcp_client.config import Chosen
from hermes_acp.mcp_client.connection import Connection
from hermes_acp.mcp_client.faults import ServerFault, redacted
from hermes_acp.mcp_client.schemas import BadSchema, fit
from hermes_acp_protocol.framing import JsonValue
from hermes_acp_protocol.jsonrpc import METHOD_NOT_FOUND, RpcError
from hermes_acp_protocol.mcp import methods
from hermes_acp_protocol.mcp.definitions import (
    Misread,
    PromptDefinition,
    ResourceDefinition,
    TemplateDefinition,
    ToolDefinition,
    read_prompt,
    read_resource,
    read_template,
    read_tool,
)
from hermes_acp_protocol.mcp.fields import table

log = logging.getLogger(__name__)

UNDECLARED_SECONDS = 2.0
"""How long a server may be silent when it is asked for tools that it never said it had."""
Item = TypeVar("Item")


class Tools(Struct, frozen=True):
    """The tools of a server, in its order."""

    usable: tuple[ToolDefinition, ...] = ()
    """In a form a model can be shown, chosen by the settings."""
    left_out: tuple[tuple[str, str], ...] = ()
    """Name and reason of each that cannot be used."""


class Offer(Struct, frozen=True):
    """All that a server offers by lists."""

    tools: Tools = field(default_factory=Tools)
    prompts: tuple[PromptDefinition, ...] = ()


async def read_tools(connection: Connection, chosen: Chosen, seconds: float) -> Tools:
    """The tools. ServerFault when there is no usable answer; a server without the method has none.

    One that said nothing of tools may have some all the same; its silence is no fault then.
    """
    if connection.greeting.abilities.tools:
        return sort_tools(await _list(connection, methods.LIST_TOOLS, "tools", seconds), chosen)
    try:
        return sort_tools(
            await _list(connection, methods.LIST_TOOLS, "tools", min(seconds, UNDECLARED_SECONDS)), chosen
        )
    except ServerFault as fault:
        if fault.lost:
            raise
        return Tools()


async def read_prompts(connection: Connection, chosen: Chosen, seconds: float) -> tuple[PromptDefinition, ...]:
    """The prompts, where the server has any and the settings want them."""
    if not (chosen.prompts and connection.greeting.abilities.prompts):
        return ()
    try:
        return _readable(read_prompt, await _list(connection, methods.LIST_PROMPTS, "prompts", seconds))
    except RpcError as error:  # its tools are worth more than that
        log.warning("an MCP server does not list its prompts: %s", redacted(error.message))
        return ()


async def read_resources(connection: Connection, seconds: float) -> tuple[ResourceDefinition, ...]:
    """The resources that can be named."""
    return _readable(read_resource, await _list(connection, methods.LIST_RESOURCES, "resources", seconds))


async def read_templates(connection: Connection, seconds: float) -> tuple[TemplateDefinition, ...]:
    """The families of resources."""
    return _readable(read_template, await _list(connection, methods.LIST_TEMPLATES, "resourceTemplates", seconds))


def sort_tools(items: Sequence[JsonValue], chosen: Chosen) -> Tools:
    """The usable ones, and why the rest is not."""
    usable: dict[str, ToolDefinition] = {}
    left_out: list[tuple[str, str]] = []
    for item in items:
        name = item.get("name") if isinstance(item, dict) else None
        shown = name if isinstance(name, str) else "(no name)"
        if isinstance(item, dict) and table(item, "execution").get("taskSupport") == "required":
            left_out.append((shown, "it only runs as a task, which is not spoken here"))
            continue
        try:
            tool = fit(read_tool(item))
        except (Misread, BadSchema) as error:
            left_out.append((shown, str(error)))
            continue
        except RecursionError:
            left_out.append((shown, "its schema is nested too deeply"))
            continue
        if tool.name in usable:
            left_out.append((shown, "another tool of the server has the same name"))
        elif chosen.takes(tool.name):
            usable[tool.name] = tool
    return Tools(tuple(usable.values()), tuple(left_out))


async def _list(connection: Connection, method: str, member: str, seconds: float) -> Sequence[JsonValue]:
    try:
        return await connection.list(method, member, seconds)
    except RpcError as error:
        if error.code == METHOD_NOT_FOUND:
            return ()
        raise


def _readable(read: Callable[[JsonValue], Item], items: Sequence[JsonValue]) -> tuple[Item, ...]:
    found: list[Item] = []
    for item in items:
        try:
            found.append(read(item))
        except Misread:
            continue
    return tuple(found)
