"""The servers of this process: sessions that would start the same one share it, the last one to leave ends it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from msgspec import Struct

from hermes_acp.mcp_client.answering import Answering
from hermes_acp.mcp_client.config import ServerConfig
from hermes_acp.mcp_client.reach import Reach
from hermes_acp.mcp_client.server import Server
from hermes_acp.mcp_client.states import Patience

MakeReach = Callable[[ServerConfig, str], Reach]
"""The way to a server from a directory."""


class Place(Struct, frozen=True):
    """Where a session is, as far as it matters to a server."""

    cwd: str
    roots: tuple[str, ...]
    """All directories of the workspace."""
    asks_person: bool
    """There is a person who can answer a server's questions."""


class _Lent(Struct):
    server: Server
    borrowers: int = 0


class Pool:
    """Lends servers."""

    def __init__(self, make_reach: MakeReach, patience: Patience | None = None) -> None:
        self._make_reach, self._patience = make_reach, patience or Patience()
        self._lent: dict[object, _Lent] = {}
        self._closing: set[asyncio.Task[None]] = set()

    def borrow(self, config: ServerConfig, place: Place) -> Server:
        """The server for a place; not started by that."""
        lent = self._lent.setdefault(_key(config, place), _Lent(self._make(config, place, self._make_reach)))
        lent.borrowers += 1
        return lent.server

    def make(self, config: ServerConfig, place: Place, reach: Reach) -> Server:
        """A server for one session alone, reached in its own way."""
        lent = _Lent(self._make(config, place, lambda config, cwd: reach), 1)
        self._lent[id(lent.server)] = lent
        return lent.server

    async def give_back(self, server: Server) -> None:
        """Be done with a server; it ends when nobody else has it."""
        key, lent = next(((key, lent) for key, lent in self._lent.items() if lent.server is server), (None, None))
        if lent is None:
            return
        lent.borrowers -= 1
        if lent.borrowers <= 0:
            del self._lent[key]
            closing = asyncio.create_task(server.close())
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)
            await asyncio.shield(closing)

    async def close(self) -> None:
        """End them all, side by side."""
        servers, self._lent = [lent.server for lent in self._lent.values()], {}
        await asyncio.gather(*(server.close() for server in servers), *self._closing, return_exceptions=True)

    def _make(self, config: ServerConfig, place: Place, make_reach: MakeReach) -> Server:
        answering = Answering(config, place.roots, place.asks_person)
        return Server(config, make_reach(config, place.cwd), answering, self._patience)


def _key(config: ServerConfig, place: Place) -> object:
    """What makes two servers the same: all of their configuration, and where they are started."""
    return repr(config), place.cwd, place.roots, place.asks_person
