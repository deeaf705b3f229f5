"""Reaching a server by its configuration: a program is started, an address is opened, an editor is spoken through.

Each way is a context that yields a `Reached` and leaves nothing behind when it ends, however it ends.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from msgspec import Struct

from hermes_acp.mcp_client.config import ServerConfig
from hermes_acp.mcp_client.environment import for_server
from hermes_acp.mcp_client.faults import ServerFault
from hermes_acp_protocol.link import Link


class Reached(Struct, frozen=True):
    """The way to a server that is there."""

    link: Link
    gone: asyncio.Future[int] | None = None
    """Done when its program has ended, which its pipe does not always tell."""
    explain: Callable[[], str] = lambda: ""
    """What it said besides, for when it fails."""
    unheard: Callable[[], bool] = lambda: False
    """Whether it was lost because it refused to look at what was asked."""


Reach = Callable[[], AbstractAsyncContextManager[Reached]]
"""Makes one attempt. ServerFault when the server is not to be reached."""


@asynccontextmanager
async def started(
    config: ServerConfig, cwd: str, environ: Mapping[str, str], polite: float = 2.0
) -> AsyncGenerator[Reached]:
    """A program on our pipes; at its end each step waits ``polite`` seconds for it to go by itself."""
    from hermes_acp.mcp_client.child import Child

    child = await Child.start((config.command, *config.args), _folder(config, cwd), for_server(environ, config.env))
    try:
        yield Reached(child.link, child.exited, lambda: child.tail)
    finally:
        await child.close(polite)


def _folder(config: ServerConfig, cwd: str) -> str:
    return os.path.join(cwd, config.cwd) if config.cwd else cwd


def through(client: Callable[[str], Link | None], server_id: str) -> Reach:
    """The way to a server in the session's client."""

    @asynccontextmanager
    async def reached() -> AsyncGenerator[Reached]:
        link = client(server_id)
        if link is None:
            raise ServerFault("This client has no servers of its own.")
        try:
            yield Reached(link)
        finally:
            await link.close()

    return reached


def reaching(config: ServerConfig, cwd: str, environ: Mapping[str, str], home: str) -> Reach:
    """The way to a server. ``home`` is where sign-ins are kept."""
    if config.transport == "stdio":
        return lambda: started(config, cwd, environ)

    def opened() -> AbstractAsyncContextManager[Reached]:
        from hermes_acp.mcp_client.http import opened as over_http

        return over_http(config, home)

    return opened
