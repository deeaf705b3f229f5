"""The answers that need nothing loaded: the greetings of both eras, the tools, the templates.

Plain functions, so that they can be given before asyncio is imported and after it alike.
"""

from __future__ import annotations

from hermes_acp.servers.mcp.asker import Connection
from hermes_acp.servers.mcp.offer import Front
from hermes_acp_protocol.framing import JsonObject
from hermes_acp_protocol.jsonrpc import METHOD_NOT_FOUND, RpcError
from hermes_acp_protocol.mcp import methods
from hermes_acp_protocol.mcp.capabilities import TASKS_IN, Greeting, discovered, initialized
from hermes_acp_protocol.mcp.codes import bad_params
from hermes_acp_protocol.mcp.eras import LATEST_MODERN, VERSIONS
from hermes_acp_protocol.mcp.meta import VERSION, Envelope, complete, read_envelope

KNOWN = frozenset({methods.INITIALIZE, methods.DISCOVER, methods.PING, methods.LIST_TOOLS, methods.LIST_TEMPLATES})
"""Methods that are answered here."""
HOLDS = 60_000
"""Milliseconds that a list may be kept by a modern client."""


def admitted(method: str, params: JsonObject, connection: Connection) -> Envelope | None:
    """The envelope of a request that may be served; None for a legacy one. RpcError."""
    envelope = read_envelope(params)
    eras = methods.SERVER_REQUESTS.get(method, ("modern", "legacy"))
    if envelope is None and eras == ("modern",):
        raise bad_params(f"_meta.{VERSION}", "a protocol version is needed")
    if ("modern" if envelope else "legacy") not in eras:
        raise RpcError(METHOD_NOT_FOUND, f"There is no method {method!r} in this version.", {"method": method})
    if envelope is None and connection.version is None and method not in (methods.INITIALIZE, methods.PING):
        raise bad_params(f"_meta.{VERSION}", "say a protocol version here, or send initialize first")
    return envelope


def known_answer(method: str, params: JsonObject, connection: Connection, front: Front) -> JsonObject:
    """The answer to one of ``KNOWN``. RpcError."""
    envelope = admitted(method, params, connection)
    result = _plain(method, params, connection, front)
    return finished(method, result, front) if envelope else result


def finished(method: str, result: JsonObject, front: Front) -> JsonObject:
    """A result as a modern client wants it."""
    kind = str(result.get("resultType", "complete"))
    holds = method in methods.CACHEABLE and kind == "complete"
    ttl = None if not holds else 0 if method in (methods.READ_RESOURCE, methods.LIST_RESOURCES) else HOLDS
    return complete(result, front.info, kind=kind, ttl=ttl)


def _plain(method: str, params: JsonObject, connection: Connection, front: Front) -> JsonObject:
    match method:
        case methods.INITIALIZE:
            version = connection.greet(params)
            return initialized(Greeting(version, front.abilities, front.info, front.instructions))
        case methods.DISCOVER:
            greeting = Greeting(LATEST_MODERN, front.abilities, front.info, front.instructions)
            return discovered(VERSIONS, greeting)
        case methods.LIST_TOOLS:
            tasks = connection.version == TASKS_IN and read_envelope(params) is None
            return {"tools": [tool.json(tasks=tasks) for tool in front.tools()]}
        case methods.LIST_TEMPLATES:
            return {"resourceTemplates": [template.json() for template in front.templates()]}
        case _:
            return {}
