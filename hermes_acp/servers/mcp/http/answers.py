"""Bodies in, answers out: JSON, streams of events, errors, and noticing that a client has gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping

from starlette.requests import Request
from starlette.responses import Response

from hermes_acp.servers.mcp.http.streams import Session, Stream
from hermes_acp_protocol.framing import MAX_LINE
from hermes_acp_protocol.jsonrpc import RpcError, error_line

JSON, EVENTS = "application/json", "text/event-stream"


async def body(request: Request) -> bytes | None:
    """The body; None when it is too long."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_LINE:
            return None
        parts.append(part)
    return b"".join(parts)


async def until_gone(request: Request) -> None:
    """Wait until the client has closed the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def streamed(stream: Stream, first: bytes, work: asyncio.Task[None], *, keep: bool) -> AsyncGenerator[bytes]:
    """The stream of one request. A modern client that closes it has cancelled the request; a legacy one has not."""
    try:
        async for event in stream.events(first):
            yield event
    finally:
        if not keep:
            work.cancel()


async def standing(session: Session) -> AsyncGenerator[bytes]:
    """What belongs to no request of a legacy session."""
    try:
        yield b": hello\n\n"
        async for event in session.standing.events():
            yield event
    finally:
        session.listened = False


def error(id: object, wrong: RpcError, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """An answer that is an error."""
    usable = id if isinstance(id, str | int | float) else None
    return Response(error_line(usable, wrong), status, {**(headers or {})}, JSON)
