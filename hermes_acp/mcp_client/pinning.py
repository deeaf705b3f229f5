"""Tools as they were when the person last said yes to one: a changed one is shown and asked about anew.

A server that was approved can change what its tools say and do. So the definition a person approved is kept, and a call
of a tool whose definition is another is no longer covered by what was allowed before. Where definitions are kept, and
who asks, is handed in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from difflib import unified_diff
from typing import Protocol, cast

from hermes_acp.mcp_client.config import ServerConfig
from hermes_acp_protocol.framing import JsonObject
from hermes_acp_protocol.mcp.definitions import ToolDefinition


class Pins(Protocol):
    """What was approved, kept somewhere."""

    def approved(self, server: str, tool: str) -> str | None:
        """The text that was approved; None when there is none. Blocks."""
        ...

    def texts(self, server: str) -> Mapping[str, str]:
        """All texts of a server's tools that were approved, by name. Blocks."""
        ...

    def approve(self, server: str, tool: str, text: str) -> None:
        """Keep a text as approved. Blocks; OSError when it cannot be kept."""
        ...


def text_of(tool: ToolDefinition) -> str:
    """All of a definition that tells what it does, as text that is the same for the same definition."""
    facts: JsonObject = {
        "name": tool.name,
        "title": tool.title,
        "description": tool.description,
        "inputSchema": tool.input_schema,
        "outputSchema": tool.output_schema,
        "annotations": tool.hints.json(),
    }
    return json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True)


def key_of(server: ServerConfig) -> str:
    """Under what a server's tools are kept: its name, and what it is unless the person named it."""
    return server.name if server.origin == "user" else f"{server.name}@{server.digest[:12]}"


def as_approved(tool: ToolDefinition, text: str) -> ToolDefinition:
    """The tool with the words that were approved: new ones do not reach a model before they are."""
    facts: object = json.loads(text)
    if not isinstance(facts, dict):
        return tool
    known = cast("JsonObject", facts)
    words, schema = known.get("description"), known.get("inputSchema")
    if not isinstance(words, str) or not isinstance(schema, dict):
        return tool
    return tool._replace(description=words, input_schema=schema)


def change(before: str, after: str) -> str:
    """What is another, as a diff for people."""
    lines = unified_diff(before.splitlines(), after.splitlines(), "approved", "now", lineterm="", n=2)
    return "\n".join(lines)
