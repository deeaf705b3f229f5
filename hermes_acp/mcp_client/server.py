"""A server as sessions use it: asked and called, started by that when need be; its own questions go to who called.

Sessions may share one, so nothing here belongs to a session but what a call brings along. When it runs and when it
does not is the business of its `Life`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar

from hermes_acp.mcp_client.answering import Answering, Caller
from hermes_acp.mcp_client.config import ServerConfig
from hermes_acp.mcp_client.connection import Connection, OnProgress, understood
from hermes_acp.mcp_client.faults import ServerFault, redacted
from hermes_acp.mcp_client.hygiene import cleaned
from hermes_acp.mcp_client.life import Life
from hermes_acp.mcp_client.offers import Offer
from hermes_acp.mcp_client.reach import Reach
from hermes_acp.mcp_client.states import Patience, Status
from hermes_acp_protocol.framing import JsonObject, JsonValue
from hermes_acp_protocol.mcp import methods
from hermes_acp_protocol.mcp.capabilities import ClientAbilities
from hermes_acp_protocol.mcp.results import CallResult, Question, read_call

log = logging.getLogger(__name__)

CALLER: ContextVar[Caller | None] = ContextVar("mcp_caller", default=None)
"""Whose call the running task serves."""
MOST_VISITS = 50
"""Addresses a person was sent to of which we wait to hear that it is done there."""
LONGEST_LINE = 500
"""Characters of one line of a server's log."""
CLOSING_SECONDS = 6.0
"""What ending a server that failed to start may take at most, before its failure is told."""


class Server:
    """One server, reached or not. Implements `life.Owner`."""

    def __init__(
        self, config: ServerConfig, reach: Reach, answering: Answering, patience: Patience | None = None
    ) -> None:
        """Starts nothing."""
        self.config = config
        self._answering = answering
        self._life = Life(config, reach, self, patience or Patience())
        self._callers: list[Caller] = []
        self._visits: dict[str, Caller] = {}

    @property
    def status(self) -> Status:
        """How it stands."""
        return self._life.status

    @property
    def offer(self) -> Offer:
        """What it offered last; stays while it sleeps."""
        return self._life.offer

    @property
    def instructions(self) -> str:
        """Its words for the model, as it said them last."""
        return self._life.greeting.instructions or ""

    @property
    def reads_resources(self) -> bool:
        """Whether it said, when it was last there, that it has resources."""
        return self._life.greeting.abilities.resources

    @property
    def abilities(self) -> ClientAbilities:
        """What it is told it may ask for."""
        return self._answering.abilities

    @property
    def busy(self) -> bool:
        """Whether somebody waits for an answer of it."""
        return bool(self._callers)

    def listen(self, hear: Callable[[Server], None]) -> Callable[[], None]:
        """Tell of every change of state or offer; returns the way to stop that. ``hear`` must be quick."""
        return self._life.listen(lambda: hear(self))

    def need(self) -> None:
        """Start it, if it is not started; returns at once."""
        self._life.need()

    async def connection(self) -> Connection:
        """The connection, started if need be. ServerFault when it cannot be had within the start limit."""
        life, misses = self._life, self._life.misses
        life.need()
        try:
            async with asyncio.timeout(self.config.start_timeout + CLOSING_SECONDS):
                while life.connection is None or life.connection.lost:
                    if life.misses > misses or life.state == "closed":
                        raise ServerFault(life.why or f"The MCP server {self.config.name} is closed.")
                    await life.news()
        except TimeoutError:
            raise ServerFault(f"The MCP server {self.config.name} did not start in time. {life.why}") from None
        return life.connection

    async def call(
        self, tool: str, arguments: JsonObject, caller: Caller | None = None, heard: OnProgress | None = None
    ) -> CallResult:
        """Call a tool. ServerFault when nothing usable came, `RpcError` when the server answered with an error."""
        params: JsonObject = {"name": tool, "arguments": arguments}
        return understood(read_call, await self.ask(methods.CALL_TOOL, params, caller, heard))

    async def ask(
        self, method: str, params: JsonObject, caller: Caller | None = None, heard: OnProgress | None = None
    ) -> JsonValue:
        """Ask anything of it, for a caller that answers what it asks back. Errors as `call`."""
        seconds, hear = self.config.call_timeout, heard or _unheard
        with self._calling(caller):
            try:
                return await (await self.connection()).ask(method, params, seconds=seconds, heard=hear)
            except ServerFault as fault:
                if not fault.unheard:
                    raise
            return await (await self.connection()).ask(method, params, seconds=seconds, heard=hear)

    async def close(self) -> None:
        """End it for good, with all it started."""
        await self._life.close()

    # What the connection tells and asks.

    async def answer(self, question: Question) -> JsonValue:
        """Answer for the session whose call it is; when that is not clear, for nobody."""
        caller = CALLER.get()
        if caller is None and len({id(each) for each in self._callers}) == 1:
            caller = self._callers[0]
        if caller is not None and isinstance(visit := question.params.get("elicitationId"), str):
            self._visits[visit] = caller
            while len(self._visits) > MOST_VISITS:
                del self._visits[next(iter(self._visits))]
        return await self._answering.answer(question, caller)

    def changed(self, method: str) -> None:
        """Read that list again, soon."""
        self._life.touch(method)

    def logged(self, params: JsonObject) -> None:
        """Keep a line of its log in ours."""
        level = logging.DEBUG if params.get("level") in ("debug", "info", "notice") else logging.INFO
        said = cleaned(redacted(str(params.get("data"))[:LONGEST_LINE]), strictly=True).replace("\n", " ")
        log.log(level, "the MCP server %s says: %s", self.config.name, said)

    def visited(self, params: JsonObject) -> None:
        """Tell whoever sent the person to that address."""
        visit = params.get("elicitationId")
        caller = self._visits.pop(visit, None) if isinstance(visit, str) else None
        if isinstance(visit, str) and caller is not None and caller.visited is not None:
            caller.visited(visit)

    @contextmanager
    def _calling(self, caller: Caller | None) -> Generator[None]:
        """Count the call, and know whose it is."""
        mine = caller or Caller()
        token = CALLER.set(caller)
        self._callers.append(mine)
        try:
            yield
        finally:
            self._callers.remove(mine)
            if mine.ended is not None:
                mine.ended()
            self._life.used = asyncio.get_running_loop().time()
            CALLER.reset(token)


def _unheard(step: object) -> None:
    """Ask for progress all the same: it tells that the server is at work."""
