"""Finding out a server's era, in bounded time, with nothing lost when it does not answer.

The handshake first: nearly every server has one, and those of both eras answer it. Only a server that refuses it as
one without a handshake does is asked ``server/discover``. A probe the other way round hangs on servers that pass over
what they do not know. Source: https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning
"""

from __future__ import annotations

from hermes_acp.mcp_client.config import Protocol
from hermes_acp.mcp_client.connection import ME, Connection, understood
from hermes_acp.mcp_client.faults import ServerFault
from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, INVALID_REQUEST, METHOD_NOT_FOUND, RpcError
from hermes_acp_protocol.mcp import methods
from hermes_acp_protocol.mcp.capabilities import Greeting, read_discovered, read_initialized
from hermes_acp_protocol.mcp.codes import supported_versions
from hermes_acp_protocol.mcp.eras import LATEST_LEGACY, LATEST_MODERN, LEGACY_VERSIONS, MODERN_VERSIONS, newest_common
from hermes_acp_protocol.mcp.meta import with_meta

_PERHAPS_MODERN = (METHOD_NOT_FOUND, INVALID_PARAMS, INVALID_REQUEST)
"""What a server without a handshake may answer to one, beside the error that names its versions."""


async def greet(connection: Connection, protocol: Protocol, seconds: float) -> None:
    """Agree on a revision and open the connection. ServerFault when there is none, or no answer in time."""
    if protocol == "stateless":
        connection.open(await _discover(connection, seconds))
        return
    try:
        greeting = await _initialize(connection, seconds)
    except RpcError as error:
        if protocol == "legacy" or not _perhaps_modern(error):
            raise ServerFault(f"The server refused the handshake: {error.message}") from None
        connection.open(await _discover(connection, seconds))
        return
    connection.open(greeting)
    await connection.tell(methods.INITIALIZED, {})


def _perhaps_modern(error: RpcError) -> bool:
    named = supported_versions(error)
    return any(version in MODERN_VERSIONS for version in named) if named else error.code in _PERHAPS_MODERN


async def _initialize(connection: Connection, seconds: float) -> Greeting:
    asked = {"protocolVersion": LATEST_LEGACY, "capabilities": connection.abilities.json(), "clientInfo": ME.json()}
    answer = await connection.send(methods.INITIALIZE, {**asked}, seconds=seconds, quietly=True)
    greeting = understood(read_initialized, answer)
    if greeting.version not in LEGACY_VERSIONS:
        raise ServerFault(f"The server speaks the revision {greeting.version!r} of MCP, which is not spoken here.")
    return greeting


async def _discover(connection: Connection, seconds: float) -> Greeting:
    """Ask without a handshake; once more in a revision that the server names."""
    version = LATEST_MODERN
    for last in (False, True):
        params = with_meta({}, connection.envelope(version).json())
        try:
            answer = await connection.send(methods.DISCOVER, params, seconds=seconds, quietly=True)
        except RpcError as error:
            named = newest_common(supported_versions(error), MODERN_VERSIONS)
            if named is None or last:
                raise ServerFault(f"The server answers neither of the two eras of MCP: {error.message}") from None
            version = named
            continue
        found = understood(read_discovered, answer)
        common = newest_common(found.versions, MODERN_VERSIONS)
        if common is None:
            raise ServerFault(f"The server speaks the revisions {', '.join(found.versions)} of MCP and none of ours.")
        return found.greeting(common)
    raise AssertionError("the last try returns or raises")
