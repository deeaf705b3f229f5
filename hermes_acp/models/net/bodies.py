"""The content of answers: unpacked where a server packed it unasked, and never more than a limit."""

from __future__ import annotations

import asyncio
import contextlib
import zlib
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing

import h11

from hermes_acp.models.net.connection import Connection, Head
from hermes_acp.models.net.trouble import BadAnswer

GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
PACKED = ("gzip", "x-gzip", "deflate")
STEP = 1024 * 1024
"""Bytes unpacked at once: a small answer cannot become a huge one in memory."""
REST = 5.0
"""Seconds for the words of an error, whose status has been heard."""


async def unpacked(connection: Connection, head: Head) -> AsyncGenerator[bytes]:
    """The content as it comes. BadAnswer for a packing that was not asked for and is not known, or is damaged."""
    encoding = head.headers.get("content-encoding", "identity").lower()
    if encoding not in ("identity", "", *PACKED):
        raise BadAnswer(f"it is packed as {encoding}, which was not asked for")
    unpack = Unpacking() if encoding in PACKED else None
    async with aclosing(connection.body()) as pieces:
        async for piece in pieces:
            if unpack is None:
                yield piece
                continue
            for data in unpack.feed(piece):
                yield data


class Unpacking:
    """Unpacks gzip, one part after the other (RFC 1952 section 2.2), and zlib."""

    def __init__(self) -> None:
        self._inflating = zlib.decompressobj(GZIP_OR_ZLIB)

    def feed(self, packed: bytes) -> Generator[bytes]:
        """What this adds, never more than STEP at once. BadAnswer."""
        while packed:
            if self._inflating.eof:
                self._inflating = zlib.decompressobj(GZIP_OR_ZLIB)
            try:
                data = self._inflating.decompress(packed, STEP)
            except zlib.error as error:
                raise BadAnswer("its packing is damaged") from error
            packed = self._inflating.unconsumed_tail or self._inflating.unused_data
            if data:
                yield data


async def whole(connection: Connection, head: Head, limit: int) -> bytes:
    """All of the content. BadAnswer when it is longer than ``limit`` bytes."""
    content = bytearray()
    async with aclosing(unpacked(connection, head)) as pieces:
        async for piece in pieces:
            content += piece
            if len(content) > limit:
                raise BadAnswer(f"it is longer than {limit // (1024 * 1024)} MiB")
    return bytes(content)


async def beginning(connection: Connection, head: Head, limit: int) -> bytes:
    """The first part of the content; of one that breaks off or does not come to an end, what came."""
    content = bytearray()
    with contextlib.suppress(OSError, BadAnswer, h11.RemoteProtocolError):
        async with asyncio.timeout(REST), aclosing(unpacked(connection, head)) as pieces:
            async for piece in pieces:
                content += piece
                if len(content) > limit:
                    break
    return bytes(content)
