"""The wire of a script: lines in, answers, notifications and our own questions out.

Owns the order in which requests begin, how many are served side by side, and the end. After the end of the input what
was asked for is still done and answered, so that requests can be piped in; a question to the script finds nobody then.
When an answer or an event finds nobody to read it, everything ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from hermes_acp.servers.rpc.dispatching import Dispatcher
from hermes_acp_protocol.calls import Calls
from hermes_acp_protocol.errors import ConnectionClosed
from hermes_acp_protocol.framing import JsonObject, JsonValue, LongLine, NotJson, read_json, write_json
from hermes_acp_protocol.jsonrpc import (
    REQUEST_CANCELLED,
    Invalid,
    Response,
    RpcError,
    error_line,
    notification_line,
    read_message,
    request_line,
)
from hermes_acp_protocol.link import Link

AT_ONCE = 256
"""Messages served side by side; more wait in the pipe."""
LEAVE_SECONDS = 2.0


class Connection:
    """One script."""

    def __init__(self, link: Link, leave_seconds: float = LEAVE_SECONDS) -> None:
        """``leave_seconds`` is how long turns have to come to their answers once they were cancelled."""
        self._link = link
        self._leave_seconds = leave_seconds
        self._calls = Calls()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._work: set[asyncio.Task[None]] = set()
        self._gone = asyncio.Event()

    async def notify(self, method: str, params: JsonObject) -> None:
        """Tell; waits while the script does not read. ConnectionClosed."""
        await self._send(notification_line(method, params))

    async def call(self, method: str, params: JsonObject) -> JsonValue:
        """Ask, and wait for the answer. RpcError for an error answer; ConnectionClosed when none can come."""
        number, answer = self._calls.open()
        try:
            await self._send(request_line(number, method, params))
            return await answer
        finally:
            self._calls.give_up(number)

    async def serve(self, dispatcher: Dispatcher, cancel: Callable[[], None]) -> None:
        """Serve until the script is gone or has had all its answers. ``cancel`` ends every turn, soon."""
        try:
            while lines := await self._link.receive():
                for line in lines:
                    await self._take(line, dispatcher)
            self._calls.close()
            await self._finish()
        finally:
            cancel()
            self._calls.close()
            await self._leave()

    async def _take(self, line: bytes | LongLine, dispatcher: Dispatcher) -> None:
        if isinstance(line, LongLine):
            await self._refuse(line)
            return
        value = read_json(line)
        if isinstance(value, dict) and "method" not in value and self._settled(line):
            return
        await self._slots.acquire()
        task = asyncio.create_task(self._answer(value, dispatcher))
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    def _settled(self, line: bytes) -> bool:
        """Whether it was an answer to a question of ours, or at least has the shape of one."""
        answer = read_message(line)
        return isinstance(answer, Response) and (self._calls.settle(answer.id, answer.outcome) or not answer.bare)

    async def _answer(self, value: JsonValue | NotJson, dispatcher: Dispatcher) -> None:
        try:
            if (answer := await dispatcher.answer(value)) is not None:
                await self._send(write_json(answer) + b"\n")
        except ConnectionClosed:
            pass  # nobody is left to be answered
        except asyncio.CancelledError:
            with suppress(ConnectionClosed):
                await self._give_up(value)
        finally:
            self._slots.release()

    async def _give_up(self, value: JsonValue | NotJson) -> None:
        """Tell that there will be no answer: the server ends."""
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict) and "id" in one:
                error = RpcError(REQUEST_CANCELLED, "The server ended before it could answer.")
                error_object = error.error_object()
                await self._send(write_json({"jsonrpc": "2.0", "error": error_object, "id": one["id"]}) + b"\n")

    async def _refuse(self, line: LongLine) -> None:
        if isinstance(invalid := read_message(line), Invalid):
            await self._send(error_line(None, invalid.error))

    async def _send(self, line: bytes) -> None:
        try:
            await self._link.send(line)
        except ConnectionClosed:
            self._gone.set()
            raise

    async def _finish(self) -> None:
        """Wait until everything is answered, or nobody reads the answers."""
        gone = asyncio.create_task(self._gone.wait())
        try:
            while self._work and not gone.done():
                await asyncio.wait([gone, *self._work], return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()

    async def _leave(self) -> None:
        """Let cancelled turns come to their answers, end what does not, close the link."""
        if self._work:
            await asyncio.wait(self._work, timeout=self._leave_seconds)
        for task in self._work:
            task.cancel()
        if self._work:
            await asyncio.wait(self._work)
        await self._link.close()
