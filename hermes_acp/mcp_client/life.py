"""A server's life: started when it is first needed, tried again when it fails, put to sleep when nobody calls.

One task owns it from the first need to `close`; everybody else asks how it stands and waits for news. Knows nothing of
calls but whether there are any.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from hermes_acp.mcp_client.chores import Lists, pinging
from hermes_acp.mcp_client.config import ServerConfig
from hermes_acp.mcp_client.connection import Connection
from hermes_acp.mcp_client.faults import NeedsSignIn, ServerFault
from hermes_acp.mcp_client.handshake import greet
from hermes_acp.mcp_client.hearing import Hooks
from hermes_acp.mcp_client.offers import Offer
from hermes_acp.mcp_client.reach import Reach, Reached
from hermes_acp.mcp_client.states import Patience, State, Status
from hermes_acp_protocol.jsonrpc import RpcError
from hermes_acp_protocol.mcp.capabilities import ClientAbilities, Greeting, ServerAbilities

log = logging.getLogger(__name__)

LAST_WORDS_SECONDS = 0.5
"""How long the status of a program is waited for whose pipe has ended."""
SOON_SECONDS = 0.05
BUSY_SECONDS = 1.0
"""Between two looks whether a call that keeps it awake is over."""


class Owner(Hooks, Protocol):
    """Whose server it is: hears what the server says by itself, and knows whether it is in use."""

    @property
    def abilities(self) -> ClientAbilities:
        """What the server is told it may ask for."""
        ...

    @property
    def busy(self) -> bool:
        """Whether somebody waits for an answer."""
        ...


class Life:
    """The life of one server."""

    def __init__(self, config: ServerConfig, reach: Reach, owner: Owner, patience: Patience) -> None:
        self.greeting = Greeting("", ServerAbilities())
        """How it introduced itself last."""
        self.state: State = "idle"
        self.why = ""
        """What went wrong last, as a sentence."""
        self.misses = 0
        """How often it could not be started."""
        self.connection: Connection | None = None
        self.used = 0.0
        """When the last call ended, by the loop's clock."""
        self._config, self._reach, self._owner, self._patience = config, reach, owner, patience
        self._failures = 0
        self._news = asyncio.Event()
        self._needed = asyncio.Event()
        self._lists = Lists(config, patience.debounce, lambda offer: self._tell())
        self._ready_since = 0.0
        self._living: asyncio.Task[None] | None = None
        self._listeners: list[Callable[[], None]] = []

    @property
    def offer(self) -> Offer:
        """What it offered last; stays while it sleeps."""
        return self._lists.offer

    @property
    def status(self) -> Status:
        """How it stands."""
        tools, version = self.offer.tools, self.greeting.version
        return Status(self._config.name, self.state, self.why, version, len(tools.usable), tools.left_out)

    def listen(self, hear: Callable[[], None]) -> Callable[[], None]:
        """Tell of every change of state or offer; returns the way to stop that. ``hear`` must be quick."""
        self._listeners.append(hear)
        return lambda: self._listeners.remove(hear) if hear in self._listeners else None

    def need(self) -> None:
        """Start it, if it is not started; returns at once."""
        if self.state == "closed":
            return
        if self._living is None:
            self._living = asyncio.create_task(self._live())
        self._needed.set()

    async def news(self) -> None:
        """Wait for the next change of state or offer."""
        await self._news.wait()

    def touch(self, method: str) -> None:
        """A list is another by now, by the notification's name: read it again, soon."""
        self._lists.touch(method)

    async def close(self) -> None:
        """End it for good, with all it started."""
        living, self._living = self._living, None
        if living is not None:
            living.cancel()
            await asyncio.wait([living])
        self._set("closed")

    # All of the rest runs in one task.

    async def _live(self) -> None:
        while True:
            await self._needed.wait()
            began = asyncio.get_running_loop().time()
            try:
                await self._serve_once()
                self._failures = 0
                self._set("asleep")
            except NeedsSignIn as fault:
                self._needed.clear()
                self._fail(fault, "sign_in")
            except ServerFault as fault:
                await self._pause(fault, asyncio.get_running_loop().time() - began)
            except Exception as error:
                log.error("the MCP server %s met a fault of ours", self._config.name, exc_info=error)
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
            connection = Connection(reached.link, self._owner, self._owner.abilities, reached.unheard)
            try:
                await self._open(connection, reached)
                self.connection = connection
                self._set("ready")
                await self._until_over(connection, reached)
            finally:
                self.connection = None
                await connection.close()

    async def _open(self, connection: Connection, reached: Reached) -> None:
        """Greet it and read its lists, within the start limit, and no longer than it lives."""
        opening = asyncio.create_task(self._greet(connection))
        ends = [opening, connection.over, *([reached.gone] if reached.gone else [])]
        seconds = self._config.start_timeout
        try:
            await asyncio.wait(ends, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if not opening.done():
                ended = connection.over.done() or (reached.gone is not None and reached.gone.done())
                raise ServerFault("It ended at once." if ended else f"It did not answer within {seconds:g} seconds.")
            opening.result()
        except (ServerFault, RpcError) as fault:
            raise ServerFault(await explained(str(fault), connection, reached)) from None
        finally:
            opening.cancel()
            await asyncio.wait([opening])

    async def _greet(self, connection: Connection) -> None:
        config, seconds = self._config, self._config.start_timeout
        await greet(connection, config.protocol, seconds)
        await self._lists.read(connection, seconds)
        self.greeting = connection.greeting

    async def _until_over(self, connection: Connection, reached: Reached) -> None:
        """Keep the lists fresh; returns when it may sleep, raises ServerFault when it is lost."""
        self.used = self._ready_since = asyncio.get_running_loop().time()
        chores = [asyncio.create_task(self._lists.keep_fresh(connection))]
        if self._config.keepalive and connection.era == "legacy":  # the stateless era has no pings
            pings = pinging(connection, self._config.keepalive, lambda: self._owner.busy)
            chores.append(asyncio.create_task(pings))
        ends = [connection.over, *chores, *([reached.gone] if reached.gone else [])]
        try:
            while True:
                wait = BUSY_SECONDS if self._owner.busy else self._until_sleep()
                done, _ = await asyncio.wait(ends, timeout=wait, return_when=asyncio.FIRST_COMPLETED)
                for chore in done.intersection(chores):
                    chore.result()  # chores have no end but a fault
                if done:
                    raise ServerFault(await explained(connection.why, connection, reached))
                if self._may_sleep():
                    self._needed.clear()
                    self.connection = None  # from here on a call waits for the next one
                    return
        finally:
            for chore in chores:
                chore.cancel()
            await asyncio.wait(chores)

    def _until_sleep(self) -> float | None:
        """Seconds until it has been idle, or there, for as long as it may; None when it may be for ever."""
        limits = (self.used, self._config.idle_timeout), (self._ready_since, self._config.max_lifetime)
        ends = [since + limit for since, limit in limits if limit]
        return max(SOON_SECONDS, min(ends) - asyncio.get_running_loop().time()) if ends else None

    def _may_sleep(self) -> bool:
        left = self._until_sleep()
        return not self._owner.busy and left is not None and left <= SOON_SECONDS

    def _fail(self, fault: ServerFault, state: State) -> None:
        self._failures += 1
        self.misses += self.state == "starting"
        self.why = str(fault)
        log.info("the MCP server %s: %s", self._config.name, fault)  # people are told by its state
        self._set(state)

    def _set(self, state: State) -> None:
        self.state = state
        if state == "ready":
            self.why = ""
        self._tell()

    def _tell(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()
        for hear in list(self._listeners):
            hear()


async def explained(why: str, connection: Connection, reached: Reached) -> str:
    """Why a server failed, with what its program itself said."""
    status = None
    if reached.gone is not None:
        await asyncio.wait([reached.gone], timeout=LAST_WORDS_SECONDS)
        status = reached.gone.result() if reached.gone.done() else None
    parts = [why]
    if status is not None:
        parts.append(f"Its program ended with status {status}.")
    if said := reached.explain().splitlines()[-3:]:
        parts.append(f"It said: {' / '.join(said)}")
    elif connection.noise:
        parts.append(f"It printed: {connection.noise[0]}")
    return " ".join(parts)
