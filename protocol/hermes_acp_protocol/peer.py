"""A symmetric JSON-RPC peer: calls, answers, notifications and cancellation over one link.

Owns exactly one answer to every request, the order in which handlers start, and the errors that broken messages get.
Knows no ACP and no transport: methods are strings, params are objects, bytes are the link's. Handlers start in order
of arrival; requests then run side by side, notifications one after the other. So a notification handler must be quick,
and must not wait for the other side's answer. Answers to our calls and cancellations overtake what waits. What one
protocol does differently from another is its `Dialect`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Coroutine, Mapping

from hermes_acp_protocol.bounded import BoundedQueue
from hermes_acp_protocol.calls import Calls
from hermes_acp_protocol.dialect import ACP, Dialect
from hermes_acp_protocol.errors import ConnectionClosed, wire_error
from hermes_acp_protocol.framing import JsonObject, JsonValue, LongLine
from hermes_acp_protocol.inflight import Answer, Flight, NotificationHandler, RequestHandler
from hermes_acp_protocol.jsonrpc import (
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    Invalid,
    Notification,
    Request,
    Response,
    RpcError,
    error_line,
    id_text,
    notification_line,
    read_message,
    request_line,
)
from hermes_acp_protocol.link import QUEUED_BYTES, QUEUED_MESSAGES, Link
from hermes_acp_protocol.occasional import Occasional

__all__ = ["Answer", "ConnectionClosed", "Link", "NotificationHandler", "Peer", "RequestHandler"]

_AT_ONCE = 1024
"""Requests that may be served side by side; more wait in the pipe."""
_LINGER_SECONDS = 0.25
"""How long handlers may finish by themselves after the end of the input, so that a script's last request is served."""
_LEAVE_SECONDS = 2.0
"""How long cancelled handlers have to come to their answers before the link is closed under them."""

_log = logging.getLogger(__name__)


class Peer:
    """One side of a connection."""

    def __init__(
        self,
        link: Link,
        requests: Mapping[str, RequestHandler],
        notifications: Mapping[str, NotificationHandler],
        dialect: Dialect = ACP,
    ) -> None:
        self._link = link
        self._dialect = dialect
        self._requests = requests
        self._notifications = notifications
        self._calls = Calls()
        self._flights: dict[bytes, Flight] = {}
        self._arrivals = BoundedQueue[Flight | Notification | Invalid](QUEUED_MESSAGES, QUEUED_BYTES)
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._work: set[asyncio.Task[object]] = set()
        """What is on its way to an answer."""
        self._following: set[asyncio.Task[object]] = set()
        """What comes behind answers; the end of the input does not wait for it."""
        self._leaving = False
        self._oddities = Occasional(_log)

    async def call(self, method: str, params: JsonObject, *, quietly: bool = False) -> JsonValue:
        """Ask, and wait for the answer.

        Raises `RpcError` for an error answer or an unusable one, `ConnectionClosed` when none can come any more. When
        the caller is cancelled, the other side is told, unless ``quietly``: some requests may not be cancelled.
        """
        number, answer = self._calls.open()
        asked = False
        try:
            await self._link.send(request_line(number, method, params))
            asked = True
            return await answer
        except asyncio.CancelledError:
            if asked and not quietly and (answer.cancelled() or not answer.done()):
                self._aside(self._send(notification_line(self._dialect.cancel, {"requestId": number})))
            raise
        finally:
            self._calls.give_up(number)

    async def notify(self, method: str, params: JsonObject) -> None:
        """Tell; returns when the message is queued, which waits while the queue is full. Raises `ConnectionClosed`."""
        await self._link.send(notification_line(method, params))

    def follow_up(self, then: Awaitable[None]) -> None:
        """Do what must come behind an answer."""
        self._aside(self._guarded(then), self._following)

    async def serve(self) -> None:
        """Serve until the link ends; then every pending call fails and every running handler is cancelled and awaited.

        What is queued leaves first, within a bounded time.
        """
        async with asyncio.TaskGroup() as tasks:
            dispatching = tasks.create_task(self._dispatch())
            try:
                await self._receive()
                await self._linger(dispatching)
            finally:
                await self._leave(dispatching)

    # From the link to the queue of arrivals.

    async def _receive(self) -> None:
        while lines := await self._link.receive():
            for line in lines:
                await self._sort(line)

    async def _sort(self, line: bytes | LongLine) -> None:
        """Settle at once what must not wait; queue the rest in order."""
        match read_message(line):
            case Response() as response:
                arrival = self._settled(response)
            case Notification(self._dialect.cancel, params):
                arrival = self._cancel(params)
            case Notification() as notification:
                arrival = notification if notification.method in self._notifications else None
            case Request() as request:
                arrival = self._flight(request)
            case invalid:
                arrival = self._broken(invalid)
        if arrival is not None:
            await self._arrivals.put(arrival, len(line) if isinstance(line, bytes) else 0)

    def _broken(self, invalid: Invalid) -> Invalid | None:
        if self._dialect.answers_broken:
            return invalid
        self._oddities.warn("passed over a line that is no message")
        return None

    def _settled(self, response: Response) -> Invalid | None:
        if self._calls.settle(response.id, response.outcome):
            return None
        if response.bare and isinstance(response.outcome, RpcError):
            return self._broken(
                Invalid(response.id, RpcError(INVALID_REQUEST, "The message has no method, result or error."))
            )
        self._oddities.warn("ignored an answer to a request that was never sent")
        return None

    def _cancel(self, params: JsonObject) -> None:
        id = params.get("requestId")
        if isinstance(id, str | int | float) and (flight := self._flights.get(id_text(id))):
            flight.cancel()

    def _flight(self, request: Request) -> Flight | Invalid | None:
        handler = self._handler(request.method)
        if handler is None:
            data: JsonObject = {"method": request.method}
            return Invalid(request.id, RpcError(METHOD_NOT_FOUND, f"There is no method {request.method!r}.", data))
        flight = Flight(request, handler)
        if flight.key in self._flights:
            self._oddities.warn("ignored a request whose id is already in flight")
            return None
        self._flights[flight.key] = flight
        return flight

    def _handler(self, method: str) -> RequestHandler | None:
        """Return who serves a request; a notification sent with an id is heard all the same, then answered."""
        if method in self._requests:
            return self._requests[method]
        if method == self._dialect.cancel:
            return self._cancelled_by_request
        if (hear := self._notifications.get(method)) is None:
            return None

        async def heard(params: JsonObject) -> JsonValue:
            await hear(params)
            return {}

        return heard

    async def _cancelled_by_request(self, params: JsonObject) -> JsonValue:
        self._cancel(params)
        return {}

    # From the queue of arrivals to the handlers.

    async def _dispatch(self) -> None:
        newest: Flight | None = None
        while (arrival := await self._arrivals.get()) is not None:
            match arrival:
                case Flight():
                    newest = arrival
                    await self._slots.acquire()
                    self._aside(self._fly(arrival))
                case Notification(method, params):
                    if newest is not None:
                        await newest.started.wait()  # a cancel must find the prompt that came before it
                    await self._guarded(self._notifications[method](params))
                case Invalid(id, error):
                    await self._slots.acquire()
                    self._aside(self._refuse(error_line(id, error)))
        if newest is not None:
            await newest.started.wait()

    async def _fly(self, flight: Flight) -> None:
        """Serve one request: the handler, then the answer."""
        try:
            line, answer = await flight.run()
            silent = flight.cancelled and not self._dialect.answers_cancelled
            sent = not silent and await self._send(line)
        finally:
            self._slots.release()
            del self._flights[flight.key]
        if sent and answer is not None and answer.then is not None and not self._leaving:
            self.follow_up(answer.then())

    async def _refuse(self, line: bytes) -> None:
        try:
            await self._send(line)
        finally:
            self._slots.release()

    async def _send(self, line: bytes) -> bool:
        try:
            await self._link.send(line)
        except ConnectionClosed:
            return False
        return True

    async def _guarded(self, handling: Awaitable[None]) -> None:
        """Await what has nobody to answer to: its failure is a log line."""
        try:
            await handling
        except ConnectionClosed:
            pass
        except asyncio.CancelledError as error:
            if (task := asyncio.current_task()) is None or task.cancelling():
                raise
            wire_error(error)
        except Exception as error:
            wire_error(error)

    def _aside(self, work: Coroutine[None, None, object], among: set[asyncio.Task[object]] | None = None) -> None:
        """Run something beside the rest, and know that it runs."""
        tasks = self._work if among is None else among
        task = asyncio.create_task(work)
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    # The end.

    async def _linger(self, dispatching: asyncio.Task[None]) -> None:
        """After the end of the input: let what is nearly done finish."""
        self._arrivals.end()
        self._calls.close()
        await asyncio.wait([dispatching], timeout=_LINGER_SECONDS)
        if self._work:
            await asyncio.wait(self._work, timeout=_LINGER_SECONDS)

    async def _leave(self, dispatching: asyncio.Task[None]) -> None:
        """Cancel what still runs, let the answers leave, close the link, and wait for every handler."""
        self._leaving = True
        self._arrivals.end()
        self._calls.close()
        dispatching.cancel()
        for task in self._following:
            task.cancel()
        for flight in list(self._flights.values()):
            flight.cancel()
        await asyncio.wait([dispatching, *self._work, *self._following], timeout=_LEAVE_SECONDS)
        await self._link.close()
        if left := self._work | self._following:
            await asyncio.wait(left)
