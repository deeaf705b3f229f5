"""One tool of the server: what clients see of it, and where its code is."""

from __future__ import annotations

from typing import NamedTuple

from hermes_acp.servers.mcp.schemas import record, text
from hermes_acp_protocol.framing import JsonObject
from hermes_acp_protocol.mcp.definitions import ToolDefinition, ToolHints

READS = ToolHints(read_only=True, destructive=False, idempotent=True, open_world=False)


class Served(NamedTuple):
    """A tool, with the function that carries it out."""

    definition: ToolDefinition
    code: str
    """``module:function`` below ``hermes_acp.servers.mcp``, imported with the first call."""
    runs: bool = False
    """Whether it needs leave to run the agent."""


def reads(name: str, title: str, about: str, code: str, takes: JsonObject, gives: JsonObject) -> Served:
    """A tool that changes nothing."""
    return Served(ToolDefinition(name, about, takes, title, gives, READS._replace(title=title)), code)


SESSION: dict[str, JsonObject] = {
    "session_key": text("Names the session in every other tool"),
    "session_id": text("The same"),
    "platform": text("Always hermes"),
    "display_name": text("Its title"),
    "cwd": text("The directory it works in"),
    "created_at": text("ISO 8601"),
    "updated_at": text("ISO 8601"),
    "archived": {"type": "boolean"},
}
APPROVAL = record(
    id=text("Give it to permissions_respond"),
    session_id=text("The session that waits"),
    title=text("What would be done, in one line"),
    why=text("Why it is asked"),
    kind=text("read, edit, execute, fetch or other"),
    command=text("The command line, for execute"),
    cwd=text("Where"),
    paths={"type": "array", "items": {"type": "string"}},
    diff=text("What would change, for edits"),
    options={
        "type": "array",
        "items": record(id=text("Can be given as option_id"), name=text("What it says"), kind=text("What it means")),
    },
    high_risk={"type": "boolean"},
    asked_at=text("ISO 8601"),
)
