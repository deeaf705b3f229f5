"""What is done beside the calls while a connection stands: lists read again when they change, pings where wanted."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import NoReturn

from hermes_acp.mcp_client.config import ServerConfig
from hermes_acp.mcp_client.connection import Connection
from hermes_acp.mcp_client.faults import ServerFault
from hermes_acp.mcp_client.offers import Offer, read_prompts, read_tools
from hermes_acp_protocol.jsonrpc import RpcError
from hermes_acp_protocol.mcp import methods

log = logging.getLogger(__name__)

PONG_SECONDS = 30.0
"""How long the answer to a ping may take, and no longer than until the next."""


class Lists:
    """The lists of one server."""

    def __init__(self, config: ServerConfig, debounce: float, changed: Callable[[Offer], None]) -> None:
        """``debounce``: seconds that changes are gathered for; ``changed`` is told of an offer that is another."""
        self.offer = Offer()
        """What the server offered last; stays while it sleeps."""
        self._config, self._debounce, self._changed = config, debounce, changed
        self._stale: set[str] = set()
        self._touched = asyncio.Event()

    def touch(self, method: str) -> None:
        """A list is another by now, by the notification's name: read it again, soon."""
        self._stale.add(method)
        self._touched.set()

    async def read(self, connection: Connection, seconds: float) -> None:
        """Read them all. ServerFault or `RpcError` when that fails."""
        self._stale.clear()
        tools = await read_tools(connection, self._config.tools, seconds)
        self.offer = Offer(tools, await read_prompts(connection, self._config.tools, seconds))

    async def keep_fresh(self, connection: Connection) -> NoReturn:
        """Read lists again after they changed; servers announce one change many times over."""
        while True:
            await self._touched.wait()
            await asyncio.sleep(self._debounce)
            self._touched.clear()
            stale, self._stale = self._stale, set[str]()
            try:
                await self._read_again(connection, stale)
            except (ServerFault, RpcError) as fault:
                log.warning("the lists of the MCP server %s could not be read again: %s", self._config.name, fault)

    async def _read_again(self, connection: Connection, stale: set[str]) -> None:
        tools, prompts, config = self.offer.tools, self.offer.prompts, self._config
        if methods.TOOLS_CHANGED in stale:
            tools = await read_tools(connection, config.tools, config.call_timeout)
        if methods.PROMPTS_CHANGED in stale:
            prompts = await read_prompts(connection, config.tools, config.call_timeout)
        offer = Offer(tools, prompts)
        if offer != self.offer:
            self.offer = offer
            self._changed(offer)


async def pinging(connection: Connection, every: float, busy: Callable[[], bool]) -> NoReturn:
    """Show a server now and then that we are there. ServerFault once it no longer answers.

    One that works for us is left alone: many servers answer nothing else meanwhile.
    """
    while True:
        await asyncio.sleep(every)
        if busy():
            continue
        with contextlib.suppress(RpcError):  # an error is an answer
            await connection.send(methods.PING, {}, seconds=min(every, PONG_SECONDS))
