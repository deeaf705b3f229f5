"""A runner at work: takes orders from the store, and ends by itself when nothing runs any more.

It is a process group of its own, so that what ends the server that started it ends no run. It knows that server is
gone by the end of its standard input, and then stays only as long as something runs.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import threading
import time
from typing import TYPE_CHECKING, NamedTuple

from hermes_acp.agent.waiting import holder
from hermes_acp.app import App
from hermes_acp.errors import StoreError, UserError
from hermes_acp.servers.mcp.runner import orders, records
from hermes_acp.servers.mcp.runner.work import REST, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

log = logging.getLogger(__name__)

LOOK = 0.1
"""Seconds between two looks for orders."""
SOON = 0.02
"""The same for a moment after it began or had one: who has given an order often has another."""
MOMENT = 1.0
"""Seconds of such a moment."""
END = 30.0
"""Seconds in which it ends what it has, or leaves it."""
HANGS = 10.0
"""Seconds more, after which it is gone even if a thread of it hangs."""
BEAT = 30.0
"""Seconds between two signs of life."""


class Given(NamedTuple):
    """How a runner is to be."""

    name: str
    flags: Mapping[str, object]
    """Settings from the command line of the server, by their config key."""
    patience: float
    """Seconds that a question waits for an answer."""
    ends_runs: bool
    """Whether runs end when the server is gone."""


async def serve(given: Given, ready: Callable[[], None]) -> None:
    """Take orders until nothing runs and nobody needs this runner."""
    app = App(given.flags)
    runner = Runner(given, app)
    try:
        await records.tidy(app.store)
        await runner.enlist()
        ready()
        await runner.run()
    finally:
        be_gone_in(END + HANGS)
        async with asyncio.timeout(END):
            await runner.close()


def be_gone_in(seconds: float) -> None:
    """End this process then, whatever hangs: Python itself waits for every thread, however long."""
    last = threading.Timer(seconds, os._exit, (1,))
    last.daemon = True
    last.start()


class Runner:
    """One runner."""

    def __init__(self, given: Given, app: App) -> None:
        self._given = given
        self._app = app
        self._work = Work(given.name, app.sessions, app.store, given.patience)
        self._verbs = {"begin": self._begin, "steer": self._work.steer, "cancel": self._work.cancel}
        self._tasks: set[asyncio.Task[None]] = set()
        self._told: object = None
        self._alone = False
        """Whether the server that started this is gone."""
        self._stopped = False
        """Whether a signal said goodbye."""
        self._used = self._beaten = self._ordered = time.monotonic()

    async def enlist(self, *, ending: bool = False) -> None:
        """Tell who this is and which sessions it has."""
        self._told, self._beaten = self._work.sessions, time.monotonic()
        record = {"holder": await asyncio.to_thread(holder), "sessions": self._told, "ending": ending}
        await self._app.store.remember(records.RUNNERS, self._given.name, record)

    async def run(self) -> None:
        """Carry out orders as they come."""
        loop = asyncio.get_running_loop()
        loop.add_reader(0, self._heard)
        loop.add_signal_handler(signal.SIGTERM, self._stop)
        warming, readable = asyncio.create_task(self._app.warm()), True
        while not self._stopped and not self._idle():
            if self._alone and self._given.ends_runs:
                await self._work.end()
            try:
                await self._look()
                readable = True
            except StoreError as error:  # what runs says so itself, and may go on
                if readable:  # once, not at every look
                    log.warning("orders cannot be read: %s", error)
                readable = False
            await asyncio.sleep(SOON if time.monotonic() - self._ordered < MOMENT else LOOK)
        warming.cancel()

    async def close(self) -> None:
        """End what runs, give everything back, and only then be forgotten, so that others can take over."""
        async with contextlib.AsyncExitStack() as last:  # each of them, whatever became of the one before
            last.push_async_callback(self._app.close)
            last.push_async_callback(self._app.store.forget, records.RUNNERS, self._given.name)
            last.push_async_callback(self._app.sessions.close_all)
            last.push_async_callback(self._end)
            await self.enlist(ending=True)
            await orders.refuse(self._app.store, self._given.name)

    async def _end(self) -> None:
        """End what runs, the orders that are being carried out first."""
        if self._tasks:
            await asyncio.wait(self._tasks)
        await self._work.end()

    async def _look(self) -> None:
        for order in await orders.mine(self._app.store, self._given.name):
            await self._take(order)
        await self._work.rest(0.0 if self._alone else REST)
        if self._told != self._work.sessions or time.monotonic() - self._beaten > BEAT:
            await self.enlist()

    async def _take(self, order: orders.Order) -> None:
        """Take it, and carry it out beside the next ones."""
        taken = await orders.take(self._app.store, order)
        if taken is not None:
            self._ordered = time.monotonic()
            task = asyncio.create_task(orders.carry_out(self._app.store, taken, self._verbs.get(taken.verb, _strange)))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _begin(self, given: records.Record) -> records.Record:
        """Begin a run; whoever is told of it finds here who has its session."""
        answer = await self._work.begin(given)
        await self.enlist()
        return answer

    def _idle(self) -> bool:
        if self._work.busy or self._tasks:
            self._used = time.monotonic()
            return False
        return time.monotonic() - self._used > (0.0 if self._alone else REST)

    def _heard(self) -> None:
        if not os.read(0, 4096):
            asyncio.get_running_loop().remove_reader(0)
            self._alone = True

    def _stop(self) -> None:
        self._stopped = True


async def _strange(given: records.Record) -> records.Record:
    """An order that is not known here. UserError."""
    raise UserError("Another version of Hermes carries that run, and cannot do this. Wait for its end, or cancel it.")
