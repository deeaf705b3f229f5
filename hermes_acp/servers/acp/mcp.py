"""MCP over ACP: servers of tools that live in the editor, reached through ``mcp/message`` on the editor's connection.

A server is a ``Link`` for whoever speaks MCP: lines of JSON-RPC go in and come out. Each request of ours is one request
on the wire, answered with its result or error; what the server says about a request meanwhile comes as notifications.
The protocol has no place for a notification of ours, so those end here; a cancelled request is cancelled out there.
Source: the schema's ``MessageMcpRequest`` (unstable).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from hermes_acp_protocol.bounded import BoundedQueue
from hermes_acp_protocol.errors import ConnectionClosed
from hermes_acp_protocol.jsonrpc import (
    INVALID_PARAMS,
    METHOD_NOT_FOUND,
    Notification,
    Request,
    RpcError,
    error_line,
    id_text,
    notification_line,
    read_message,
    result_line,
)
from hermes_acp_protocol.link import QUEUED_BYTES, QUEUED_MESSAGES

if TYPE_CHECKING:
    from hermes_acp.servers.acp.dialect import Handler
    from hermes_acp_protocol.acp.types_v1 import MessageMcpRequest
    from hermes_acp_protocol.framing import JsonObject, JsonValue, LongLine
    from hermes_acp_protocol.link import Link
    from hermes_acp_protocol.peer import Peer

METHOD = "mcp/message"
CANCELLED = "notifications/cancelled"
"""How MCP ends a request."""


class EditorServers:
    """The servers that one editor serves, by the id it gave them."""

    def __init__(self) -> None:
        self._links: dict[str, ServerLink] = {}

    def handlers(self) -> dict[str, Handler]:
        """Method → handler."""
        return {METHOD: self.asked}

    def link(self, peer: Peer, server_id: str) -> Link:
        """A new link to a server; an older one to the same server ends."""
        link = self._links[server_id] = ServerLink(peer, server_id)
        return link

    async def heard(self, params: JsonObject) -> None:
        """``mcp/message``, a notification: what a server says while it works on a request."""
        link, method = self._links.get(str(params.get("serverId"))), params.get("method")
        if link is not None and isinstance(method, str):
            given = params.get("params")
            await link.arrive(notification_line(method, given if isinstance(given, dict) else {}))

    async def asked(self, params: MessageMcpRequest) -> JsonValue:
        """``mcp/message``, a request: we serve the editor no tools, so there is nothing to ask of us."""
        if params["serverId"] not in self._links:
            raise RpcError(INVALID_PARAMS, f"There is no server {params['serverId']!r}.", {"path": "serverId"})
        refusal = f"A client of MCP is asked {params['method']!r} in the answer to a request, not by a request."
        return {"error": {"code": METHOD_NOT_FOUND, "message": refusal}}


class ServerLink:
    """Implements ``Link`` for one server."""

    def __init__(self, peer: Peer, server_id: str) -> None:
        self._peer = peer
        self._server_id = server_id
        self._incoming = BoundedQueue[bytes](QUEUED_MESSAGES, QUEUED_BYTES)
        self._asking: dict[bytes, asyncio.Task[None]] = {}
        self._closed = False

    async def receive(self) -> Sequence[bytes | LongLine]:
        """The next line from the server; nothing at the end."""
        line = await self._incoming.get()
        return () if line is None else (line,)

    async def send(self, line: bytes) -> None:
        """Take a line for the server. Raises ConnectionClosed after ``close``."""
        if self._closed:
            raise ConnectionClosed
        match read_message(line):
            case Request() as request:
                key = id_text(request.id)
                task = self._asking[key] = asyncio.create_task(self._ask(request))
                task.add_done_callback(lambda _: self._asking.pop(key, None))
            case Notification(method, params) if method == CANCELLED:
                id = params.get("requestId")
                if isinstance(id, str | int | float) and (asking := self._asking.get(id_text(id))):
                    asking.cancel()
            case _:
                pass  # an answer to what nobody asks, or a notification the protocol has no place for

    async def arrive(self, line: bytes) -> None:
        """Hand a line to whoever receives; nothing happens after ``close``."""
        if not self._closed:
            await self._incoming.put(line, len(line))

    async def close(self) -> None:
        """Cancel what is asked and end the link."""
        self._closed = True
        for asking in list(self._asking.values()):
            asking.cancel()
        self._incoming.end()

    async def _ask(self, request: Request) -> None:
        params: JsonObject = {
            "serverId": self._server_id,
            "requestId": id_text(request.id).decode().strip('"'),
            "method": request.method,
            "params": request.params,
        }
        try:
            answer = await self._peer.call(METHOD, params)
        except RpcError as error:
            line = error_line(request.id, error)
        except ConnectionClosed:
            await self.close()
            return
        else:
            line = answer_line(request, answer)
        await self.arrive(line)


def answer_line(request: Request, answer: JsonValue) -> bytes:
    """The server's answer as a line: its result, its error, or that it sent neither."""
    said = answer if isinstance(answer, dict) else {}
    if "result" in said:
        return result_line(request.id, said["result"])
    error = said.get("error")
    if isinstance(error, dict):
        code, message = error.get("code"), error.get("message")
        told = RpcError(
            code if isinstance(code, int) else INVALID_PARAMS, str(message), cast("JsonValue", error.get("data"))
        )
        return error_line(request.id, told)
    return error_line(request.id, RpcError(INVALID_PARAMS, "The editor answered with neither a result nor an error."))
