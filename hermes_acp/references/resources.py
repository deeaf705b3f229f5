"""``@server:uri``: a resource of an MCP server. How a server is spoken with is handed in.

What comes back is a stranger's text, so reading it passes the guard as a use of that server.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from msgspec import Struct

from hermes_acp.references.kinds import Context, Found, Unavailable
from hermes_acp.references.parse import quote
from hermes_acp.references.reference import Candidate, Picture, Reference
from hermes_acp.references.table import free_name
from hermes_acp_tools.action import Action
from hermes_acp_tools.textfile import size_in_words


class Resource(Struct, frozen=True):
    """One entry of ``resources/list``."""

    uri: str
    name: str = ""
    """What the server calls it."""


class Content(Struct, frozen=True):
    """What ``resources/read`` gave, its parts put together."""

    text: str = ""
    picture: Picture | None = None
    """The content, when it is one image."""


ListResources = Callable[[], Awaitable[Sequence[Resource]]]
FinishAddress = Callable[[str], Awaitable[Sequence[str]]]
"""Addresses that begin so, for resources that no list names."""
ReadResource = Callable[[str], Awaitable[Content]]
"""Reads a resource by its URI. Any exception becomes a sentence."""


class ResourceKind:
    """The resources of one server."""

    def __init__(
        self,
        server: str,
        listing: ListResources,
        read: ReadResource,
        finish: FinishAddress | None = None,
        *,
        vouched: bool = False,
    ) -> None:
        """``vouched``: what the server gives is the person's own, as they said."""
        self.name = free_name(server)
        self.description = f"a resource of the MCP server {server}"
        self._server, self._listing, self._read, self._finish = server, listing, read, finish
        self._vouched = vouched

    async def complete(self, prefix: str, limit: int) -> Sequence[Candidate]:
        """Resources whose address or name holds these letters, then those the server itself finishes."""
        wanted = prefix.lower()
        found = [one for one in await self._listing() if wanted in one.uri.lower() or wanted in one.name.lower()]
        if self._finish is not None and len(found) < limit:
            listed = {one.uri for one in found}
            found += [Resource(uri) for uri in await self._finish(prefix) if uri not in listed]
        return [Candidate(f"@{self.name}:{quote(one.uri)}", one.uri, one.name) for one in found[:limit]]

    async def expand(self, reference: Reference, context: Context) -> Found:
        """The resource's text or image."""
        uri = reference.value
        name = self._server
        await context.allow(Action(f"{name}__resources", "mcp", server=name, vouched=self._vouched, origin="user"))
        content = await self._read(uri)
        if content.picture is None and not content.text.strip():
            raise Unavailable("there is no text in it")
        key, size = f"mcp:{self._server}:{uri}", size_in_words(len(content.text))
        return Found(key, f"{uri} of {self._server}", content.text, size=size, picture=content.picture)
