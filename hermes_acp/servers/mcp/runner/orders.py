"""Orders from servers to runners, through the store: begin a run, say something to it, end it.

The life of an order is a line of states, each step one compare-and-set: ``open`` → ``taken`` (the runner works on it)
→ ``done`` (the answer is there), or ``refused`` (the runner ends). One that is not taken is taken back, so it is
carried out or it is not, and whoever gave it knows which.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from typing import TYPE_CHECKING, NamedTuple, cast

from hermes_acp.errors import HermesError
from hermes_acp.servers.mcp.runner.records import ORDERS, living

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from hermes_acp.servers.mcp.runner.records import Record
    from hermes_acp.store.store import Store

log = logging.getLogger(__name__)

LOOK = 0.02
"""Seconds between two looks for an answer."""
CHECK = 1.0
"""Seconds between two looks whether the runner lives."""


class NotTaken(Exception):
    """The runner ended before it took the order; nothing was done."""


class Refused(HermesError):
    """What the runner answered instead of doing it."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class Order(NamedTuple):
    """One of them, as the runner sees it."""

    id: str
    kept: Record
    """As it is kept, to be exchanged."""

    @property
    def verb(self) -> str:
        """What is to be done."""
        return str(self.kept.get("do"))

    @property
    def given(self) -> Record:
        """With what."""
        return cast("Record", self.kept.get("with"))


async def give(store: Store, runner: str, do: str, given: Mapping[str, object], seconds: float) -> Record:
    """Have a runner do something. NotTaken; Refused, also when it does not answer in so many seconds."""
    name = os.urandom(8).hex()
    order: Record = {"to": runner, "do": do, "with": dict(given), "state": "open"}
    await store.remember(ORDERS, name, order)
    try:
        answer = await _answer(store, runner, name, seconds)
        if answer is None:
            if await store.exchange(ORDERS, name, order, {**order, "state": "refused"}):
                raise NotTaken(runner)
            raise Refused("It was begun, but did not answer in time; permissions_list_open may say why.", "timeout")
    finally:
        await asyncio.shield(store.forget(ORDERS, name))
    if "error" in answer:
        raise Refused(str(answer["error"]), str(answer.get("reason")))
    return answer


async def _answer(store: Store, runner: str, name: str, seconds: float) -> Record | None:
    """The answer; None when there was none in time. NotTaken when the runner ends."""
    deadline = time.monotonic() + seconds
    checked = time.monotonic()
    while time.monotonic() < deadline:
        await asyncio.sleep(LOOK)
        kept = (await store.recall(ORDERS)).get(name, {})
        if kept.get("state") == "done":
            return cast("Record", kept.get("answer"))
        if kept.get("state") not in ("open", "taken"):
            raise NotTaken(runner)
        if time.monotonic() - checked > CHECK:
            checked = time.monotonic()
            if runner not in await living(store):
                raise NotTaken(runner)
    return None


async def mine(store: Store, runner: str) -> list[Order]:
    """The orders that wait for a runner, the oldest first."""
    found = await store.recall(ORDERS)
    return [
        Order(name, kept) for name, kept in found.items() if kept.get("to") == runner and kept.get("state") == "open"
    ]


async def take(store: Store, order: Order) -> Order | None:
    """Take an order; None when it was taken back meanwhile."""
    taken: Record = {**order.kept, "state": "taken"}
    return Order(order.id, taken) if await store.exchange(ORDERS, order.id, order.kept, taken) else None


async def carry_out(store: Store, taken: Order, work: Callable[[Record], Awaitable[Record]]) -> None:
    """Do what was ordered, and answer."""
    try:
        answer = await work(taken.given)
    except HermesError as error:
        answer = {"error": str(error), "reason": error.reason}
    except Exception as error:
        log.exception("an order could not be carried out")
        answer = {"error": f"Something in Hermes broke: {type(error).__name__}", "reason": "internal"}
    await store.exchange(ORDERS, taken.id, taken.kept, {**taken.kept, "state": "done", "answer": answer})


async def refuse(store: Store, runner: str) -> None:
    """Take no more orders; whoever gave one learns that nothing was done."""
    for order in await mine(store, runner):
        await store.exchange(ORDERS, order.id, order.kept, {**order.kept, "state": "refused"})
