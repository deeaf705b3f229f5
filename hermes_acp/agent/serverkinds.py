"""The resources of a session's MCP servers as kinds of ``@`` references: ``@server:uri``.

A server that is called as a kind of ours is, such as ``git``, goes by ``mcp-git`` there.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hermes_acp.mcp_client.fleet import Setup
    from hermes_acp.mcp_client.server import Server
    from hermes_acp.references.kinds import ReferenceKind
    from hermes_acp.references.resources import Content, FinishAddress, ListResources, ReadResource, Resource

log = logging.getLogger(__name__)


def kinds(setup: Setup) -> list[ReferenceKind]:
    """What ``@server:uri`` can name: the resources of each server that may have any."""
    from hermes_acp.references.resources import ResourceKind

    servers = [server for server in setup.fleet.configs if server.tools.resources]
    return [
        ResourceKind(name, lister(setup, name), reader(setup, name), finisher(setup, name), vouched=each.vouched)
        for name, each in ((server.name, server) for server in servers)
    ]


def lister(setup: Setup, name: str) -> ListResources:
    """Lists the resources of a server; none while it is not there."""

    async def listing() -> Sequence[Resource]:
        from hermes_acp.references.resources import Resource

        if _at_hand(setup, name) is None:
            return []
        with overheard(name):
            return [Resource(found.uri, found.title or found.name) for found in await setup.fleet.resources(name)]
        return []

    return listing


def finisher(setup: Setup, name: str) -> FinishAddress:
    """Finishes addresses of resources that a server does not list; none while it is not there."""

    async def finish(typed: str) -> Sequence[str]:
        from hermes_acp.mcp_client.completing import finished

        if (server := _at_hand(setup, name)) is None:
            return []
        with overheard(name):
            return await finished(server, typed)
        return []

    return finish


def reader(setup: Setup, name: str) -> ReadResource:
    """Reads a resource of a server."""

    async def read(uri: str) -> Content:
        from hermes_acp.mcp_client import resource_tools
        from hermes_acp.mcp_client.results import SHOWN_IMAGES, words_of
        from hermes_acp.references.reference import Picture
        from hermes_acp.references.resources import Content

        server = setup.fleet.server(name)
        if server is None:
            raise LookupError(f"the MCP server {name} is not started")
        contents = await resource_tools.read(server, uri, setup.fleet.caller(server.config))
        if len(contents) == 1 and contents[0].blob is not None and contents[0].mime_type in SHOWN_IMAGES:
            return Content(picture=Picture(contents[0].blob, contents[0].mime_type))
        return Content(await asyncio.to_thread(words_of, contents))

    return read


def _at_hand(setup: Setup, name: str) -> Server | None:
    """The server, when asking it keeps nobody waiting who only types."""
    server = setup.fleet.server(name)
    return server if server is not None and server.status.state in ("ready", "asleep") else None


@contextmanager
def overheard(name: str) -> Generator[None]:
    """What a server does wrong while somebody types is told to the log alone."""
    from hermes_acp.mcp_client.faults import ServerFault
    from hermes_acp_protocol.jsonrpc import RpcError

    try:
        yield
    except (ServerFault, RpcError) as fault:
        log.info("the MCP server %s proposes nothing: %s", name, fault)
