"""The servers an editor names for one session, as ACP spells them.

Source: https://agentclientprotocol.com/protocol/v1/session-setup#mcp-servers
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from hermes_acp.mcp_client.config import ServerConfig, server_name

_Entry = Mapping[str, object]


def editor_servers(entries: Sequence[_Entry]) -> tuple[list[ServerConfig], list[str]]:
    """The servers, and a sentence for each that cannot be used. Names are made unlike."""
    servers: dict[str, ServerConfig] = {}
    faults: list[str] = []
    for entry in entries:
        written = str(entry.get("name") or "editor")
        name, number = server_name(written), 2
        while name in servers:
            name, number = f"{server_name(written)}-{number}", number + 1
        server = _server(name, entry)
        if isinstance(server, str):
            faults.append(f"The MCP server {written} of the editor is not used: {server}.")
        else:
            servers[name] = server
    return list(servers.values()), faults


def _server(name: str, entry: _Entry) -> ServerConfig | str:
    """The server, or why there is none."""
    match entry.get("type") or "stdio":
        case "stdio":
            command = entry.get("command")
            if not isinstance(command, str) or not command:
                return "it names no command"
            args = entry.get("args")
            words = tuple(map(str, cast("Sequence[object]", args))) if isinstance(args, list) else ()
            return ServerConfig(name, "editor", "stdio", command, words, _pairs(entry.get("env")))
        case "http":
            url = entry.get("url")
            if not isinstance(url, str) or not url:
                return "it names no address"
            return ServerConfig(name, "editor", "http", url=url, headers=_pairs(entry.get("headers")))
        case "acp":
            server_id = entry.get("serverId")
            if not isinstance(server_id, str) or not server_id:
                return "it names no server id"
            return ServerConfig(name, "editor", "acp", url=server_id)
        case other:
            return f"its transport {other!r} is not spoken here"


def _pairs(value: object) -> dict[str, str]:
    """``[{"name": …, "value": …}]`` as a table."""
    if not isinstance(value, list):
        return {}
    pairs: dict[str, str] = {}
    for item in cast("list[object]", value):
        match item:
            case {"name": str(name), "value": str(text)}:
                pairs[name] = text
            case _:
                continue
    return pairs
