"""Servers on loopback that do to a connection what a test wants, and requests to them."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from hermes_acp.models.endpoint import Endpoint
from hermes_acp.models.http import Answer, Http
from hermes_acp.models.net.address import Address
from hermes_acp.models.net.connection import Connection
from hermes_acp.models.net.connections import Connections

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


@asynccontextmanager
async def listening(serve: Serve, tls: ssl.SSLContext | None = None) -> AsyncGenerator[int]:
    """A server on loopback; its port."""

    async def until_the_end(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(until_the_end, "127.0.0.1", 0, ssl=tls)
    async with server, asyncio.timeout(20):
        yield server.sockets[0].getsockname()[1]


async def request(reader: asyncio.StreamReader) -> tuple[str, bytes]:
    """The head of the next request, and its body."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
    return head, await reader.readexactly(int(length[1])) if length else b""


def answering(*answers: bytes) -> tuple[Serve, list[str]]:
    """A server that gives these answers, on as many connections as there are; and the heads it was asked with."""
    left, heads = list(answers), list[str]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while left:
            head, _ = await request(reader)
            heads.append(head)
            writer.write(left.pop(0))
            await writer.drain()

    return serve, heads


async def got(http: Http, url: str, body: bytes = b"") -> Answer:
    method = "POST" if body else "GET"
    return await http.fetch(Endpoint("custom", "Custom", url), method, url, {}, body, seconds=10)


async def no_tls() -> ssl.SSLContext:
    raise AssertionError("nobody asked for TLS")


async def exchange(connections: Connections, address: Address, *, end: bool = True) -> Connection:
    """One request; the connection it went over, once the server has ended it."""
    async with connections.lent(address, None) as connection:
        await connection.ask("GET", "/", [("host", address.name)], b"")
        await connection.head()
        assert [piece async for piece in connection.body()] == [b"ok"]
    if end:
        await connection.wire.read()
    return connection


async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Everything, until the end."""
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()
