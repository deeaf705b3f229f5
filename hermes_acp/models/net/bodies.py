"""The content of answers: unpacked where a server packed it unasked, and never more than a limit."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import AsyncGenerator

from hermes_acp.models.net.connection import Connection, Head

PACKED = ("gzip", "x-gzip", "deflate")
STEP = 1024 * 1024
"""Bytes unpacked at once: a small answer cannot become a huge one in memory."""


async def unpacked(connection: Connection, head: Head) -> AsyncGenerator[bytes]:
    """The content as it comes. ValueError for a packing that was not asked for and is not known, or is damaged."""
    encoding = head.headers.get("content-encoding", "identity").lower()
    if encoding in ("identity", ""):
        async for piece in connection.body():
            yield piece
        return
    if encoding not in PACKED:
        raise ValueError(f"the answer is packed as {encoding}, which was not asked for")
    unpack = zlib.decompressobj(47)  # 15 bits of window, and 32 to tell gzip from zlib by itself
    async for piece in connection.body():
        rest = piece
        while rest:
            try:
                data = unpack.decompress(rest, STEP)
            except zlib.error as error:
                raise ValueError("the packed answer is damaged") from error
            rest = unpack.unconsumed_tail
            if data:
                yield data


async def whole(connection: Connection, head: Head, limit: int) -> bytes:
    """All of the content. ValueError when it is longer than ``limit`` bytes."""
    content = bytearray()
    async for piece in unpacked(connection, head):
        content += piece
        if len(content) > limit:
            raise ValueError(f"the answer is longer than {limit // (1024 * 1024)} MiB")
    return bytes(content)


async def beginning(connection: Connection, head: Head, limit: int) -> bytes:
    """The first part of the content; of one that breaks off, what came."""
    content = bytearray()
    with contextlib.suppress(Exception):
        async for piece in unpacked(connection, head):
            content += piece
            if len(content) > limit:
                break
    return bytes(content)
