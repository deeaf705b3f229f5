"""The connections of a process: made when needed, kept a while for the next request to the same server."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import NamedTuple

from hermes_acp.models.net.address import Address
from hermes_acp.models.net.connecting import connect
from hermes_acp.models.net.connection import Connection
from hermes_acp.models.net.proxies import Proxy
from hermes_acp.models.net.trouble import ConnectTimeout

KEPT_SECONDS = 60.0
MOST_KEPT = 32


class Way(NamedTuple):
    """Equal for requests that can share a connection."""

    address: Address
    proxy: Proxy | None


class Idle(NamedTuple):
    """A connection that waits for its next request."""

    way: Way
    connection: Connection
    since: float
    """On the clock on the wall, which goes on while the machine sleeps."""


class Connections:
    """Lends connections. For one event loop after the other, not for several at once."""

    def __init__(self, seconds: float, tls: Callable[[], Awaitable[ssl.SSLContext]]) -> None:
        """``seconds``: how long making one may take. ``tls`` is asked when a server wants it."""
        self._seconds, self._tls = seconds, tls
        self._idle: list[Idle] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    @asynccontextmanager
    async def lent(self, address: Address, proxy: Proxy | None) -> AsyncGenerator[Connection]:
        """A connection for one exchange. Unreachable, ProxyRefused. Kept when the answer was read to its end."""
        way = Way(address, proxy)
        connection = self._kept(way) or await self._new(way)
        try:
            yield connection
        finally:
            if connection.free_again():
                self._idle.append(Idle(way, connection, time.time()))
                self._thin_out()
            else:
                connection.wire.abort()

    async def close(self) -> None:
        """End those that are kept."""
        self._thin_out()
        idle, self._idle = self._idle, []
        for kept in idle:
            kept.connection.wire.abort()
        await asyncio.sleep(0)  # a transport that was ended lets go of its socket in the loop's next round

    def _kept(self, way: Way) -> Connection | None:
        self._thin_out()
        for place in reversed(range(len(self._idle))):
            if self._idle[place].way == way:
                return self._idle.pop(place).connection
        return None

    def _thin_out(self) -> None:
        """End what is too old, too many, or was ended at the other side."""
        loop, now = asyncio.get_running_loop(), time.time()
        if loop is not self._loop:
            self._loop, self._idle = loop, []  # those of another loop cannot be used, nor ended
        usable = [kept for kept in self._idle if kept.connection.open and kept.since > now - KEPT_SECONDS]
        stays = usable[-MOST_KEPT:]
        for kept in self._idle:
            if kept not in stays:
                kept.connection.wire.abort()
        self._idle = stays

    async def _new(self, way: Way) -> Connection:
        address, proxy = way
        secure = address.scheme == "https" or (proxy is not None and proxy.address.scheme == "https")
        tls = await self._tls() if secure else None
        try:
            async with asyncio.timeout(self._seconds):
                return await connect(address, proxy, tls)
        except TimeoutError as error:
            raise ConnectTimeout("it took too long") from error
