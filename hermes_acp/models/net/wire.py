"""The bytes between us and a server. Knows neither HTTP nor names."""

from __future__ import annotations

import asyncio
import ssl
from typing import cast

HELD = 1024 * 1024
"""Bytes that are held before the server has to wait."""
WRITTEN = 256 * 1024
"""Bytes that are handed over at once."""


class Wire(asyncio.Protocol):
    """A client's end. What has arrived can be read also when the connection has ended or broken since."""

    def __init__(self) -> None:
        self._arrived: list[bytes] = []
        self._size = 0
        self._ended = False
        self._error: Exception | None = None
        self._news, self._room = asyncio.Event(), asyncio.Event()
        self._room.set()

    @property
    def ended(self) -> bool:
        """Whether the server sends nothing more; there may be something to read."""
        return self._ended

    @property
    def holds(self) -> bool:
        """Whether there is something to read."""
        return bool(self._arrived)

    async def read(self) -> bytes:
        """All that has arrived; nothing at the end. OSError once all was read before the connection broke."""
        while not self._arrived:
            if self._error is not None:
                raise self._error
            if self._ended:
                return b""
            self._news.clear()
            await self._news.wait()
        arrived, self._arrived, self._size = self._arrived, [], 0
        self._transport.resume_reading()
        return arrived[0] if len(arrived) == 1 else b"".join(arrived)

    async def write(self, data: memoryview) -> None:
        """Hand over, and wait until most was taken, or the server has ended the connection."""
        self._transport.write(data)
        await self._room.wait()

    async def secure(self, tls: ssl.SSLContext, host: str) -> None:
        """Speak TLS from here on. OSError, which for what TLS itself refuses is ``ssl.SSLError``."""
        loop = asyncio.get_running_loop()
        try:
            made = await loop.start_tls(self._transport, self, tls, server_hostname=host)
        except ConnectionError as error:
            raise OSError("the connection ended in the TLS handshake") from error
        self._transport = cast("asyncio.Transport", made)

    def abort(self) -> None:
        """End it at once."""
        self._transport.abort()

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It begins."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """More has arrived."""
        self._arrived.append(data)
        self._size += len(data)
        self._news.set()
        if self._size > HELD:
            self._transport.pause_reading()

    def eof_received(self) -> None:
        """The server sends nothing more; the transport closes itself."""
        self._end()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        if not self._ended:
            self._error = exc
        self._end()

    def pause_writing(self) -> None:
        """The server reads more slowly than we write."""
        if not self._ended:
            self._room.clear()

    def resume_writing(self) -> None:
        """It has caught up."""
        self._room.set()

    def _end(self) -> None:
        self._ended = True
        self._news.set()
        self._room.set()
