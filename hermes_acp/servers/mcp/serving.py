"""The MCP face at work over stdio: the peer takes the connection over, the app is built."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Mapping

from hermes_acp.app import App
from hermes_acp.servers.ending import Ending
from hermes_acp.servers.mcp.asker import Connection
from hermes_acp.servers.mcp.backend import HermesOffer
from hermes_acp.servers.mcp.engine import NOTIFICATIONS, Engine
from hermes_acp.servers.mcp.terms import Terms
from hermes_acp_protocol.framing import JsonObject, JsonValue
from hermes_acp_protocol.inflight import SERVED, NotificationHandler, RequestHandler
from hermes_acp_protocol.mcp.dialect import SERVER
from hermes_acp_protocol.peer import Peer
from hermes_acp_protocol.stdio import StdioWire
from hermes_acp_protocol.stdio_link import StdioLink


def run(wire: StdioWire, connection: Connection, terms: Terms, flags: Mapping[str, object]) -> int:
    """Serve until the client is gone, or a signal says goodbye. Returns the exit code."""
    gc.enable()
    return asyncio.run(serve(wire, connection, terms, flags))


async def serve(wire: StdioWire, connection: Connection, terms: Terms, flags: Mapping[str, object]) -> int:
    """Serve one connection. Runs are others' work, and go on."""
    offer = HermesOffer(App(flags), terms, flags)
    engine = Engine(offer)
    peer = Peer(StdioLink(wire), requests(engine, connection), notifications(engine, connection), SERVER)
    connection.line = peer
    if connection.ready:
        engine.watch(connection)
    serving = asyncio.create_task(peer.serve())
    ending = Ending(serving)
    watching = asyncio.create_task(ending.watch_parent())
    try:
        await asyncio.wait([serving])
    finally:
        watching.cancel()
        await engine.leave(connection)
        await offer.close()
    if not serving.cancelled() and (error := serving.exception()):
        raise error
    return ending.code


def requests(engine: Engine, connection: Connection) -> Mapping[str, RequestHandler]:
    """Method → handler, for a peer that is the line of the connection."""

    def handler(method: str) -> RequestHandler:
        async def handle(params: JsonObject) -> JsonValue:
            return await engine.answer(method, params, connection, connection.line, SERVED.get())

        return handle

    return {method: handler(method) for method in engine.methods}


def notifications(engine: Engine, connection: Connection) -> Mapping[str, NotificationHandler]:
    """Notification → handler."""

    def handler(method: str) -> NotificationHandler:
        async def handle(params: JsonObject) -> None:
            await engine.heard(method, connection)

        return handle

    return {method: handler(method) for method in NOTIFICATIONS}
