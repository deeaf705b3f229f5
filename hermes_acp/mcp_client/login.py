"""Signing in to a server with a person at hand: a page in their browser, and the way back from it.

The browser comes back to a port of this machine. Where it cannot (another machine, no browser), the person pastes
the address it was sent to. Used by ``hermes mcp login`` alone.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from msgspec.structs import replace

from hermes_acp.mcp_client.config import ServerConfig, SignIn
from hermes_acp.mcp_client.faults import ServerFault
from hermes_acp.mcp_client.oauth import DEFAULT_PORT, Storage, provider, redirect_of
from hermes_acp.mcp_client.tokens import TokenFile

if TYPE_CHECKING:
    from mcp.client.auth import OAuthClientProvider
    from mcp.shared.auth import AuthorizationCodeResult

PERSON_SECONDS = 600.0
"""How long the way through the browser may take."""
LONGEST_REQUEST = 16_384
PAGE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n\r\n"
    b"<!doctype html><title>Hermes</title><p>You are signed in. You can close this page."
)

Show = Callable[[str], Awaitable[None]]
"""Brings an address before the person."""
Paste = Callable[[], Awaitable[str]]
"""Waits for the address the browser was sent back to, as the person pastes it."""


@asynccontextmanager
async def signing_in(
    config: ServerConfig, home: str, show: Show, paste: Paste | None = None
) -> AsyncGenerator[OAuthClientProvider]:
    """A flow that asks the person; what comes of it is kept. Listens for the browser while the block runs."""
    back: asyncio.Queue[str] = asyncio.Queue()

    async def heard(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _answer(reader, writer, back)

    sign_in = config.sign_in or SignIn()
    listening = await _listen(heard, sign_in)
    port = listening.sockets[0].getsockname()[1]
    config = replace(config, sign_in=replace(sign_in, port=port))

    async def come_back() -> AuthorizationCodeResult:
        async with asyncio.timeout(PERSON_SECONDS):
            return read_return(await _first(back.get(), paste() if paste else None))

    file = TokenFile(home, config)
    known = await asyncio.to_thread(file.read)
    if redirect_of(config.sign_in or sign_in) not in str(known.client.get("redirect_uris")):
        known.client.clear()  # registered for another way back
    known.tokens.clear()
    try:
        yield provider(config, Storage(file, known), show, come_back)
    finally:
        listening.close()


def read_return(address: str) -> AuthorizationCodeResult:
    """What the address says that the browser was sent back to. ServerFault when it holds no code."""
    from mcp.shared.auth import AuthorizationCodeResult

    said = {name: values[0] for name, values in parse_qs(urlsplit(address.strip()).query).items()}
    if "code" not in said:
        why = said.get("error_description") or said.get("error") or "the address holds no code"
        raise ServerFault(f"The sign-in did not come about: {why}.")
    return AuthorizationCodeResult(code=said["code"], state=said.get("state"), iss=said.get("iss"))


async def _listen(
    heard: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]], sign_in: SignIn
) -> asyncio.Server:
    """On the port that is set, on the usual one, or on a free one where that is taken."""
    try:
        return await asyncio.start_server(heard, "127.0.0.1", sign_in.port or DEFAULT_PORT, limit=LONGEST_REQUEST)
    except OSError as error:
        if sign_in.port:
            raise ServerFault(f"The port {sign_in.port} the browser would come back to is taken.") from error
        return await asyncio.start_server(heard, "127.0.0.1", 0, limit=LONGEST_REQUEST)


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, back: asyncio.Queue[str]) -> None:
    """One request of the browser."""
    with contextlib.suppress(OSError, ValueError, asyncio.IncompleteReadError):
        line = (await reader.readline()).decode("ascii", "replace").split()
        if len(line) == 3 and line[1].startswith("/callback"):
            back.put_nowait(line[1])
            writer.write(PAGE)
        else:
            writer.write(b"HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n")
        await writer.drain()
    writer.close()


async def _first(one: Awaitable[str], other: Awaitable[str] | None) -> str:
    tasks = [asyncio.ensure_future(each) for each in (one, other) if each is not None]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return done.pop().result()
    finally:
        for task in tasks:
            task.cancel()
