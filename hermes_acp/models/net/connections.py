"""The connections of a process: made when needed, kept a while for the next request to the same server."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from hermes_acp.models.net.address import Address
from hermes_acp.models.net.connecting import connect
from hermes_acp.models.net.connection import Connection
from hermes_acp.models.net.proxies import Proxy
from hermes_acp.models.net.trouble import ConnectTimeout

KEPT_SECONDS = 60.0
MOST_KEPT = 32


class Connections:
    """Lends connections. Not for several event loops."""

    def __init__(self, seconds: float, tls: Callable[[], Awaitable[ssl.SSLContext]]) -> None:
        """``seconds``: how long making one may take. ``tls`` is asked when a server wants it."""
        self._seconds, self._tls = seconds, tls
        self._idle: list[tuple[Address, Connection]] = []

    @asynccontextmanager
    async def lent(self, address: Address, proxy: Proxy | None) -> AsyncGenerator[Connection]:
        """A connection for one exchange. Unreachable, ProxyRefused. Kept when the answer was read to its end."""
        connection = self._kept(address) or await self._new(address, proxy)
        try:
            yield connection
        except BaseException:
            connection.abort()
            raise
        if connection.free_again():
            connection.idle_since = asyncio.get_running_loop().time()
            self._idle.append((address, connection))
            self._thin_out()
        else:
            connection.abort()

    async def close(self) -> None:
        """End those that are kept."""
        idle, self._idle = self._idle, []
        for _, connection in idle:
            connection.abort()
        await asyncio.sleep(0)  # a transport that was ended lets go of its socket in the loop's next round

    def _kept(self, address: Address) -> Connection | None:
        self._thin_out()
        for place in reversed(range(len(self._idle))):
            if self._idle[place][0] == address:
                return self._idle.pop(place)[1]
        return None

    def _thin_out(self) -> None:
        """End what is too old, too many, or was ended at the other side."""
        oldest = asyncio.get_running_loop().time() - KEPT_SECONDS
        stays = [kept for kept in self._idle if kept[1].open and kept[1].idle_since > oldest][-MOST_KEPT:]
        for kept in self._idle:
            if kept not in stays:
                kept[1].abort()
        self._idle = stays

    async def _new(self, address: Address, proxy: Proxy | None) -> Connection:
        secure = address.scheme == "https" or (proxy is not None and proxy.address.scheme == "https")
        tls = await self._tls() if secure else None
        try:
            async with asyncio.timeout(self._seconds):
                return await connect(address, proxy, tls)
        except TimeoutError as error:
            raise ConnectTimeout("it took too long") from error
