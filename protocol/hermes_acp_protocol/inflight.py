"""A request being served: it may be cancelled, and is answered exactly once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import NamedTuple, TypeAlias

from hermes_acp_protocol.errors import wire_error
from hermes_acp_protocol.framing import JsonObject, JsonValue
from hermes_acp_protocol.jsonrpc import Id, Request, error_line, id_text, result_line


class Answer(NamedTuple):
    """A result, and what must come right after it on the wire.

    A named tuple: an editor waits for this file, and a dataclass takes a millisecond to load and make.
    """

    result: JsonValue
    """What the request is answered with."""
    then: Callable[[], Awaitable[None]] | None = None
    """Runs once the answer is queued: updates that must follow it."""


RequestHandler: TypeAlias = Callable[[JsonObject], Awaitable["JsonValue | Answer"]]
"""Serves one request: params to result. Raise `RpcError` for an error answer."""
NotificationHandler: TypeAlias = Callable[[JsonObject], Awaitable[None]]
"""Hears one notification."""
SERVED: ContextVar[Id] = ContextVar("SERVED", default=None)
"""The id of the request that the running handler serves, for what is to be tagged with it."""


class Flight:
    """One request from its arrival to its answer."""

    def __init__(self, request: Request, handler: RequestHandler) -> None:
        self.key = id_text(request.id)
        """The id as spelled: ``1`` and ``"1"`` are two requests."""
        self.started = asyncio.Event()
        """Set when the handler runs."""
        self._request = request
        self._handler = handler
        self._cancelled = False
        self._running: asyncio.Task[object] | None = None

    @property
    def cancelled(self) -> bool:
        """True once somebody asked to end it."""
        return self._cancelled

    def cancel(self) -> None:
        """Stop the handler, or keep it from starting; nothing when it has already decided its answer.

        Only the first time counts: a handler that is cleaning up is left to it.
        """
        if self._cancelled:
            return
        self._cancelled = True
        if self._running is not None:
            self._running.cancel()

    async def run(self) -> tuple[bytes, Answer | None]:
        """Run the handler; return the line that answers the request, whatever happened, and the answer if it gave one.

        A cancelled handler may still return a valid result, and that is what is sent.
        """
        self.started.set()
        request = self._request
        try:
            if self._cancelled:
                raise asyncio.CancelledError
            self._running = asyncio.current_task()
            SERVED.set(request.id)
            outcome = await self._handler(request.params)
            answer = outcome if isinstance(outcome, Answer) else Answer(outcome)
            return result_line(request.id, answer.result), answer
        except (Exception, asyncio.CancelledError) as error:
            return error_line(request.id, wire_error(error)), None
        finally:
            self._running = None
