"""Our own requests that wait for their answers."""

from __future__ import annotations

import asyncio
import itertools
from collections import deque

from hermes_acp_protocol.errors import ConnectionClosed
from hermes_acp_protocol.framing import JsonValue
from hermes_acp_protocol.jsonrpc import Id, RpcError

_REMEMBERED = 256
"""Given-up calls whose late answers are expected, and therefore not worth a log line."""


class Calls:
    """Numbers our requests, and brings each answer to its caller."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._waiting: dict[Id, asyncio.Future[JsonValue]] = {}
        self._given_up: deque[int] = deque(maxlen=_REMEMBERED)
        self._closed = False

    def open(self) -> tuple[int, asyncio.Future[JsonValue]]:
        """Return a fresh id and the future of its answer. Raises ConnectionClosed."""
        if self._closed:
            raise ConnectionClosed
        number = next(self._numbers)
        future: asyncio.Future[JsonValue] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        return number, future

    def give_up(self, number: int) -> None:
        """Wait no longer for this answer."""
        if self._waiting.pop(number, None) is not None:
            self._given_up.append(number)

    def settle(self, id: Id, outcome: JsonValue | RpcError) -> bool:
        """Hand an answer to its caller; false when nobody ever asked."""
        future = self._waiting.pop(id, None)
        if future is None:
            return id in self._given_up
        if future.done():
            return True
        if isinstance(outcome, RpcError):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
        return True

    def close(self) -> None:
        """Fail every call that waits, and every later one."""
        self._closed = True
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(ConnectionClosed())
        self._waiting.clear()
