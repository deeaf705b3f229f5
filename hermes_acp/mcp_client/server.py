"""A server's life: started when it is first needed, tried again when it fails, put to sleep when nobody calls.

One task owns it from the first need to `close`; everything else asks and waits for news. Sessions may share one, so
nothing here belongs to a session but what a call brings along.
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
from hermes_acp.mcp_client.faults import NeedsSignIn, NotApproved, ServerFault
from hermes_acp.mcp_client.handshake import greet
from hermes_acp.mcp_client.offers import Offer, read_prompts, read_tools
from hermes_acp.mcp_client.reach import Reach, Reached
from hermes_acp.mcp_client.states import Patience, State, Status
from hermes_acp_protocol.framing import JsonObject, JsonValue
from hermes_acp_protocol.jsonrpc import RpcError
from hermes_acp_protocol.mcp import methods
from hermes_acp_protocol.mcp.results import CallResult, Question, read_call

log = logging.getLogger(__name__)

CALLER: ContextVar[Caller | None] = ContextVar("mcp_caller", default=None)
"""Whose call the running task serves."""
LAST_WORDS_SECONDS = 0.5
"""How long the status of a program is waited for whose pipe has ended."""
CLOSING_SECONDS = 6.0
"""What ending a server that failed to start may take at most, before its failure is told."""


class Server:
    """One server, reached or not."""

    def __init__(
        self, config: ServerConfig, reach: Reach, answering: Answering, patience: Patience | None = None
    ) -> None:
        self.config = config
        self.offer = Offer()
        """What it offered last; stays while it sleeps."""
        self._reads_resources = False
        self.instructions = ""
        """Its words for the model, as it said them last."""
        self._reach, self._answering = reach, answering
        self._patience = patience or Patience()
        self._state: State = "idle"
        self._why = self._version = ""
        self._failures = self._misses = 0
        self._connection: Connection | None = None
        self._callers: list[Caller] = []
        self._used = 0.0
        self._news = asyncio.Event()
        self._needed = asyncio.Event()
        self._stale: set[str] = set()
        self._touched = asyncio.Event()
        self._life: asyncio.Task[None] | None = None
        self._listeners: list[Callable[[Server], None]] = []

    @property
    def status(self) -> Status:
        """How it stands."""
        tools = self.offer.tools
        return Status(self.config.name, self._state, self._why, self._version, len(tools.usable), tools.left_out)

    @property
    def reads_resources(self) -> bool:
        """Whether it said, when it was last there, that it has resources."""
        return self._reads_resources

    def listen(self, hear: Callable[[Server], None]) -> Callable[[], None]:
        """Tell of every change of state or offer; returns the way to stop that. ``hear`` must be quick."""
        self._listeners.append(hear)
        return lambda: self._listeners.remove(hear) if hear in self._listeners else None

    def need(self) -> None:
        """Start it, if it is not started; returns at once."""
        if self._state == "closed":
            return
        if self._life is None:
            self._life = asyncio.create_task(self._live())
        self._needed.set()

    async def settle(self) -> None:
        """Wait until it is ready, or has failed once."""
        self.need()
        while not self.status.settled:
            await self._news.wait()

    async def connection(self) -> Connection:
        """The connection, started if need be. ServerFault when it cannot be had within the start limit."""
        misses = self._misses
        self.need()
        try:
            async with asyncio.timeout(self.config.start_timeout + CLOSING_SECONDS):
                while self._connection is None or self._connection.lost:
                    if self._misses > misses or self._state == "closed":
                        raise ServerFault(self._why or f"The MCP server {self.config.name} is closed.")
                    await self._news.wait()
        except TimeoutError:
            raise ServerFault(f"The MCP server {self.config.name} did not start in time. {self._why}") from None
        return self._connection

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
        connection = await self.connection()
        with self._calling(caller):
            return await connection.ask(method, params, seconds=self.config.call_timeout, heard=heard or _unheard)

    async def close(self) -> None:
        """End it for good, with all it started."""
        life, self._life = self._life, None
        if life is not None:
            life.cancel()
            await asyncio.wait([life])
        self._set("closed")

    # What the connection tells and asks.

    async def answer(self, question: Question) -> JsonValue:
        """Answer for the session whose call it is; when that is not clear, for nobody."""
        caller = CALLER.get()
        if caller is None and len({id(each) for each in self._callers}) == 1:
            caller = self._callers[0]
        return await self._answering.answer(question, caller)

    def changed(self, method: str) -> None:
        """Read that list again, soon."""
        self._stale.add(method)
        self._touched.set()

    def logged(self, params: JsonObject) -> None:
        """Keep a line of its log in ours."""
        log.debug("mcp server %s: %s", self.config.name, str(params.get("data"))[:500])

    # The life, all in one task.

    async def _live(self) -> None:
        while True:
            await self._needed.wait()
            began = asyncio.get_running_loop().time()
            try:
                await self._serve_once()
                self._failures = 0
                self._set("asleep")
            except (NeedsSignIn, NotApproved) as fault:
                self._needed.clear()
                self._fail(fault, "sign_in" if isinstance(fault, NeedsSignIn) else "refused")
            except ServerFault as fault:
                await self._pause(fault, asyncio.get_running_loop().time() - began)
            except Exception as error:
                log.error("the MCP server %s met a fault of ours", self.config.name, exc_info=error)
                await self._pause(ServerFault(f"{type(error).__name__} in Hermes; see its log."), 0)

    async def _pause(self, fault: ServerFault, held: float) -> None:
        """Wait before the next try, longer each time; after the last, look in only now and then."""
        if held >= self._patience.steady:
            self._failures = 0
        delays = self._patience.delays
        parked = self._failures >= len(delays)
        delay = self._patience.probe if parked else delays[self._failures]
        self._fail(fault, "parked" if parked else "waiting")
        if parked:
            self._needed.clear()  # whoever needs it now need not wait for the probe
        try:
            async with asyncio.timeout(delay):
                await (self._needed.wait() if parked else asyncio.Event().wait())
        except TimeoutError:
            self._needed.set()

    async def _serve_once(self) -> None:
        """From the start to the sleep. ServerFault when it could not be started or was lost."""
        self._set("starting")
        async with self._reach() as reached:
            connection = Connection(reached.link, self, self._answering.abilities)
            try:
                await self._open(connection, reached)
                self._connection = connection
                self._set("ready")
                await self._until_over(connection, reached)
            finally:
                self._connection = None
                await connection.close()

    async def _open(self, connection: Connection, reached: Reached) -> None:
        """Greet it and read its lists, within the start limit, and no longer than it lives."""
        opening = asyncio.create_task(self._greet(connection))
        ends = [opening, connection.over, *([reached.gone] if reached.gone else [])]
        try:
            await asyncio.wait(ends, timeout=self.config.start_timeout, return_when=asyncio.FIRST_COMPLETED)
            if not opening.done():
                seconds = f"{self.config.start_timeout:g} seconds"
                ended = connection.over.done() or (reached.gone is not None and reached.gone.done())
                raise ServerFault("It ended at once." if ended else f"It did not answer within {seconds}.")
            opening.result()
        except (ServerFault, RpcError) as fault:
            raise ServerFault(await self._explained(str(fault), connection, reached)) from None
        finally:
            opening.cancel()
            await asyncio.wait([opening])

    async def _greet(self, connection: Connection) -> None:
        config, seconds = self.config, self.config.start_timeout
        await greet(connection, config.protocol, seconds)
        self._stale.clear()
        tools = await read_tools(connection, config.tools, seconds)
        self.offer = Offer(tools, await read_prompts(connection, config.tools, seconds))
        self._version = connection.greeting.version
        self._reads_resources = connection.greeting.abilities.resources
        self.instructions = connection.greeting.instructions or ""

    async def _until_over(self, connection: Connection, reached: Reached) -> None:
        """Keep the lists fresh; returns when it may sleep, raises ServerFault when it is lost."""
        self._used = asyncio.get_running_loop().time()
        touching = asyncio.create_task(self._refreshed(connection))
        ends = [connection.over, touching, *([reached.gone] if reached.gone else [])]
        try:
            while True:
                done, _ = await asyncio.wait(ends, timeout=self._until_sleep(), return_when=asyncio.FIRST_COMPLETED)
                if done:
                    raise ServerFault(await self._explained(connection.why, connection, reached))
                if self._may_sleep():
                    self._needed.clear()
                    return
        finally:
            touching.cancel()
            await asyncio.wait([touching])

    async def _refreshed(self, connection: Connection) -> None:
        """Read lists again after they changed; servers announce one change many times over."""
        while True:
            await self._touched.wait()
            await asyncio.sleep(self._patience.debounce)
            self._touched.clear()
            stale, self._stale = self._stale, set[str]()
            try:
                await self._read_again(connection, stale)
            except (ServerFault, RpcError) as fault:
                log.warning("the lists of the MCP server %s could not be read again: %s", self.config.name, fault)

    async def _read_again(self, connection: Connection, stale: set[str]) -> None:
        tools, prompts, config = self.offer.tools, self.offer.prompts, self.config
        if methods.TOOLS_CHANGED in stale:
            tools = await read_tools(connection, config.tools, config.call_timeout)
        if methods.PROMPTS_CHANGED in stale:
            prompts = await read_prompts(connection, config.tools, config.call_timeout)
        offer = Offer(tools, prompts)
        if offer != self.offer:
            self.offer = offer
            self._tell()

    def _until_sleep(self) -> float | None:
        idle = self.config.idle_timeout
        return max(0.05, self._used + idle - asyncio.get_running_loop().time()) if idle else None

    def _may_sleep(self) -> bool:
        left = self._until_sleep()
        return not self._callers and left is not None and left <= 0.05

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
            self._used = asyncio.get_running_loop().time()
            CALLER.reset(token)

    async def _explained(self, why: str, connection: Connection, reached: Reached) -> str:
        """Why, with what the program itself said."""
        if reached.gone is not None:
            await asyncio.wait([reached.gone], timeout=LAST_WORDS_SECONDS)
        status = reached.gone.result() if reached.gone is not None and reached.gone.done() else None
        parts = [why]
        if status is not None:
            parts.append(f"Its program ended with status {status}.")
        if said := reached.explain().splitlines()[-3:]:
            parts.append(f"It said: {' / '.join(said)}")
        elif connection.noise:
            parts.append(f"It printed: {connection.noise[0]}")
        return " ".join(parts)

    def _fail(self, fault: ServerFault, state: State) -> None:
        self._failures += 1
        self._misses += self._state == "starting"
        self._why = str(fault)
        log.warning("the MCP server %s: %s", self.config.name, fault)
        self._set(state)

    def _set(self, state: State) -> None:
        self._state = state
        if state == "ready":
            self._why = ""
        self._tell()

    def _tell(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()
        for hear in list(self._listeners):
            hear(self)


def _unheard(step: object) -> None:
    """Ask for progress all the same: it tells that the server is at work."""
