"""The resources of a session's MCP servers as kinds of ``@`` references: ``@server:uri``."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hermes_acp.mcp_client.fleet import Setup
    from hermes_acp.references.kinds import ReferenceKind
    from hermes_acp.references.resources import Content, ListResources, ReadResource, Resource


def kinds(setup: Setup) -> list[ReferenceKind]:
    """What ``@server:uri`` can name: the resources of each server that may have any."""
    from hermes_acp.references.resources import ResourceKind

    servers = [server for server in setup.fleet.configs if server.tools.resources]
    return [ResourceKind(each.name, lister(setup, each.name), reader(setup, each.name)) for each in servers]


def lister(setup: Setup, name: str) -> ListResources:
    """Lists the resources of a server."""

    async def listing() -> Sequence[Resource]:
        from hermes_acp.references.resources import Resource

        return [Resource(found.uri, found.title or found.name) for found in await setup.fleet.resources(name)]

    return listing


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
        contents = await resource_tools.read(server, uri)
        if len(contents) == 1 and contents[0].blob is not None and contents[0].mime_type in SHOWN_IMAGES:
            return Content(picture=Picture(contents[0].blob, contents[0].mime_type))
        return Content(await asyncio.to_thread(words_of, contents))

    return read
