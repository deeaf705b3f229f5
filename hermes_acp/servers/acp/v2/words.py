"""Version 1's words in version 2's: params on the way in, answers and standing updates on the way out.

Works on plain JSON objects. What version 2 does not have becomes nothing.
Source: https://agentclientprotocol.com/protocol/v2/migration
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, cast

from hermes_acp_protocol.acp.tables_v2 import UPDATES

if TYPE_CHECKING:
    from hermes_acp.servers.acp.dialect import Update
    from hermes_acp_protocol.jsonrpc import JsonObject, JsonValue

PLAN = "plan"
"""The id of a session's one plan."""


def to_first(params: JsonObject) -> JsonObject:
    """Params of version 2 as version 1 has them."""
    servers = params.get("mcpServers")
    if not isinstance(servers, list):
        return params
    return {**params, "mcpServers": [server(cast("JsonObject", one)) for one in servers]}


def server(given: JsonObject) -> JsonObject:
    """An MCP server: version 1 knows a stdio server by having no type, and wants its lists."""
    if given.get("type") != "stdio":
        return given
    return {"args": [], "env": [], **{name: value for name, value in given.items() if name != "type"}}


def from_first(result: JsonValue) -> JsonValue:
    """An answer of version 1 as version 2 has it."""
    if not isinstance(result, dict):
        return result
    kept: JsonObject = {name: value for name, value in result.items() if name != "modes"}
    if isinstance(options := kept.get("configOptions"), list):
        kept["configOptions"] = [option(cast("JsonObject", one)) for one in options]
    return kept


def option(given: JsonObject) -> JsonObject:
    """A config option, its groups included."""
    spelled = renamed(given, "id", "configId")
    if isinstance(choices := spelled.get("options"), list):
        spelled["options"] = [renamed(cast("JsonObject", one), "group", "groupId") for one in choices]
    return spelled


def renamed(given: JsonObject, old: str, new: str) -> JsonObject:
    """The object with one field under another name, if it has it."""
    return {new if name == old else name: value for name, value in given.items()}


def update(given: Update) -> Iterable[Update]:
    """A standing update of version 1 as version 2 has it; nothing when there is no such thing."""
    kind = given["sessionUpdate"]
    match kind:
        case "plan":
            plan = {"type": "items", "planId": PLAN, "entries": given["entries"]}
            yield {"sessionUpdate": "plan_update", "plan": plan}
        case "config_option_update":
            yield cast("Update", from_first(cast("JsonObject", given)))
        case "available_commands_update":
            commands = cast("Iterable[Mapping[str, object]]", given["availableCommands"])
            yield {**given, "availableCommands": [command(one) for one in commands]}
        case _ if kind in UPDATES:
            yield given
        case _:
            return


def command(given: Mapping[str, object]) -> Mapping[str, object]:
    """A slash command."""
    spelled = {"type": "command", **given}
    if isinstance(hint := given.get("input"), dict):
        spelled["input"] = {"type": "text", **cast("Mapping[str, object]", hint)}
    return spelled
