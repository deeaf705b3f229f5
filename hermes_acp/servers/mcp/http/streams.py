"""The ways back to an HTTP client: a stream for each request, and one that stands for the rest of a legacy session."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncGenerator

from hermes_acp.servers.mcp.asker import Connection
from hermes_acp_protocol.calls import Calls
from hermes_acp_protocol.framing import JsonObject, JsonValue
from hermes_acp_protocol.jsonrpc import notification_line, request_line

QUEUED = 1000
"""Messages that wait for a client that does not read; then whoever sends waits."""
ALIVE = 15.0
"""Seconds after which a silent stream gets a comment, so that nobody on the way closes it."""


class Stream:
    """Implements ``Line``: messages on their way to the client, in order."""

    def __init__(self, session: Session | None = None) -> None:
        self._session = session
        self.told = False
        """Whether anything was said but the answer."""
        self._messages: asyncio.Queue[bytes | None] = asyncio.Queue(QUEUED)

    async def notify(self, method: str, params: JsonObject) -> None:
        """Tell."""
        self.told = True
        await self.put(notification_line(method, params))

    async def call(self, method: str, params: JsonObject) -> JsonValue:
        """Ask a legacy client, and wait for the answer, which comes in a request of its own."""
        if self._session is None:
            raise RuntimeError("a modern client is asked by the answer")
        self.told = True
        number, answer = self._session.calls.open()
        try:
            await self.put(request_line(number, method, params))
            return await answer
        finally:
            self._session.calls.give_up(number)

    async def put(self, line: bytes | None) -> None:
        """Queue a message; None is the end."""
        await self._messages.put(line)

    async def next(self) -> bytes | None:
        """The next message; None at the end."""
        return await self._messages.get()

    async def events(self, first: bytes | None = None) -> AsyncGenerator[bytes]:
        """The messages as server-sent events."""
        if first is not None:
            yield event(first)
        while True:
            try:
                async with asyncio.timeout(ALIVE):
                    line = await self.next()
            except TimeoutError:
                yield b": still here\n\n"
                continue
            if line is None:
                return
            yield event(line)


class Session:
    """One legacy client."""

    def __init__(self) -> None:
        self.id = os.urandom(16).hex()
        self.connection = Connection()
        self.calls = Calls()
        """What it was asked."""
        self.standing = Stream(self)
        """For what belongs to no request; read by whoever sends GET."""
        self.connection.line = self.standing
        self.listened = False
        """Whether somebody reads the standing stream."""
        self.flights: dict[bytes, asyncio.Task[None]] = {}
        """Requests under way, by their ids as spelled."""
        self.used = time.monotonic()


def event(line: bytes) -> bytes:
    """One message as a server-sent event."""
    return b"event: message\ndata: " + line.rstrip(b"\n") + b"\n\n"
