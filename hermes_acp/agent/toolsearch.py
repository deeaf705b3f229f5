"""Tools that not every request carries: one tool finds them, another calls what was found.

The list of tools a model is given stays the same for a whole session, so a provider's cache of it stays good. A
deferred tool is decided on like any other: the call is prepared by the tool itself.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from hermes_acp.agent.understanding import find_tool
from hermes_acp_skills.rank import ranked
from hermes_acp_tools.inner import InnerTool, Texts, text_of
from hermes_acp_tools.result import ToolError, ToolResult
from hermes_acp_tools.tool import Call, Kind, Prepared
from hermes_acp_tools.toolset import Toolset

if TYPE_CHECKING:
    from hermes_acp_tools.tool import Tool

FOUND = 5
"""Tools one search describes."""
NAMED = 1_000
"""Characters of the names of deferred tools that are told ahead."""


def search_tools(toolset: Toolset) -> list[Tool]:
    """The two tools, when there is anything to find."""
    if not toolset.deferred:
        return []
    known = names(toolset.deferred)

    async def search(given: Texts) -> ToolResult:
        found = await asyncio.to_thread(best, toolset.deferred, given["query"])
        if not found:
            return ToolResult(f"No tool fits. There are: {known}", data={"tools": []})
        told = (f"{tool.name}: {tool.description}\narguments: {json.dumps(tool.schema)}" for tool in found)
        return ToolResult("\n\n".join(told), data={"tools": [tool.name for tool in found]})

    finder = InnerTool(
        "tool_search",
        f"Find further tools by what they should do, or by name; use_tool calls what you find. There are: {known}",
        search,
        lambda given: f"Look for a tool: {given['query'][:60]}",
        needs=("query",),
        kind="search",
    )
    return [finder, UseTool(toolset)]


class UseTool:
    """Implements ``Tool``."""

    name = "use_tool"
    kind: Kind = "other"
    description = "Call a tool that tool_search found."
    schema: Mapping[str, object] = {
        "type": "object",
        "properties": {"name": {"type": "string"}, "arguments": {"type": "object"}},
        "required": ["name"],
    }

    def __init__(self, toolset: Toolset) -> None:
        self._toolset = toolset

    async def prepare(self, arguments: Mapping[str, object], call: Call) -> Prepared:
        """See ``Tool.prepare``: what the tool that is meant says it would do."""
        tool = find_tool(self._toolset, text_of(arguments, "name"))
        inner = arguments.get("arguments", {})
        if not isinstance(inner, dict):
            raise ToolError("arguments must be an object: the arguments of the tool you name.")
        return await tool.prepare(cast("dict[str, object]", inner), call)


def best(tools: Sequence[Tool], query: str) -> list[Tool]:
    """The tools that fit the words, best first; one that is named exactly comes alone."""
    by_name = {tool.name: tool for tool in tools}
    if query.strip() in by_name:
        return [by_name[query.strip()]]
    fields = {tool.name: {"name": tool.name, "description": tool.description} for tool in tools}
    return [by_name[name] for name in ranked(fields, query)[:FOUND]]


def names(tools: Sequence[Tool]) -> str:
    """The names in one line, as far as they fit."""
    text = ", ".join(tool.name for tool in tools)
    if len(text) <= NAMED:
        return f"{text}."
    kept = text[:NAMED].rpartition(", ")[0]
    return f"{kept} and {len(tools) - kept.count(', ') - 1} more."


if TYPE_CHECKING:

    def is_a_tool(tool: UseTool) -> Tool:
        """The checker proves it."""
        return tool
