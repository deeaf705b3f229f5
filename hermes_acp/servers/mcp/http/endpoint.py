"""The one address of the HTTP face: a request is posted and answered by JSON, or by a stream when there is more to say.

Source: https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http and the same page of
2025-11-25
"""

from __future__ import annotations

import asyncio
import time

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from hermes_acp.servers.mcp.asker import Connection
from hermes_acp.servers.mcp.engine import Engine
from hermes_acp.servers.mcp.http import headers as modern
from hermes_acp.servers.mcp.http.answers import EVENTS, JSON, body, error, standing, streamed, until_gone
from hermes_acp.servers.mcp.http.guard import refused
from hermes_acp.servers.mcp.http.streams import Session, Stream
from hermes_acp_protocol.errors import wire_error
from hermes_acp_protocol.jsonrpc import (
    INVALID_REQUEST,
    Invalid,
    Notification,
    RpcError,
    error_line,
    id_text,
    read_message,
    result_line,
)
from hermes_acp_protocol.jsonrpc import Request as Call
from hermes_acp_protocol.jsonrpc import Response as Reply
from hermes_acp_protocol.mcp import methods

PATH = "/mcp"
SESSION = "mcp-session-id"
SESSIONS = 100
"""Legacy sessions at once; the one unused for longest goes first."""


class Endpoint:
    """Serves one engine."""

    def __init__(self, engine: Engine, token: str | None) -> None:
        self._engine = engine
        self._token = token
        self._sessions: dict[str, Session] = {}

    async def serve(self, request: Request) -> Response:
        """Any request."""
        if refusal := refused(request.headers, self._token):
            return Response(refusal.why, refusal.status, {**refusal.headers}, "text/plain")
        match request.method:
            case "POST":
                return await self._post(request)
            case "GET":
                return self._get(request)
            case "DELETE":
                return await self._delete(request)
            case _:
                return Response(status_code=405, headers={"Allow": "POST, GET, DELETE"})

    async def close(self) -> None:
        """Forget every session."""
        for session in list(self._sessions.values()):
            await self._forget(session)

    async def _post(self, request: Request) -> Response:
        accepted = request.headers.get("accept", "")
        if "*/*" not in accepted and not (JSON in accepted and EVENTS in accepted):
            return error(None, RpcError(INVALID_REQUEST, f"Accept must name {JSON} and {EVENTS}."), 406)
        try:
            said = await body(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if said is None:
            return error(None, RpcError(INVALID_REQUEST, "The message is too long."), 413)
        match await asyncio.to_thread(read_message, said):
            case Invalid(id, wrong):
                return error(id, wrong, 400)
            case Call() as call if modern.is_modern(request.headers, call.params):
                return await self._modern(request, call)
            case Notification(_, params) if modern.is_modern(request.headers, params):
                return Response(status_code=202)
            case Call() | Notification() | Reply() as message:
                return await self._legacy(request, message)

    async def _modern(self, request: Request, call: Call) -> Response:
        wrong = modern.mismatch(request.headers, call.method, call.params)
        if wrong is not None:
            return error(call.id, wrong, 400)
        return await self._answer(request, call, Connection(), Stream())

    async def _legacy(self, request: Request, message: Call | Notification | Reply) -> Response:
        if isinstance(message, Call) and message.method == methods.INITIALIZE:
            session = await self._admit()
            return await self._answer(request, message, session.connection, Stream(session), session)
        session = self._sessions.get(request.headers.get(SESSION, ""))
        if session is None:
            status = 404 if SESSION in request.headers else 400
            return error(None, RpcError(INVALID_REQUEST, "Send initialize first; then the session's id."), status)
        session.used = time.monotonic()
        match message:
            case Call():
                return await self._answer(request, message, session.connection, Stream(session), session)
            case Notification(methods.CANCELLED, params):
                _cancel(session, params.get("requestId"))
            case Notification(method):
                await self._engine.heard(method, session.connection)
            case Reply(id, outcome):
                session.calls.settle(id, outcome)
        return Response(status_code=202)

    async def _answer(
        self, request: Request, call: Call, connection: Connection, stream: Stream, session: Session | None = None
    ) -> Response:
        """Serve a request: by JSON when its result comes first, else by a stream."""
        status = [200]
        work = asyncio.create_task(self._work(call, connection, stream, status, legacy=session is not None))
        if session is not None:
            key = id_text(call.id)
            session.flights[key] = work
            work.add_done_callback(lambda _: session.flights.pop(key, None))
        gone = asyncio.create_task(until_gone(request))
        first = asyncio.create_task(stream.next())
        await asyncio.wait([first, gone], return_when=asyncio.FIRST_COMPLETED)
        gone.cancel()
        if not first.done():
            first.cancel()
            if session is None:
                work.cancel()
            return Response(status_code=499)
        line = first.result()
        head = {"Mcp-Session-Id": session.id} if session and call.method == methods.INITIALIZE else {}
        if line is None:
            return Response(status_code=202)
        if not stream.told:
            return Response(line, status[0], head, JSON)
        return StreamingResponse(streamed(stream, line, work, keep=session is not None), 200, head, EVENTS)

    async def _work(
        self, call: Call, connection: Connection, stream: Stream, status: list[int], *, legacy: bool
    ) -> None:
        try:
            result = await self._engine.answer(call.method, call.params, connection, stream, call.id)
            await stream.put(result_line(call.id, result))
        except asyncio.CancelledError:
            raise
        except Exception as failure:
            wrong = wire_error(failure)
            status[0] = 200 if legacy else modern.status_of(wrong)
            await stream.put(error_line(call.id, wrong))
        finally:
            await stream.put(None)

    def _get(self, request: Request) -> Response:
        session = self._sessions.get(request.headers.get(SESSION, ""))
        if EVENTS not in request.headers.get("accept", ""):
            return Response(status_code=406)
        if session is None:
            return Response(status_code=404 if SESSION in request.headers else 405)
        if session.listened:
            return Response("This session has its stream already.", 409)
        session.listened = True
        return StreamingResponse(standing(session), 200, media_type=EVENTS)

    async def _delete(self, request: Request) -> Response:
        session = self._sessions.get(request.headers.get(SESSION, ""))
        if session is None:
            return Response(status_code=404)
        await self._forget(session)
        return Response(status_code=204)

    async def _admit(self) -> Session:
        while len(self._sessions) >= SESSIONS:
            await self._forget(min(self._sessions.values(), key=lambda session: session.used))
        session = Session()
        self._sessions[session.id] = session
        return session

    async def _forget(self, session: Session) -> None:
        self._sessions.pop(session.id, None)
        for task in list(session.flights.values()):
            task.cancel()
        session.calls.close()
        await self._engine.leave(session.connection)
        await session.standing.put(None)


def application(endpoint: Endpoint) -> Starlette:
    """The endpoint as an ASGI application."""
    return Starlette(routes=[Route(PATH, endpoint.serve, methods=["GET", "POST", "DELETE"])])


def _cancel(session: Session, request_id: object) -> None:
    if isinstance(request_id, str | int | float) and (task := session.flights.get(id_text(request_id))):
        task.cancel()
