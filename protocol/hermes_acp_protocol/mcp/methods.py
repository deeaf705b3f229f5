"""The methods of MCP by their names, and in which eras each is spoken.

Named from the side that *serves* them: ``SERVER_REQUESTS`` is what a client may ask of a server. The experimental
tasks of 2025-11-25 and extensions are not in the tables.
Source: https://modelcontextprotocol.io/specification/2026-07-28/schema and the same page of 2025-11-25
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hermes_acp_protocol.mcp.eras import Era

INITIALIZE: Final = "initialize"
DISCOVER: Final = "server/discover"
PING: Final = "ping"
LIST_TOOLS: Final = "tools/list"
CALL_TOOL: Final = "tools/call"
LIST_RESOURCES: Final = "resources/list"
LIST_TEMPLATES: Final = "resources/templates/list"
READ_RESOURCE: Final = "resources/read"
SUBSCRIBE: Final = "resources/subscribe"
UNSUBSCRIBE: Final = "resources/unsubscribe"
LIST_PROMPTS: Final = "prompts/list"
GET_PROMPT: Final = "prompts/get"
COMPLETE: Final = "completion/complete"
SET_LEVEL: Final = "logging/setLevel"
LISTEN: Final = "subscriptions/listen"
"""Stays open; change notifications come tagged with its id."""

LIST_ROOTS: Final = "roots/list"
CREATE_MESSAGE: Final = "sampling/createMessage"
ELICIT: Final = "elicitation/create"

INITIALIZED: Final = "notifications/initialized"
CANCELLED: Final = "notifications/cancelled"
PROGRESS: Final = "notifications/progress"
MESSAGE: Final = "notifications/message"
"""A line of the server's log."""
TOOLS_CHANGED: Final = "notifications/tools/list_changed"
PROMPTS_CHANGED: Final = "notifications/prompts/list_changed"
RESOURCES_CHANGED: Final = "notifications/resources/list_changed"
RESOURCE_UPDATED: Final = "notifications/resources/updated"
ROOTS_CHANGED: Final = "notifications/roots/list_changed"
ELICITATION_DONE: Final = "notifications/elicitation/complete"
ACKNOWLEDGED: Final = "notifications/subscriptions/acknowledged"
"""The first frame of a listen stream."""

_BOTH: Final[tuple[Era, ...]] = ("legacy", "modern")
_OLD: Final[tuple[Era, ...]] = ("legacy",)
_NEW: Final[tuple[Era, ...]] = ("modern",)

SERVER_REQUESTS: Final[Mapping[str, tuple[Era, ...]]] = {
    INITIALIZE: _OLD,
    PING: _OLD,
    SET_LEVEL: _OLD,
    SUBSCRIBE: _OLD,
    UNSUBSCRIBE: _OLD,
    DISCOVER: _NEW,
    LISTEN: _NEW,
    LIST_TOOLS: _BOTH,
    CALL_TOOL: _BOTH,
    LIST_RESOURCES: _BOTH,
    LIST_TEMPLATES: _BOTH,
    READ_RESOURCE: _BOTH,
    LIST_PROMPTS: _BOTH,
    GET_PROMPT: _BOTH,
    COMPLETE: _BOTH,
}
"""What a client asks of a server."""

CLIENT_REQUESTS: Final[Mapping[str, tuple[Era, ...]]] = {
    PING: _OLD,
    LIST_ROOTS: _OLD,
    CREATE_MESSAGE: _OLD,
    ELICIT: _OLD,
}
"""What a server asks of a client; a modern one wraps the same questions in a result that requires input."""

SERVER_NOTIFICATIONS: Final[Mapping[str, tuple[Era, ...]]] = {
    INITIALIZED: _OLD,
    PROGRESS: _OLD,
    ROOTS_CHANGED: _OLD,
    CANCELLED: _BOTH,
}
"""What a client tells a server."""

CLIENT_NOTIFICATIONS: Final[Mapping[str, tuple[Era, ...]]] = {
    CANCELLED: _BOTH,
    PROGRESS: _BOTH,
    MESSAGE: _BOTH,
    TOOLS_CHANGED: _BOTH,
    PROMPTS_CHANGED: _BOTH,
    RESOURCES_CHANGED: _BOTH,
    RESOURCE_UPDATED: _BOTH,
    ELICITATION_DONE: _OLD,
    ACKNOWLEDGED: _NEW,
}
"""What a server tells a client."""

MAY_REQUIRE_INPUT: Final = frozenset({CALL_TOOL, GET_PROMPT, READ_RESOURCE})
"""Modern requests whose result may be a question instead (``input_required``)."""
CACHEABLE: Final = frozenset({DISCOVER, LIST_TOOLS, LIST_RESOURCES, LIST_TEMPLATES, READ_RESOURCE, LIST_PROMPTS})
"""Modern requests whose results say how long they hold (``ttlMs``, ``cacheScope``)."""
NAMED_BY: Final[Mapping[str, str]] = {CALL_TOOL: "name", GET_PROMPT: "name", READ_RESOURCE: "uri"}
"""The parameter that the HTTP header ``Mcp-Name`` mirrors."""
